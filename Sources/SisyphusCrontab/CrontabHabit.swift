import SisyphusCore
import SisyphusOptions
import SisyphusSchedule

/// What a line of a crontab does with other programs that a supervised job does by itself: `flock -n`, `timeout`, `chronic`.
public struct CrontabHabit: Sendable, Equatable {
    /// The options that do the same, as they stand in a comment: `overlap=skip`.
    public private(set) var options: [String] = []
    /// The words of the command without these programs.
    public private(set) var command: [String]

    /// - Returns: `nil`: the line begins with none of them, or with something that no option says.
    public init?(_ command: String) {
        let line = ShellLine(command)
        guard line.commands.count == 1, var words = line.commands.first?.words else { return nil }
        var isFound = false
        self.command = []
        while let program = words.first.map({ $0.split(separator: "/").last.map(String.init) ?? $0 }) {
            guard let rest = take(program, Array(words.dropFirst())) else { break }
            isFound = true
            words = rest
        }
        guard isFound, !words.isEmpty else { return nil }
        self.command = words
    }

    private mutating func take(_ program: String, _ words: [String]) -> [String]? {
        switch program {
        case "chronic": return words
        case "flock": return takeLock(words)
        case "timeout": return takeLimit(words)
        default: return nil
        }
    }

    private mutating func takeLock(_ words: [String]) -> [String]? {
        var rest = words[...]
        var overlap = "wait"
        while let word = rest.first, word.hasPrefix("-") {
            rest.removeFirst()
            switch word {
            case "-n", "-x", "-nx", "-xn", "--nonblock", "--nb", "--exclusive", "-e": if word != "-x", word != "-e", word != "--exclusive" { overlap = "skip" }
            case "-w", "--timeout", "--wait": overlap = "wait=\(rest.popFirst() ?? "0")"
            default: return nil
            }
        }
        // The file is not needed any more: the job has a lock of its own.
        guard rest.popFirst() != nil, let first = rest.first, first != "-c" else { return nil }
        options.append("overlap=\(overlap)")
        return Array(rest)
    }

    private mutating func takeLimit(_ words: [String]) -> [String]? {
        var rest = words[...]
        var found: [String] = []
        while let word = rest.first, word.hasPrefix("-") {
            rest.removeFirst()
            if word == "-k" || word == "--kill-after", let value = rest.popFirst() {
                found.append("kill-grace=\(value)")
            } else if word == "-s" || word == "--signal", let value = rest.popFirst() {
                found.append("kill-signal=\(value)")
            } else if word.hasPrefix("--kill-after=") {
                found.append("kill-grace=\(word.dropFirst(13))")
            } else if word.hasPrefix("--signal=") {
                found.append("kill-signal=\(word.dropFirst(9))")
            } else {
                return nil
            }
        }
        guard let limit = rest.popFirst(), !rest.isEmpty else { return nil }
        options += ["maxtime=\(limit)"] + found
        return Array(rest)
    }
}
