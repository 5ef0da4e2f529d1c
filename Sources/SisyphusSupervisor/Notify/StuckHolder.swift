import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Tells people when starts are skipped because a run does not end: once per such run.
struct StuckHolder {
    let directory: Directory
    let settings: RunSettings
    let access: FileAccess
    /// Of the caller.
    let umask: UInt16

    /// Holds the id of the run that was told of.
    private static let fileName = "notify.stuck"
    /// Microseconds: what a run may be late without being news.
    private static let slack: Int64 = 60_000_000

    func tell(_ holder: RunStateFile, now: Timestamp, signals: SignalReader) {
        guard settings.notify.tellsPeople, let start = holder.start, let limit = limit(of: holder) else { return }
        let age = now.microseconds - start.microseconds
        let told = (try? directory.readFile(Self.fileName, limit: 4096)).flatMap { $0 }
        guard age > limit, told != Array(holder.id.utf8), let base = try? BaseDirectory.path(option: settings.basedir) else { return }
        do throws(SystemError) {
            // First, so that of several starts that are skipped at once hardly two tell.
            try directory.replaceFile(Self.fileName, with: Array(holder.id.utf8), mode: access.mode, group: access.group, sync: false)
        } catch {
            return
        }
        let files = NotifyFiles(directory: directory, access: access)
        let notifier = Notifier(settings, files, umask: umask, base: base, runID: holder.id, start: start)
        notifier.report.take(holder)
        if let log = holder.log {
            notifier.report.logPath = directory.childPath(log)
            notifier.report.lastLines = RunReport.lines(ofLogEnd: (try? directory.readEnd(of: log, limit: 64 << 10)) ?? [])
        }
        notifier.holderIsStuck(for: age)
        notifier.waitForDeliveries(signals: signals)
    }

    /// A run that has a time limit should have been ended by it; else three times as long as the last good one is too long.
    private func limit(of holder: RunStateFile) -> Int64? {
        if let maxtime = holder.maxtime { return maxtime + Self.slack }
        let last = try? RunHistory.last(in: directory, where: { $0.kind == .run && $0.isGood })
        return last?.elapsed.map { max($0 * 3, 10 * Self.slack) }
    }
}
