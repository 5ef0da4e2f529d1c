public import SisyphusCore
import SisyphusSchedule
import SisyphusSupervisor
import SisyphusUnix
public import SisyphusViews

/// Reads what is on disk about jobs: takes no lock, makes and changes nothing.
public struct JobReader {
    /// Things that could not be looked at, in sentences.
    public private(set) var troubles: [String] = []
    /// All jobs that the patterns choose, by name.
    public private(set) var places: [JobOverview.Place] = []
    private let base: Directory

    /// - Parameter patterns: none: all jobs.
    /// - Throws: when there is no base directory that can be read.
    public init(base path: String, patterns: [JobPattern]) throws(SystemError) {
        base = try Directory.open(path, createMode: nil)
        for project in try JobReader.subdirectories(base) {
            do throws(SystemError) {
                for job in try JobReader.subdirectories(try base.subdirectory(project, createMode: nil)) {
                    let place = JobOverview.Place(project: project, job: job)
                    if patterns.isEmpty || patterns.contains(where: { $0.matches(place) }) { places.append(place) }
                }
            } catch {
                if !error.isMissing { troubles.append(error.description) }
            }
        }
        places.sort()
    }

    /// `nil`: it is gone.
    public mutating func overview(_ place: JobOverview.Place, now: Timestamp, maxAge: Int64? = nil) -> JobOverview? {
        do throws(SystemError) {
            let directory = try directory(place)
            // `run.state` first: a run that ends meanwhile has written its record before it removes its state.
            let (run, unwritten) = JobReader.run(directory)
            let log =
                switch run {
                case .alive(let state), .elsewhere(let state): state.log.map { JobReader.lines(directory, log: $0, limit: 80 << 10) } ?? []
                case .none, .dead, .unreadable: [String]()
                }
            var overview = JobOverview(place, tail: try JobReader.tail(directory, unwritten), run: run, log: log, now: now, maxAge: maxAge)
            if let kept = (try directory.readFile(JobFile.schedule, limit: 64 << 10)).flatMap({ KeptSchedule(bytes: $0) }) {
                let last = RunRecord.last(in: try directory.readEnd(of: JobFile.records, limit: 64 << 10) ?? []) { _ in true }
                overview.expect(kept, in: ZoneFiles.zone(of: kept), lastStart: last?.start, now: now)
            }
            return overview
        } catch {
            if error.isMissing { return nil }
            troubles.append(error.description)
            return JobOverview(place, tail: RecordTail(), run: .unreadable(error.description), trouble: error.description, now: now)
        }
    }

    /// All records of a job, newest first; what is no record is counted among the troubles.
    public mutating func records(_ place: JobOverview.Place) -> [RunRecord] {
        do throws(SystemError) {
            let bytes = try directory(place).readEnd(of: JobFile.records, limit: 64 << 20) ?? []
            let lines = bytes.split(separator: UInt8(ascii: "\n"))
            let records = lines.compactMap { RunRecord(jsonLine: $0) }
            let broken = lines.count - records.count
            if broken > 0 { troubles.append("\(place): \(broken) \(broken == 1 ? "line" : "lines") of \(JobFile.records) cannot be understood") }
            return records.reversed()
        } catch {
            if !error.isMissing { troubles.append(error.description) }
            return []
        }
    }

    /// What a log shows, at most the last MiB of it; nothing when it cannot be read or is compressed.
    public func log(_ place: JobOverview.Place, _ name: String?) -> [String] {
        guard let name, LogName(name) != nil, let directory = try? directory(place) else { return [] }
        return JobReader.lines(directory, log: name, limit: 1 << 20)
    }

    /// Adds something that could not be looked at.
    public mutating func complain(_ sentence: String) { troubles.append(sentence) }

    func directory(_ place: JobOverview.Place) throws(SystemError) -> Directory {
        try base.subdirectory(place.project, createMode: nil).subdirectory(place.job, createMode: nil)
    }

    /// What is going on, and the records that could only be kept beside it.
    static func run(_ directory: Directory) -> (HealthInput.Run, unwritten: [RunRecord]) {
        do throws(SystemError) {
            guard let bytes = try directory.readFile(JobFile.state, limit: 4 << 20) else { return (.none, []) }
            guard let state = RunStateFile(bytes: bytes) else { return (.unreadable("\(JobFile.state) is damaged"), []) }
            return (HealthQuestion.judge(state), state.unwritten)
        } catch {
            return (.unreadable(error.description), [])
        }
    }

    /// A small piece tells all of most jobs.
    private static func tail(_ directory: Directory, _ unwritten: [RunRecord]) throws(SystemError) -> RecordTail {
        let newest = unwritten.flatMap(\.jsonLine)
        for limit in [16 << 10, 256 << 10, 64 << 20] {
            let bytes = try directory.readEnd(of: JobFile.records, limit: limit) ?? []
            let tail = RecordTail(newest.isEmpty ? bytes : bytes + [UInt8(ascii: "\n")] + newest, isWhole: bytes.count < limit)
            if tail.isEnough || bytes.count < limit { return tail }
        }
        return RecordTail()
    }

    private static func lines(_ directory: Directory, log: String, limit: Int) -> [String] {
        let bytes = (try? directory.readEnd(of: log, limit: limit)) ?? []
        var lines = bytes.split(separator: UInt8(ascii: "\n"))
        if bytes.count == limit { lines.removeFirst() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
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
