import SisyphusCore
import SisyphusNotify

/// Sentences about deliveries, for the log.
enum AnswerText {
    static func delivered(_ parcel: Parcel, _ said: String) -> String {
        let words = said.isEmpty ? "" : " (\(said))"
        let old = parcel.isOld ? " about an earlier run of \(parcel.delivery.label)" : ""
        return parcel.delivery.kind.delivered(to: parcel.receiver, about: old, said: words)
    }

    static func refused(_ parcel: Parcel, _ said: String) -> String { "\(what(parcel)) is given up: \(said)" }

    static func unsure(_ parcel: Parcel, _ said: String) -> String {
        "\(what(parcel)) may have arrived and is not sent again: \(said)"
    }

    static func kept(_ parcel: Parcel) -> String { "\(what(parcel)) could not be delivered and is kept for a later run: \(parcel.trouble)" }

    static func lost(_ parcel: Parcel, _ why: String) -> String {
        "\(what(parcel)) could not be delivered and is lost: \(parcel.trouble.isEmpty ? "" : parcel.trouble + "; ")\(why)"
    }

    static func dropped(_ delivery: Delivery) -> String {
        "A kept \(delivery.channel.shown) message about \(delivery.label) is given up, because too many wait or it is too old"
    }

    private static func what(_ parcel: Parcel) -> String {
        let to = parcel.receiver.isEmpty ? "" : " to \(parcel.receiver)"
        return "The \(parcel.delivery.channel.shown) message\(to) about \(parcel.delivery.label)"
    }
}
