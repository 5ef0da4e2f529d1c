import Testing

@testable import SisyphusCore

@Suite struct UsualMetricsTests {
    /// The standard library takes what stands before a NUL for the whole number.
    @Test(arguments: ["rows 1\0", "rows 1\0junk", "rows 1 a\0"])
    func nothingIsANumberForWhatStandsBeforeANUL(_ text: String) {
        #expect(Metric(text) == nil)
    }

    private func usual(_ runs: [[String]], status: Status = .successful) -> UsualMetrics {
        let lines = runs.map { texts in
            let moment = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 0)
            var record = RunRecord(id: "01k", start: moment, end: moment, status: status)
            record.metrics = texts.compactMap { Metric($0) }
            return record.jsonLine
        }
        return UsualMetrics(Array(lines.joined()))
    }

    private func texts(_ metrics: [String], _ usual: UsualMetrics) -> [String] { usual.warnings(about: metrics.compactMap { Metric($0) }).map(\.text) }

    @Test(
        arguments: [
            ("rows 0", "rows is 0, where 100 files is usual"), ("rows 151 files", "rows is 151 files, where 100 files is usual"),
            // Within the half of the median, or six times the spread.
            ("rows 140", nil), ("rows 60", nil),
        ] as [(String, String?)])
    func `A number far from the median is unusual`(metric: String, text: String?) {
        let usual = usual([99, 100, 101, 100, 98, 102, 100].map { ["rows \($0) files"] })
        #expect(texts([metric], usual) == [text].compactMap { $0 })
    }

    @Test func `What any of these runs told is not unusual`() {
        let usual = usual([["n 1"], ["n 1"], ["n 7"], ["n 1"], ["n 1"], ["n 1"]])
        #expect(texts(["n 7"], usual) == [] && texts(["n 8"], usual) == ["n is 8, where 1 is usual"])
    }

    @Test func `A number that was told in each run is missing`() {
        let always = usual([["a 1", "b 2"], ["a 1"], ["a 1"], ["a 1"], ["a 1"]])
        #expect(texts([], always) == ["a was not told, where 1 is usual"])
        #expect(texts([], usual([["a 1"], [], ["a 1"], ["a 1"], ["a 1"], ["a 1"]])) == [])
    }

    @Test func `Few runs, or bad ones, say nothing`() {
        #expect(texts(["n 9"], usual([["n 1"], ["n 1"], ["n 1"], ["n 1"]])) == [])
        #expect(texts(["n 9"], usual([["n 1"], ["n 1"], ["n 1"], ["n 1"], ["n 1"]], status: .failed)) == [])
        #expect(usual([[String]](repeating: ["n 1"], count: 30)).isEnough)
        #expect(UsualMetrics([]) == usual([]))
    }
}
