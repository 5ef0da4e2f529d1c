import SisyphusCore

/// The names that the lines of crontabs have as jobs.
public struct CrontabNames: Sendable {
    private let shared: Set<String>

    /// - Parameter commands: those of all lines that one user runs, those that begin `sisyphus run` too.
    public init(_ commands: [String]) {
        var owners: [String: String] = [:]
        var shared: Set<String> = []
        for command in commands where CommentOptions(ShellLine(command))?.name == nil {
            let name = ShellLine.jobName(command)
            if let owner = owners[name], owner != command { shared.insert(name) } else { owners[name] = command }
        }
        self.shared = shared
    }

    /// The name in the comment, else one that is derived from the command; lines that would share that one are told apart by a hash of theirs.
    public func name(of command: String) -> String {
        if let name = CommentOptions(ShellLine(command))?.name { return name }
        let name = ShellLine.jobName(command)
        return shared.contains(name) ? name + ShellLine.suffix(command) : name
    }
}
