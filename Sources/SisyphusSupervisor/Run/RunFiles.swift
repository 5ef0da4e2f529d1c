import SisyphusCore
import SisyphusUnix

/// The files of a run apart from what its log holds: state, log name, links, health, record. Each is committed by a rename,
/// in an order that lets the next start mend whatever a kill leaves behind.
///
/// While the run is opened, a disk that is full or failing is told and tolerated, everything else stops the start. Afterwards
/// nothing stops the run: what cannot be written is told.
final class RunFiles {
    private let context: JobContext
    private(set) var stateFile: RunStateFile
    /// How long the records were when the run began: starts that were skipped since have added to them.
    private let recordsSize: Int64
    /// When the last record was written; housekeeping notices a clock that jumped since.
    let lastRun: Timestamp?
    /// What could not be written.
    private var complaints: [SystemError] = []
    /// What of the run is therefore nowhere, and why: said whatever people know of the disk.
    private var unwritten: (names: [String], error: SystemError)?

    /// Why the file system takes no symbolic links, as some do not: said in the log, since it is so in every run.
    private(set) var linkRefusal: SystemError?

    /// Whether people know that the disk is full or failing.
    private(set) var diskWasTold = false

    private var store: JobStore { context.store }
    private var names: RunFileNames { context.library?.names ?? RunFileNames() }

    init(context: JobContext, id: String, start: Timestamp) throws(StartFailure) {
        self.context = context
        stateFile = context.state(id)
        stateFile.start = start
        stateFile.slot = context.slot
        do throws(SystemError) {
            let records = try context.store.directory.status(of: JobFile.records)
            recordsSize = records?.size ?? 0
            lastRun = records.map { Timestamp(microseconds: $0.modified) }
        } catch {
            throw .cannotCreate(error)
        }
    }

    /// Writes the state, which names the log before it exists, then makes the log.
    ///
    /// - Returns: the log's name and the open log; `nil` where the disk is in trouble.
    func createLog(start: Timestamp) throws(StartFailure) -> (name: String, file: OpenFile?) {
        var name = LogName(start: start)
        do {
            while true {
                let text = try logName(name.text)
                stateFile.log = text
                try tolerating { () throws(SystemError) in try store.write(stateFile) }
                do {
                    let file = try store.directory.openFile(text, LogFile.creation, mode: store.permissions.mode)
                    try store.permissions.apply(to: file)
                    linkCurrent(text)
                    return (text, file)
                } catch  where error.isExists {
                    // The clock stands still or was set back: the next microsecond is another name.
                    name = name.next
                } catch  where error.isDiskTrouble {
                    complaints.append(error)
                    return (text, nil)
                }
            }
        } catch {
            throw .cannotCreate(error)
        }
    }

    /// What the log is called that by the house's rules had this name.
    private func logName(_ standard: String) throws(SystemError) -> String {
        let name = names.log(standard) ?? standard
        // The next microsecond must be another name here too.
        guard name != standard, (try store.directory.status(of: name)) != nil else { return name }
        return "\(name).\(standard)"
    }

    /// Writes the state of a run without a log.
    func openWithoutLog() throws(StartFailure) {
        do {
            try tolerating { () throws(SystemError) in try store.write(stateFile) }
        } catch {
            throw .cannotCreate(error)
        }
    }

    private func tolerating(_ work: () throws(SystemError) -> Void) throws(SystemError) {
        do {
            try work()
        } catch  where error.isDiskTrouble {
            complaints.append(error)
        }
    }

    /// Says in one sentence what could not be written since the last time.
    ///
    /// - Parameter diskIsKnown: people were told already that the disk is full or failing.
    func complain(diskIsKnown: Bool) {
        if let unwritten {
            context.complain("the \(unwritten.names.joined(separator: " and the ")) of this run could not be written: \(unwritten.error)")
        }
        unwritten = nil
        let new = complaints.filter { !($0.isDiskTrouble && (diskIsKnown || diskWasTold)) }
        complaints = []
        guard let first = new.first else { return }
        diskWasTold = diskWasTold || new.contains(where: \.isDiskTrouble)
        let more = new.count > 1 ? " (and \(new.count - 1) more like this)" : ""
        context.complain("\(first)\(more); the run goes on")
    }

    /// Where the next start looks for what a killed run leaves.
    func note(controlGroup path: String) { stateFile.controlGroup = path }

    /// Shows that the next try is waited for.
    func noteRetry(at time: Timestamp) {
        (stateFile.keeper, stateFile.job, stateFile.waiting) = (nil, nil, .init(.retry, until: time))
        attempt { () throws(SystemError) in try store.write(stateFile) }
    }

    /// Adds the processes that the start of the job made.
    func noteChild(keeper: Int32?, job: Int32) {
        stateFile.keeper = keeper.flatMap { RunStateFile.ProcessMark(of: $0) }
        (stateFile.job, stateFile.waiting) = (job, nil)
        attempt { () throws(SystemError) in try store.write(stateFile) }
    }

    private func attempt(_ work: () throws(SystemError) -> Void) {
        do { try work() } catch { complaints.append(error) }
    }

    // MARK: - The end

    private func linkCurrent(_ name: String) { setLink(names.current, to: name) }

    func linkLast(_ status: Status, to log: String) { setLink(names.last(status), to: log) }

    private func setLink(_ link: String?, to log: String) {
        guard let link, linkRefusal == nil else { return }
        do throws(SystemError) {
            // What leads from one directory of the job's to the other names it in full.
            try store.directory.replaceLink(link, to: link.hasPrefix("/") ? store.directory.childPath(log) : log)
        } catch {
            if error.isUnsupportedLink { linkRefusal = error } else { complaints.append(error) }
        }
    }

    /// - Parameter message: `nil`: healthy, an empty file.
    func writeHealth(_ message: String?, sync: Bool) {
        guard let name = names.health else { return }
        do throws(SystemError) { try store.writeHealth(message, as: name, sync: sync) } catch { note(unwritten: "health file", error) }
    }

    /// Appends the record. If that fails it is kept in the state, from which the next start takes it.
    func append(_ record: RunRecord) {
        let failure = context.append(record)
        var isKept = true
        if stateFile.unwritten != context.unwritten {
            stateFile.unwritten = context.unwritten
            if !context.unwritten.isEmpty { do throws(SystemError) { try store.write(stateFile) } catch { isKept = false } }
        }
        if let failure { if isKept { complaints.append(failure) } else { note(unwritten: "record", failure) } }
    }

    private func note(unwritten name: String, _ error: SystemError) { unwritten = ((unwritten?.names ?? []) + [name], unwritten?.error ?? error) }

    /// Removes the log of a run in which nothing happened. The link to it stays: its name tells when the job ran last.
    func remove(_ log: LogFile) {
        log.close()
        attempt { () throws(SystemError) in try store.directory.unlink(log.name) }
    }

    /// Removes the state, unless it keeps what could not be written elsewhere.
    func removeState() {
        if context.unwritten.isEmpty { attempt { () throws(SystemError) in try store.removeState() } }
    }

    /// Starts that were skipped while this run (or the pause before it) held the lock.
    func countSkips() -> Int64 {
        (try? store.countSkips(from: recordsSize)) ?? 0
    }
}
