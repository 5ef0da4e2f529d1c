/// Appends a text with `<`, `>`, `&`, `'` and `"` as character references, and control characters as XML needs them.
func appendEscaped(_ text: String, to output: Output) {
    text.withBytes { appendEscaped($0, to: output) }
}

func appendEscaped(_ bytes: some Sequence<UInt8>, to output: Output) {
    var previous: UInt8 = 0
    for byte in bytes {
        defer { previous = byte }
        switch byte {
        case UInt8(ascii: "<"): output.append("&lt;")
        case UInt8(ascii: ">"): output.append("&gt;")
        case UInt8(ascii: "&"): output.append("&amp;")
        case UInt8(ascii: "\""): output.append("&quot;")
        case UInt8(ascii: "'"): output.append("&#39;")
        case 0...8, 11, 12, 14...31: output.append("&#\(byte);")
        case 0x7F: output.append("&#127;")
        case 0x80...0x9F where previous == 0xC2 && byte != 0x85:
            output.truncate(to: output.count - 1)
            output.append("&#\(byte);")
        default: output.append(byte)
        }
    }
}

func xmlEscaped(_ text: String) -> String {
    let output = Output()
    appendEscaped(text, to: output)
    return output.text
}

/// A text as a field of a CSV file: in quotes if it holds a quote, a comma or a line feed.
func csvField(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") }) else { return text }
    return "\"" + String(text.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }) + "\""
}

/// A text with everything but letters, digits and `_.-~/` as `%XX`.
func urlQuoted(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "~"), UInt8(ascii: "/"):
            output.append(byte)
        default: output += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
    }
    return String(decoding: output, as: UTF8.self)
}

/// The reverse of `urlQuoted`; bytes that are no UTF-8 become U+FFFD.
func urlUnquoted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    var i = 0
    while i < bytes.count {
        if bytes[i] == UInt8(ascii: "%"), i + 2 < bytes.count, let high = digitValue(bytes[i + 1]), let low = digitValue(bytes[i + 2]), high < 16, low < 16 {
            output.append(UInt8(high * 16 + low))
            i += 3
        } else {
            output.append(bytes[i])
            i += 1
        }
    }
    return String(decoding: output, as: UTF8.self)
}
