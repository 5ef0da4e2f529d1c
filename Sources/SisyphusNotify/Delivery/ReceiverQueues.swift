/// A delivery on its way.
public struct QueuedDelivery: Sendable, Equatable {
    /// Tells it apart from all others of this courier.
    let number: Int
    var delivery: Delivery
    /// From an earlier run.
    let isOld: Bool
    /// Whether it lies in the spool.
    var isStored: Bool
    /// Why it does not, although it should.
    var noEntry: String?
    /// Attempts of this courier, and the earliest moment of the next (microseconds of the monotonic clock).
    var triesNow = 0
    var nextTry: Int64 = 0
    /// What was wrong so far.
    var trouble = ""
    /// Names the receiver to whoever remembers its limits; known once its secrets have been read.
    var receiverKey = ""

    init(_ number: Int, _ delivery: Delivery, isOld: Bool, isStored: Bool) {
        (self.number, self.delivery, self.isOld, self.isStored) = (number, delivery, isOld, isStored)
    }

    /// To whom, without secrets.
    var receiver: String {
        switch delivery.transport {
        case .smtp(let smtp): smtp.to.joined(separator: ", ")
        case .command(let command): delivery.kind.receiver(of: command)
        case .file(let directory, let name): directory + "/" + name
        case .http: ""
        }
    }
}

/// What goes to one receiver over one channel, in order.
struct DeliveryQueue: Sendable, Equatable {
    /// The one that is being tried.
    var current: QueuedDelivery?
    var waiting: [QueuedDelivery] = []

    var isEmpty: Bool { current == nil && waiting.isEmpty }
}

/// A queue for each receiver: receivers do not wait for each other.
struct ReceiverQueues: Sendable, Equatable {
    private var queues: [String: DeliveryQueue] = [:]

    var isEmpty: Bool { queues.isEmpty }
    /// Sorted, so that the same inputs have the same effects.
    var lanes: [String] { queues.keys.sorted() }
    var current: [QueuedDelivery] { lanes.compactMap { queues[$0]?.current } }
    var waiting: [QueuedDelivery] { lanes.flatMap { queues[$0]?.waiting ?? [] } }
    /// When the next attempt that is not under way may begin (microseconds of the monotonic clock).
    var nextTry: Int64? { queues.values.compactMap { $0.current == nil ? $0.waiting.first?.nextTry : nil }.min() }

    mutating func append(_ queued: QueuedDelivery) { queues[queued.delivery.lane, default: DeliveryQueue()].waiting.append(queued) }

    /// Makes the next one of a lane, if there is one and its time has come, the one that is tried.
    mutating func begin(_ lane: String, at now: Int64) -> QueuedDelivery? {
        guard var queue = queues[lane], queue.current == nil, let first = queue.waiting.first, first.nextTry <= now else { return nil }
        queue.current = queue.waiting.removeFirst()
        queues[lane] = queue
        return first
    }

    /// Takes out the one that is being tried under this number.
    mutating func end(_ number: Int) -> QueuedDelivery? {
        for (lane, queue) in queues where queue.current?.number == number {
            queues[lane]?.current = nil
            defer { forget(lane) }
            return queue.current
        }
        return nil
    }

    /// Changes the one with this number, wherever it is.
    mutating func change(_ number: Int, _ change: (inout QueuedDelivery) -> Void) {
        for lane in queues.keys {
            if queues[lane]?.current?.number == number { change(&queues[lane]!.current!) }
            for place in queues[lane]!.waiting.indices where queues[lane]!.waiting[place].number == number { change(&queues[lane]!.waiting[place]) }
        }
    }

    /// As the next one of its lane.
    mutating func putBack(_ queued: QueuedDelivery) { queues[queued.delivery.lane, default: DeliveryQueue()].waiting.insert(queued, at: 0) }

    /// Takes out those which wait, of one lane or of all, for which the condition holds.
    mutating func remove(of lane: String? = nil, where condition: (QueuedDelivery) -> Bool) -> [QueuedDelivery] {
        var removed: [QueuedDelivery] = []
        for lane in lane.map({ [$0] }) ?? lanes {
            removed += queues[lane]?.waiting.filter(condition) ?? []
            queues[lane]?.waiting.removeAll(where: condition)
            forget(lane)
        }
        return removed
    }

    private mutating func forget(_ lane: String) {
        if queues[lane]?.isEmpty ?? false { queues[lane] = nil }
    }
}
