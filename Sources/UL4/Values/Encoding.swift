extension Value {
    /// A value from anything that can be encoded: structures and dictionaries become dictionaries with strings as keys, sequences lists.
    ///
    ///     struct Customer: Encodable { var name: String, orders: [Int] }
    ///     try template.render(["customer": Value(encoding: Customer(name: "ACME", orders: [1, 2]))])
    ///
    /// - Parameters:
    ///   - value: Anything encodable.
    ///   - convert: is asked first about each part and makes values of those that templates know better than their encoding says; dates of
    ///     Foundation are numbers otherwise.
    /// - Throws: what encoding and converting throws.
    public init(encoding value: some Encodable, converting convert: @escaping (any Encodable) throws -> Value? = { _ in nil }) throws {
        let encoder = ValueEncoder([], convert)
        try encoder.encode(value)
        self = encoder.value ?? .none
    }
}

/// What one encodable thing becomes. Lists and dictionaries are references, so containers fill them where they are.
private final class ValueEncoder: Encoder, SingleValueEncodingContainer {
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]
    let convert: (any Encodable) throws -> Value?
    /// Nil as long as nothing was encoded.
    var value: Value? { didSet { store(value) } }
    private let store: (Value?) -> Void

    init(_ path: [any CodingKey], _ convert: @escaping (any Encodable) throws -> Value?, _ store: @escaping (Value?) -> Void = { _ in }) {
        (codingPath, self.convert, self.store) = (path, convert, store)
    }

    func encode(_ part: some Encodable) throws {
        if let converted = try convert(part) {
            value = converted
            return
        }
        switch part {
        case let part as Bool: value = .bool(part)
        case let part as String: value = .string(part)
        case let part as Double: value = .float(part)
        case let part as Float: value = .float(Double(part))
        case let part as any FixedWidthInteger: value = Value(decimal: "\(part)")
        default: try part.encode(to: self)
        }
    }

    func encodeNil() throws { value = Value.none }

    /// The dictionary of this thing: a class and the one that it is derived from share it.
    var dict: Dict {
        if case .dict(let dict)? = value { return dict }
        let dict = Dict()
        value = .dict(dict)
        return dict
    }

    var list: List {
        if case .list(let list)? = value { return list }
        let list = List([])
        value = .list(list)
        return list
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(KeyedValues<Key>(of: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { ValueItems(of: self) }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

private struct KeyedValues<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let owner: ValueEncoder
    private let dict: Dict
    var codingPath: [any CodingKey] { owner.codingPath }

    init(of owner: ValueEncoder) { (self.owner, dict) = (owner, owner.dict) }

    private func part(_ key: any CodingKey) -> ValueEncoder {
        ValueEncoder(codingPath + [key], owner.convert) { [dict] in dict[UL4.Key(unchecked: .string(key.stringValue))] = $0 }
    }

    func encodeNil(forKey key: Key) throws { try part(key).encodeNil() }
    func encode(_ value: some Encodable, forKey key: Key) throws { try part(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        part(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { part(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { part(NameKey(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { part(key) }
}

private struct ValueItems: UnkeyedEncodingContainer {
    private let owner: ValueEncoder
    private let list: List
    var codingPath: [any CodingKey] { owner.codingPath }
    var count: Int { list.items.count }

    init(of owner: ValueEncoder) { (self.owner, list) = (owner, owner.list) }

    private func part() -> ValueEncoder {
        let place = list.items.count
        list.items.append(.none)
        return ValueEncoder(codingPath + [NameKey(intValue: place)], owner.convert) { [list] in list.items[place] = $0 ?? .none }
    }

    func encodeNil() throws { try part().encodeNil() }
    func encode(_ value: some Encodable) throws { try part().encode(value) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> { part().container(keyedBy: type) }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { part().unkeyedContainer() }
    func superEncoder() -> any Encoder { part() }
}

/// A key that is no case of anybody's enumeration.
struct NameKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = (String(intValue), intValue) }
}
