import SisyphusUnix
import Testing

@Suite struct IconvTests {
    /// What Python's `"aé€😀b".encode("latin-1", errors)` gives.
    @Test(arguments: [
        (Iconv.Errors.replace, "a\u{e9}??b"), (.ignore, "a\u{e9}b"),
        (.backslashreplace, "a\u{e9}\\u20ac\\U0001f600b"), (.xmlcharrefreplace, "a\u{e9}&#8364;&#128512;b"),
    ])
    func policiesArePythons(_ errors: Iconv.Errors, _ expected: String) throws {
        let converter = try #require(Iconv(to: "latin_1", errors: errors))
        #expect(converter.encode(Array("aé€😀b".utf8)) == expected.unicodeScalars.map { UInt8($0.value) })
        #expect(converter.hadErrors)
    }

    @Test func foreignBytesSurvive() throws {
        let converter = try #require(Iconv(to: "latin-1", errors: .surrogateescape))
        #expect(converter.encode([0x61, 0xff, 0x62]) == [0x61, 0xff, 0x62])
    }

    @Test func encodingsAreKnownByName() {
        #expect(Iconv(to: "no-such-encoding", errors: .strict) == nil)
        #expect(Iconv(to: "cp1252", errors: .strict) != nil)
        #expect(Iconv.isUTF8("UTF-8") && Iconv.isUTF8("utf_8") && !Iconv.isUTF8("utf-16"))
    }

    @Test func longTextIsConverted() throws {
        let converter = try #require(Iconv(to: "utf-16le", errors: .strict))
        #expect(converter.encode([UInt8](repeating: 0x61, count: 10_000)).count == 20_000)
        #expect(!converter.hadErrors)
    }
}
