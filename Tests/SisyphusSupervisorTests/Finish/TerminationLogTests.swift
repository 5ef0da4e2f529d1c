import Testing

@testable import SisyphusSupervisor

@Suite struct TerminationLogTests {
    @Test func reasonFirstThenAsManyOfTheLastLinesAsFit() {
        #expect(TerminationLog.text("failed", []) == "failed\n")
        #expect(TerminationLog.text("failed", ["one", "two"]) == "failed\none\ntwo\n")
        let long = TerminationLog.text(String(repeating: "r", count: 9000), (0..<900).map { "line \($0)" })
        #expect(long.utf8.count == 4096 && long.hasPrefix("rrr") && long.hasSuffix("line 899\n") && long.contains("…\n"))
    }
}
