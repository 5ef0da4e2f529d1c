/// A dictionary that keeps the order of insertion.
public final class Dict {
    private var index: [Key: Int] = [:]
    private var entries: [(key: Value, value: Value)?] = []
    /// What hashing all keys costs besides the steps for each.
    private var keyWeight = 0

    /// An empty dictionary.
    public init() {}

    /// A dictionary with strings as keys; of equal keys the last one counts.
    public init(_ pairs: [(String, Value)]) {
        for (key, value) in pairs { self[Key(unchecked: .string(key))] = value }
    }

    var count: Int { index.count }
    var isEmpty: Bool { index.isEmpty }
    /// The steps for going through all items and looking up each.
    var cost: Int { count &+ keyWeight }

    subscript(key: Key) -> Value? {
        get { index[key].flatMap { entries[$0]?.value } }
        set {
            guard let newValue else {
                remove(key)
                return
            }
            if let position = index[key] {
                entries[position]!.value = newValue
            } else {
                index[key] = entries.count
                keyWeight &+= key.weight
                entries.append((key.value, newValue))
            }
        }
    }

    /// The value of a key that is a string.
    public subscript(text key: String) -> Value? { self[Key(unchecked: .string(key))] }

    /// Sets the value of a key.
    /// - Throws: `TypeError` if the key is a list, a dictionary or a set.
    public func set(_ key: Value, to value: Value) throws { self[try Key(key)] = value }

    @discardableResult
    func remove(_ key: Key) -> Value? {
        guard let position = index.removeValue(forKey: key) else { return nil }
        let value = entries[position]!.value
        keyWeight &-= key.weight
        entries[position] = nil
        if entries.count > 32, index.count * 2 < entries.count { compact() }
        return value
    }

    func removeAll() {
        index = [:]
        entries = []
        keyWeight = 0
    }

    /// All items, in the order of their insertion.
    public var pairs: [(key: Value, value: Value)] { entries.compactMap { $0 } }
    var keys: [Value] { entries.compactMap { $0?.key } }
    var values: [Value] { entries.compactMap { $0?.value } }

    private func compact() {
        entries = entries.filter { $0 != nil }
        for (position, entry) in entries.enumerated() { index[Key(unchecked: entry!.key)] = position }
    }
}
