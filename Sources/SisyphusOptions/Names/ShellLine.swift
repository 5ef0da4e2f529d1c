import SisyphusCore

/// A line for a shell, taken apart as far as its text tells: its simple commands and the comment at its end. Nothing is expanded.
public struct ShellLine: Sendable {
    public private(set) var commands: [Command] = []
    /// What stands behind the `#` of the comment at the end.
    public private(set) var comment: String?

    /// A program with its arguments.
    public struct Command: Sendable, Equatable {
        /// Without quotes; without assignments, redirections and the words of the shell's grammar.
        public var words: [String] = []
        /// `>/dev/null`, `2>&1`.
        public var redirections: [String] = []
    }

    /// - Parameter text: as it is handed to `sh -c`.
    public init(_ text: String) {
        var lexer = ShellLexer(text)
        var command = Command()
        var isRedirected = false
        func close() {
            if !command.words.isEmpty || !command.redirections.isEmpty { commands.append(command) }
            command = Command()
            isRedirected = false
        }
        while let token = lexer.next() {
            switch token {
            case .separator: close()
            case .comment(let text):
                close()
                comment = text
            case .redirection(let text, let isComplete):
                command.redirections.append(text)
                isRedirected = !isComplete
            case .word(let word, let quotedFrom):
                // What begins behind a line break goes on after the comment.
                comment = nil
                if isRedirected {
                    command.redirections[command.redirections.count - 1] += word
                    isRedirected = false
                } else if !command.words.isEmpty || !ShellLine.isGrammar(word, quotedFrom) {
                    command.words.append(word)
                }
            }
        }
        close()
    }

    /// Words before a command that are no program: those of the grammar, and assignments. What is quoted is no grammar, but may be the value of an assignment.
    private static func isGrammar(_ word: String, _ quotedFrom: Int?) -> Bool {
        if quotedFrom == nil, ["if", "then", "else", "elif", "fi", "while", "until", "do", "done", "esac", "!", "{", "}"].contains(word) { return true }
        guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")), equals != word.startIndex else { return false }
        if let quotedFrom, quotedFrom <= word.utf8.distance(from: word.startIndex, to: equals) { return false }
        return word.utf8[..<equals].enumerated().allSatisfy { place, byte in (byte | 0x20) &- 97 < 26 || byte == 95 || place > 0 && byte.isDigit }
    }

    /// Programs that only prepare what another one does.
    private static func isPreparation(_ program: String) -> Bool {
        switch program {
        case "cd", "pushd", "popd", "export", "unset", ".", "source", "set", "shopt", "umask", "ulimit", "trap", "test", "[", "[[", "sleep", "true", "false",
            ":", "exit", "return", "wait", "type", "which", "hash", "for", "case", "local", "read":
            true
        default: false
        }
    }

    /// Programs that do the work where nothing else does.
    private static func isAside(_ program: String) -> Bool { program == "mkdir" || program == "echo" || program == "printf" }

    /// The command that does the work: the first that does not only prepare something, behind wrappers such as `nice`, and within `sh -c`.
    public var work: [String] {
        let all = commands.map { withoutWrappers($0.words) }.filter { !$0.isEmpty }
        let found = all.filter { !ShellLine.isPreparation($0[0]) && !isQuestion($0) }
        guard let words = found.first(where: { !ShellLine.isAside($0[0]) }) ?? found.first ?? all.last else { return [] }
        if let inner = textWithin(words) {
            let work = ShellLine(inner).work
            if !work.isEmpty { return work }
        }
        return words
    }

    /// Whether the line supervises itself: a command of it is `sisyphus run`.
    public var startsRun: Bool {
        commands.contains { command in
            guard command.words.contains("run") else { return false }
            let words = withoutWrappers(command.words)
            return words.count > 1 && baseName(words[0]) == "sisyphus" && words[1] == "run"
        }
    }

    /// The name of a job for this line, readable and always the same for the same text.
    public static func jobName(_ text: String) -> String { ShellLine(text).jobName(of: text) }

    /// The same of a text that was taken apart already.
    public func jobName(of text: String) -> String {
        let work = work
        guard let program = work.first else { return deriveJobName(["sh", "-c", text]) }
        // The directory is what tells one of them from another.
        if baseName(program) == "run-parts", let directory = work.last, work.count > 1, Names.refusal(of: baseName(directory)) == nil {
            return baseName(directory)
        }
        return deriveJobName(work)
    }

    /// What tells lines apart that would have one name: `-` and 8 hexadecimal digits.
    public static func suffix(_ text: String) -> String { "-" + hash(of: [text]) }
}

/// The command behind `nice`, `env`, `timeout` and the like.
private func withoutWrappers(_ command: [String]) -> [String] {
    var words = command
    for _ in 0..<16 {
        guard let program = words.first, !isQuestion(words), let wrapper = Wrapper.named(baseName(program)),
            case .command(let inner) = wrapper.unwrap(Array(words.dropFirst())), !inner.isEmpty
        else { break }
        words = inner
    }
    return words
}

/// `command -v` asks for a program and starts none.
private func isQuestion(_ words: [String]) -> Bool { words.first == "command" && words.dropFirst().first?.lowercased() == "-v" }

/// The text that a command gives to a shell (`sh -c TEXT`, `flock FILE -c TEXT`).
private func textWithin(_ words: [String]) -> String? {
    let program = baseName(words[0])
    guard Interpreter.isShell(program) || Wrapper.named(program)?.textLetter == "c" else { return nil }
    guard let option = words.firstIndex(where: { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.hasSuffix("c") || $0 == "--command" }) else { return nil }
    return option + 1 < words.count ? words[option + 1] : nil
}
