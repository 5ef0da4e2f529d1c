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
        fileprivate let file: OpenFile
    }

    /// Writes a delivery down and holds it.
    func add(_ delivery: Delivery) throws(SystemError) -> Entry {
        let name = delivery.spoolName
        let temporary = TemporaryName(for: name).text
        let file = try directory.openFile(temporary, File.writeOnly | File.create | File.truncate, mode: 0o600)
        do throws(SystemError) {
            _ = try file.lock(wait: true)
            try file.writeAll(delivery.encoded)
            try directory.rename(temporary, to: name)
        } catch {
            try? directory.unlink(temporary)
            throw error
        }
        return Entry(name: name, file: file)
    }

    /// Writes down what has become of a delivery so far, and lets go of it.
    func keep(_ entry: Entry, _ delivery: Delivery) throws(SystemError) {
        defer { entry.file.close() }
        try directory.replaceFile(entry.name, with: delivery.encoded, mode: 0o600, sync: true)
    }

    /// Lets go of an entry as it stands.
    func release(_ entry: Entry) { entry.file.close() }

    func remove(_ entry: Entry) {
        try? directory.unlink(entry.name)
        entry.file.close()
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
        guard let file = try? directory.openFile(name, File.readWrite), (try? file.lock()) == true, let opened = try? file.status(), opened.kind == .regular,
            let named = try? directory.status(of: name), named.inode == opened.inode
        else { return nil }
        let bytes = (try? file.read(upTo: Spool.maxBytes, at: 0)) ?? []
        return (Entry(name: name, modified: opened.modified, file: file), Delivery(encoded: bytes))
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

    /// Removes what couriers that were killed had begun to write.
    func sweep(now: Int64) {
        var names: [String] = []
        try? directory.forEachEntry { bytes, _ in
            if let name = TemporaryName(bytes), name.isAbandoned(in: directory, now: now) { names.append(name.text) }
        }
        for name in names { try? directory.unlink(name) }
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
