import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Deliveries that wait for a better time: one file each, in one directory per base directory and user, readable by that user alone.
///
/// Whoever works on an entry holds a lock on its file, so that two couriers never deliver the same message; a courier that is killed lets go of it.
final class Spool {
    private let directory: Directory
    private var warnings: [String] = []

    /// - Parameter base: the base directory.
    /// - Throws: `SystemError` if the directory cannot be made, or others may write to it.
    init(base: String) throws(SystemError) {
        directory = try Directory.open(base, createMode: 0o700).subdirectory(SpoolLayout.directory(user: User.effectiveID), createMode: 0o700)
        try directory.requireSafe()
        for name in [SpoolLayout.limits, SpoolLayout.losses] {
            if let status = try? directory.status(of: name), status.kind != .regular { putAside(name, why: "it is no regular file") }
        }
    }

    /// An entry that this process holds.
    struct Entry {
        let name: String
        /// When it was tried last, in microseconds since 1970.
        var modified: Int64 = 0
        fileprivate let file: OpenFile
    }

    /// Writes a delivery down and holds it, in place of what its supervisor has written and holds.
    func add(_ delivery: Delivery) throws(SystemError) -> Entry {
        Entry(name: delivery.spoolName, file: try directory.createLocked(delivery.spoolName, with: delivery.encoded))
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
    func names() -> [String] { directory.names(where: SpoolLayout.isEntry).sorted() }

    enum Taken {
        case held(Entry, Delivery)
        /// Somebody else works on it, or it is gone.
        case busy
        case unreadable
    }

    func take(_ name: String) -> Taken {
        guard let status = try? directory.status(of: name) else { return .busy }
        guard status.kind == .regular else { return .unreadable }
        guard let file = try? directory.openFile(name, File.readWrite), (try? file.lock()) == true, let opened = try? file.status(),
            let named = try? directory.status(of: name), named.inode == opened.inode
        else { return .busy }
        do throws(SystemError) {
            guard let delivery = Delivery(encoded: try file.read(upTo: SpoolLayout.maxBytes, at: 0)) else { return .unreadable }
            return .held(Entry(name: name, modified: opened.modified, file: file), delivery)
        } catch {
            // A disk that fails now may not fail later.
            warnings.append("\(error); it is left for another courier")
            return .busy
        }
    }

    /// Renames what is damaged, so that it is in nobody's way and can be looked at.
    func putAside(_ name: String, why: String) {
        let aside = SpoolLayout.aside(name)
        guard (try? directory.rename(name, to: aside)) != nil else { return }
        let sentence = "\(directory.childPath(name)) is put aside as \(aside): \(why)"
        warnings.append(sentence)
        noteLoss(sentence, at: SystemClock.wall())
    }

    /// Sentences about what was put aside.
    func takeWarnings() -> [String] {
        defer { warnings = [] }
        return warnings
    }

    /// Drops what is too old, and the oldest where there are too many.
    ///
    /// - Returns: what was dropped.
    func dropOld(now: Int64) -> [Delivery] {
        for name in SpoolLayout.tooOld(directory.names(where: SpoolLayout.isAside), now: now) { try? directory.unlink(name) }
        var names = names()
        // What somebody works on does not wait: a message of the run that has started this courier.
        if names.count > SpoolLayout.maxEntries { names.removeAll { if case .busy = take($0) { true } else { false } } }
        return SpoolLayout.superfluous(names, now: now).compactMap { name in
            guard case .held(let entry, let delivery) = take(name) else { return nil }
            remove(entry)
            return delivery
        }
    }

    /// Removes what couriers that were killed had begun to write.
    func sweep(now: Int64) { directory.sweep(now: now) { _ in true } }

    /// A delivery made this post: those that wait to answer it are told so.
    func passPost(of id: String, _ post: String) {
        for name in names() {
            guard case .held(let entry, let waiting) = take(name) else { continue }
            if let answer = waiting.answering(id, post: post) { try? keep(entry, answer) } else { release(entry) }
        }
    }

    /// Writes down what was given up: the log of a run in which nothing happened is not kept.
    func noteLoss(_ sentence: String, at time: Timestamp) {
        do throws(SystemError) {
            if let size = try directory.status(of: SpoolLayout.losses)?.size, size > SpoolLayout.maxLossBytes {
                try directory.rename(SpoolLayout.losses, to: SpoolLayout.losses + ".1")
            }
            try directory.appendLine(SpoolLayout.losses, Array("\(time.rfc3339) \(sentence)\n".utf8), mode: 0o600)
        } catch {
            // The answer says it too.
        }
    }

    func limits() -> RateLimits { RateLimits(bytes: (try? directory.readFile(SpoolLayout.limits, limit: 1 << 20)) ?? nil) }

    func save(_ limits: RateLimits, now: Int64) throws(SystemError) {
        try directory.replaceFile(SpoolLayout.limits, with: limits.bytes(now: now), mode: 0o600, sync: false)
    }
}
