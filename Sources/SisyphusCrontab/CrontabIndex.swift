import SisyphusCore
import SisyphusOptions
import SisyphusSchedule

/// The lines that one user's crontabs run, by their commands: what a line's schedule and its name as a job are. It is kept beside the jobs, so that
/// crontabs are read again only when one of them changed.
///
/// Its bytes are a line with the fingerprint, then one for each command. They are searched as they are: a start asks for one command of hundreds.
public struct CrontabIndex: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        /// Of the command.
        public var hash: String
        /// The derived name, which the line's comment may replace.
        public var name: String
        /// That of all lines which run the command; `nil`: it is started at boot, or the lines are in different time zones.
        public var schedule: String?
        public var zone: String?
        /// `/etc/cron.d/x, line 3`.
        public var source: String

        /// Another line runs the same command.
        fileprivate mutating func join(_ other: Entry) {
            source += "; \(other.source)"
            if let one = schedule, let more = other.schedule, zone == other.zone { schedule = "\(one); \(more)" } else { schedule = nil }
        }
    }

    /// What the file has.
    public let bytes: [UInt8]
    private let fingerprintEnd: Int

    /// - Parameters:
    ///   - crontabs: with the place of each.
    ///   - user: whose lines are taken from crontabs of the system.
    public init(fingerprint: String, _ crontabs: [(place: String, crontab: Crontab)], user: String) {
        let found = crontabs.flatMap { place, crontab in
            crontab.jobs.filter { $0.job.user.map { $0 == user } ?? true }.map { (place: place, line: $0.line, job: $0.job, variables: $0.variables) }
        }
        let names = CrontabNames(found.map(\.job.command))
        var entries: [Entry] = []
        var known: [String: Int] = [:]
        for (place, line, job, variables) in found {
            let hash = CrontabIndex.hash(job.command)
            var schedule: String?
            if case .schedule(let cron) = job.when { schedule = cron.text }
            let entry = Entry(
                hash: hash, name: names.name(of: job.command), schedule: schedule, zone: variables["CRON_TZ"], source: "\(place), line \(line.number)")
            if let other = known[hash] {
                entries[other].join(entry)
            } else {
                known[hash] = entries.count
                entries.append(entry)
            }
        }
        var text = fingerprint + "\n"
        for entry in entries {
            let fields = [entry.hash, entry.name, entry.schedule ?? "", entry.zone ?? "", entry.source]
            text += fields.map { TextCut.line($0) }.joined(separator: "\t") + "\n"
        }
        bytes = Array(text.utf8)
        fingerprintEnd = fingerprint.utf8.count
    }

    public init?(bytes: [UInt8]) {
        guard bytes.last == UInt8(ascii: "\n"), let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        (self.bytes, fingerprintEnd) = (bytes, end)
    }

    /// Whether the crontabs are still those that it was made from.
    public func isMade(from fingerprint: String) -> Bool { bytes[..<fingerprintEnd].elementsEqual(fingerprint.utf8) }

    /// The line that cron ran when its shell got this text.
    public func entry(for command: String) -> Entry? {
        let start = Array((CrontabIndex.hash(command) + "\t").utf8)
        return line { $0.starts(with: start) }.flatMap(Entry.init)
    }

    /// The line, and the name of the job that it is, if no comment says it: as it is known, else derived, and told apart from the names of other lines.
    /// - Parameter name: the derived one.
    public func job(for command: String, derived name: String) -> (name: String, entry: Entry?) {
        if let entry = entry(for: command) { return (entry.name, entry) }
        let part = Array("\t\(name)\t".utf8)
        let isTaken = line { $0.count > 16 + part.count && $0[($0.startIndex + 16)...].starts(with: part) } != nil
        return (isTaken ? name + ShellLine.suffix(command) : name, nil)
    }

    private func line(where isMeant: (Slice<UnsafeBufferPointer<UInt8>>) -> Bool) -> [UInt8]? {
        bytes.withUnsafeBufferPointer { bytes in
            var rest = bytes[(fingerprintEnd + 1)...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                if isMeant(rest[..<end]) { return Array(rest[..<end]) }
                rest = rest[(end + 1)...]
            }
            return nil
        }
    }

    /// 16 digits.
    private static func hash(_ command: String) -> String {
        SHA256.hash(Array(CrontabJob.withoutDoubled(command).utf8)).prefix(8).map(Hex.pair).joined()
    }
}

extension CrontabIndex.Entry {
    /// Reads its line; `nil`: it is none.
    fileprivate init?(_ line: [UInt8]) {
        let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count == 5 else { return nil }
        (hash, name, source) = (fields[0], fields[1], fields[4])
        (schedule, zone) = (fields[2].isEmpty ? nil : fields[2], fields[3].isEmpty ? nil : fields[3])
    }
}
