import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Tells people when starts are skipped that should not be: once because of a run that does not end, and once because nobody answers for the lock of
/// all hosts.
struct SkippedStartAlert {
    private let context: JobContext
    private var store: JobStore { context.store }

    init(_ context: JobContext) {
        self.context = context
    }

    /// - Parameter holder: a run that `StuckRun` finds stuck.
    func tell(_ holder: RunStateFile, now: Timestamp) {
        let settings = context.settings
        guard settings.notify.tellsPeople, let start = holder.start else { return }
        let told = store.read(JobFile.stuckRun, limit: 4096)
        guard told != Array(holder.id.utf8), let base = try? BaseDirectory.path(option: settings.basedir) else { return }
        do throws(SystemError) {
            // First, so that of several starts that are skipped at once hardly two tell.
            try store.replace(JobFile.stuckRun, Array(holder.id.utf8))
        } catch {
            return
        }
        let notifier = Notifier(context, base: base, runID: holder.id, start: start)
        notifier.report.take(holder)
        if let log = holder.log {
            notifier.report.logPath = store.path(of: log)
            notifier.report.lastLines = RunReport.lines(ofLogEnd: (try? store.directory.readEnd(of: log, limit: 64 << 10)) ?? [])
        }
        notifier.startIsSkipped(.stuck(now.microseconds - start.microseconds))
        notifier.waitForDeliveries(signals: context.signals)
    }

    /// Of the first of such starts, or of as many as `--tell-after` says. To be called when this one stands in the records.
    func tellOfLock(_ why: String, now: Timestamp) {
        let settings = context.settings
        guard settings.notify.tellsPeople, let base = try? BaseDirectory.path(option: settings.basedir) else { return }
        let wanted = max(1, settings.notify.tellAfter)
        var count = 0
        _ = try? store.lastRecord { record in
            let isAnother = record.kind == .skip && record.reason == SkipReason.lockAway("").word
            if isAnother { count += 1 }
            return !isAnother || count > wanted
        }
        guard count == wanted else { return }
        let notifier = Notifier(context, base: base, runID: RunID.new(start: now), start: now)
        notifier.startIsSkipped(.lockAway(why, count: count))
        notifier.waitForDeliveries(signals: context.signals)
    }
}
