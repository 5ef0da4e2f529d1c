import SisyphusCore
import SisyphusSchedule
import SisyphusUnix

/// Collects what the question for a job's health is answered from. It takes no lock, creates nothing and opens only the health
/// file, `run.state`, the schedule and the records.
enum HealthReader {
    /// - Parameters:
    ///   - store: What is looked at; `nil` if there is none yet.
    ///   - health: The health file: its name in the job's directory, or its whole path, and the path as people are to read it; `nil`: the job keeps none.
    ///   - maxAge: how long ago the last good run may be; `nil`: as long as the job's schedule lets expect.
    ///   - grace: how late a scheduled run may be; `nil`: as the job says.
    static func read(
        _ store: JobStore?, health: (name: String, path: String)?, maxAge: Duration?, grace: Duration? = nil, now: Timestamp
    ) -> HealthInput {
        var input = HealthInput(path: health?.path ?? "", file: health == nil ? .notKept : .missing, now: now, maxAge: maxAge)
        guard let store else { return input }
        input.pause = SteeringFiles.pause(of: store.directory, now: now) { Complaint.say($0) }
        // `run.state` first: a run that ends meanwhile has written its health file before it removes its state.
        let (run, unwritten) = HealthQuestion.run(in: store.directory)
        input.run = run
        if let health { input.file = file(health.name, in: store.directory, now: now) }
        // Records refine the answer; the health file alone can give one.
        let tail = (try? RecordTail(in: store.directory, unwritten: unwritten)) ?? RecordTail(unwritten.flatMap(\.jsonLine), isWhole: true)
        input.lastRun = tail.last?.record
        input.badRuns = HealthInput.BadRuns(tail)
        input.lastGoodRun = tail.lastGood?.record
        // An age that is given says it all.
        if maxAge == nil, let kept = ScheduledStart.kept(in: store) {
            input.missed = kept.missed(now: now, tail, grace: grace, in: ZoneFiles.zone(of: kept))
        }
        return input
    }

    private static func file(_ name: String, in directory: Directory, now: Timestamp) -> HealthInput.File {
        do throws(SystemError) {
            guard let bytes = try directory.readFile(name, limit: 1 << 20), let status = try directory.status(of: name)
            else { return .missing }
            return .content(bytes, modified: Timestamp(microseconds: status.modified, utcOffset: now.utcOffset))
        } catch {
            return .unreadable(error.explanation ?? error.errno.description)
        }
    }
}
