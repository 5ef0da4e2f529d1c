import SisyphusCore

/// An event of Sentry about one message or the failure of a run (develop.sentry.dev, "Event Payloads").
struct SentryEvent {
    var report: RunReport
    /// `nil`: the failure of the run itself.
    var message: Message?
    var environment: String
    var release: String?
    /// Distinguishes the events of a run.
    var number: Int
    /// Microseconds since 1970.
    var time: Int64

    /// 32 hexadecimal digits; the same whenever the event is made again.
    var id: String { MessageID.hex(report.id, "event \(number)") }

    /// The trace that events and check-ins of one run share.
    static func trace(_ run: String) -> String { MessageID.hex(run, "trace") }

    var json: JSONValue {
        .members([
            "event_id": .string(id), "timestamp": .seconds(time), "platform": "native", "logger": "sisyphus", "level": .string(level),
            "server_name": .string(TextCut.head(report.host.name, bytes: 200)), "release": .text(release), "environment": .string(environment),
            "transaction": .string(TextCut.head(TextCut.line("\(report.project)/\(report.job)"), bytes: 200)),
            "logentry": isException ? nil : .members(["formatted": .string(TextCut.head(message?.text ?? report.reason, scalars: 8000))]),
            "exception": isException ? .members(["values": .array([exception])]) : nil, "tags": tags,
            "fingerprint": .array(fingerprint.map(JSONValue.string)),
            "breadcrumbs": .members(["values": .array(breadcrumbs)]), "contexts": contexts,
            "extra": report.lastLines.isEmpty ? nil : .members(["output": .string(TextCut.tail(report.lastLines.joined(separator: "\n"), bytes: 15_000))]),
        ])
    }

    private var isException: Bool { message.map { $0.kind == .exception } ?? true }

    private var level: String {
        guard let message, message.kind == .message else { return "fatal" }
        return ["fatal", "error", "warning", "info", "debug"].first { message.tags.contains($0) } ?? "info"
    }

    private var exception: JSONValue {
        let type = message?.exception.type ?? thrown?.type ?? (report.isOverdue ? "JobOverdue" : report.status == .timeout ? "Timeout" : "JobFailed")
        let value = message?.exception.value ?? thrown.map { [$0.value, report.jobSummary].compactMap(\.self).joined(separator: "\n") } ?? report.outcomeText
        return .members([
            "type": .string(TextCut.head(type, scalars: 250)),
            "value": .string(TextCut.head([value, message?.traceback].compactMap { $0 }.joined(separator: "\n"), scalars: 8000)),
            "stacktrace": stack,
            "mechanism": .members([
                "type": "generic", "handled": .bool(message != nil),
                "meta": message == nil ? report.signal.map { .members(["signal": .members(["number": .int(Int64($0))])]) } : nil,
            ]),
        ])
    }

    /// The exception that the run failed by or that is told of.
    private var thrown: JobException? {
        guard let message else { return report.exception }
        return message.kind == .exception
            ? JobException(logged: message.text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }, tasks: message.tasks) : nil
    }

    /// At most the 100 innermost calls.
    private var stack: JSONValue? {
        guard let thrown, !thrown.frames.isEmpty else { return nil }
        let frames = thrown.frames.suffix(100).map { frame in
            JSONValue.members([
                "function": .text(frame.function.map { TextCut.head($0, bytes: 500) }), "filename": .text(frame.file.map { TextCut.head($0, bytes: 500) }),
                "lineno": .number(frame.line), "colno": .number(frame.column), "context_line": .text(frame.source.map { TextCut.head($0, bytes: 500) }),
                "platform": .text(thrown.language?.rawValue),
            ])
        }
        return .members(["frames": .array(frames)])
    }

    private var tags: JSONValue {
        var tags: [(String, JSONValue)] = [
            ("project", SentryEvent.tag(report.project)), ("job", SentryEvent.tag(report.job)),
            ("outcome", .string(message == nil ? report.status.description : "message")),
        ]
        if let identifier = report.identifier { tags.append(("identifier", SentryEvent.tag(identifier))) }
        for tag in message?.tags ?? [] { tags.append(("sisyphus.tag.\(tag)", "true")) }
        return .object(tags)
    }

    /// A tag's value is one line of 1 to 200 characters.
    private static func tag(_ text: String) -> JSONValue {
        let line = TextCut.line(text).trimmed
        return .string(line.isEmpty ? "-" : TextCut.head(line, scalars: 200))
    }

    private var fingerprint: [String] {
        ["sisyphus", report.project, report.job, report.identifier ?? "", message.map { Fingerprint.of($0) } ?? Fingerprint.of(report)]
    }

    private var breadcrumbs: [JSONValue] {
        (message?.tasks ?? report.exception?.tasks ?? []).suffix(100).map { task in
            .members([
                "type": "debug", "category": .string(TextCut.head(task.type ?? task.name ?? "task", bytes: 200)), "message": .string(TaskLabel.title(task)),
                "timestamp": task.start.map { .seconds($0.microseconds) } ?? .seconds(message?.stamp.time.microseconds ?? time), "level": "info",
                "data": task.data.isEmpty ? nil : .object(task.data.sorted { $0.key < $1.key }.map { ($0.key, .string(TextCut.head($0.value, bytes: 1000))) }),
            ])
        }
    }

    private var contexts: JSONValue {
        let trace: JSONValue = .members([
            "trace_id": .string(SentryEvent.trace(report.id)), "span_id": .string(String(MessageID.hex(report.id, "span").prefix(16))), "op": "sisyphus.run",
        ])
        let name = "\(report.project) \(report.job)" + (report.identifier.map { " (\($0))" } ?? "")
        return .members([
            "trace": trace,
            "app": .members([
                "app_identifier": .string("\(report.project).\(report.job)"), "app_name": .string(name),
                "app_start_time": .string(Timestamp(microseconds: report.start.microseconds).rfc3339),
            ]),
            "os": .members(["name": .string(report.host.system), "version": .string(report.host.release), "kernel_version": .string(report.host.release)]),
            "runtime": .members(["name": "sisyphus", "version": .string(report.version)]),
            "device": .members(["name": .string(report.host.name), "arch": .string(report.host.machine)]),
            "sisyphus": .members([
                "type": "sisyphus", "run": .string(report.id), "pid": .int(Int64(report.pid)), "log": .text(report.logPath), "lines": .int(Int64(report.lines)),
                "exit_code": .number(report.exitCode),
            ]),
            "user_account": .members([
                "type": "user_account", "name": .string(report.user.name), "uid": .int(Int64(report.user.id)), "gid": .int(Int64(report.user.group)),
                "home": .text(report.user.home),
            ]),
        ])
    }
}
