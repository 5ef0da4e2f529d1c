import Testing

@testable import SisyphusCore

@Suite struct SanitizerTests {
    @Test(arguments: [
        ("grün\t€ 😀", "grün\t€ 😀"),
        ("\u{1b}[31mred\u{07}\u{00}\u{7f}", "\\x1b[31mred\\x07\\x00\\x7f"),
        ("a\u{85}b\u{9b}c", "a\\u{85}b\\u{9b}c"),
        ("a\u{2028}b\u{2029}c", "a\\u{2028}b\\u{2029}c"),
        ("a\u{202e}b\u{2066}c\u{200f}\u{61c}", "a\\u{202e}b\\u{2066}c\\u{200f}\\u{61c}"),
        ("back\\slash", "back\\slash"),
    ])
    func escapes(text: String, shown: String) {
        #expect(Sanitizer(escapes: .escape).text(Array(text.utf8)) == shown)
    }

    @Test(
        arguments: [
            ([0xff], "\\xff"), ([0x61, 0xc3], "a\\xc3"), ([0xc0, 0xaf], "\\xc0\\xaf"), ([0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"),
            ([0xe0, 0x80, 0x80], "\\xe0\\x80\\x80"), ([0xf4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
            ([0xf0, 0x8f, 0xbf, 0xbf], "\\xf0\\x8f\\xbf\\xbf"), ([0xe2, 0x82, 0x41], "\\xe2\\x82A"),
        ] as [([UInt8], String)])
    func invalidBytes(bytes: [UInt8], shown: String) {
        #expect(Sanitizer(escapes: .escape).text(bytes) == shown)
    }

    @Test func everyScalarIsReadAsTheStandardLibraryReadsIt() {
        for value in stride(from: UInt32(0), through: 0x10ffff, by: 7) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(Character(scalar)).utf8)
            bytes.withUnsafeBufferPointer { buffer in
                let read = UTF8Reader.scalar(buffer.baseAddress!, buffer.baseAddress! + buffer.count)
                if read?.value != value || read?.length != bytes.count { Issue.record("U+\(String(value, radix: 16))") }
            }
        }
    }

    @Test func stripDropsCompleteSequences() {
        let strip = Sanitizer(escapes: .strip)
        #expect(strip.text(Array("\u{1b}[1;31mred\u{1b}[0m \u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{07}".utf8)) == "red link")
        #expect(strip.text(Array("\u{1b}[31".utf8)) == "\\x1b[31")
        #expect(strip.text(Array("\u{1b}]0;title\u{07}\u{08}".utf8)) == "\\x08")
    }

    @Test func theLogIsSanitized() {
        #expect(JournalRig().feed("\u{1b}[1mbold\n").lines == [">> \\x1b[1mbold"])
        #expect(JournalRig { $0.escapes = .strip }.feed("\u{1b}[1mbold\n").lines == [">> bold"])
        #expect(JournalRig().feed([0x78, 0xff, 0x0a]).lines == [">> x\\xff"])
    }
}
