public import SisyphusCore
import SisyphusSchedule
import SisyphusSupervisor
public import SisyphusUnix
public import SisyphusViews

/// Reads what is on disk about jobs: takes no lock, makes and changes nothing.
public struct JobReader {
    /// Things that could not be looked at, in sentences.
    public private(set) var troubles: [String] = []
    /// All jobs that the patterns choose, by name.
    public private(set) var places: [JobOverview.Place] = []
    private let base: Directory
    /// Whose base directory it is; `nil`: that of this machine.
    public let host: String?
    private let patterns: [JobPattern]
    /// Looked for once, when many jobs are looked at.
    private var mayAllBePaused = true
    /// That of the project looked at last: its jobs follow each other.
    private var project: (name: String, directory: Directory)?
    /// Messages that wait; `nil`: there are some that may not be read.
    private let waiting: [JobOverview.Place: Int]?

    /// - Parameters:
    ///   - patterns: none: all jobs.
    ///   - host: whose base directory was collected there; `nil`: it is that of this machine.
    /// - Throws: when there is no base directory that can be read.
    public init(base path: String, patterns: [JobPattern], host: String? = nil) throws(SystemError) {
        base = try Directory.open(path, createMode: nil)
        self.host = host
        let patterns = patterns.map { [base] in $0.resolved { JobReader.has($0, base) } }
        self.patterns = patterns
        waiting = JobReader.waiting(base)
        let named = patterns.compactMap(\.name)
        if !patterns.isEmpty, named.count == patterns.count {
            // Directories need not be searched for what they are named.
            for place in Set(named).sorted() where JobReader.isEntry(place.project) && JobReader.isEntry(place.job) {
                do throws(SystemError) {
                    let kind = try base.subdirectory(place.project, createMode: nil).status(of: place.job)?.kind
                    if kind == .directory { places.append(JobOverview.Place(project: place.project, job: place.job, host: host)) }
                } catch {
                    if !error.isMissing { troubles.append(error.description) }
                }
            }
            return
        }
        for project in try JobReader.subdirectories(base) where patterns.isEmpty || patterns.contains(where: { $0.matches(project: project) }) {
            do throws(SystemError) {
                for job in try JobReader.subdirectories(try base.subdirectory(project, createMode: nil)) {
                    let place = JobOverview.Place(project: project, job: job, host: host)
                    if patterns.isEmpty || patterns.contains(where: { $0.matches(place) }) { places.append(place) }
                }
            } catch {
                if !error.isMissing { troubles.append(error.description) }
            }
        }
    }

    private static func has(_ place: JobOverview.Place, _ base: Directory) -> Bool {
        guard isEntry(place.project), isEntry(place.job), let project = try? base.subdirectory(place.project, createMode: nil) else { return false }
        return (try? project.status(of: place.job))?.kind == .directory
    }

    /// Whether a text names or matches one of the jobs.
    public func knows(_ text: String) -> Bool {
        let pattern = JobPattern(text).resolved { JobReader.has($0, base) }
        return places.contains(where: pattern.matches)
    }

    /// What there is now, for the same patterns.
    public func again() throws(SystemError) -> JobReader { try JobReader(base: base.path, patterns: patterns, host: host) }

