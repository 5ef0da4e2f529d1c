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

    /// A line. `head` is everything before the text.
    @inline(__always)
    static func append(_ head: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, sanitizer: Sanitizer, to buffer: ByteBuffer) {
        guard let start = text.bindMemory(to: UInt8.self).baseAddress, JSONString.printable(start, start + text.count) == start + text.count else {
            buffer.append(head)
            appendRest(text, sanitizer: sanitizer, to: buffer)
            return
        }
        // Most lines are ASCII without anything to escape: they are copied in one go.
        let total = head.count + text.count + end.utf8CodeUnitCount
        var at = UnsafeMutableRawPointer(buffer.reserve(total))
        at.copyMemory(from: head.baseAddress!, byteCount: head.count)
        at += head.count
        at.copyMemory(from: start, byteCount: text.count)
        at += text.count
        at.copyMemory(from: end.utf8Start, byteCount: end.utf8CodeUnitCount)
        buffer.commit(total)
    }

    private static let end: StaticString = "\"}\n"

    /// The text and everything after it.
    private static func appendRest(_ text: UnsafeRawBufferPointer, sanitizer: Sanitizer, to buffer: ByteBuffer) {
        let before = buffer.count
        if JSONString.appendShowable(text, to: buffer) {
            buffer.append(end)
            return
        }
        buffer.truncate(to: before)
        let shown = ByteBuffer(capacity: text.count + 16)
        sanitizer.append(text, to: shown)
        JSONString.appendShowable(shown.bytes, to: buffer)
        buffer.append("\",\"base64\":\"")
        buffer.append(Base64.encode(text))
        buffer.append(end)
    }

    private static func appendList(_ items: [String], to buffer: ByteBuffer) {
        buffer.append("[")
        for (position, item) in items.enumerated() {
            buffer.append(position == 0 ? "\"" : ",\"")
            var item = item
            item.withUTF8 { _ = JSONString.appendShowable(UnsafeRawBufferPointer($0), to: buffer) }
            buffer.append("\"")
        }
        buffer.append("]")
    }
}
