/// The name under which a file is prepared before it takes its place: `.NAME.PID.tmp`.
public struct TemporaryName: Sendable, Equatable {
    /// The name that it is to get.
    public let file: String
    /// The process that writes.
    public let writer: Int32

    public init(file: String, writer: Int32) {
        self.file = file
        self.writer = writer
    }

    /// `nil`: it is no such name.
    public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count > 6, bytes[0] == UInt8(ascii: "."), bytes.suffix(4).elementsEqual(".tmp".utf8) else { return nil }
        let inner = bytes[1..<(bytes.count - 4)]
        guard let dot = inner.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let digits = inner[(dot + 1)...]
        guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let writer = Int32(String(decoding: digits, as: UTF8.self)), writer > 0
        else { return nil }
        self.init(file: String(decoding: inner[..<dot], as: UTF8.self), writer: writer)
    }

    public var text: String { ".\(file).\(writer).tmp" }

    /// Whether this program prepares a file of that name in a job's directory.
    public var isOfJob: Bool { LogName(file) != nil || JobFile.all.contains(file) }
}
