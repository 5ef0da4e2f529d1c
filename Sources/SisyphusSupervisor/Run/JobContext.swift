import SisyphusCore
import SisyphusUnix

/// What all runs of one `sisyphus run` share.
final class JobContext {
    let settings: RunSettings
    let store: JobStore
    let signals: SignalReader
    /// Held by this process; `nil`: not yet, or it was given up.
    var lock: JobLock?
    let caller: Caller
    /// The job's own part in a run, if it is written in Swift.
    let library: LibraryJob?
    /// The source of the template for log lines.
    let lineFormat: String?
    /// Those of runs before this one whose couriers are still at work.
    var earlier: [Notifier] = []
    var couriers: [Int32] { earlier.compactMap(\.courierPID) }

    init(
        settings: RunSettings, store: JobStore, signals: SignalReader, caller: Caller, library: LibraryJob? = nil, lineFormat: String?
    ) {
        self.lineFormat = lineFormat
        self.settings = settings
        self.store = store
        self.signals = signals
        self.caller = caller
        self.library = library
    }
}

/// What the supervisor got from whoever started it, and hands on to the job.
struct Caller {
    /// The command and its arguments, byte for byte.
    let argv: ArgumentVector
    let umask: UInt16
    let stdoutIsTerminal: Bool

    init(commandStart: Int) {
        argv = ArgumentVector(Array(ProcessTitle.arguments.dropFirst(commandStart)))
        // The first title will be written over it.
        _ = ProcessTitle.original
        umask = File.setUmask(0o077)
        stdoutIsTerminal = Terminal.isTerminal(1)
    }
}
