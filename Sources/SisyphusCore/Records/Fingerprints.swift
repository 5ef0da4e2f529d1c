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

    public init?(bytes: [UInt8]) {
        var fields: [String: Substring] = [:]
        guard let text = String(validating: bytes, as: UTF8.self), text.utf8.last == UInt8(ascii: "\n") else { return nil }
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            if parts.count == 2 { fields[String(parts[0])!] = Substring(parts[1]) }
        }
        guard let key = fields["key"].flatMap(Fingerprints.key) else { return nil }
        self.key = key
        if let words = fields["user"]?.split(separator: " ", maxSplits: 1), words.count == 2, let id = UInt32(words[0]) { user = (id, String(words[1])) }
        if let words = fields["program"]?.split(separator: " ", maxSplits: 4), words.count == 5, let inode = UInt64(words[0]), let modified = Int64(words[1]),
            let size = Int64(words[2])
        {
            let file = Surroundings.ProgramFile(
                path: String(words[4]), modified: Timestamp(microseconds: modified), size: size, hash: words[3] == "-" ? nil : String(words[3]))
            program = (file, inode)
        }
    }

    private static func key(_ text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap(Hex.value)
        guard digits.count == 32, text.utf8.count == 32 else { return nil }
        return stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    public var bytes: [UInt8] {
        var text = "key \(key.map(Hex.pair).joined())\n"
        if let user, !user.name.utf8.contains(UInt8(ascii: "\n")) { text += "user \(user.id) \(user.name)\n" }
        if let (file, inode) = program, !file.path.utf8.contains(UInt8(ascii: "\n")) {
            text += "program \(inode) \(file.modified.microseconds) \(file.size) \(file.hash ?? "-") \(file.path)\n"
        }
        return Array(text.utf8)
    }

    public static func == (one: Fingerprints, other: Fingerprints) -> Bool { one.bytes == other.bytes }

    /// The hash of a file that was looked at before and is still the same. `nil`: it must be made; what is in it is `nil` for a file without.
    public func hash(of file: Surroundings.ProgramFile, inode: UInt64) -> String?? {
        guard let program, program.inode == inode, program.file.path == file.path, program.file.modified.microseconds == file.modified.microseconds,
            program.file.size == file.size
        else { return nil }
        return .some(program.file.hash)
    }
}
