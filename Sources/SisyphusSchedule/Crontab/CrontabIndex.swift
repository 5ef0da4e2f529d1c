import SisyphusCore

/// The lines that one user's crontabs run, by their commands: what a line's schedule and its name as a job are. It is kept beside the jobs, so that
/// crontabs are read again only when one of them changed.
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

    /// What tells whether a crontab has changed.
    public let fingerprint: String
    public private(set) var entries: [Entry] = []

    /// - Parameters:
    ///   - crontabs: with the place of each.
    ///   - user: whose lines are taken from crontabs of the system.
    public init(fingerprint: String, _ crontabs: [(place: String, crontab: Crontab)], user: String) {
        self.fingerprint = fingerprint
        let found = crontabs.flatMap { place, crontab in
            crontab.jobs.filter { $0.job.user.map { $0 == user } ?? true }.map { (place: place, line: $0.line, job: $0.job, variables: $0.variables) }
        }
        let names = CrontabNames(found.map(\.job.command))
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
    }

    public init?(bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 2, lines.removeLast().isEmpty else { return nil }
        fingerprint = lines.removeFirst()
        for line in lines {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 5 else { return nil }
            entries.append(
                Entry(
                    hash: fields[0], name: fields[1], schedule: fields[2].isEmpty ? nil : fields[2], zone: fields[3].isEmpty ? nil : fields[3],
                    source: fields[4]))
        }
    }

    public var bytes: [UInt8] {
        var text = fingerprint + "\n"
        for entry in entries {
            let fields = [entry.hash, entry.name, entry.schedule ?? "", entry.zone ?? "", entry.source]
            text += fields.map { TextCut.line($0) }.joined(separator: "\t") + "\n"
        }
        return Array(text.utf8)
    }

    /// The line that cron ran when its shell got this text.
    public func entry(for command: String) -> Entry? {
        let hash = CrontabIndex.hash(command)
        return entries.first { $0.hash == hash }
    }

    /// The name of the job that a line is, if no comment says it: as it is known, else derived, and told apart from the names of other lines.
    public func name(for command: String) -> String {
        let hash = CrontabIndex.hash(command)
        if let entry = entries.first(where: { $0.hash == hash }) { return entry.name }
        let name = ShellLine.jobName(command)
        return entries.contains { $0.name == name } ? name + ShellLine.suffix(command) : name
    }

    private static func hash(_ command: String) -> String {
        SHA256.hash(Array(CrontabJob.withoutDoubled(command).utf8)).prefix(8).map(Hex.pair).joined()
    }
}
