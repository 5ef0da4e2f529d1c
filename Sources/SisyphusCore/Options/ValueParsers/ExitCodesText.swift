/// Reads sets of exit statuses: `3,10-19`; `none` is the empty set.
enum ExitCodesText {
    static let accepted = "statuses from 0 to 255 and ranges, separated by commas (3,10-19), or none"

    static func read(_ text: String) throws(Refusal) -> ExitCodes {
        if text.lowercased() == "none" { return ExitCodes() }
        var ranges: [ClosedRange<Int32>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            let first = try status(ends[0])
            let last = ends.count == 2 ? try status(ends[1]) : first
            guard first <= last else { throw Refusal("the range \(part) runs backwards") }
            ranges.append(first...last)
        }
        return ExitCodes(ranges)
    }

    private static func status(_ text: Substring) throws(Refusal) -> Int32 {
        let trimmed = text.trimming { $0 == " " }
        guard !trimmed.isEmpty else { throw Refusal("a status is missing") }
        guard trimmed.utf8.allSatisfy(\.isDigit), let status = Int32(trimmed), status <= 255 else {
            throw Refusal("\"\(String(trimmed).shownInError)\" is not an exit status")
        }
        return status
    }
}

extension ValueParser<ExitCodes> {
    package static var exitCodes: ValueParser {
        ValueParser(.exitCodes) { text throws(Refusal) in
            try ExitCodesText.read(text)
        } write: {
            $0.ranges.isEmpty ? "none" : $0.ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
        }
    }
}

/// A set of exit statuses, written as `3,10-19`.
public struct ExitCodes: Sendable, Equatable {
    public var ranges: [ClosedRange<Int32>]

    public init(_ ranges: [ClosedRange<Int32>] = []) {
        self.ranges = ranges
    }

    public func contains(_ code: Int32) -> Bool {
        ranges.contains { $0.contains(code) }
    }
}
