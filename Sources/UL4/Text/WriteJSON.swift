/// Writes values as `asjson` does: JSON, and JavaScript for what JSON cannot say.
struct JSONWriter {
    private(set) var text = ""
    private var depth = 0

    mutating func write(_ value: Value) throws {
        switch value {
        case .none: text += "null"
        case .undefined: text += "undefined"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .big(let value): text += try decimal(value)
        case .float(let value): text += value.isNaN ? "NaN" : value.isInfinite ? (value > 0 ? "Infinity" : "-Infinity") : floatRepr(value)
        case .string(let value): write(value)
        case .date(let value):
            let (year, month, day) = value.civil
            text += "new ul4.Date_(\(year), \(month), \(day))"
        case .datetime(let value):
            let (year, month, day) = value.date.civil
            text += "new Date(\(year), \(month - 1), \(day), \(value.hour), \(value.minute), \(value.second), \(value.microsecond / 1000))"
        case .timedelta(let value): text += "new ul4.TimeDelta(\(value.days), \(value.microseconds / 1_000_000), \(value.microseconds % 1_000_000))"
        case .monthdelta(let value): text += "new ul4.MonthDelta(\(value))"
        case .color(let value): text += "new ul4.Color(\(value.red), \(value.green), \(value.blue), \(value.alpha))"
        case .list(let list):
            try nest()
            text += "["
            for (i, item) in list.items.enumerated() {
                if i > 0 { text += ", " }
                try write(item)
            }
            text += "]"
            depth -= 1
        case .dict(let dict):
            try nest()
            text += "{"
            for (i, (key, value)) in dict.pairs.enumerated() {
                if i > 0 { text += ", " }
                try write(key)
                text += ": "
                try write(value)
            }
            text += "}"
            depth -= 1
        default: throw UL4Error.type("can't handle object of type '\(value.className)'")
        }
        if text.utf8.count > Limits.largestText { throw UL4Error.limit("text too long") }
    }

    private mutating func nest() throws {
        depth += 1
        if depth > 200 { throw UL4Error.recursion }
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "<": text += "\\u003c"
            case " "..."~": text.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    text += "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).utf8.count) + String(unit, radix: 16)
                }
            }
        }
        text += "\""
    }
}
