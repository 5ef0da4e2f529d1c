extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .float(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension Value: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// A new list.
    public init(arrayLiteral items: Value...) { self = .list(items) }

    /// A new dictionary; of equal keys the last one counts.
    public init(dictionaryLiteral pairs: (String, Value)...) { self = .dict(Dict(pairs)) }
}

extension Value: CustomStringConvertible {
    /// As templates write the value: `{'name': 'fetch', 'since': @(2026-11-28)}`. What is too large to be written is named by its type.
    public var description: String { (try? repr()) ?? "<\(typeName.fullName)>" }
}
