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
            appendText(text, to: buffer)
            buffer.append("\"}\n")
            return
        }
        let shown = ByteBuffer(capacity: text.count + 16)
        sanitizer.append(text, to: shown)
        appendText(shown.bytes, to: buffer)
        buffer.append("\",\"base64\":\"")
        appendBase64(text, to: buffer)
        buffer.append("\"}\n")
    }

    private static func appendList(_ items: [String], to buffer: ByteBuffer) {
        buffer.append("[")
        for (position, item) in items.enumerated() {
            buffer.append(position == 0 ? "\"" : ",\"")
            var item = item
            item.withUTF8 { appendText(UnsafeRawBufferPointer($0), to: buffer) }
            buffer.append("\"")
        }
        buffer.append("]")
    }

    /// Escapes what JSON requires (RFC 8259, 7) and what a terminal should not get.
    static func appendText(_ text: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
        guard var at = text.bindMemory(to: UInt8.self).baseAddress else { return }
        let end = at + text.count
        var kept = at
        while at < end {
            guard let (value, length) = UTF8Reader.scalar(at, end) else {
                at += 1
                continue
            }
            if value == 0x22 || value == 0x5c || value == 0x09 || !Sanitizer.isShowable(value) {
                buffer.append(UnsafeRawBufferPointer(start: kept, count: at - kept))
                appendEscape(value, to: buffer)
                kept = at + length
            }
            at += length
        }
        buffer.append(UnsafeRawBufferPointer(start: kept, count: at - kept))
    }

    private static func appendEscape(_ value: UInt32, to buffer: ByteBuffer) {
        switch value {
        case 0x22: buffer.append("\\\"")
        case 0x5c: buffer.append("\\\\")
        case 0x09: buffer.append("\\t")
        default:
            // All that is not shown lies in the basic plane.
            buffer.append("\\u")
            for shift: UInt32 in [12, 8, 4, 0] {
                buffer.append(Sanitizer.hexDigit(UInt8(truncatingIfNeeded: value >> shift & 15)))
            }
        }
    }

    static func appendBase64(_ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
        func digit(_ value: UInt32) -> UInt8 {
            let value = UInt8(truncatingIfNeeded: value & 63)
            return switch value {
            case 0..<26: 0x41 + value
            case 26..<52: 0x61 + value - 26
            case 52..<62: 0x30 + value - 52
            case 62: UInt8(ascii: "+")
            default: UInt8(ascii: "/")
            }
        }
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let group =
                UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            buffer.append(digit(group >> 18))
            buffer.append(digit(group >> 12))
            buffer.append(left > 1 ? digit(group >> 6) : UInt8(ascii: "="))
            buffer.append(left > 2 ? digit(group) : UInt8(ascii: "="))
            index += 3
        }
    }
}
