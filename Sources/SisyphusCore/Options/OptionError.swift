/// A wrong option, said in one sentence. The exit status of the command is 64 (`EX_USAGE`).
public struct OptionError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    /// Of values that cannot be meant together: which may be left out, where the other was set in a stronger place.
    package let yields: [Yielding]

    /// An option that means nothing beside what another one is set to.
    package struct Yielding: Equatable, Sendable {
        package let option: String
        package let to: String
    }

    public init(_ description: String) {
        self.init(description, yields: [])
    }

    package init(_ description: String, yields: [Yielding]) { (self.description, self.yields) = (description, yields) }

    /// - Parameters:
    ///   - option: the one that is left out where it was set in a weaker place than the other.
    ///   - areEqual: whether the other one yields as well.
    package init(_ description: String, yields option: String, to other: String, areEqual: Bool = false) {
        let first = Yielding(option: option, to: other)
        self.init(description, yields: areEqual ? [first, Yielding(option: other, to: option)] : [first])
    }

    /// A value that the judge of its option refused.
    init(_ source: OptionSource, _ row: OptionRow, _ text: String, _ refusal: Refusal) {
        let value = row.kind.isSecret ? "the value given" : "\"\(text.shownInError)\""
        yields = []
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
