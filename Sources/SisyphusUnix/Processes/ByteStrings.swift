import Glibc

/// C strings in an array that ends with a null pointer, as execve(2) takes them. Bytes are kept as they are, valid UTF-8 or not.
public final class CStringArray {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    /// How many strings there are, without the null pointer.
    public let count: Int

    init(_ strings: [[UInt8]]) {
        count = strings.count
        pointer = .allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() {
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count + 1)
            for (place, byte) in string.enumerated() { copy[place] = CChar(bitPattern: byte) }
            copy[string.count] = 0
            pointer[index] = copy
        }
        pointer[strings.count] = nil
    }

    deinit {
        for index in 0..<count { pointer[index]?.deallocate() }
        pointer.deallocate()
    }
}

/// The words of a command, byte for byte.
public struct ArgumentVector: Sendable, Equatable {
    /// Each word without its NUL.
    public var words: [[UInt8]]

    /// Takes words as bytes.
    public init(_ words: [[UInt8]]) {
        self.words = words
    }

    /// Takes words as UTF-8.
    public init(_ words: [String]) {
        self.words = words.map { Array($0.utf8) }
    }

    /// The last words of this process's own command line.
    public init(lastOf count: Int) {
        words = Array(ProcessTitle.arguments.suffix(count))
    }
}

/// Environment variables, byte for byte.
public struct EnvironmentVector: Sendable, Equatable {
    /// Each `NAME=VALUE`.
    public private(set) var entries: [[UInt8]]

    /// Takes entries of the form `NAME=VALUE`.
    public init(_ entries: [[UInt8]] = []) {
        self.entries = entries
    }

    /// The variables of this process but those whose names begin with the prefix, or are among the names.
    public static func inherited(without prefix: String? = nil, names: Set<String> = []) -> EnvironmentVector {
        var vector = EnvironmentVector()
        var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        while let entry = next?.pointee {
            let bytes = UnsafeRawBufferPointer(start: entry, count: strlen(entry))
            next = next?.advanced(by: 1)
            let name = UnsafeRawBufferPointer(rebasing: bytes.prefix { $0 != UInt8(ascii: "=") })
            if let prefix, name.starts(with: prefix.utf8) { continue }
            if !names.isEmpty && names.contains(String(decoding: name, as: UTF8.self)) { continue }
            vector.entries.append(Array(bytes))
        }
        return vector
    }

    /// Sets a variable, whatever it was.
    public mutating func set(_ name: String, _ value: String) {
        remove(name)
        entries.append(Array("\(name)=\(value)".utf8))
    }

    /// Removes a variable, if it is there.
    public mutating func remove(_ name: String) {
        let end = name.utf8.count
        entries.removeAll { $0.count > end && $0[end] == UInt8(ascii: "=") && $0.starts(with: name.utf8) }
    }
}
