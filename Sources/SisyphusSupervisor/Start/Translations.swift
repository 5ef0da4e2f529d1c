import SisyphusCore
import SisyphusUnix

// What the system tells, in the words of the decisions.

extension ProcessList {
    init(_ processes: [ProcessDescription], count: Int? = nil) {
        self.init(
            shown: processes.map { process in
                let state = process.state == "D" ? " (cannot be interrupted)" : ""
                return "\(process.pid) \(process.command)\(state)"
            },
            count: max(count ?? 0, processes.count))
    }
}

extension SpawnFailure {
    /// - Parameter program: the first word of the command.
    init(_ error: Errno, _ step: KeeperEvent.Step, program: String) {
        switch (step, error) {
        case (.execute, .noSuchFileOrDirectory):
            let hint = program.contains("/") && File.exists(program) ? " (its interpreter or loader is missing)" : ""
            self.init(kind: .notFound, message: "cannot execute \(program): \(error)\(hint)")
        case (.execute, .argListTooLong):
            self.init(kind: .notExecutable, message: "cannot execute \(program): \(error) (arguments and environment together)")
        case (.execute, _):
            self.init(kind: .notExecutable, message: "cannot execute \(program): \(error)")
        case (.fork, _): self.init(kind: .other, message: "cannot fork to start \(program): \(error)")
        case (.session, _): self.init(kind: .other, message: "cannot make a session to start \(program): \(error)")
        case (.controlGroup, _): self.init(kind: .other, message: "cannot put the process into its control group to start \(program): \(error)")
        case (.tree, _): self.init(kind: .other, message: "cannot keep the processes of \(program) together: \(error)")
        case (.signals, _): self.init(kind: .other, message: "cannot hear of the end of \(program) (signalfd): \(error)")
        case (.descriptors, _): self.init(kind: .other, message: "cannot set up the descriptors to start \(program): \(error)")
        }
    }
}

extension RunStateFile.ProcessMark {
    /// The mark of a process that lives, with 0 for its start where processes cannot be looked for; `nil`: there is none.
    init?(of pid: Int32) {
        guard let start = ProcessTable.isReadable ? ProcessTable.startTime(of: pid) : 0 else { return nil }
        self.init(pid: pid, start: UInt64(start))
    }
}

extension RunID {
    static func new(start: Timestamp) -> String {
        var generator = SystemRandomNumberGenerator()
        return text(start: start, random: (generator.next(), generator.next()))
    }
}

extension Iconv {
    /// - Throws: `StartFailure` 64 if the C library does not know the encoding of the log.
    static func check(_ settings: RunSettings) throws(StartFailure) {
        guard !isUTF8(settings.encoding), needed(for: settings) == nil else { return }
        throw .refused("--encoding: the C library knows no encoding \"\(settings.encoding)\"; accepted is what iconv --list shows")
    }

    /// - Returns: `nil` for UTF-8, which logs are made of, and for names that nobody knows (refused before).
    static func needed(for settings: RunSettings) -> Iconv? {
        guard !isUTF8(settings.encoding), let errors = Errors(rawValue: settings.errors.rawValue) else { return nil }
        return Iconv(to: settings.encoding, errors: errors)
    }
}
