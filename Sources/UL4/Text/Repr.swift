/// `repr` of a string: in quotes, with escapes for what cannot be shown.
func pythonRepr(of text: String, ascii: Bool = false) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\\") }) { return "'\(text)'" }
    let quote: Unicode.Scalar = text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    let result = Output()
    result.append(String(quote))
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\", quote: result.append("\\\(scalar)")
        case "\n": result.append("\\n")
        case "\r": result.append("\\r")
        case "\t": result.append("\\t")
        default:
            let isShown = scalar.isASCII ? scalar.isPrintable : (!ascii && scalar.isPrintable)
            result.append(isShown ? String(scalar) : hexEscape(scalar))
        }
    }
    result.append(String(quote))
    return result.text
}

private func hexEscape(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16)
    let (mark, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\\(mark)\(String(repeating: "0", count: width - hex.utf8.count))\(hex)"
}

/// Writes `repr` of values; a list that holds itself is cut with `...`.
struct ReprWriter {
    var ascii = false
    private(set) var text = ""
    private var open: [ObjectIdentifier] = []

    init(ascii: Bool = false) { self.ascii = ascii }

    mutating func write(_ value: Value) throws {
        switch value {
        case .none: text += "None"
        case .bool(let value): text += value ? "True" : "False"
        case .int(let value): text += String(value)
        case .big(let value): text += try decimal(value)
        case .float(let value): text += floatRepr(value)
        case .string(let value): text += pythonRepr(of: value, ascii: ascii)
        case .date(let value): text += "@(\(value.isoText))"
        case .datetime(let value): text += "@(\(value.date.isoText)T\(shortClock(value)))"
        case .timedelta(let value): text += repr(of: value)
        case .monthdelta(let value): text += value == 0 ? "monthdelta()" : "monthdelta(\(value))"
        case .list(let list): try write(list.items, "[", "]", of: list)
        case .set(let set): if set.items.isEmpty { text += "{/}" } else { try write(set.items, "{", "}", of: set) }
        case .dict(let dict): try write(dict)
        case .undefined(let undefined): text += undefined.repr
        case .signature(let signature): text += "<Signature \(try signature.text())>"
        default: text += try textOf(value)
        }
        if text.utf8.count > Limits.largestText { throw UL4Error.limit("text too long") }
    }

    private mutating func write(_ items: [Value], _ start: String, _ end: String, of object: AnyObject) throws {
        guard try enter(object) else { return }
        text += start
        for (i, item) in items.enumerated() {
            if i > 0 { text += ", " }
            try write(item)
        }
        text += end
        open.removeLast()
    }

    private mutating func write(_ dict: Dict) throws {
        guard try enter(dict) else { return }
        text += "{"
        for (i, (key, value)) in dict.pairs.enumerated() {
            if i > 0 { text += ", " }
            try write(key)
            text += ": "
            try write(value)
        }
        text += "}"
        open.removeLast()
    }

    private mutating func enter(_ object: AnyObject) throws -> Bool {
        let id = ObjectIdentifier(object)
        if open.contains(id) {
            text += "..."
            return false
        }
        if open.count >= 200 { throw UL4Error.recursion }
        open.append(id)
        return true
    }
}

private func repr(of delta: TimeDelta) -> String {
    var parts: [String] = []
    if delta.days != 0 { parts.append("days=\(delta.days)") }
    if delta.microseconds / 1_000_000 != 0 { parts.append("seconds=\(delta.microseconds / 1_000_000)") }
    if delta.microseconds % 1_000_000 != 0 { parts.append("microseconds=\(delta.microseconds % 1_000_000)") }
    return "timedelta(\(parts.isEmpty ? "0" : parts.joined(separator: ", ")))"
}

/// As much of the time of day as a literal needs; nothing at midnight.
private func shortClock(_ time: CalendarTime) -> String {
    if time.microseconds == 0 { return "" }
    return time.microseconds % 60_000_000 == 0 ? String(time.clockText.dropLast(3)) : time.clockText
}

func reprOf(_ value: Value, ascii: Bool = false) throws -> String {
    var writer = ReprWriter(ascii: ascii)
    try writer.write(value)
    return writer.text
}

/// `str(value)`, which is what `<?print value?>` shows.
func textOf(_ value: Value) throws -> String {
    switch value {
    case .string(let value): return value
    case .none: return ""
    case .undefined: return ""
    case .date(let value): return value.isoText
    case .datetime(let value):
        let output = Output()
        value.append(to: output)
        return output.text
    case .timedelta(let value): return value.text
    case .color(let value): return value.text
    case .monthdelta(let value): return "\(value) month\(value.magnitude == 1 ? "" : "s")"
    case .template(let closure): return "<\(closure.frame == nil ? "Template" : "TemplateClosure") \(pythonRepr(of: closure.template.name ?? "(unnamed)"))>"
    case .signature(let signature): return try signature.text()
    case .function(let function): return "<function \(function.rawValue)>"
    case .hostFunction(let function): return "<function \(function.name)>"
    case .method(let method): return "<function \(method.method.rawValue)>"
    case .type(let type): return "<type \(type.fullName)>"
    case .module(let module): return "<module '\(module.rawValue)'>"
    case .getter(let getter): return "<\(getter.kind == .attribute ? "operator.attrgetter" : "operator.itemgetter")>"
    case .iterator: return "<iterator>"
    case .exception(let error): return error.message
    case .object(let object): return object.text
    default: return try reprOf(value)
    }
}
