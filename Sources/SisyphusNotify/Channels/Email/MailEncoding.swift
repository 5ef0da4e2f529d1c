import SisyphusCore

/// Bodies of mail parts in lines of at most 76 characters that end with CRLF. No line begins with a dot or with `From `: such lines are
/// changed on their way by mail programs, and lost in part by some versions of libcurl.
enum MailEncoding {
    /// Quoted-printable (RFC 2045, 6.7).
    static func quotedPrintable(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if index == lines.count - 1, line.isEmpty { break }
            append(Array(line), to: &result)
            result.append("\r\n")
        }
        return result
    }

    private static func append(_ line: [UInt8], to result: inout [UInt8]) {
        var width = 0
        for (index, byte) in line.enumerated() {
            let isLast = index == line.count - 1
            let isBlank = byte == 0x20 || byte == 0x09
            var piece: [UInt8] = [byte]
            if byte >= 0x7f || byte < 0x20 && byte != 0x09 || byte == UInt8(ascii: "=") || isBlank && isLast
                || width == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F") || byte == UInt8(ascii: "-"))
            {
                piece = Array(("=" + Hex.pair(byte).uppercased()).utf8)
            }
            if width + piece.count > 75 {
                result.append("=\r\n")
                width = 0
                if piece == [UInt8(ascii: ".")] || piece == [UInt8(ascii: "F")] || piece == [UInt8(ascii: "-")] {
                    piece = Array(("=" + Hex.pair(byte).uppercased()).utf8)
                }
            }
            result += piece
            width += piece.count
        }
    }

    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Base64.encode(bytes)
        var result: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 76) {
            result += digits[start..<min(start + 76, digits.count)]
            result.append("\r\n")
        }
        return result
    }
}
