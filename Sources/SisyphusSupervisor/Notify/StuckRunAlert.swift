import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Tells people when starts are skipped because a run does not end: once per such run.
struct StuckRunAlert {
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
        notifier.holderIsStuck(for: now.microseconds - start.microseconds)
        notifier.waitForDeliveries(signals: context.signals)
    }
}
