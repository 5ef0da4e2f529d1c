import SisyphusCore
import SisyphusUnix

/// Renews the page of all jobs (`--status-page`) by processes of their own, which wait for their turn: no run does.
final class StatusPage {
    private var programs: [Program] = []

    /// Those that are still at work.
    var pids: [Int32] { programs.map(\.pid) }

    /// To be called without the lock, when the run's record is written.
    ///
    /// - Returns: why nothing will come of it.
    func renew(_ context: JobContext) -> String? {
        guard let path = context.settings.statusPage else { return nil }
        programs = programs.filter { $0.poll() == nil }
        // The program of a library job cannot make the page.
        let program = context.library == nil ? Processes.ownProgram : "sisyphus"
        do throws(SystemError) {
            if let folder = path.lastIndex(of: "/").map({ String(path[...$0]) }) { _ = try Directory.open(folder, createMode: nil) }
            let base: String
            do throws(StartFailure) { base = try BaseDirectory.path(option: context.settings.basedir) } catch {
                return "the status page is not renewed: \(error.message)"
            }
            let words = [program, "page", "--output", path, "--basedir", base, "--at-most-every", "10"] + (context.settings.utc ? ["--utc"] : [])
            let null = try File.openNull()
            let umask = context.library == nil ? File.setUmask(context.caller.umask) : nil
            defer {
                File.close(null)
                if let umask { _ = File.setUmask(umask) }
            }
            programs.append(
                try Program(
                    program, ArgumentVector(words), environment: .inherited(without: OptionRow.environmentPrefix), input: null, output: null))
            return nil
        } catch {
            return "the status page is not renewed: \(error)"
        }
    }
}
