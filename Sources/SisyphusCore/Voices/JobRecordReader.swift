/// Reads the JSON object of a record member by member, without making anything of it that is not asked for.
struct JobRecordReader {
    enum Value {
        case number(Int)
        /// The inside of a string, still escaped.
        case text(UnsafeRawBufferPointer)
        /// The inside of an array of strings.
        case list(UnsafeRawBufferPointer)
    }

    private var at: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    /// - Returns: `nil` if the bytes are no object.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"),
            let base = bytes.bindMemory(to: UInt8.self).baseAddress
        else { return nil }
        at = base + 1
        end = base + bytes.count - 1
    }

    /// The next member; `nil` at the end, or where the object is not as we write it.
    mutating func next() -> (key: UnsafeRawBufferPointer, value: Value)? {
        if at < end, at.pointee == UInt8(ascii: ",") { at += 1 }
        guard let key = string(), at < end, at.pointee == UInt8(ascii: ":") else { return nil }
        at += 1
        return value().map { (key, $0) }
    }

    private mutating func value() -> Value? {
        guard at < end else { return nil }
        switch at.pointee {
        case UInt8(ascii: "\""): return string().map(Value.text)
        case UInt8(ascii: "["):
            let start = at + 1
            at = start
            while at < end, at.pointee != UInt8(ascii: "]") {
                guard string() != nil else { return nil }
                if at < end, at.pointee == UInt8(ascii: ",") { at += 1 }
            }
            guard at < end else { return nil }
            defer { at += 1 }
            return .list(UnsafeRawBufferPointer(start: start, count: at - start))
        default:
            var number = 0
            let start = at
            while at < end, at.pointee &- 0x30 < 10, at - start < 18 {
                number = number * 10 + Int(at.pointee &- 0x30)
                at += 1
            }
            return at > start ? .number(number) : nil
        }
    }

    private mutating func string() -> UnsafeRawBufferPointer? {
        guard at < end, at.pointee == UInt8(ascii: "\"") else { return nil }
        let start = at + 1
        var place = JSONInside.plain(start, end)
        while place < end, place.pointee != UInt8(ascii: "\"") {
            place = JSONInside.plain(min(place + (place.pointee == UInt8(ascii: "\\") ? 2 : 1), end), end)
        }
        guard place < end else { return nil }
        at = place + 1
        return UnsafeRawBufferPointer(start: start, count: place - start)
    }

    /// The strings of a list.
    static func strings(_ list: UnsafeRawBufferPointer) -> [String] {
        guard let base = list.bindMemory(to: UInt8.self).baseAddress else { return [] }
        var reader = JobRecordReader(at: base, end: base + list.count)
        var strings: [String] = []
        while let text = reader.string() {
            strings.append(JobRecordReader.string(text))
            if reader.at < reader.end { reader.at += 1 }
        }
        return strings
    }

    private init(at: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        self.at = at
        self.end = end
    }

    static func string(_ text: UnsafeRawBufferPointer) -> String {
        let buffer = ByteBuffer(capacity: text.count)
        _ = JSONInside.appendMeaning(text, to: buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}
