import SisyphusCore
public import SisyphusCrontab
import SisyphusSchedule
import SisyphusUnix

/// Finds the crontab's line that a command comes from.
public enum CrontabLookup {
    private static let name = ".crontab-\(User.effectiveID)"

    /// What was found in crontabs when they were read last; they may have changed since. A start asks for this, because it is one small file.
    public static func kept(in base: String) -> CrontabIndex? {
        let bytes = try? Directory.open(base, createMode: nil).readFile(name, limit: 16 << 20)
        return (bytes ?? nil).flatMap { CrontabIndex(bytes: $0) }
    }

    /// Reads the crontabs for starts to come.
    public static func read(base: String, tell: (String) -> Void) { _ = index(base, tell) }

    /// Reads crontabs only if one has changed since the last time.
    /// - Parameters:
    ///   - command: what the shell got.
    ///   - base: the directory of all jobs, which keeps what was read.
    ///   - tell: gets a sentence when a crontab could not be read; each time that one is tried, which is when one has changed.
    /// - Returns: `nil`: no crontab has such a line.
    public static func line(of command: String, base: String, tell: (String) -> Void) -> CrontabIndex.Entry? {
        index(base, tell).entry(for: command)
    }

    private static func index(_ base: String, _ tell: (String) -> Void) -> CrontabIndex {
        let fingerprint = fingerprint()
        if let index = kept(in: base), index.isMade(from: fingerprint) { return index }
        let index = CrontabIndex(fingerprint: fingerprint, crontabs(tell), user: User.name() ?? "")
        try? Directory.open(base, createMode: 0o700).replaceAndSweepFile(name, with: index.bytes, mode: 0o600)
        return index
    }

    private static func crontabs(_ tell: (String) -> Void) -> [(place: String, crontab: Crontab)] {
        var files = CrontabFiles.system { tell("\($0)") }.filter { $0.facts?.isIgnored != true }
        do throws(SystemError) {
            if let own = try CrontabFiles.own() { files.append(own) }
        } catch {
            // Without crontab(1) there is no crontab of the user either.
            if !error.isMissing { tell("\(error)") }
        }
        return files.map { ($0.place, Crontab($0.bytes, $0.kind)) }
    }

    /// Changes whenever a crontab is written, added or removed. Those of users are seen by the times of their directory.
    private static func fingerprint() -> String {
        var marks: [String] = []
        func mark(_ path: String) {
            guard let status = FileStatus.of(path) else { return }
            marks.append("\(status.inode).\(status.size).\(status.modifiedNanoseconds)")
        }
        for path in CrontabFiles.spools + [CrontabFiles.table, CrontabFiles.directory] { mark(path) }
        // root may look at the files themselves, which an editor may have changed without the directory.
        if User.effectiveID == 0 { for path in CrontabFiles.spools { mark("\(path)/root") } }
        try? Directory.open(CrontabFiles.directory, createMode: nil).forEachEntry { name, _ throws(SystemError) in
            mark("\(CrontabFiles.directory)/\(String(decoding: name, as: UTF8.self))")
        }
        return marks.joined(separator: " ")
    }
}
