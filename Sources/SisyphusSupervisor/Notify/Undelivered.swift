import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// The spool of messages that are not delivered yet, as the supervisor sees it; the courier is who works with it.
struct Undelivered {
    /// The base directory.
    let base: String

    /// Microseconds: who was tried a moment ago need not be tried again by a run that has nothing to tell.
    private static let pause: Int64 = 60_000_000

    private func open(create: Bool) throws(SystemError) -> Directory {
        let mode: UInt16? = create ? 0o700 : nil
        return try Directory.open(base, createMode: mode).subdirectory(SpoolLayout.directory(user: User.effectiveID), createMode: mode)
    }

    /// Whether something waits that should be tried.
    func isDue(now: Int64) -> Bool {
        guard let spool = try? open(create: false) else { return false }
        return spool.names(where: SpoolLayout.isEntry).contains { name in
            guard let status = try? spool.status(of: name) else { return false }
            // A time to come is that of a clock that was wrong.
            return abs(now - status.modified) > Self.pause
        }
    }

    /// A message that is held, so that no courier works on it.
    struct Held {
        let channel: ChannelName
        fileprivate let spool: Directory
        fileprivate let name: String
        fileprivate let file: OpenFile

        enum Place {
            case here
            /// The courier that got it has written it down itself.
            case replaced
            /// That courier has settled it.
            case gone
        }

        var place: Place {
            guard let named = (try? spool.status(of: name)) ?? nil else { return .gone }
            return named.inode == (try? file.status())?.inode ? .here : .replaced
        }

        /// Lets any courier have it.
        func release() { file.close() }

        func remove() {
            if place == .here { try? spool.unlink(name) }
            file.close()
        }
    }

    /// Writes a message down before a courier gets it: from now on it is told, whoever is killed. It is held until the courier has said what became of it,
    /// and replaced by what that courier writes down.
    ///
    /// - Returns: `nil`: it is none that may wait.
    func write(_ delivery: Delivery) throws(SystemError) -> Held? {
        guard delivery.isKept else { return nil }
        let spool = try open(create: true)
        try spool.requireSafe()
        let file = try spool.createLocked(delivery.spoolName, with: delivery.encoded)
        return Held(channel: delivery.channel, spool: spool, name: delivery.spoolName, file: file)
    }

    /// Holds messages that nobody has yet, so that newer ones can take their place: with what is known now, to where messages go now, since the old address may
    /// be what was wrong. What a courier is working on is left alone, and so is what says more than the newer message would.
    ///
    /// They stay in the spool until the newer ones are safe: whoever kills us in between loses nothing.
    func hold(_ notices: [ChannelName: String]) -> [Held] {
        guard !notices.isEmpty, let spool = try? open(create: false) else { return [] }
        let suffixes = notices.mapValues { SpoolLayout.suffix(of: $0) }
        return spool.names(where: SpoolLayout.isEntry).compactMap { name in
            guard let channel = suffixes.first(where: { name.hasSuffix($0.value) })?.key else { return nil }
            return hold(name, of: channel, in: spool)
        }
    }

    private func hold(_ name: String, of channel: ChannelName, in spool: Directory) -> Held? {
        guard let file = try? spool.openFile(name, File.readWrite), (try? file.lock()) == true,
            let bytes = try? spool.readFile(name, limit: SpoolLayout.maxBytes),
            let delivery = Delivery(encoded: bytes), delivery.isReplaceable
        else { return nil }
        return Held(channel: channel, spool: spool, name: name, file: file)
    }
}
