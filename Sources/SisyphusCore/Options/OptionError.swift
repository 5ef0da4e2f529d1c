/// A wrong option, said in one sentence. The exit status of the command is 64 (`EX_USAGE`).
public struct OptionError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }

    /// A value that the judge of its option refused.
    init(_ source: OptionSource, _ row: OptionRow, _ text: String, _ refusal: Refusal) {
        let value = row.kind.isSecret ? "the value given" : "\"\(text.shownInError)\""
        description = "\(source.subject(of: row)) cannot be \(value): \(refusal.reason); accepted: \(row.kind.accepted)\(row.kind.isSecret ? "" : refusal.hint)"
    }
}

extension String {
    /// Cut and without control characters, so that an error stays one line.
    package var shownInError: String {
        var result = ""
        for scalar in unicodeScalars.prefix(100) {
            result += Names.isHidden(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        return unicodeScalars.count > 100 ? result + "…" : result
    }
}
