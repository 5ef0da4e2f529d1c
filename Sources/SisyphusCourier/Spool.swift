import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Deliveries that wait for a better time: one file each, in one directory per base directory and user, readable by that user alone.
///
/// Whoever works on an entry holds a lock on its file, so that two couriers never deliver the same message; a courier that is killed lets go of it.
final class Spool {
    static let maxEntries = 100
    /// Microseconds: 7 days.
    static let maxAge: Int64 = 7 * 86_400_000_000
    private static let limitsName = "limits.json"
    private static let maxBytes = 4 << 20

    private let directory: Directory

    /// - Parameter base: the base directory.
    init(base: String) throws(SystemError) {
        directory = try Directory.open(base, createMode: 0o700).subdirectory(".spool-\(User.effectiveID)", createMode: 0o700)
        try directory.requireSafe()
    }

    /// An entry that this process holds.
    struct Entry {
        let name: String
        /// When it was tried last, in microseconds since 1970.
        var modified: Int64 = 0
        fileprivate let fd: Int32
    }

    /// Writes a delivery down and holds it.
    func add(_ delivery: Delivery) throws(SystemError) -> Entry {
        let name = delivery.spoolName
        let temporary = directory.temporaryName(for: name)
        let path = directory.childPath(temporary)
        let fd = try directory.openFile(temporary, File.writeOnly | File.create | File.truncate, mode: 0o600)
        do throws(SystemError) {
            _ = try File.lock(fd, wait: true, name: path)
            try File.writeAll(fd, delivery.encoded, name: path)
            try directory.rename(temporary, to: name)
        } catch {
            File.close(fd)
            try? directory.unlink(temporary)
            throw error
        }
        return Entry(name: name, fd: fd)
    }

    /// Writes down what has become of a delivery so far, and lets go of it.
    func keep(_ entry: Entry, _ delivery: Delivery) throws(SystemError) {
        defer { File.close(entry.fd) }
        try directory.replaceFile(entry.name, with: delivery.encoded, mode: 0o600, sync: true)
    }

    /// Lets go of an entry as it stands.
    func release(_ entry: Entry) { File.close(entry.fd) }

    func remove(_ entry: Entry) {
        try? directory.unlink(entry.name)
        File.close(entry.fd)
    }

    /// Names of all entries, oldest first.
    func names() -> [String] {
        var names: [String] = []
        try? directory.forEachEntry { bytes, _ in
            let name = String(decoding: bytes, as: UTF8.self)
            if Delivery.isSpoolName(name) { names.append(name) }
        }
        return names.sorted()
    }

    /// Takes an entry that nobody else works on; `nil`: somebody does, or it is gone.
    func take(_ name: String) -> (entry: Entry, delivery: Delivery?)? {
        guard let fd = try? directory.openFile(name, File.readWrite | File.noFollow) else { return nil }
        guard (try? File.lock(fd, name: name)) == true, let opened = try? File.status(fd, name: name), opened.kind == .regular,
            let named = try? directory.status(of: name), named.inode == opened.inode
        else {
            File.close(fd)
            return nil
        }
        let bytes = (try? File.read(fd, upTo: Spool.maxBytes, at: 0, name: name)) ?? []
        return (Entry(name: name, modified: opened.modified, fd: fd), Delivery(encoded: bytes))
    }

    /// Drops what is too old, and the oldest where there are too many.
    ///
    /// - Returns: what was dropped.
    func dropOld(now: Int64) -> [Delivery] {
        let names = names()
        var dropped: [Delivery] = []
        for (index, name) in names.enumerated() {
            let created = Int64(name.prefix(20)) ?? 0
            guard now - created > Spool.maxAge || index < names.count - Spool.maxEntries else { break }
            guard let (entry, delivery) = take(name) else { continue }
            remove(entry)
            if let delivery { dropped.append(delivery) }
        }
        return dropped
    }

    /// Removes what couriers that were killed had begun to write: nobody writes for an hour.
    func sweep(now: Int64) {
        var names: [String] = []
        try? directory.forEachEntry { bytes, _ in
            let name = String(decoding: bytes, as: UTF8.self)
            if name.hasPrefix("."), name.hasSuffix(".tmp") { names.append(name) }
        }
        for name in names {
            guard let status = try? directory.status(of: name), status.kind == .regular, now - status.modified > 3_600_000_000 else { continue }
            try? directory.unlink(name)
        }
    }

    // MARK: Losses

    private static let lossesName = "lost.log"
    private static let maxLosses: Int64 = 1 << 20

    /// Writes down what was given up: the log of a run in which nothing happened is not kept.
    func noteLoss(_ sentence: String, at time: Timestamp) {
        do throws(SystemError) {
            if let size = try directory.status(of: Spool.lossesName)?.size, size > Spool.maxLosses {
                try directory.rename(Spool.lossesName, to: Spool.lossesName + ".1")
            }
            try directory.appendLine(Spool.lossesName, Array("\(time.rfc3339) \(sentence)\n".utf8), mode: 0o600)
        } catch {
            // The answer says it too.
        }
    }

    // MARK: Rate limits

    func limits() -> RateLimits { RateLimits(bytes: (try? directory.readFile(Spool.limitsName, limit: 1 << 20)) ?? nil) }

    func save(_ limits: RateLimits, now: Int64) throws(SystemError) {
        try directory.replaceFile(Spool.limitsName, with: limits.bytes(now: now), mode: 0o600, sync: false)
    }
}
