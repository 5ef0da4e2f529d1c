import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// The spool of messages that could not be delivered, as the supervisor sees it; the courier is who works with it.
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
        fileprivate let name: String
        fileprivate let file: OpenFile
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
        return Held(channel: channel, name: name, file: file)
    }

    /// Removes what has been replaced.
    func remove(_ held: [Held]) {
        let spool = try? open(create: false)
        for one in held {
            try? spool?.unlink(one.name)
            one.file.close()
        }
    }

    /// Whether a message lies in the spool, so that a courier has it.
    func holds(_ delivery: Delivery) -> Bool {
        guard delivery.isKept, let spool = try? open(create: false) else { return false }
        return ((try? spool.status(of: delivery.spoolName)) ?? nil) != nil
    }

    /// Keeps a message whose courier has ended, unless the courier did so itself.
    func keep(_ delivery: Delivery) throws(SystemError) {
        let spool = try open(create: true)
        try spool.requireSafe()
        guard try spool.status(of: delivery.spoolName) == nil else { return }
        try spool.replaceFile(delivery.spoolName, with: delivery.encoded, mode: 0o600, sync: true)
    }
}
