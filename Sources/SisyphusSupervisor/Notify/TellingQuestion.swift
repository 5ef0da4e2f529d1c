import SisyphusCore
import SisyphusNotify
public import SisyphusUnix

/// What became of messages, for somebody who only looks: takes no lock and changes nothing.
public enum TellingQuestion {
    /// The messages of a job's last failure, by channel: `told`, `waits` (in the spool), or `lost`.
    public static func told(in directory: Directory, base: Directory) -> [(channel: String, what: String)] {
        let files = NotifyFiles(store: JobStore(directory))
        let lost = files.lost().ids
        let spooled = Set(spools(base).flatMap { names(in: $0) }.map { $0.suffix(from: $0.utf8.index($0.startIndex, offsetBy: 20)) })
        return files.log().notices.sorted { $0.key.rawValue < $1.key.rawValue }.map { channel, id in
            let what = spooled.contains(SpoolLayout.suffix(of: id)[...]) ? "waits" : lost[channel] == id ? "lost" : "told"
            return (channel.rawValue, what)
        }
    }

    /// The jobs that the messages are about which wait, one item a message: `PROJECT/JOB` or `PROJECT/JOB (IDENTIFIER)`.
    public static func waitingLabels(_ base: Directory) -> [String] {
        spools(base).flatMap { spool in
            names(in: spool).compactMap { name in
                ((try? spool.readFile(name, limit: SpoolLayout.maxBytes)) ?? nil).flatMap { Delivery(encoded: $0)?.label }
            }
        }
    }

    /// Those of all users that may be read.
    private static func spools(_ base: Directory) -> [Directory] {
        var names: [String] = []
        try? base.forEachEntry { bytes, _ throws(SystemError) in
            if bytes.first == UInt8(ascii: ".") { names.append(String(decoding: bytes, as: UTF8.self)) }
        }
        return names.filter(SpoolLayout.isDirectory).compactMap { try? base.subdirectory($0, createMode: nil) }
    }

    private static func names(in spool: Directory) -> [String] {
        var names: [String] = []
        try? spool.forEachEntry { bytes, _ throws(SystemError) in
            let name = String(decoding: bytes, as: UTF8.self)
            if SpoolLayout.isEntry(name) { names.append(name) }
        }
        return names
    }
}
