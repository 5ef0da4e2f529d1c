import Testing

@testable import SisyphusCore

@Suite struct MessageTextTests {
    @Test(arguments: [
        (["rsync", "-a", "/x y/", "host:/z"], "rsync -a '/x y/' host:/z"), (["sh", "-c", "it's $HOME"], #"sh -c 'it'\''s $HOME'"#), (["a", ""], "a ''"),
        (["é", "a*b", "~"], "é 'a*b' '~'"),
        // A mark that combines with the quotation mark before it.
        (["it'\u{301}s"], "'it'\\''\u{301}s'"),
    ])
    func commandsAreQuotedForTheShell(_ words: [String], _ text: String) { #expect(ShellText.command(words) == text) }

    @Test func objectsKeepTheirOrderAndLeaveNilOut() {
        let json = JSONValue.members(["b": 1, "a": nil, "t": .seconds(-1_500_000), "s": .string("a\"\\\n\u{1}é")])
        #expect(json.bytes.text == #"{"b":1,"t":-1.500000,"s":"a\"\\\n\u0001é"}"#)
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])  // RFC 4648, 10
    func base64(_ text: String, _ encoded: String) {
        #expect(Base64.encode(Array(text.utf8)).text == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test func base64RefusesWhatIsNone() {
        #expect(Base64.decode("Zg=x") == nil)
        #expect(Base64.decode("Z") == nil)
    }

    /// FIPS 180-4 examples, and lengths around the block.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    ])
    func sha256(_ text: String, _ digest: String) {
        #expect(SHA256.hash(Array(text.utf8)).map(Hex.pair).joined() == digest)
    }

    /// RFC 4231, test cases 2 and 6.
    @Test func authentication() {
        let short = SHA256.authenticate(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(short.map(Hex.pair).joined() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = SHA256.authenticate(
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8), key: [UInt8](repeating: 0xaa, count: 131))
        #expect(long.map(Hex.pair).joined() == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test func identifiersAreStableUUIDs() {
        #expect(MessageID.uuid("run", "ping") == MessageID.uuid("run", "ping"))
        #expect(MessageID.hex("run", "a") != MessageID.hex("run", "b"))
        let uuid = Array(MessageID.uuid("run", "ping"))
        #expect(uuid.count == 36 && uuid[14] == "4" && "89ab".contains(uuid[19]))
    }

    @Test func cutsNeverBreakCharacters() {
        #expect(TextCut.head("äöü", bytes: 5) == "ä…")
        #expect(TextCut.head("äöü", bytes: 6) == "äöü")
        #expect(TextCut.tail("aäö", bytes: 3) == "ö")
        #expect(TextCut.head("abcdef", scalars: 3) == "ab…")
    }

    /// Whatever stands in a block or span, its fence is longer.
    @Test(arguments: ["x", "```", "a````b", "`", "``` ```", ""])
    func fencesAreLonger(_ text: String) {
        let block = MarkdownText.block(text)
        let fence = block.prefix { $0 == "`" }
        #expect(fence.count >= 3 && !text.contains(fence) && block.hasSuffix("\n" + fence))
        let span = MarkdownText.code(text)
        let mark = span.prefix { $0 == "`" }
        #expect(!text.contains(mark) || text.isEmpty || mark.count > text.count)
    }

    @Test func codeIsOneLine() { #expect(MarkdownText.code("a\n# b") == "`a # b`") }
}
