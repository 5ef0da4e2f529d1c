/// The types that can be called, and how.
private let typeParameters: [TypeName: Parameters] = [
    .bool: Parameters("bool", "obj?, /"), .int: Parameters("int", "obj?, /, base?"), .float: Parameters("float", "obj?, /"), .str: Parameters("str", "obj?, /"),
    .date: Parameters("date", "year, month, day"), .datetime: Parameters("datetime", "year, month, day, hour?, minute?, second?, microsecond?"),
    .timedelta: Parameters("timedelta", "days?, seconds?, microseconds?"), .monthdelta: Parameters("monthdelta", "months?, /"),
    .list: Parameters("list", "iterable?, /"), .dict: Parameters("dict", "obj?, /, **kwargs"), .set: Parameters("set", "iterable?, /"),
    .color: Parameters("Color", "r?, g?, b?, a?"), .attrgetter: Parameters("attrgetter", "*names"), .itemgetter: Parameters("itemgetter", "item, /, *items"),
]

/// `type(…)`: a new value of a type.
func make(_ type: TypeName, _ arguments: Arguments, _ context: Context) throws -> Value {
    guard let parameters = typeParameters[type] else { throw UL4Error.type("\(type.name) type is not callable") }
    let bound = try parameters.bind(arguments)
    switch type {
    case .bool: return .bool(bound.optional(0)?.isTrue ?? false)
    case .int: return try makeInt(bound)
    case .float: return .float(try makeFloat(bound.optional(0) ?? .float(0)))
    case .str:
        let text = try bound.optional(0).map(textOf) ?? ""
        if case .string? = bound.optional(0) {} else { try context.step(written: text) }
        return try context.text(text)
    case .date: return .date(try CalendarDate(year: try bound.int(0), month: try bound.int(1), day: try bound.int(2)))
    case .datetime:
        return .datetime(
            try CalendarTime(
                year: try bound.int(0), month: try bound.int(1), day: try bound.int(2), hour: try bound.int(3, default: 0),
                minute: try bound.int(4, default: 0),
                second: try bound.int(5, default: 0), microsecond: try bound.int(6, default: 0)))
    case .timedelta: return .timedelta(try makeTimeDelta(bound, context))
    case .monthdelta: return .monthdelta(try bound.int(0, default: 0))
    case .list: return try context.list(try bound.optional(0).map { try items(of: $0, context) } ?? [])
    case .set: return try context.set(try bound.optional(0).map { try items(of: $0, context) } ?? [])
    case .dict:
        let dict = try context.dict()
        if let source = bound.optional(0) { try update(dict, from: source, context) }
        for (name, value) in bound.keywords { dict[Key(unchecked: .string(name))] = value }
        return .dict(dict)
    case .color: return .color(try Color(channels: try [0, 0, 0, 255].enumerated().map { try bound.optional($0).map(real) ?? $1 }))
    case .attrgetter:
        for name in bound.rest { _ = try text(name) }
        return .getter(Getter(kind: .attribute, keys: bound.rest))
    default: return .getter(Getter(kind: .item, keys: [bound[0]] + bound.rest))
    }
}

private func makeInt(_ bound: Bound) throws -> Value {
    let value = bound.optional(0) ?? .int(0)
    if let base = bound.given(1) {
        let base = try wholeNumber(base)
        guard case .string(let text) = value else { throw UL4Error.type("int() can't convert non-string with explicit base") }
        guard base == 0 || (2...36).contains(base) else { throw UL4Error.value("int() base must be >= 2 and <= 36, or 0") }
        return try readInt(text, base: base)
    }
    switch value {
    case .string(let text): return try readInt(text, base: 10)
    case .float(let float):
        if float.isNaN { throw UL4Error.value("cannot convert float NaN to integer") }
        if float.isInfinite { throw UL4Error.overflow("cannot convert float infinity to integer") }
        return Value(BigInt(float))
    default:
        guard let whole = value.whole else { throw UL4Error.type("int() argument must be a string or a real number, not '\(value.className)'") }
        return Value(whole)
    }
}

private func readInt(_ text: String, base: Int) throws -> Value {
    guard text.utf8.count <= 4300 else { throw UL4Error.value("Exceeds the limit (4300 digits) for integer string conversion") }
    guard let whole = readWhole(text, base: base) else { throw UL4Error.value("invalid literal for int() with base \(base): \(pythonRepr(of: text))") }
    return Value(whole)
}

private func makeFloat(_ value: Value) throws -> Double {
    if case .string(let text) = value {
        guard let float = readFloat(text) else { throw UL4Error.value("could not convert string to float: \(pythonRepr(of: text))") }
        return float
    }
    guard let number = value.number else { throw UL4Error.type("float() argument must be a string or a real number, not '\(value.className)'") }
    return try number.double()
}

/// The sum of days, seconds and microseconds, each of which may have a fraction.
private func makeTimeDelta(_ bound: Bound, _ context: Context) throws -> TimeDelta {
    var delta = TimeDelta(days: 0, microseconds: 0)
    for (i, unit) in [TimeDelta(days: 1, microseconds: 0), TimeDelta(days: 0, microseconds: 1_000_000), TimeDelta(days: 0, microseconds: 1)].enumerated() {
        guard let count = bound.optional(i) else { continue }
        guard count.number != nil else {
            throw UL4Error.type("unsupported type for timedelta \(["days", "seconds", "microseconds"][i]) component: \(count.className)")
        }
        guard case .timedelta(let part) = try combine(.multiply, .timedelta(unit), count, context) else { continue }
        delta = try TimeDelta(total: delta.total + part.total)
    }
    return delta
}
