import SisyphusCore

@testable import SisyphusViews

enum Samples {
    static let now = Timestamp(rfc3339: "2026-11-23T17:00:00+01:00")!

    static func record(_ status: Status?, ago seconds: Int64, took: Int64 = 12, reason: String? = nil) -> RunRecord {
        let end = Timestamp(microseconds: now.microseconds - seconds * 1_000_000, utcOffset: 3600)
        let start = Timestamp(microseconds: end.microseconds - took * 1_000_000, utcOffset: 3600)
        var record = RunRecord(id: "id\(seconds)", start: start, end: end, status: status)
        record.kind = status == nil ? .skip : .run
        record.elapsed = took * 1_000_000
        record.reason = reason
        return record
    }

    /// - Parameter records: oldest first.
    static func job(_ name: String, _ records: [RunRecord], run: HealthInput.Run = .none, maxAge: Int64? = nil) -> JobOverview {
        JobOverview(
            .init(project: "ACME.FooBar", job: name), tail: RecordTail(records.flatMap(\.jsonLine), isWhole: true), run: run, now: now, maxAge: maxAge)
    }

    static func state(pid: Int32 = 4711, startedAgo seconds: Int64 = 50) -> RunStateFile {
        var state = RunStateFile(id: "x")
        state.job = pid
        state.start = Timestamp(microseconds: now.microseconds - seconds * 1_000_000, utcOffset: 3600)
        return state
    }

    static let good = (1...8).reversed().map { record(.successful, ago: Int64($0) * 3600, reason: "exited with status 0 (3 lines)") }
    static let jobs = [
        job("fetch", good + [record(.failed, ago: 1800, took: 200, reason: "failed with exit status 3, because the server of the other side is away")]),
        job("a-job-with-a-name-that-is-much-too-long-for-a-narrow-terminal.nightly", good),
        job("quiet", [record(.uneventful, ago: 86_400 * 9)]), job("new", []), job("load", good, run: .alive(state())),
        job("gone", good, run: .dead(state())), job("late", [record(.timeout, ago: 100, reason: "timed out after 0:01:00")]),
    ].sorted(by: JobOverview.isWorse)
}
