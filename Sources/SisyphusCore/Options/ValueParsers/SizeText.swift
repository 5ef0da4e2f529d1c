/// Reads sizes in bytes: `4096`, `64K`, `64KiB`, `1.5GiB`, `10MB`. As in coreutils, `K` and `KiB` are 1024 bytes, `KB` is 1000.
enum SizeText {
    static let accepted = "bytes (65536) or a number with a unit (64K, 64KiB, 10MB, 1.5GiB)"

    static func read(_ text: String) throws(Refusal) -> Int {
        var bytes = Array(text.utf8)[...]
        guard let first = bytes.first else { throw Refusal("it is empty") }
        guard first != UInt8(ascii: "-") else { throw Refusal("a size is never negative") }
        let number = try DecimalText.readPrefix(of: &bytes, what: "size")
        let unit = String(decoding: bytes, as: UTF8.self).lowercased()
        guard let factor = factor(of: unit) else { throw Refusal("there is no unit \"\(unit.shownInError)\"") }
        guard let size = number.times(factor) else { throw Refusal("it is too large") }
        return Int(size)
    }

    private static func factor(of unit: String) -> Int64? {
        switch unit {
        case "", "b": 1
        case "k", "kib": 1 << 10
        case "m", "mib": 1 << 20
        case "g", "gib": 1 << 30
        case "t", "tib": 1 << 40
        case "kb": 1000
        case "mb": 1_000_000
        case "gb": 1_000_000_000
        case "tb": 1_000_000_000_000
        default: nil
        }
    }

    static func write(_ bytes: Int) -> String { text(bytes, "") }

    /// `512 MiB`, for people.
    static func words(_ bytes: Int) -> String { text(bytes, " ") }

    private static func text(_ bytes: Int, _ blank: String) -> String {
        for (unit, factor) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes >= factor && bytes % factor == 0 {
            return "\(bytes / factor)\(blank)\(unit)"
        }
        return blank.isEmpty ? "\(bytes)" : "\(grouped(bytes)) bytes"
    }
}

extension ValueParser<Int> {
    package static func size(_ range: ClosedRange<Int>) -> ValueParser {
        ValueParser(.size(offAtZero: false, range)) { text throws(Refusal) in
            try CountText.checked(try SizeText.read(text), range)
        } write: {
            SizeText.write($0)
        }
    }
}

extension ValueParser<Int?> {
    /// A size that 0 and `none` switch off.
    package static func sizeLimit(_ range: ClosedRange<Int>) -> ValueParser {
        ValueParser(.size(offAtZero: true, range)) { text throws(Refusal) in
            if text.lowercased() == "none" { return nil }
            let value = try SizeText.read(text)
            return value == 0 ? nil : try CountText.checked(value, range)
        } write: {
            $0.map(SizeText.write) ?? "none"
        }
    }
}
