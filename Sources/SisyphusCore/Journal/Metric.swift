/// A number that a job tells about its run (`@!metric> NAME VALUE [UNIT]`).
public struct Metric: Sendable, Equatable {
    /// A letter or underscore, then letters, digits, `_`, `.` and `-`; at most 64 bytes.
    public let name: String
    public let value: Double
    /// At most 16 bytes without blanks and control characters.
    public let unit: String?

    /// How many a run may have.
    public static let most = 100

    /// Reads `NAME VALUE [UNIT]`.
    /// - Returns: `nil` for anything else: the line is text then.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard (2...3).contains(parts.count), Metric.isName(parts[0]), let value = Double(whole: parts[1]), value.isFinite else { return nil }
        let unit = parts.count == 3 ? String(parts[2]) : nil
        if let unit, unit.utf8.count > 16 || unit.unicodeScalars.contains(where: Names.isHidden) { return nil }
        (name, self.value, self.unit) = (String(parts[0]), value, unit)
    }

    init?(name: String, _ json: JSONValue) {
        guard let value = json["value"]?.double else { return nil }
        (self.name, self.value, unit) = (name, value, json["unit"]?.string)
    }

    var json: JSONValue { .members(["value": .number(number), "unit": .text(unit)]) }

    /// The value in the shortest decimal form.
    public var number: String { value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)" }

    /// With its unit: `12 files`.
    var shown: String { number + (unit.map { " " + $0 } ?? "") }

    private static func isName(_ name: Substring) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= 64, isLetter(first) else { return false }
        return bytes.allSatisfy { isLetter($0) || $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") }
}

extension JournalFacts {
    /// The last value of a name counts. `false`: there are too many.
    mutating func take(_ metric: Metric) -> Bool {
        if let index = metrics.firstIndex(where: { $0.name == metric.name }) {
            metrics[index] = metric
        } else if metrics.count < Metric.most {
            metrics.append(metric)
        } else {
            return false
        }
        return true
    }
}
