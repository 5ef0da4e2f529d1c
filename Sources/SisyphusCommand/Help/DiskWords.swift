import SisyphusCore
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

/// Words for completions that come from what is on disk. Nothing is said about what cannot be read: whoever presses Tab has asked nothing yet.
enum DiskWords: String, CaseIterable {
    /// `PROJECT/JOB` of each job.
    case jobs
    /// Names for `--projectname` and `--jobname`.
    case projects, names
    /// What `logs --run` takes, and the ids of the job's newest runs.
    case runs
    /// States of jobs, and statuses of runs.
    case states, statuses

    /// - Parameter words: the command line behind the program's name, as far as it goes.
    func list(_ words: [String]) -> [String] {
        guard var reader = DiskWords.reader(words) else { return [] }
        let project = DiskWords.value(of: ["-p", "--projectname"], in: words)
        let now = SystemClock.wall()
        switch self {
        case .jobs: return reader.places.map(\.description).filter(DiskWords.isPlain)
        case .projects: return DiskWords.unique(reader.places.map(\.project))
        case .names: return DiskWords.unique(reader.places.filter { project == nil || $0.project == project }.map(\.job))
        case .runs:
            let named = reader.places.filter { place in words.contains(place.description) }
            let ids = named.flatMap { place in reader.logs(place).logs.prefix(50).compactMap(\.id) }
            return RunChoice.words + ids.filter(DiskWords.isPlain)
        case .states:
            let states = Set(reader.places.compactMap { place in reader.overview(place, now: now)?.state })
            return JobState.allCases.filter(states.contains).map(\.rawValue)
        case .statuses: return HistoryFilter.words
        }
    }

    private static func reader(_ words: [String]) -> JobReader? {
        guard let base = try? Notifications.base(View.settings(basedir: value(of: ["--basedir"], in: words))) else { return nil }
        return try? JobReader(base: base, patterns: [])
    }

    /// The value of an option, `--name VALUE` or `--name=VALUE`; bash takes the latter for three words.
    private static func value(of names: Set<String>, in words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2, names.contains(parts[0]) { return parts[1] }
            guard names.contains(word), index + 1 < words.count else { continue }
            return words[index + 1] == "=" && index + 2 < words.count ? words[index + 2] : words[index + 1]
        }
        return nil
    }

    private static func unique(_ words: [String]) -> [String] { Array(Set(words.filter(isPlain))).sorted() }

    /// One word is one line. Names that sisyphus would not give to a job are not offered.
    private static func isPlain(_ word: String) -> Bool {
        !word.isEmpty && !word.hasPrefix("-") && !word.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f }
    }
}
