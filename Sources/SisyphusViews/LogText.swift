/// A line of a log in the usual form, `[…]=[…] :: tasks :: {tags} >> text`, taken apart. What has another form is all text.
struct LogText {
    /// Whether the supervisor wrote the line: the tags before the text say so, and no job can write them.
    let isOurs: Bool
    let text: Substring

    init(_ line: String) {
        guard line.hasPrefix("["), let arrow = line.firstRange(of: " >> ") else {
            (isOurs, text) = (false, line[...])
            return
        }
        isOurs = line[..<arrow.lowerBound].contains("{sisyphus}")
        text = line[arrow.upperBound...]
    }

    /// What the job printed, oldest first.
    static func printed(_ lines: [String]) -> [String] {
        lines.map(LogText.init).filter { !$0.isOurs }.map { String($0.text) }
    }
}
