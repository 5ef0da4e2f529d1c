extension StringProtocol where SubSequence == Substring {
    /// The text without what is blank at both ends.
    package func trimming(where isBlank: (Character) -> Bool) -> Substring {
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else { return "" }
        return self[first...last]
    }

    /// The text without white space at both ends.
    package var trimmed: String { String(trimming(where: \.isWhitespace)) }

    /// Its lines without their ends, and without the blank ones at its beginning and end.
    var linesOfText: [Substring] {
        // Nearly all texts are one line of ASCII, which need not be taken apart by characters.
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }), utf8.contains(where: { $0 != 0x20 }) { return [self[...]] }
        var lines = split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return Array(lines)
    }
}

extension Array where Element == String {
    /// The same as the standard library's, which is generic code that asks the runtime for conformances: its first call costs a start 50 µs.
    package func joined(separator: String = "") -> String {
        var text = ""
        for (index, part) in enumerated() {
            if index > 0 { text += separator }
            text += part
        }
        return text
    }
}

// What texts of strangers are searched for stands between scalars, never between characters: a mark that combines (U+0301) and the quotation mark before it are one
// character, which is equal to no other.
extension StringProtocol {
    /// Puts a text in the place of each such scalar, whatever follows it.
    public func replacing(scalar: Unicode.Scalar, with text: String) -> String {
        var result = String.UnicodeScalarView()
        for one in unicodeScalars { if one == scalar { result.append(contentsOf: text.unicodeScalars) } else { result.append(one) } }
        return String(result)
    }
}

extension Double {
    /// The number that a text is as a whole. `Double(_:)` takes what stands before a NUL for all of it.
    package init?(whole text: some StringProtocol) {
        guard !text.utf8.contains(0) else { return nil }
        self.init(String(text))
    }
}
