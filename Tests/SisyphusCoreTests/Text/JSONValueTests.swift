import Testing

@testable import SisyphusCore

@Suite struct JSONValueTests {
    @Test(
        arguments: [
            ("null", .null), (" true\n", .bool(true)), ("-12.5e+3", .number("-12.5e+3")), ("0", .number("0")),
            (#""a\n\u00e4\ud83d\ude00\/""#, .string("a\nä😀/")), ("[]", .array([])), ("[1,[2]]", .array([.number("1"), .array([.number("2")])])),
            (#"{"a":1,"b":{}}"#, .members(["a": .number("1"), "b": .members([:])])),
        ] as [(String, JSONValue)])
    func valuesAreRead(_ text: String, _ value: JSONValue) {
        #expect(JSONValue(text.utf8) == value)
    }

    @Test(arguments: [
        "", "nul", "01", "1.", ".5", "1e", "-", "+1", "[1,]", "[1 2]", "{", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}",
        "\"", "\"\u{1}\"", #""\x""#, #""\ud83d""#, #""\ude00""#, #""\u12""#, "1 2", "truex",
        String(repeating: "[", count: 100_000),
    ])
    func nonsenseIsRefused(_ text: String) {
        #expect(JSONValue(text.utf8) == nil && !isValue(text.utf8))
    }

    @Test func brokenUTF8IsRefused() {
        #expect(JSONValue([0x22, 0xff, 0x22]) == nil && !isValue([0x22, 0xff, 0x22]))
    }

    @Test func everyCutOfAnObjectIsRefused() {
        let whole = Array(#"{"a":[1,"x\u00e4"],"b":{"c":null}}"#.utf8)
        for count in 0..<whole.count { #expect(JSONValue(whole[..<count]) == nil && !isValue(whole[..<count])) }
        #expect(isValue(whole))
    }

    private func isValue(_ bytes: some Sequence<UInt8>) -> Bool { Array(bytes).withUnsafeBytes(JSONScanner.isValue) }
}
