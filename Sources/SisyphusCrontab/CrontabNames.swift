import SisyphusCore
import SisyphusOptions
import SisyphusSchedule

/// The names that the lines of crontabs have as jobs.
public struct CrontabNames: Sendable {
    private var names: [String: String] = [:]

    /// - Parameter commands: those of all lines that one user runs, those that begin `sisyphus run` too.
    public init(_ commands: [String]) {
        var owners: [String: [String]] = [:]
        for command in commands where names[command] == nil {
            let line = ShellLine(command)
            if let name = CommentOptions(line)?.name {
                names[command] = name
            } else {
                let name = line.jobName(of: command)
                names[command] = name
                owners[name, default: []].append(command)
            }
        }
        for (name, commands) in owners where commands.count > 1 {
            for command in commands { names[command] = name + ShellLine.suffix(command) }
        }
    }

    /// The name in the comment, else one that is derived from the command; lines that would share that one are told apart by a hash of theirs.
    /// - Parameter command: one of those.
    public func name(of command: String) -> String { names[command] ?? ShellLine.jobName(command) }
}
