import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Tells people when starts are skipped because a run does not end: once per such run.
struct StuckRunAlert {
    let directory: Directory
    let settings: RunSettings
    let access: FileAccess
    /// Of the caller.
    let umask: UInt16

    /// Holds the id of the run that was told of.
    private static let fileName = "notify.stuck"

    /// - Parameter holder: a run that `StuckRun` finds stuck.
    func tell(_ holder: RunStateFile, now: Timestamp, signals: SignalReader) {
        guard settings.notify.tellsPeople, let start = holder.start else { return }
        let told = (try? directory.readFile(Self.fileName, limit: 4096)).flatMap { $0 }
        guard told != Array(holder.id.utf8), let base = try? BaseDirectory.path(option: settings.basedir) else { return }
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
        notifier.holderIsStuck(for: now.microseconds - start.microseconds)
        notifier.waitForDeliveries(signals: signals)
    }
}
