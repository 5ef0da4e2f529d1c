import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Tells people when starts are skipped because a run does not end: once per such run.
struct StuckHolder {
    private let context: JobContext
    private var store: JobStore { context.store }

    init(_ context: JobContext) {
        self.context = context
    }

    /// Microseconds: what a run may be late without being news.
    private static let slack: Int64 = 60_000_000

    func tell(_ holder: RunStateFile, now: Timestamp) {
        let settings = context.settings
        guard settings.notify.tellsPeople, let start = holder.start, let limit = limit(of: holder) else { return }
        let age = now.microseconds - start.microseconds
        let told = store.read(JobFile.stuckRun, limit: 4096)
        guard age > limit, told != Array(holder.id.utf8), let base = try? BaseDirectory.path(option: settings.basedir) else { return }
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
        notifier.holderIsStuck(for: age)
        notifier.waitForDeliveries(signals: context.signals)
    }

    /// A run that has a time limit should have been ended by it; else three times as long as the last good one is too long.
    private func limit(of holder: RunStateFile) -> Int64? {
        if let maxtime = holder.maxtime { return maxtime + Self.slack }
        let last = try? store.lastRecord(where: { $0.kind == .run && $0.isGood })
        return last?.elapsed.map { max($0 * 3, 10 * Self.slack) }
    }
}
