extension Value {
    /// Makes something that can be decoded of the value, which may be what a template returned.
    ///
    ///     struct Answer: Decodable { var count: Int, names: [String] }
    ///     let answer = try template.call().decode(Answer.self)
    ///
    /// Dictionaries stand for structures and dictionaries with strings as keys, lists and sets for sequences, `None` for nil; dates and whatever else only
    /// templates know are strings.
    /// - Throws: `DecodingError` that says where a value does not fit.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T { try ValueDecoder(self, []).decode(type) }
}

private struct ValueDecoder: Decoder, SingleValueDecodingContainer {
    let value: Value
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(_ value: Value, _ path: [any CodingKey]) { (self.value, codingPath) = (value, path) }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        switch type {
        case is Bool.Type:
            guard case .bool(let flag) = value, let flag = flag as? T else { throw mismatch(type) }
            return flag
        case is String.Type:
            let isText =
                switch value {
                case .string, .date, .datetime, .timedelta, .monthdelta, .color: true
                default: false
                }
            guard isText, let text = try value.text() as? T else { throw mismatch(type) }
            return text
        case is Double.Type, is Float.Type:
            guard let number = try value.number?.double(), let float = number as? T ?? Float(number) as? T else { throw mismatch(type) }
            return float
        case let integer as any FixedWidthInteger.Type:
            guard let whole = value.whole, let number = read(integer, whole) as? T else { throw mismatch(type) }
            return number
        default: return try T(from: self)
        }
    }

    private func read<I: FixedWidthInteger>(_ type: I.Type, _ whole: BigInt) -> I? {
        whole.small.flatMap { I(exactly: $0) } ?? I(whole.text(base: 10))
    }

    func mismatch(_ type: Any.Type) -> DecodingError {
        DecodingError.typeMismatch(type, .init(codingPath: codingPath, debugDescription: "\(value) is a value of the type \(value.typeName.fullName)"))
    }

    func decodeNil() -> Bool {
        switch value {
        case .none, .undefined: true
        default: false
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .dict(let dict) = value else { throw mismatch([String: Value].self) }
        return KeyedDecodingContainer(ValuesByKey<Key>(dict: dict, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        switch value {
        case .list(let list): return ItemsInOrder(items: list.items, codingPath: codingPath)
        case .set(let set): return ItemsInOrder(items: set.items, codingPath: codingPath)
        default: throw mismatch([Value].self)
        }
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

private struct ValuesByKey<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let dict: Dict
    let codingPath: [any CodingKey]

    var allKeys: [Key] {
        dict.keys.compactMap { if case .string(let name) = $0 { Key(stringValue: name) } else { nil } }
    }

    func contains(_ key: Key) -> Bool { dict[text: key.stringValue] != nil }

    private func part(_ key: any CodingKey) throws -> ValueDecoder {
        guard let value = dict[text: key.stringValue] else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "the dictionary has no key '\(key.stringValue)'"))
        }
        return ValueDecoder(value, codingPath + [key])
    }

    func decodeNil(forKey key: Key) throws -> Bool { try part(key).decodeNil() }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try part(key).decode(type) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try part(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try part(key).unkeyedContainer() }
    func superDecoder() throws -> any Decoder { try part(NameKey(stringValue: "super")) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try part(key) }
}

private struct ItemsInOrder: UnkeyedDecodingContainer {
    let items: [Value]
    let codingPath: [any CodingKey]
    var currentIndex = 0
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex == items.count }

    init(items: [Value], codingPath: [any CodingKey]) { (self.items, self.codingPath) = (items, codingPath) }

    private func here() throws -> ValueDecoder {
        let path = codingPath + [NameKey(intValue: currentIndex)]
        if isAtEnd { throw DecodingError.valueNotFound(Value.self, .init(codingPath: path, debugDescription: "the list has \(items.count) items")) }
        return ValueDecoder(items[currentIndex], path)
    }

    /// The next item, which is behind us if it fits.
    private mutating func next<T>(_ take: (ValueDecoder) throws -> T) throws -> T {
        let result = try take(here())
        currentIndex += 1
        return result
    }

    mutating func decodeNil() throws -> Bool {
        let isNil = try here().decodeNil()
        if isNil { currentIndex += 1 }
        return isNil
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next { try $0.decode(type) } }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try next { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next { try $0.unkeyedContainer() } }
    mutating func superDecoder() throws -> any Decoder { try next { $0 } }
}
