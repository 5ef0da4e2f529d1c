public import SisyphusCore
import SisyphusSupervisor
public import SisyphusUnix
public import SisyphusViews

extension JobReader {
    /// The logs of a job, newest first, and its last run, which may have kept none.
    public mutating func logs(_ place: JobOverview.Place) -> (logs: [RunLog], lastRun: RunRecord?) {
        do throws(SystemError) {
            let directory = try directory(place)
            let (run, unwritten) = HealthQuestion.run(in: directory)
            let records = history(place, HistoryFilter(), in: directory, unwritten).compactMap(\.record.record)
            let logs = RunLog.all(records: records, going: run.going, names: try JobReader.logNames(directory))
            return (logs, records.first { $0.isRun })
        } catch {
            if !error.isMissing { complain(error.description) }
            return ([], nil)
        }
    }

    /// Opens a log, whether it has been compressed or not.
    public func source(_ place: JobOverview.Place, _ log: RunLog) throws(SystemError) -> LogSource {
        try LogSource(try directory(place), log.name)
    }

    static func logNames(_ directory: Directory) throws(SystemError) -> [LogName] {
        var names: [LogName] = []
        try directory.forEachEntry { name, kind throws(SystemError) in
            if kind == .regular || kind == .unknown, let name = LogName(name) { names.append(name) }
        }
        return names
    }
}

/// Reads what a job logs while it does, over the end of a run too.
public final class LogFollower {
    private let directory: Directory
    private let watch: DirectoryWatch
    /// Logs that were there before, or have been shown.
    private var known: Set<LogName> = []
    private var fresh: [LogName] = []

    /// What is said about the lines that are read.
    public enum Part {
        /// The lines of another log follow.
        case begins(RunLog)
        case lines(UnsafeRawBufferPointer)
        /// Nothing more at the moment.
        case pause
    }

    public init(_ reader: JobReader, _ place: JobOverview.Place) throws(SystemError) {
        directory = try reader.directory(place)
        watch = DirectoryWatch(directory)
        known = Set(try JobReader.logNames(directory).map(\.plain))
    }

    /// Gives out lines as they come.
    ///
    /// - Parameters:
    ///   - first: the log to begin with; `nil`: that of the next run.
    ///   - goesOn: whether to go on with the next run when one has ended.
    ///   - output: whoever reads from this descriptor; the following ends when nobody does.
    public func follow(
        _ first: (log: RunLog, source: LogSource)?, goesOn: Bool, output: Int32, _ take: (Part) throws -> Void
    ) throws {
        var current = first
        var mayHaveEnded = true
        while true {
            var isOver = true
            if let current {
                // First the question, then the rest: what is logged in between is not left out.
                isOver = mayHaveEnded && hasEnded(current.log)
                while let lines = try current.source.next(isOver: isOver) { try take(.lines(lines)) }
            }
            if isOver, !goesOn { return }
            if isOver, let next = nextLog() {
                current = next
                try take(.begins(next.log))
                mayHaveEnded = true
                continue
            }
            try take(.pause)
            guard let names = watch.wait(microseconds: 1_000_000, output: output) else { return }
            mayHaveEnded = isOver || names.isEmpty || names.contains(JobFile.state)
            for name in names.isEmpty ? try JobReader.logNames(directory) : names.compactMap({ LogName($0) }) where known.insert(name.plain).inserted {
                fresh.append(name.plain)
            }
            fresh.sort { $0.localMicroseconds < $1.localMicroseconds }
        }
    }

    private func hasEnded(_ log: RunLog) -> Bool { going?.log != log.name.text }

    private var going: RunStateFile? { HealthQuestion.run(in: directory).run.going }

    /// `nil`: there is none yet. One of a run in which nothing happened may be gone already.
    private func nextLog() -> (log: RunLog, source: LogSource)? {
        while !fresh.isEmpty {
            let name = fresh.removeFirst()
            guard let source = try? LogSource(directory, name) else { continue }
            var log = RunLog(name: name)
            if let going, going.log == name.text { (log.id, log.start, log.isGoingOn) = (going.id, going.start, true) }
            return (log, source)
        }
        return nil
    }
}
