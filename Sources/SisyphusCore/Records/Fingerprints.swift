/// What a job's directory remembers so that records need not find it out in each run: the key of the environment's hashes, the name of the user, the
/// hash of the program. Readable by the job's user alone, since who has the key can try out values.
///
/// One `key value` a line; a file that is damaged or from another version is made anew.
public struct Fingerprints: Sendable, Equatable {
    /// 16 bytes.
    public var key: [UInt8]
    public var user: (id: UInt32, name: String)?
    /// The program whose hash is known, with its inode: a file that was put in its place is another one.
    public var program: (file: Surroundings.ProgramFile, inode: UInt64)?

    /// What `start.state` was written for.
    public var start: Int64?

    public init(key: [UInt8]) { self.key = key }

    /// Reads what `bytes` wrote, which begins with the key; each run does.
    public init?(bytes: [UInt8]) {
        guard bytes.count >= 37, bytes.starts(with: [0x6b, 0x65, 0x79, 0x20]), bytes.last == UInt8(ascii: "\n") else { return nil }
        key = []
        key.reserveCapacity(16)
        for at in stride(from: 4, to: 36, by: 2) {
            guard let high = Hex.value(bytes[at]), let low = Hex.value(bytes[at + 1]) else { return nil }
            key.append(high << 4 | low)
        }
        bytes.withUnsafeBufferPointer { bytes in
            var at = 37
            while at < bytes.count {
                let kind = bytes[at]
                var words = Words(bytes, from: at)
                _ = words.next()
                if kind == UInt8(ascii: "u") {
                    let (id, name) = (words.number(), words.rest())
                    if let id = id.flatMap(UInt32.init(exactly:)), !name.isEmpty { user = (id, name) }
                } else if kind == UInt8(ascii: "p") {
                    let (inode, modified, size, hash, path) = (words.number(), words.number(), words.number(), words.next(), words.rest())
                    if let inode, let modified, let size, !path.isEmpty {
                        let file = Surroundings.ProgramFile(
                            path: path, modified: Timestamp(microseconds: modified), size: size,
                            hash: hash.count == 16 && hash.allSatisfy { Hex.value($0) != nil } ? String(decoding: hash, as: UTF8.self) : nil)
                        program = (file, UInt64(bitPattern: inode))
                    }
                } else {
                    if kind == UInt8(ascii: "s") { start = words.number() }
                    _ = words.rest()
                }
                at = words.position
            }
        }
    }

    /// The words of a line between blanks.
    private struct Words {
        private let bytes: UnsafeBufferPointer<UInt8>
        private(set) var position: Int

        init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) { (self.bytes, position) = (bytes, start) }

        mutating func next() -> UnsafeBufferPointer<UInt8> {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: " "), bytes[position] != UInt8(ascii: "\n") { position += 1 }
            let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
            if position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
            return word
        }

        mutating func number() -> Int64? {
            let word = next()
            var value: Int64 = 0
            let isNegative = word.first == UInt8(ascii: "-")
            for digit in isNegative ? word.dropFirst() : word[...] {
                guard digit &- 0x30 < 10, value < .max / 10 - 1 else { return nil }
                value = value * 10 + Int64(digit - 0x30)
            }
            return word.isEmpty ? nil : isNegative ? -value : value
        }

        /// What is left of the line; what follows begins behind its end.
        mutating func rest() -> String {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
            defer { position += 1 }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        }
    }

    public var bytes: [UInt8] {
        var text = "key \(key.map(Hex.pair).joined())\n"
        if let user, !user.name.utf8.contains(UInt8(ascii: "\n")) { text += "user \(user.id) \(user.name)\n" }
        if let (file, inode) = program, !file.path.utf8.contains(UInt8(ascii: "\n")) {
            text += "program \(Int64(bitPattern: inode)) \(file.modified.microseconds) \(file.size) \(file.hash ?? "-") \(file.path)\n"
        }
        if let start { text += "start \(start)\n" }
        return Array(text.utf8)
    }

    public static func == (one: Fingerprints, other: Fingerprints) -> Bool {
        one.key == other.key && one.start == other.start && one.user?.id == other.user?.id && one.user?.name == other.user?.name
            && one.program?.inode == other.program?.inode
            && one.program?.file.path == other.program?.file.path && one.program?.file.size == other.program?.file.size
            && one.program?.file.modified.microseconds == other.program?.file.modified.microseconds && one.program?.file.hash == other.program?.file.hash
    }

    /// The hash of a file that was looked at before and is still the same. `nil`: it must be made; what is in it is `nil` for a file without.
    public func hash(of file: Surroundings.ProgramFile, inode: UInt64) -> String?? {
        guard let program, program.inode == inode, program.file.path == file.path, program.file.modified.microseconds == file.modified.microseconds,
            program.file.size == file.size
        else { return nil }
        return .some(program.file.hash)
    }
}
