/// The kinds of programs that syslog daemons sort messages by (RFC 5424, 6.2.1); those that no job is of are missing.
public enum SyslogFacility: Int, Sendable, CaseIterable {
    case user = 1, mail, daemon
    case cron = 9, authpriv
    case local0 = 16, local1, local2, local3, local4, local5, local6, local7
}

/// How urgent a line is (RFC 5424, 6.2.1), by its tags: the most urgent one counts.
enum Severity: Int, Comparable {
    case emergency, alert, critical, error, warning, notice, info, debug

    init(tags: [String]) {
        self = tags.compactMap(Severity.byTag).min() ?? .info
    }

    /// Tags that sisyphus gives, and those that are called as severities are.
    private static func byTag(_ tag: String) -> Severity? {
        switch tag {
        case "emerg", "panic": .emergency
        case "alert": .alert
        case "crit", "critical", "fatal": .critical
        case ReservedTags.exception, "err", "error", "fail", "kill", "lost": .error
        case "warning", "warn", "errors": .warning
        case "notice", ReservedTags.stderr: .notice
        case "debug": .debug
        default: nil
        }
    }

    static func < (one: Severity, other: Severity) -> Bool { one.rawValue < other.rawValue }
}

/// Who speaks to a syslog daemon.
public struct SyslogSender: Sendable {
    var facility: SyslogFacility
    var format: RunSettings.SyslogFormat
    /// What stands between time and text.
    let name: [UInt8]

    /// - Parameters:
    ///   - job: shown as the program; what RFC 5424 does not allow in it becomes `_`.
    ///   - process: the id of the process that speaks.
    public init(_ facility: SyslogFacility, _ format: RunSettings.SyslogFormat, host: String, job: String, process: Int32) {
        func printable(_ text: String, limit: Int) -> String {
            let bytes = text.utf8.prefix(limit).map { $0 > 0x20 && $0 < 0x7f ? $0 : UInt8(ascii: "_") }
            return bytes.isEmpty ? "-" : bytes.text
        }
        (self.facility, self.format) = (facility, format)
        let job = printable(job, limit: 48)
        let text =
            switch format {
            case .rfc5424: " \(printable(host, limit: 255)) \(job) \(process) - - "
            // A colon or bracket would end the name there.
            case .local: " \(String(job.map { ":[]/".contains($0) ? "_" : $0 }))[\(process)]: "
            }
        name = Array(text.utf8)
    }
}

/// Writes what stands before the text of a line for a log service, which needs no time of its own, or another one.
final class ServiceLines {
    enum Service {
        /// `<6>` at the beginning of lines for systemd-journald (sd-daemon(3)).
        case journal
        case syslog(SyslogSender)
    }

    let service: Service
    private var times = StampText()
    /// Of the last line.
    private var tasks: [LogTask] = []
    private var tags: [String]?
    private var severity = Severity.info
    private let brief = ByteBuffer(capacity: 64)

    init(_ service: Service) { self.service = service }

    func appendHead(_ prefix: LinePrefix, to buffer: ByteBuffer) {
        if tags != prefix.tags || tasks != prefix.tasks { read(prefix) }
        switch service {
        case .journal: appendPriority(severity.rawValue, to: buffer)
        case .syslog(let sender):
            let time = prefix.stamp?.time ?? Timestamp(microseconds: 0)
            appendPriority(sender.facility.rawValue * 8 + severity.rawValue, to: buffer)
            switch sender.format {
            case .rfc5424:
                buffer.append("1 ")
                times.appendTime(time, separator: UInt8(ascii: "T"), to: buffer)
                StampText.appendOffset(time.utcOffset, to: buffer)
            case .local: buffer.append(StampText.syslogText(time))
            }
            buffer.append(sender.name)
        }
        buffer.append(brief)
    }

    /// Tasks and tags as in the log, without what the service knows (the process) and without a word where there is nothing to say.
    private func read(_ prefix: LinePrefix) {
        (tasks, tags) = (prefix.tasks, prefix.tags)
        severity = Severity(tags: prefix.tags)
        brief.removeAll()
        TextFormat.appendRest(tasks.filter { !$0.isProcess }, prefix.tags, to: brief)
        // What separates them from the time.
        brief.drain(min(brief.count, " >> ".utf8.count))
    }

    private func appendPriority(_ number: Int, to buffer: ByteBuffer) {
        buffer.append(UInt8(ascii: "<"))
        buffer.append(String(number))
        buffer.append(UInt8(ascii: ">"))
    }
}
