public import SisyphusCore

/// The JSON of a mail: the facts of the run and its messages for programs.
struct MailAttachment {
    let mail: MailMessage

    init(_ mail: MailMessage) { self.mail = mail }

    private static let maxBytes = 256 << 10

    /// One object with a line feed. The oldest messages are left out where it would become too large.
    var bytes: [UInt8] {
        var left = Self.maxBytes
        var log: [JSONValue] = []
        for message in mail.messages.reversed() {
            let entry = message.json
            left -= entry.bytes.count
            if left < 0 { break }
            log.insert(entry, at: 0)
        }
        guard case .object(var members) = mail.report.json(mail.occasion) else { return [] }
        members.append(("countexceptions", .int(Int64(mail.counts.exceptions))))
        members.append(("countmessages", .int(Int64(mail.counts.messages))))
        members.append(("log", .array(log)))
        return JSONValue.object(members).bytes + [UInt8(ascii: "\n")]
    }
}

extension Message {
    var json: JSONValue {
        let isException = kind == .exception
        return .members([
            "timestamp": .string(stamp.time.rfc3339), "tags": .array(tags.map(JSONValue.string)), "type": .string(kind.rawValue),
            "message": isException ? nil : .string(text), "class": isException ? .string(exception.type) : nil,
            "value": isException ? .string(exception.value) : nil, "traceback": isException ? .string(traceback ?? "") : nil,
            "tasks": .array(tasks.map(\.json)),
        ])
    }
}

extension LogTask {
    var json: JSONValue {
        .members([
            "type": .text(type) ?? .null, "name": .text(name) ?? .null, "index": .number(index) ?? .null, "count": .number(count) ?? .null,
            "starttime": .text(start?.rfc3339) ?? .null,
        ])
    }
}

extension RunReport {
    /// The facts for programs: attachment of mails, body of webhooks, input of hooks.
    public func json(_ occasion: Occasion) -> JSONValue {
        .members([
            "event": .string(occasion.word), "projectname": .string(project), "jobname": .string(job), "identifier": .text(identifier) ?? .null,
            "run": .string(id), "status": hasEnd(occasion) ? .string(status.description) : .null, "reason": .string(summary(occasion)),
            "summary": .text(jobSummary),
            "exit_code": .number(exitCode) ?? .null, "signal": .number(signal) ?? .null, "starttime": .string(start.rfc3339),
            "endtime": hasEnd(occasion) ? .string(end.rfc3339) : .null, "seconds": hasEnd(occasion) ? .seconds(elapsed) : .null,
            "lines": .int(Int64(lines)), "exceptions": .int(Int64(exceptions)), "command": .string(command), "pid": .int(Int64(pid)),
            "logfile": .text(logPath) ?? .null, "logfileurl": .text(logURL) ?? .null, "last_lines": .array(lastLines.map(JSONValue.string)),
            "host_name": .string(host.name), "host_ip": .text(host.ip) ?? .null, "host_sysname": .string(host.system),
            "host_release": .string(host.release), "host_version": .string(host.version), "host_machine": .string(host.machine),
            "user_name": .string(user.name), "user_uid": .int(Int64(user.id)), "user_gid": .int(Int64(user.group)),
            "user_dir": .text(user.home) ?? .null, "sisyphus_version": .string(version),
        ])
    }
}
