import SisyphusCore
import Testing

@testable import SisyphusViews

struct PageTests {
    private static let hour: Int64 = 3_600_000_000

    private static func mark(_ hoursAgo: Double, took minutes: Double = 1, _ status: Status?) -> PageJob.Mark {
        let end = Samples.now.microseconds - Int64(hoursAgo * Double(hour))
        return .init(start: end - Int64(minutes * 60_000_000), end: end, status: status)
    }

    @Test func `Marks are read from records as a reader of JSON reads them`() {
        let records = Samples.good + [Samples.record(nil, ago: 60), Samples.record(.timeout, ago: 30)]
        var job = PageJob(Samples.jobs[0])
        let bytes = records.flatMap(\.jsonLine)
        let (longAgo, recently) = (Timestamp(microseconds: 0), records[5].end)
        let isAll = job.readMarks(bytes, isWhole: true, since: longAgo)
        let expected = records.filter { $0.kind == .run }
            .map { PageJob.Mark(start: $0.start.microseconds, end: $0.end.microseconds, status: $0.status) }
        #expect(isAll && job.marks == expected)
        let isEnough = job.readMarks(bytes, isWhole: false, since: recently)
        #expect(isEnough && job.marks.count == 4)
        let isTooLittle = !job.readMarks(bytes, isWhole: false, since: longAgo)
        #expect(isTooLittle)
    }

    @Test func `A step shows the worst of it, and a long run fills what it took`() {
        let axis = PageAxis.day(Samples.now)
        #expect(axis.count * Int(axis.step) == 24 * Int(PageTests.hour))
        let shades = axis.shades([
            PageTests.mark(30, .failed), PageTests.mark(12, took: 30, .successful), PageTests.mark(12, .failed), PageTests.mark(0, took: 9, nil),
        ])
        #expect(shades[143...144].allSatisfy { $0 == .bad } && shades[138...142].allSatisfy { $0 == .good } && shades[0...137].allSatisfy { $0 == .nothing })
        #expect(shades[286...287].allSatisfy { $0 == .going } && shades[145...285].allSatisfy { $0 == .nothing })
    }

    @Test func `Nothing of strangers is markup`() {
        let text = "<script>&\"'\u{202e}\u{1b}[2J</script>"
        var record = Samples.record(.failed, ago: 100, reason: text)
        record.summary = text
        let facts = JobOverview.Facts(tail: RecordTail(record.jsonLine, isWhole: true), run: .none)
        var job = PageJob(JobOverview(.init(project: text, job: text), facts, now: Samples.now))
        job.runs = [.init(record, link: text)]
        let html = PageView([job], now: Samples.now, host: text, local: { $0 }).html
        #expect(!html.contains("<script") && html.contains("&lt;script&gt;&amp;&quot;&#39;"))
        #expect(!html.contains("\u{1b}"))
    }

    @Test func `The policy allows the styles that are there`() throws {
        let html = PageView([], now: Samples.now, host: "h", local: { $0 }).html
        let style = try #require(html.firstRange(of: "<style>")).upperBound
        let end = try #require(html.firstRange(of: "</style>")).lowerBound
        #expect(html.contains("style-src 'sha256-\(Base64.encode(SHA256.hash(Array(html[style..<end].utf8))).text)'"))
        #expect(html.contains("There are no jobs.") && !html.contains(" style="))
    }
}
