import SisyphusCore

/// What happens to a courier. Numbers are those under which it took the deliveries.
public enum DeliveryInput: Sendable {
    /// A new delivery.
    case accepted(Int, Delivery)
    /// Deliveries of earlier runs that this courier holds, the oldest first; when each was tried last (microseconds since 1970).
    case found([(number: Int, delivery: Delivery, tried: Int64)])
    /// Deliveries of earlier runs that were removed, because too many wait or they are too old.
    case dropped([Delivery])
    /// It could not be written into the spool, and why.
    case notStored(Int, String)
    /// Its secrets have been read; the key names its receiver (`RateLimits.key`, empty: none is remembered).
    case prepared(Int, receiverKey: String)
    /// The attempt could not begin.
    case notBegun(Int, Disposition)
    /// A server has answered, or it is known that it will not.
    case answered(Int, AttemptResult)
    case programEnded(Int, ProgramEnd)
    /// A file has been written; or not, and why.
    case fileWritten(Int, failure: String?)
    /// An attempt was ended as asked; whether the receiver may have the message.
    case cancelled(Int, wasSent: Bool)
    case kept(Int)
    /// It could not be written into the spool again, and why.
    case notKept(Int, String)
    /// Nothing more will be accepted.
    case endOfInput
    /// Time has passed.
    case tick
}

/// What a courier is to do.
public enum DeliveryEffect: Sendable, Equatable {
    /// Write it into the spool before it is tried. Failing, `notStored` follows.
    case store(Int, Delivery)
    /// Read its secrets. `prepared` or `notBegun` follows.
    case prepare(Int, Delivery)
    /// Try to deliver it; the server of a ping takes so many bytes. `answered`, `programEnded`, `fileWritten` or `notBegun` follows.
    case send(Int, Delivery, AttemptLimits, pingLimit: Int?)
    /// End the attempt. `cancelled` follows.
    case cancel(Int)
    /// Write what has become of it into the spool, and let go of it. `kept` or `notKept` follows.
    case keep(Int, Delivery)
    /// Let go of it as it stands in the spool.
    case release(Int)
    /// Remove it from the spool.
    case remove(Int)
    case tell(DeliveryAnswer)
    /// Write down in the spool what was given up.
    case noteLoss(String)
    case saveLimits(RateLimits)
    /// The delivery made this post: tell those that wait in the spool to answer it.
    case passPost(of: String, post: String)
    /// Nobody listens any more: close what leads to them.
    case detach
    /// All is over.
    case finish
}

/// On what terms a courier works.
public struct DeliveryTerms: Sendable, Equatable {
    public enum Spool: Sendable, Equatable {
        /// Nothing is kept.
        case none
        case usable
        /// There should be one; why there is none.
        case broken(String)
    }

    public var spool: Spool
    /// How many old messages are taken along.
    public var oldMessages = Int.max
    /// Whether people ask what becomes of them.
    public var tellsOfOld = false
    /// Microseconds: how long somebody waits once nothing more comes, and how long it goes on by itself then.
    public var patience: Int64
    public var background: Int64 = 0

    public init(spool: Spool, patience: Int64) {
        (self.spool, self.patience) = (spool, patience)
    }
}
