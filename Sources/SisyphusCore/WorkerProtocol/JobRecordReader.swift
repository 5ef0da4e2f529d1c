/// Reads the JSON object of a record member by member, as `JobRecordWriter` writes it: without blanks.
struct JobRecordReader {
    enum Value {
        case number(Int)
        /// The inside of a string, still escaped.
        case text(UnsafeRawBufferPointer)
        /// The inside of an array of strings.
        case list(UnsafeRawBufferPointer)
    }

    private var reader: JSONScanner

    /// - Returns: `nil` if the bytes are no object.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"),
            let reader = JSONScanner(UnsafeRawBufferPointer(rebasing: bytes.dropFirst().dropLast()))
        else { return nil }
        self.reader = reader
    }

    /// The next member; `nil` at the end, or where the object is not as we write it.
    mutating func next() -> (key: UnsafeRawBufferPointer, value: Value)? {
        _ = reader.take(UInt8(ascii: ","))
        guard let key = reader.string(), reader.take(UInt8(ascii: ":")) else { return nil }
        return value().map { (key, $0) }
    }

    private mutating func value() -> Value? {
        switch reader.next {
        case UInt8(ascii: "\"")?: reader.string().map(Value.text)
        case UInt8(ascii: "[")?: reader.strings().map(Value.list)
        default: reader.naturalNumber().map(Value.number)
        }
    }

    /// The strings of a list.
    static func strings(_ list: UnsafeRawBufferPointer) -> [String] {
        var strings: [String] = []
        guard var reader = JSONScanner(list) else { return [] }
        while let text = reader.string() {
            strings.append(JobRecordReader.string(text))
            _ = reader.take(UInt8(ascii: ","))
        }
        return strings
    }

    static func string(_ text: UnsafeRawBufferPointer) -> String {
        let buffer = ByteBuffer(capacity: text.count)
        _ = JSONString.appendMeaning(text, to: buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}
