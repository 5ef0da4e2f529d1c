import SisyphusCore

/// Sentences about deliveries, for the log.
enum DeliveryText {
    static func delivered(_ queued: QueuedDelivery, _ said: String) -> String {
        let words = said.isEmpty ? "" : " (\(said))"
        let old = queued.isOld ? " about an earlier run of \(queued.delivery.label)" : ""
        return queued.delivery.kind.delivered(to: queued.receiver, about: old, said: words)
    }

    static func refused(_ queued: QueuedDelivery, _ said: String) -> String { "\(what(queued)) is given up: \(said)" }

    static func unsure(_ queued: QueuedDelivery, _ said: String) -> String {
        "\(what(queued)) may have arrived and is not sent again: \(said)"
    }

    static func kept(_ queued: QueuedDelivery) -> String { "\(what(queued)) could not be delivered and is kept for a later run: \(queued.trouble)" }

    /// Nobody waits for the courier any more.
    static func goesOn(_ queued: QueuedDelivery) -> String {
        let trouble = queued.trouble.isEmpty ? "the server takes its time" : queued.trouble
        return "\(what(queued)) is not delivered yet (\(trouble)); its courier goes on for some minutes, then it is kept for a later run"
    }

    static func alone(until moment: Int64, _ now: Stamp) -> String {
        "the server asked to be left alone until \(Timestamp(microseconds: moment, utcOffset: now.time.utcOffset).logText.prefix(19))"
    }

    static func lost(_ queued: QueuedDelivery, _ why: String) -> String {
        "\(what(queued)) could not be delivered and is lost: \(queued.trouble.isEmpty ? "" : queued.trouble + "; ")\(why)"
    }

    static func notTaken(_ queued: QueuedDelivery, _ receiver: String, _ reply: String) -> String {
        "The mail about \(queued.delivery.label) was not taken for \(receiver): \(reply)"
    }

    static func dropped(_ delivery: Delivery) -> String {
        "A kept \(delivery.channel.shown) message about \(delivery.label) is given up, because too many wait or it is too old"
    }

    private static func what(_ queued: QueuedDelivery) -> String {
        let to = queued.receiver.isEmpty ? "" : " to \(queued.receiver)"
        return "The \(queued.delivery.channel.shown) message\(to) about \(queued.delivery.label)"
    }
}
