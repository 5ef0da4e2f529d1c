public import SisyphusCore

/// What a lock holder is asked to do: the first line that it reads.
public struct LockOrder: Sendable, Equatable {
    /// The addresses of the gateway of each member.
    public var endpoints: [String]
    /// Seconds.
    public var ttl: Int64
    public var key: String
    /// What the key says of the run that has it.
    public var owner: LockOwner
    /// The key of the scheduled moment that must not have had a run anywhere; `nil`: it does not matter.
    public var slot: String?
    /// Whether it waits in line when somebody else has the lock.
    public var waits: Bool
    public var trusted: String?
    public var certificate: String?
    public var privateKey: String?
    public var user: String?
    public var password: String?
    /// What ends processes of a run whose supervisor and keeper are both gone.
    public var signal: Int32
    /// Microseconds.
    public var grace: Int64

    /// The words that make the own binary a lock holder: what `ps` shows.
    public var roleWords: [String] { [LockOrder.title, key] }
    public static func isRole(_ words: [String]) -> Bool { words.first == title && words.count == 2 }
    private static let title = "sisyphus: lock holder"

    /// How long etcd remembers that a scheduled moment had its run (seconds).
    public static let slotTTL: Int64 = 25 * 3600

    /// - Parameters:
    ///   - address: of etcd.
    ///   - slot: the scheduled moment that has one run only.
    ///   - password: what the secret stands for.
    public init(_ settings: RunSettings, _ address: EtcdAddress, owner: LockOwner, slot: Timestamp?, password: String?) {
        let lock = settings.fleetLock
        let place = JobPlace(settings)
        endpoints = address.endpoints
        ttl = lock.ttl.microseconds / 1_000_000
        key = LockOrder.key(address, place)
        self.owner = owner
        self.slot = slot.map { "\(LockOrder.key(address, place))/slot/\($0.microseconds / 1_000_000)" }
        if case .wait = settings.overlap { waits = true } else { waits = false }
        (trusted, certificate, privateKey, user) = (lock.trusted, lock.certificate, lock.key, lock.user)
        (self.password, signal, grace) = (password, settings.killSignal, settings.killGrace.microseconds)
    }

    /// The key of a job's lock.
    static func key(_ address: EtcdAddress, _ place: JobPlace) -> String { "\(address.prefix)/\(place.project)/\(place.directoryName)" }

    /// Where those who wait in line have a key each.
    var line: String { key + "/wait/" }

    /// The line, with its end.
    public var bytes: [UInt8] {
        JSONValue.members([
            "endpoints": .array(endpoints.map(JSONValue.string)), "ttl": .int(ttl), "key": .string(key), "owner": owner.json, "slot": .text(slot),
            "waits": .bool(waits), "trusted": .text(trusted), "certificate": .text(certificate), "private_key": .text(privateKey), "user": .text(user),
            "password": .text(password), "signal": .int(Int64(signal)), "grace": .int(grace),
        ]).bytes + [UInt8(ascii: "\n")]
    }

    /// Reads the line.
    public init?(_ bytes: some Sequence<UInt8>) {
        guard let json = JSONValue(bytes), let endpoints = json["endpoints"]?.strings, !endpoints.isEmpty, let ttl = json["ttl"]?.int, ttl > 0,
            let key = json["key"]?.string, let owner = json["owner"].flatMap(LockOwner.init), let waits = json["waits"]?.bool,
            let signal = json["signal"]?.int.flatMap(Int32.init(exactly:)), let grace = json["grace"]?.int
        else { return nil }
        (self.endpoints, self.ttl, self.key, self.owner, self.waits, self.signal, self.grace) = (endpoints, ttl, key, owner, waits, signal, grace)
        (slot, trusted, certificate) = (json["slot"]?.string, json["trusted"]?.string, json["certificate"]?.string)
        (privateKey, user, password) = (json["private_key"]?.string, json["user"]?.string, json["password"]?.string)
    }
}

/// What a supervisor tells its lock holder later on.
public enum LockWord: Sendable, Equatable {
    /// The run of this id has the lock now.
    case run(id: String)
    /// The tree is gone and the result is written: the lock is not needed any more.
    case release

    /// The line, with its end.
    public var bytes: [UInt8] {
        switch self {
        case .run(let id): Array("run \(id)\n".utf8)
        case .release: Array("release\n".utf8)
        }
    }

    /// Reads a line without its end.
    public init?(_ line: String) {
        let parts = line.split(separator: " ")
        switch (parts.first, parts.count) {
        case ("release", 1): self = .release
        case ("run", 2): self = .run(id: String(parts[1]))
        default: return nil
        }
    }
}

/// What a lock holder, or a command that holds a lock, tells its supervisor: one line each.
public enum LockNews: Sendable, Equatable {
    /// It has the lock. The fence is larger than that of everybody who had it before.
    case locked(fence: String, key: String?)
    /// Somebody else has it; it waits in line.
    case waiting(LockOwner?)
    /// Somebody else has it, and it does not wait.
    case busy(LockOwner?)
    /// The scheduled moment had its run on some host.
    case slotIsTaken
    /// Nobody answers; why, in a sentence.
    case away(String)
    /// What cannot be right: a password, a certificate, a server that is no etcd.
    case refused(String)
    /// The lock could not be renewed.
    case trouble(String)
    /// It is renewed again.
    case renewed
    /// The lock is lost.
    case lost(String)

    /// The line, with its end.
    public var bytes: [UInt8] {
        let text =
            switch self {
            case .locked(let fence, let key): "locked \(fence)\(key.map { " \($0)" } ?? "")"
            case .waiting(let owner): "waiting \(owner.map { $0.json.bytes.text } ?? "")"
            case .busy(let owner): "busy \(owner.map { $0.json.bytes.text } ?? "")"
            case .slotIsTaken: "slot"
            case .away(let why): "away \(why)"
            case .refused(let why): "refused \(why)"
            case .trouble(let why): "trouble \(why)"
            case .renewed: "renewed"
            case .lost(let why): "lost \(why)"
            }
        return Self.inOneLine(text) + [UInt8(ascii: "\n")]
    }

    /// Characters that control something are blanks: a command that ends its lines as other systems do has no fence that ends so.
    private static func inOneLine(_ text: String) -> [UInt8] { text.utf8.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: " ") : $0 } }

    /// Reads a line without its end; `nil`: it tells nothing.
    public init?(_ line: String) {
        let parts = String(decoding: Self.inOneLine(line), as: UTF8.self).split(separator: " ", maxSplits: 1)
        let rest = parts.count > 1 ? String(parts[1]) : ""
        switch parts.first {
        case "locked":
            let words = rest.split(separator: " ", maxSplits: 1)
            guard let fence = words.first, fence.utf8.count <= 200 else { return nil }
            self = .locked(fence: String(fence), key: words.count > 1 ? String(words[1]) : nil)
        case "waiting": self = .waiting(LockOwner(text: rest))
        case "busy": self = .busy(LockOwner(text: rest))
        case "slot": self = .slotIsTaken
        case "away": self = .away(rest)
        case "refused": self = .refused(rest)
        case "trouble": self = .trouble(rest)
        case "renewed": self = .renewed
        case "lost": self = .lost(rest)
        default: return nil
        }
    }
}
