/// Makes any bytes valid UTF-8 that a terminal can show: what could move the cursor, hide text or pass for a line end becomes visible.
public struct Sanitizer: Sendable {
    /// Whether terminal control sequences (colours) are dropped instead of shown.
    public let strips: Bool

    public init(escapes: RunSettings.Escapes) {
        strips = escapes == .strip
    }

    /// The text as the log shows it.
    public func text(_ bytes: [UInt8]) -> String {
        let buffer = ByteBuffer(capacity: bytes.count + 16)
        bytes.withUnsafeBytes { append($0, to: buffer) }
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    /// Appends the text as the log shows it.
    public func append(_ bytes: UnsafeRawBufferPointer, to output: ByteBuffer) {
        guard var at = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        let end = at + bytes.count
        var kept = at
        func keep() {
            output.append(UnsafeRawBufferPointer(start: kept, count: at - kept))
        }
        while at < end {
            guard let (value, length) = UTF8Reader.scalar(at, end) else {
                keep()
                Sanitizer.appendHex(at.pointee, to: output)
                at += 1
                kept = at
                continue
            }
            guard Sanitizer.isShowable(value) else {
                keep()
                let sequence = strips && value == 0x1b ? Sanitizer.controlSequence(at, end) : 0
                if sequence > 0 {
                    at += sequence
                } else {
                    Sanitizer.appendEscape(value, to: output)
                    at += length
                }
                kept = at
                continue
            }
            at += length
        }
        keep()
    }

    /// Whether the bytes are shown as they are.
    static func isClean(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        var at = start
        while at < end {
            let byte = at.pointee
            if byte &- 0x20 < 0x5f || byte == 0x09 {
                at += 1
                continue
            }
            guard byte >= 0x80, let (value, length) = UTF8Reader.scalar(at, end), isShowable(value) else { return false }
            at += length
        }
        return true
    }

    /// Neither control character (TAB is harmless), line separator nor one that reverses the order of what follows.
    @inline(__always)
    static func isShowable(_ value: UInt32) -> Bool {
        if value < 0x7f { return value >= 0x20 || value == 0x09 }
        if value < 0xa0 { return false }
        switch value {
        case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: return false
        default: return true
        }
    }

    private static func appendEscape(_ value: UInt32, to output: ByteBuffer) {
        if value < 0x80 {
            appendHex(UInt8(value), to: output)
        } else {
            output.append("\\u{")
            output.append(String(value, radix: 16))
            output.append(UInt8(ascii: "}"))
        }
    }

    static func appendHex(_ byte: UInt8, to output: ByteBuffer) {
        output.append("\\x")
        output.append(Hex.digit(byte >> 4))
        output.append(Hex.digit(byte & 15))
    }

    /// The length of the complete control sequence (`ESC [ … letter`, `ESC ] … BEL` or `… ESC \`) that starts here, or 0 (ECMA-48, 5.4 and 8.3.89).
    private static func controlSequence(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
        guard end - start >= 3 else { return 0 }
        var at = start + 2
        switch start[1] {
        case UInt8(ascii: "["):
            while at < end, at.pointee >= 0x20, at.pointee < 0x40 { at += 1 }
            return at < end && at.pointee >= 0x40 && at.pointee < 0x7f ? at - start + 1 : 0
        case UInt8(ascii: "]"):
            while at < end {
                if at.pointee == 0x07 { return at - start + 1 }
                if at.pointee == 0x1b { return at + 1 < end && at[1] == UInt8(ascii: "\\") ? at - start + 2 : 0 }
                at += 1
            }
            return 0
        default:
            return 0
        }
    }
}
