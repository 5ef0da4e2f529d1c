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
        for line in bytes[37...].split(separator: UInt8(ascii: "\n")) {
            switch line.first {
            case UInt8(ascii: "u"):
                let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
                if words.count == 3, let id = Fingerprints.number(words[1]) {
                    user = (UInt32(truncatingIfNeeded: id), String(decoding: words[2], as: UTF8.self))
                }
            case UInt8(ascii: "p"):
                let words = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
                guard words.count == 6, let inode = Fingerprints.number(words[1]), let modified = Fingerprints.number(words[2]),
                    let size = Fingerprints.number(words[3])
                else { break }
                let file = Surroundings.ProgramFile(
                    path: String(decoding: words[5], as: UTF8.self), modified: Timestamp(microseconds: modified), size: size,
                    hash: words[4].count == 16 ? String(decoding: words[4], as: UTF8.self) : nil)
                program = (file, UInt64(bitPattern: inode))
            default: break
            }
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits.first == UInt8(ascii: "-") ? digits.dropFirst() : digits {
            guard digit &- 0x30 < 10, value < .max / 10 - 1 else { return nil }
            value = value * 10 + Int64(digit - 0x30)
        }
        return digits.first == UInt8(ascii: "-") ? -value : value
    }

    public var bytes: [UInt8] {
        var text = "key \(key.map(Hex.pair).joined())\n"
        if let user, !user.name.utf8.contains(UInt8(ascii: "\n")) { text += "user \(user.id) \(user.name)\n" }
        if let (file, inode) = program, !file.path.utf8.contains(UInt8(ascii: "\n")) {
            text += "program \(Int64(bitPattern: inode)) \(file.modified.microseconds) \(file.size) \(file.hash ?? "-") \(file.path)\n"
        }
        return Array(text.utf8)
    }

    public static func == (one: Fingerprints, other: Fingerprints) -> Bool {
        one.key == other.key && one.user?.id == other.user?.id && one.user?.name == other.user?.name && one.program?.inode == other.program?.inode
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