    /// All jobs but those that are gone, by name.
    public mutating func overviews(now: Timestamp, maxAge: Int64? = nil) -> [JobOverview] {
        mayAllBePaused = base.has(JobFile.allPaused)
        defer { mayAllBePaused = true }
        let count = Threads.pieces(of: places.count)
        project = nil
        var parts = (0..<count).map { Part(reader: self, places: places[(places.count * $0 / count)..<(places.count * ($0 + 1) / count)]) }
        parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let parts = parts
            Threads.perform(count) { parts[$0].look(now, maxAge) }
        }
        let known = troubles.count
        for part in parts { troubles += part.reader.troubles.dropFirst(known) }
        return parts.flatMap(\.jobs)
    }

    /// Jobs that one thread looks at.
    private struct Part {
        var reader: JobReader
        let places: ArraySlice<JobOverview.Place>
        var jobs: [JobOverview] = []

        mutating func look(_ now: Timestamp, _ maxAge: Int64?) {
            jobs.reserveCapacity(places.count)
            for place in places { if let job = reader.overview(place, now: now, maxAge: maxAge) { jobs.append(job) } }
            // It is open in this thread alone.
            reader.project = nil
        }
    }

    /// Tells from now on in which of the jobs something happens; `nil`: the kernel does not.
    public func changes() -> DirectoryChanges? { DirectoryChanges(base: base, places) }

    /// `nil`: it is gone.
    public mutating func overview(_ place: JobOverview.Place, now: Timestamp, maxAge: Int64? = nil) -> JobOverview? {
        var facts: JobOverview.Facts
        do throws(SystemError) {
            facts = try self.facts(directory(keepingProjectOf: place), now)
        } catch {
            if error.isMissing { return nil }
            troubles.append(error.description)
            facts = JobOverview.Facts(tail: RecordTail(), run: .unreadable(error.description))
            facts.trouble = error.description
        }
        facts.waitingMessages = waiting.map { $0[JobOverview.Place(project: place.project, job: place.job)] ?? 0 }
        return JobOverview(place, facts, now: now, maxAge: maxAge)
    }

    private mutating func facts(_ directory: Directory, _ now: Timestamp) throws(SystemError) -> JobOverview.Facts {
        // `run.state` first: a run that ends meanwhile has written its record before it removes its state.
        let (run, unwritten) = HealthQuestion.run(in: directory)
        var facts = JobOverview.Facts(tail: try RecordTail(in: directory, unwritten: unwritten), run: run)
        facts.unwritten = unwritten
        if facts.tail.isTorn { troubles.append("\(directory.path): the end of \(JobFile.records) cannot be understood") }
        facts.complaint = JobReader.complaint(directory, facts.tail)
        facts.pause = SteeringFiles.pause(of: directory, now: now, mayAllBePaused: mayAllBePaused) { troubles.append($0) }
        if let last = facts.tail.last, !last.isGood {
            facts.known = SteeringFiles.acknowledgement(of: last, lastGood: facts.tail.lastGood, in: directory)
        }
        switch run {
        case .alive(let state), .elsewhere(let state):
            // A log that is written all the time has the newest line at its end, a quiet one perhaps behind lines of ours.
            if let log = state.log { facts.log = directory.lastLines(of: log, limit: 80 << 10).suffix(100) }
        case .none, .dead, .unreadable: break
        }
        if let kept = try directory.readFile(JobFile.schedule, limit: 64 << 10).flatMap({ KeptSchedule(bytes: $0) }) {
            facts.schedule = (kept, ZoneFiles.zone(of: kept))
            return facts
        }
        if var pattern = facts.pattern {
            for ago in pattern.explanations(now) {
                let moment = now.microseconds - ago
                guard let (before, after) = try RecordSearch.starts(around: moment, in: directory), pattern.explain(by: before, after, ago: ago) else {
                    continue
                }
                facts.pattern = pattern
                break
            }
        }
        return facts
    }

    /// The records of a job that the filter takes, newest first; what is no record is counted among the troubles.
    public mutating func history(_ place: JobOverview.Place, _ filter: HistoryFilter) -> [HistoryEntry] {
        do throws(SystemError) {
            let directory = try directory(keepingProjectOf: place)
            return history(place, filter, in: directory, HealthQuestion.run(in: directory).unwritten)
        } catch {
            if !error.isMissing { troubles.append(error.description) }
            return []
        }
    }

    /// - Parameter unwritten: newer records that could not be added to the file yet.
    mutating func history(_ place: JobOverview.Place, _ filter: HistoryFilter, in directory: Directory, _ unwritten: [RunRecord]) -> [HistoryEntry] {
        do throws(SystemError) {
            let bytes = try directory.endOfRecords(limit: .max, unwritten).bytes
            var (entries, broken): ([HistoryEntry], Int) = ([], 0)
            entries.reserveCapacity(min(filter.limit, bytes.count / 400))
            RecordLine.forEach(fromEndOf: bytes) { record in
                if let record {
                    if filter.takes(record) { entries.append(HistoryEntry(place, record)) }
                } else {
                    broken += 1
                }
                return entries.count < filter.limit
            }
            if broken > 0 { troubles.append("\(place): \(broken) \(broken == 1 ? "line" : "lines") of \(JobFile.records) cannot be understood") }
            return entries
        } catch {
            troubles.append(error.description)
            return []
        }
    }

    /// What became of the messages about a job's failure, by channel.
    public func told(_ place: JobOverview.Place) -> [WhyReport.Told] {
        guard let directory = try? directory(place) else { return [] }
        return TellingQuestion.told(in: directory, base: base).map { WhyReport.Told(channel: $0.channel, what: $0.what) }
    }

    private static func waiting(_ base: Directory) -> [JobOverview.Place: Int]? {
        guard let labels = TellingQuestion.waitingLabels(base) else { return nil }
        var counts: [JobOverview.Place: Int] = [:]
        for label in labels {
            // `PROJECT/JOB` or `PROJECT/JOB (IDENTIFIER)`: no name holds a slash.
            let parts = label.split(separator: "/", maxSplits: 1)
            guard parts.count == 2 else { continue }
            var job = String(parts[1])
            if job.hasSuffix(")"), let open = job.firstRange(of: " (") { job = job[..<open.lowerBound] + "." + job[open.upperBound...].dropLast() }
            counts[JobOverview.Place(project: String(parts[0]), job: job), default: 0] += 1
        }
        return counts
    }

    /// What a log shows, compressed or not, at most the last MiB of it; nothing when it cannot be read.
    public func log(_ place: JobOverview.Place, _ name: String?) -> [String] {
        guard let name = name.flatMap({ LogName($0) }), let directory = try? directory(place) else { return [] }
        let lines = directory.lastLines(of: name.text, limit: 1 << 20)
        guard lines.isEmpty, let source = try? LogSource(directory, name) else { return lines }
        var (before, last): ([UInt8], [UInt8]) = ([], [])
        while let piece = try? source.next(isOver: true) {
            if last.count > 1 << 20 { (before, last) = (last, []) }
            last += piece
        }
        return (before + last).split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Adds something that could not be looked at.
    public mutating func complain(_ sentence: String) { troubles.append(sentence) }

    /// The base directory.
    public var path: String { base.path }

    /// The directory of a job.
    public func directory(_ place: JobOverview.Place) throws(SystemError) -> Directory {
        try base.subdirectory(place.project, createMode: nil).subdirectory(place.job, createMode: nil)
    }

    private mutating func directory(keepingProjectOf place: JobOverview.Place) throws(SystemError) -> Directory {
        if project?.name != place.project { project = (place.project, try base.subdirectory(place.project, createMode: nil)) }
        return try project!.directory.subdirectory(place.job, createMode: nil)
    }

    /// What speaks against a last run that was good by the records: the verdict of the newest run stands in the health file, too.
    private static func complaint(_ directory: Directory, _ tail: RecordTail) -> String? {
        if let last = tail.last, !last.isGood { return nil }
        do throws(SystemError) {
            // As after every good run.
            if let status = try directory.status(of: JobFile.health), status.kind == .regular, status.size == 0 { return nil }
            guard let bytes = try directory.readFile(JobFile.health, limit: 1 << 20) else { return nil }
            guard let text = String(validating: bytes, as: UTF8.self)?.trimmed else { return "\(JobFile.health) is damaged" }
            return text.isEmpty ? nil : HealthText.line(text)
        } catch {
            return error.description
        }
    }

    /// Whether a name can be one of `subdirectories`.
    private static func isEntry(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.first != UInt8(ascii: ".") && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    private static func subdirectories(_ directory: Directory) throws(SystemError) -> [String] {
        var names: [String] = []
        try directory.forEachEntry { name, kind throws(SystemError) in
            guard name.first != UInt8(ascii: ".") else { return }
            let isDirectory = kind == .unknown ? try directory.status(ofEntry: name)?.kind == .directory : kind == .directory
            if isDirectory { names.append(String(decoding: name, as: UTF8.self)) }
        }
        return names.sorted()
    }
}
