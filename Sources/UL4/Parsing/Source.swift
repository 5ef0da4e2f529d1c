/// The source of a template. Positions are offsets of code points.
final class Source {
    let scalars: [Unicode.Scalar]
    let text: String

    init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    func slice(_ range: Range<Int>) -> String { String(scalars[range]) }

    /// Where a range is, for people.
    func location(_ range: Range<Int>, in template: Template) -> Location {
        var line = 1, lineStart = 0
        for i in 0..<range.lowerBound where scalars[i] == "\n" {
            line += 1
            lineStart = i + 1
        }
        var lineEnd = range.upperBound
        while lineEnd < scalars.count, scalars[lineEnd] != "\n" { lineEnd += 1 }
        let most = 40
        let before = max(lineStart, range.lowerBound - most)
        let after = min(lineEnd, range.upperBound + most)
        return Location(
            template: template.title, name: template.name, start: range.lowerBound, stop: range.upperBound, line: line,
            column: range.lowerBound - lineStart + 1,
            source: slice(range), prefix: (before > lineStart ? "…" : "") + slice(before..<range.lowerBound),
            suffix: slice(range.upperBound..<after) + (after < lineEnd ? "…" : ""))
    }
}
