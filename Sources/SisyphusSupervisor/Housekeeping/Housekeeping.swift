import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Deletes and compresses old logs after a run, and trims the records.
///
/// It touches only regular files with names that this program gives; whatever goes wrong is told and left for the next run.
struct Housekeeping {
    /// What is told, to be logged with the tags `sisyphus info`, or `sisyphus warning`.
    enum Message: Sendable, Equatable {
        case info(String)
        case warning(String)

        var text: String {
            switch self {
            case .info(let text), .warning(let text): text
            }
        }
    }

    let store: JobStore
    let settings: RunSettings
    let now: Timestamp
    /// The log of the run that has just ended: never touched.
    let current: LogName?
    /// The end of the run before that one, to notice a clock that jumped.
    let lastRun: Timestamp?
    /// Asked between files and while one is compressed; what was begun is undone.
    let shouldStop: () -> Bool
    /// Is given every message.
    let log: (Message) -> Void
    /// Nothing is done, only told.
    var isDry = false

    /// Keeps the job's schedule and cleans up after a run: told in that run's log, given up when a signal comes.
    static func perform(after run: Run) {
        let context = run.context
        ScheduledStart.keep(after: run)
        Housekeeping(
            store: context.store, settings: context.settings, now: SystemClock.wall(utc: context.settings.utc),
            current: run.log.flatMap { LogName($0.name) }, lastRun: run.files.lastRun,
            shouldStop: {
                context.service?.turn()
                return context.signals.isPending(Signal.ending)
            }
        ) { message in
            let kind = if case .warning = message { "warning" } else { "info" }
            run.say(message.text, tags: ["sisyphus", kind], at: run.clock.stamp)
        }.perform()
    }

    /// Cleans the job's directory once. Does nothing if somebody else is at it.
    func perform() {
        do throws(SystemError) {
            let lock = try store.openShared(JobFile.housekeeping)
            guard try lock.lock() else { return }
            defer { lock.close() }
            try clean()
            if !isDry { try store.trimRecords() }
        } catch {
            log(.warning("Cleaning up old logfiles: \(error)"))
        }
    }

    private var directory: Directory { store.directory }

    private func clean() throws(SystemError) {
        let found = try DirectoryScan(directory: directory, settings: settings, now: now)
        for name in found.leftovers where !isDry { try directory.unlink(name) }
        let links = try LogLinks(directory: directory)
        let plan = RetentionPlan(
            found.logs, settings: settings, current: current, linked: links.targets, now: now.microseconds,
            starts: recordedStarts(of: found.logs.count), utcOffset: Int64(now.utcOffset) * 1_000_000, lastRun: lastRun?.microseconds)
        if let refusal = plan.refusal, !found.logs.isEmpty { log(.warning(refusal)) }
        remove(plan.removals)
        compress(plan.compressions, links: links)
        if !plan.removals.isEmpty || !plan.compressions.isEmpty { log(.info(RetentionText.done)) }
    }

    /// When the newest runs began, by the local time in the names of their logs. Only counting and summing need an order.
    private func recordedStarts(of logs: Int) -> [Int64: Int64] {
        guard settings.keepruns != nil || settings.keepsize != nil, let records = try? store.records(withLog: logs) else { return [:] }
        let starts = records.compactMap { record in record.log.flatMap { LogName($0) }.map { ($0.run, record.start.microseconds) } }
        return Dictionary(starts, uniquingKeysWith: { $1 })
    }

    private func remove(_ removals: [RetentionPlan.Removal]) {
        var told: [RetentionPlan.Reason] = []
        for removal in removals where !shouldStop() {
            if !told.contains(removal.reason) {
                told.append(removal.reason)
                log(.info(RetentionText.heading(removal.reason, settings)))
            }
            let name = removal.name.text
            do throws(SystemError) {
                // Only now is it certain for those that were chosen by their names alone.
                guard try directory.status(of: name)?.kind == .regular else { continue }
                log(.info(RetentionText.removing(directory.path + "/" + name)))
                if !isDry { try directory.unlink(name) }
            } catch {
                log(.warning("Removing logfile: \(error)"))
            }
        }
    }

    private func compress(_ names: [LogName], links: LogLinks) {
        if !names.isEmpty { log(.info(RetentionText.compressionHeading(settings))) }
        for name in names where !shouldStop() {
            log(.info(RetentionText.compressing(directory.path + "/" + name.text)))
            if isDry { continue }
            do {
                try LogCompression(directory: directory, mode: settings.compressmode, shouldStop: shouldStop)
                    .compress(name, links: links)
            } catch let error as SystemError {
                log(.warning("Compressing logfile \(name.text): \(error)"))
                // The others would fail in the same way.
                if error.isDiskTrouble { return }
            } catch {
                log(.warning("Compressing logfile \(name.text): \(error)"))
                return
            }
        }
    }
}
