import SisyphusCore

/// Options of `sisyphus run` in a comment at the end of a line for a shell: `# sisyphus: name=fetch maxtime=10m`.
public struct CommentOptions: Sendable, Equatable {
    /// As words of a command line: `--jobname=fetch`.
    public var words: [String] = []
    /// The name, if one is given.
    public var name: String?

    /// The words in a comment that stand for longer options.
    private static let shorter = ["name": "jobname", "job": "jobname", "project": "projectname"]

    /// - Returns: `nil`: the line has no comment that is meant for us.
    public init?(_ line: ShellLine) {
        guard let comment = line.comment else { return nil }
        let text = comment.trimmed
        let mark = "sisyphus:"
        guard text.lowercased().hasPrefix(mark) else { return nil }
        // Quotes group words here as in the line itself.
        var lexer = ShellLexer(String(text.dropFirst(mark.count)))
        while case .word(let word, _)? = lexer.next() {
            let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) ?? word.endIndex
            let key = String(word[..<equals])
            let option = CommentOptions.shorter[key.lowercased()] ?? key
            words.append("--" + option + word[equals...])
            if option == "jobname", equals < word.endIndex { name = String(word[word.utf8.index(after: equals)...]) }
        }
    }
}
