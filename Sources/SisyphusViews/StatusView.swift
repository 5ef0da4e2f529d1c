public import SisyphusCore

/// The answer of `sisyphus status`.
public enum StatusView {
    /// - Parameter jobs: worst first. Those of several hosts are shown with them.
    public static func table(_ jobs: [JobOverview], now: Timestamp, in pieces: Pieces = .one) -> Table {
        let showsHosts = jobs.contains { $0.place.host != nil }
        let columns: [Table.Column] =
            [.init(heading: "STATE")] + (showsHosts ? [.init(heading: "HOST", cut: .middle)] : []) + [
                .init(heading: "JOB", cut: .middle), .init(heading: "ENDED", isNumber: true), .init(heading: "TOOK", isNumber: true),
                .init(heading: "USUAL", isNumber: true), .init(heading: "BAD", isNumber: true),
                .init(heading: "NEXT", isNumber: true, isLeftOutWhenEmpty: true),
                .init(heading: "WAIT", isNumber: true, isLeftOutWhenEmpty: true), .init(heading: "REASON", cut: .end),
            ]
        return Table(columns, of: jobs, in: pieces) { table, jobs in for job in jobs { add(job, to: &table, now: now, showsHosts: showsHosts) } }
    }

    private static func add(_ job: JobOverview, to table: inout Table, now: Timestamp, showsHosts: Bool) {
        let last = job.tail.last
        let took = job.going?.start.map { max(0, now.microseconds - $0.microseconds) } ?? last?.elapsed
        table.append(job.state.rawValue, job.state.colour)
        if showsHosts { table.append(job.place.host ?? "-") }
        table.append(job.place.name)
        table.append(last.map { ShortText.age($0.end, now: now) } ?? "-")
        table.append(took.map(ShortText.duration) ?? "-")
        table.append((job.tail.usual?.median).map(ShortText.duration) ?? "-")
        table.append(job.tail.failuresInARow > 0 ? "\(job.tail.failuresInARow)" : "-")
        table.append(job.next.map { ShortText.next($0, now: now) } ?? "-")
        table.append(job.facts.waitingMessages.map { $0 > 0 ? "\($0)" : "-" } ?? "?")
        table.append(job.reason(now: now))
    }

    /// One array, an object a job, one line a job.
    public static func json(_ jobs: [JobOverview], now: Timestamp) -> [UInt8] {
        var bytes = Array("[".utf8)
        for (index, job) in jobs.enumerated() {
            bytes += Array(index == 0 ? "\n".utf8 : ",\n".utf8)
            bytes += object(job, now).bytes
        }
        return bytes + Array("\n]\n".utf8)
    }

    private static func object(_ job: JobOverview, _ now: Timestamp) -> JSONValue {
        JSONValue.members([
            "v": 2,
            "project": .string(job.place.project),
            "job": .string(job.place.job),
            "state": .string(job.state.rawValue),
            "healthy": .bool(job.state.isHealthy),
            "reason": .string(job.reason(now: now)),
            "last": job.tail.last.flatMap { JSONValue($0.bytes) } ?? .null,
            "last_good": job.tail.lastGood.map { .string($0.end.rfc3339) } ?? .null,
            "usual_seconds": (job.tail.usual?.median).map(JSONValue.seconds) ?? .null,
            "failures_in_a_row": .int(Int64(job.tail.failuresInARow)),
            "next": job.next.map { .string($0.rfc3339) } ?? .null,
            "missed": job.missed.map { .string($0.rfc3339) },
            "waiting_messages": .number(job.facts.waitingMessages) ?? .null,
            "host": job.host.map(JSONValue.string) ?? .null,
            "from": .text(job.place.host),
            "running": job.going.map { going in
                JSONValue.members([
                    "id": going.isOfLockAlone ? nil : .string(going.id),
                    "host": .text(going.host),
                    "pid": .number(going.job ?? going.supervisor?.pid),
                    "since": going.start.map { .string($0.rfc3339) },
                    "tasks": .array(job.tasks.map(JSONValue.string)),
                    "last_line": .text(job.lastLine),
                ])
            } ?? .null,
        ])
    }
}
