import SisyphusCore
import SisyphusNotify
public import SisyphusUnix

/// What became of messages, for somebody who only looks: takes no lock and changes nothing.
public enum TellingQuestion {
    /// The messages of a job's last failure, by channel: `told`, `waits` (in the spool), or `lost`.
    public static func told(in directory: Directory, base: Directory) -> [(channel: String, what: String)] {
        let files = NotifyFiles(store: JobStore(directory))
        let lost = files.lost().ids
        let spooled = Set(
            spools(base).open.flatMap { $0.names(where: SpoolLayout.isEntry) }.map { $0.suffix(from: $0.utf8.index($0.startIndex, offsetBy: 20)) })
        return files.log().notices.sorted { $0.key.rawValue < $1.key.rawValue }.map { channel, id in
            let what = spooled.contains(SpoolLayout.suffix(of: id)[...]) ? "waits" : lost[channel] == id ? "lost" : "told"
            return (channel.rawValue, what)
        }
    }

    /// The jobs that the messages are about which wait, one item a message: `PROJECT/JOB` or `PROJECT/JOB (IDENTIFIER)`.
    /// - Returns: `nil`: there are messages of which this user may not know.
    public static func waitingLabels(_ base: Directory) -> [String]? {
        let (spools, areAll) = spools(base)
        guard areAll else { return nil }
        return spools.flatMap { spool in
            spool.names(where: SpoolLayout.isEntry).compactMap { name in
                ((try? spool.readFile(name, limit: SpoolLayout.maxBytes)) ?? nil).flatMap { Delivery(encoded: $0)?.label }
            }
        }
    }

    /// Those of all users that may be read, and whether there are no others.
    private static func spools(_ base: Directory) -> (open: [Directory], areAll: Bool) {
        let names = base.names(where: SpoolLayout.isDirectory)
        let open = names.compactMap { try? base.subdirectory($0, createMode: nil) }
        return (open, open.count == names.count)
    }
}
