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
            .init(project: "ACME.FooBar", job: name), .init(tail: RecordTail(records.flatMap(\.jsonLine), isWhole: true), run: run), now: now, maxAge: maxAge)
    }

    static func entry(_ record: RunRecord, _ job: String = "j", project: String = "ACME.FooBar") -> HistoryEntry {
        HistoryEntry(.init(project: project, job: job), RecordLine(ArraySlice(record.jsonLine.dropLast()))!)
    }

    static func state(pid: Int32 = 4711, startedAgo seconds: Int64 = 50) -> RunStateFile {
        var state = RunStateFile(id: "x")
        state.job = pid
        state.start = Timestamp(microseconds: now.microseconds - seconds * 1_000_000, utcOffset: 3600)
        return state
    }

    static let good: [RunRecord] = (1...8).reversed().map { hours in
        var record = Samples.record(.successful, ago: Int64(hours) * 3600, reason: "exited with status 0 (3 lines)")
        (record.exitCode, record.lines, record.peakMemory) = (0, 3, 2048)
        record.surroundings.user = "root"
        record.surroundings.argv = ["./fetch", "--all"]
        record.surroundings.program = .init(path: "/srv/fetch", modified: Samples.now, size: 100, hash: "0011223344556677")
        record.surroundings.limits = []
        record.surroundings.environment = [.init(name: "HOME", hash: 1), .init(name: "LANG", hash: 2), .init(name: "_", hash: 3)]
        return record
    }
    static let bad: RunRecord = {
        var record = Samples.record(.failed, ago: 1800, took: 200, reason: "failed with exit status 3, because the server of the other side is away")
        (record.exitCode, record.lines, record.peakMemory, record.oomKills) = (3, 3, 90_000, 1)
        record.surroundings.user = "joe"
        record.surroundings.argv = ["./fetch", "--some"]
        record.surroundings.program = .init(
            path: "/srv/fetch", modified: Timestamp(microseconds: now.microseconds + 60_000_000, utcOffset: 3600), size: 100, hash: "8899")
        record.surroundings.limits = [.init(name: "nofile", value: 64)]
        record.surroundings.environment = [.init(name: "HOME", hash: 9), .init(name: "PATH", hash: 2), .init(name: "_", hash: 4)]
        return record
    }()
    static let badLog = [
        "12:00 started /a/b", "12:01 connection refused", "[2026-11-23 17:00:00.000000]=[t+0:00:00.000001] :: child 7 :: {sisyphus}{result} >> new",
        "12:02 bye",
    ]
    static let goodLog = ["11:00 started /c/d", "11:59 bye"]

    /// Of several jobs, newest first.
    static let entries: [HistoryEntry] = {
        var records: [(String, RunRecord)] = []
        for number in 0..<100 {
            let status: Status = number % 30 == 7 ? .failed : .successful
            records.append(("fetch", record(status, ago: Int64(number) * 900, took: Int64(10 + number * 7 % 50), reason: "exited")))
        }
        for number in 0..<20 { records.append(("load-much-data-from-far-away.nightly", record(.uneventful, ago: Int64(number) * 4000, took: 1800))) }
        var skipped = record(nil, ago: 50, reason: "running")
        skipped.note = "for 2 hours, usually it takes 10 seconds"
        records.append(("fetch", skipped))
        records.append(("fetch", record(.timeout, ago: 500, took: 300, reason: "Terminated: timed out after 0:05:00")))
        return records.sorted { $0.1.end > $1.1.end }.map { job, record in
            entry(record, job)
        }
    }()
    static let jobs = [
        job("fetch", good + [bad]),
        job("a-job-with-a-name-that-is-much-too-long-for-a-narrow-terminal.nightly", good),
        job("quiet", [record(.uneventful, ago: 86_400 * 9)]), job("new", []), job("load", good, run: .alive(state())),
        job("gone", good, run: .dead(state())), job("late", [record(.timeout, ago: 100, reason: "timed out after 0:01:00")]),
    ].sorted(by: JobOverview.isWorse)
}
