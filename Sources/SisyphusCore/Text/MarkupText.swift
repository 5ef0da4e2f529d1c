/// Foreign text in Markdown: in code, so that nothing in it is markup or calls people.
package enum MarkdownText {
    /// A code span on one line; its fence is longer than any run of backticks inside.
    package static func code(_ text: String) -> String {
        let line = TextCut.line(text)
        guard !line.isEmpty else { return "` `" }
        let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
        // A blank on both sides is taken away again by the reader (CommonMark 0.31, section 6.1).
        let pad = line.hasPrefix("`") || line.hasSuffix("`") || line.hasPrefix(" ") && line.hasSuffix(" ") ? " " : ""
        return fence + pad + line + pad + fence
    }

    /// A fenced block.
    package static func block(_ text: String) -> String {
        let fence = String(repeating: "`", count: max(longestRun(of: "`", in: text) + 1, 3))
        return "\(fence)\n\(text)\n\(fence)"
    }

    private static func longestRun(of character: Unicode.Scalar, in text: String) -> Int {
        var (longest, run) = (0, 0)
        for scalar in text.unicodeScalars {
            run = scalar == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

/// Text in HTML and XML.
package enum HTMLText {
    package static func escape(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Percent encoding (RFC 3986, section 2).
package enum PercentText {
    /// Everything but unreserved characters.
    package static func encode(_ text: String) -> String { encode(text, keeping: "-._~") }
    package static func encodePath(_ text: String) -> String { encode(text, keeping: "-._~/") }

    /// What is no encoding stays as it is.
    package static func decode(_ text: String) -> String {
        var (bytes, rest): ([UInt8], Substring.UTF8View) = ([], text[...].utf8)
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let digits = String(rest.prefix(2)), digits.utf8.count == 2, digits.first != "+", let value = UInt8(digits, radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func encode(_ text: String, keeping: String) -> String {
        text.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = byte < 0x80 && (("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar))
            return isPlain || keeping.utf8.contains(byte) ? String(Character(scalar)) : "%" + Hex.pair(byte).uppercased()
        }.joined()
    }
}
