import Testing

@testable import SisyphusCore

@Suite struct LogNameTests {
    @Test(arguments: [
        "2026-11-23 17-45-29_768481.sisyphuslog", "2026-11-23 17-45-29_768481.sisyphuslog.gz",
        "2026-11-23 17-45-29_768481.sisyphuslog.bz2", "2026-11-23 17-45-29_768481.sisyphuslog.xz",
        "2024-02-29 00-00-00_000000.sisyphuslog",
    ])
    func ourNamesAreKnownAndWrittenBack(_ name: String) throws {
        #expect(try #require(LogName(name)).text == name)
    }

    @Test(arguments: [
        "", "current.sisyphuslog", "last_failed.sisyphuslog", "runs.jsonl", "2026-11-23 17-45-29_768481",
        "2026-11-23 17-45-29_768481.sisyphuslo", "2026-11-23 17-45-29_768481.sisyphuslog.zip",
        "2026-11-23 17-45-29_768481.sisyphuslog.gz.bz2", "2026-11-23 17-45-29_768481.sisyphuslog~",
        "2026-11-23T17-45-29_768481.sisyphuslog", "2026-11-23 17:45:29_768481.sisyphuslog",
        "2026-11-23 17-45-29.768481.sisyphuslog", "2026-02-30 17-45-29_768481.sisyphuslog",
        "2026-11-23 24-45-29_768481.sisyphuslog", "2026-11-23 17-45-60_768481.sisyphuslog",
        ".2026-11-23 17-45-29_768481.sisyphuslog", " 026-11-23 17-45-29_768481.sisyphuslog",
        "2026-11-23 17-45-29_76848１.sisyphuslog",
    ])
    func strangersAreNotOurs(_ name: String) {
        #expect(LogName(name) == nil)
    }

    @Test func theNameShowsTheLocalStart() {
        let start = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)
        #expect(LogName(start: start).text == "2026-11-23 17-45-29_773522.sisyphuslog")
        #expect(LogName(start: start).earliestStart <= start.microseconds)
    }

    @Test func theNextNameIsAMicrosecondLater() {
        let last = LogName("2026-12-31 23-59-59_999999.sisyphuslog")
        #expect(last?.next.text == "2027-01-01 00-00-00_000000.sisyphuslog")
    }
}
