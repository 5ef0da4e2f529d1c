import SisyphusCore
import SisyphusUnix

/// Collects what the question for a job's health is answered from. It takes no lock, creates nothing and opens only the health
/// file, `run.state` and the records.
enum HealthReader {
    /// - Parameters:
    ///   - store: What is looked at; `nil` if there is none yet.
    ///   - health: The health file: its name in the job's directory, or its whole path, and the path as people are to read it; `nil`: the job keeps none.
    static func read(_ store: JobStore?, health: (name: String, path: String)?, maxAge: Duration?, now: Timestamp) -> HealthInput {
        var input = HealthInput(path: health?.path ?? "", file: health == nil ? .notKept : .missing, now: now, maxAge: maxAge)
        guard let store else { return input }
        input.pause = SteeringFiles.pause(of: store.directory, now: now) { Complaint.say($0) }
        // `run.state` first: a run that ends meanwhile has written its health file before it removes its state.
        input.run = HealthQuestion.run(in: store.directory).run
        if let health { input.file = file(health.name, in: store.directory, now: now) }
        // Records refine the answer; the health file alone can give one.
        do throws(SystemError) {
            input.lastRun = store.state()?.ended
            let tail = try RecordTail(in: store.directory)
            input.lastRun = input.lastRun ?? tail.last?.record
            input.badRuns = HealthInput.BadRuns(tail)
            input.lastGoodRun = input.lastRun?.isGood == true ? input.lastRun : tail.lastGood?.record
        } catch {}
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
