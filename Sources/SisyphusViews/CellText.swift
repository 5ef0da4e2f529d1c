import SisyphusCore

/// Text of strangers in a table: nothing in it acts on a terminal, begins a new line or a new column.
enum CellText {
    static func clean(_ text: String) -> String {
        var text = text
        if text.withUTF8(isPlain) { return text }
        let shown = Sanitizer(escapes: .escape).text(Array(text.utf8))
        return shown.replacing(scalar: "\t", with: " ")
    }

    /// Whether a text is its own clean form and takes one column a byte.
    static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // Without a way out, so that it is done for many bytes at a time.
        var odd: UInt8 = 0
        for byte in bytes { odd |= byte &- 0x20 < 0x5f && byte != UInt8(ascii: "\\") ? 0 : 1 }
        return odd == 0
    }

    /// How many columns of a terminal the text takes.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// Two for the wide characters of East Asia and pictures (Unicode, annex 11), none for marks on the character before.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case ..<0x300: return 1
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f680...0x1faff, 0x20000...0x3fffd:
            return 2
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return 1
        }
    }

    /// The beginning of a text, with a mark when something is missing.
    static func head(_ text: String, _ columns: Int) -> String {
        if width(text) <= columns { return text }
        return columns < 1 ? "" : prefix(text.unicodeScalars, columns - 1) + "…"
    }

    /// Both ends of a text, with a mark between them.
    static func ends(_ text: String, _ columns: Int) -> String {
        if width(text) <= columns { return text }
        if columns < 3 { return head(text, columns) }
        let front = prefix(text.unicodeScalars, columns / 2)
        let back = prefix(text.unicodeScalars.reversed(), columns - 1 - columns / 2)
        return front + "…" + String(String.UnicodeScalarView(back.unicodeScalars.reversed()))
    }

    private static func prefix(_ scalars: some Sequence<Unicode.Scalar>, _ columns: Int) -> String {
        var (result, used) = (String.UnicodeScalarView(), 0)
        for scalar in scalars {
            used += width(scalar)
            if used > columns { break }
            result.append(scalar)
        }
        return String(result)
    }
}
