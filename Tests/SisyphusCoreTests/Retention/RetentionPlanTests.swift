import Testing

@testable import SisyphusCore

@Suite struct RetentionPlanTests {
    private let now = Timestamp(microseconds: 1_795_452_329_000_000)

    private func name(daysAgo days: Double, _ compression: RunSettings.Compression? = nil) -> LogName {
        var name = LogName(start: Timestamp(microseconds: now.microseconds - Int64(days * 86_400_000_000)))
        name.compression = compression
        return name
    }

    private func log(_ days: Double, _ compression: RunSettings.Compression? = nil, size: Int64 = 10) -> StoredLog {
        let name = name(daysAgo: days, compression)
        return StoredLog(name: name, modified: name.localMicroseconds, size: size)
    }

    private func plan(
        _ logs: [StoredLog], _ settings: RunSettings = RunSettings(), current: LogName? = nil, linked: [LogName] = [],
        lastRun: Double? = 1
    ) -> RetentionPlan {
        RetentionPlan(
            logs, settings: settings, current: current, linked: linked, now: now.microseconds,
            lastRun: lastRun.map { now.microseconds - Int64($0 * 86_400_000_000) })
    }

    /// The ages are those observed with the original.
    @Test func agesDecideAsInTheOriginal() {
        let plan = plan([log(6.9), log(7.1), log(29.9), log(30.1), log(40, .bzip2), log(10, .gzip)])
        #expect(plan.removals.map(\.name) == [name(daysAgo: 40, .bzip2), name(daysAgo: 30.1)])
        #expect(plan.compressions == [name(daysAgo: 29.9), name(daysAgo: 7.1)])
    }

    @Test func limitsThatAreOffDoNothing() {
        var settings = RunSettings()
        settings.keepfilelogs = nil
        settings.compressfilelogs = nil
        let plan = plan([log(4000)], settings)
        #expect(plan.removals.isEmpty && plan.compressions.isEmpty)
    }

    @Test func currentAndLinkedLogsStay() {
        let plan = plan([log(50), log(40)], current: name(daysAgo: 50), linked: [name(daysAgo: 40)])
        #expect(plan.removals.isEmpty)
        #expect(plan.compressions == [name(daysAgo: 40)])
    }

    @Test func onlyTheNewestRunsAreKept() {
        var settings = RunSettings()
        settings.keepruns = 2
        let plan = plan([log(1), log(2), log(2, .gzip), log(3), log(4)], settings)
        #expect(plan.removals.map(\.name) == [name(daysAgo: 4), name(daysAgo: 3)])
        #expect(plan.removals.allSatisfy { $0.reason == .count })
    }

    @Test func theTotalSizeIsBoundedButTheNewestIsKept() {
        var settings = RunSettings()
        settings.keepsize = 25
        #expect(plan([log(1), log(2), log(3)], settings).removals.map(\.name) == [name(daysAgo: 3)])
        #expect(plan([log(1, size: 100)], settings).removals.isEmpty)
    }

    @Test func aClockThatJumpedCostsNothing() {
        for lastRun in [40.0, -40.0] {
            let plan = plan([log(50), log(10)], lastRun: lastRun)
            #expect(plan.removals.isEmpty && plan.compressions.isEmpty)
            #expect(plan.refusal != nil)
        }
        #expect(plan([log(50)], lastRun: nil).removals.count == 1)
        #expect(plan([log(50)], lastRun: 29).refusal == nil)
    }

    @Test func oneLargeLogARunIsCompressed() {
        let large = RetentionPlan.largeLog + 1
        let plan = plan([log(10, size: large), log(9, size: large), log(8)])
        #expect(plan.compressions == [name(daysAgo: 10), name(daysAgo: 8)])
    }

    @Test(arguments: [
        (".runs.jsonl.12.tmp", true), (".2026-11-23 17-45-29_768481.sisyphuslog.bz2.7.tmp", true),
        (".last_failed.sisyphuslog.7.tmp", true), (".notes.txt.12.tmp", false), (".runs.jsonl..tmp", false),
        (".runs.jsonl.x1.tmp", false), ("runs.jsonl.12.tmp", false), (".12.tmp", false), (".tmp", false), (".runs.jsonl.12.tmp~", false),
    ])
    func temporaryNamesOfOursAreKnown(_ name: String, _ isOurs: Bool) {
        var name = name
        let known = name.withUTF8 { TemporaryName($0)?.isOfJob } ?? false
        #expect(known == isOurs)
    }

    @Test func headingsAreThoseOfTheOriginal() {
        let settings = RunSettings()
        #expect(RetentionText.heading(.age, settings) == "Removing logfiles older than 30 days, 0:00:00")
        #expect(RetentionText.compressionHeading(settings) == "Compressing logfiles older than 7 days, 0:00:00 via bzip2")
    }
}
