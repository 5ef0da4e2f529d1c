/// One object per line: `time` (RFC 3339 with offset), `elapsed` (seconds), `tasks` (labels), `tags`, `text`, and `base64` with the bytes when they are not UTF-8.
enum JSONFormat {
    static func appendStamp(_ stamp: Stamp, times: inout StampText, to buffer: ByteBuffer) {
        buffer.append("{\"time\":\"")
        times.appendTime(stamp.time, separator: UInt8(ascii: "T"), to: buffer)
        StampText.appendOffset(stamp.time.utcOffset, to: buffer)
        buffer.append("\",\"elapsed\":")
        StampText.appendSeconds(stamp.elapsed, to: buffer)
    }

    /// Tasks and tags, up to the quote that opens the text.
    static func appendLists(_ tasks: [LogTask], _ tags: [String], to buffer: ByteBuffer) {
        buffer.append(",\"tasks\":")
        appendList(tasks.map(TaskLabel.log), to: buffer)
        buffer.append(",\"tags\":")
        appendList(tags, to: buffer)
        buffer.append(",\"text\":\"")
    }

    /// The text and everything after it.
    static func appendRest(_ text: UnsafeRawBufferPointer, sanitizer: Sanitizer, to buffer: ByteBuffer) {
        if UTF8Reader.isValid(text) {
            JSONString.appendShowable(text, to: buffer)
            buffer.append("\"}\n")
            return
        }
        let shown = ByteBuffer(capacity: text.count + 16)
        sanitizer.append(text, to: shown)
        JSONString.appendShowable(shown.bytes, to: buffer)
        buffer.append("\",\"base64\":\"")
        buffer.append(Base64.encode(text))
        buffer.append("\"}\n")
    }

    private static func appendList(_ items: [String], to buffer: ByteBuffer) {
        buffer.append("[")
        for (position, item) in items.enumerated() {
            buffer.append(position == 0 ? "\"" : ",\"")
            var item = item
            item.withUTF8 { JSONString.appendShowable(UnsafeRawBufferPointer($0), to: buffer) }
            buffer.append("\"")
        }
        buffer.append("]")
    }
}
