import Foundation
import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

/// Deliveries of all kinds, and the moments at which things happen to them.
enum Sample {
    static func mail(_ id: String = "mail", to: [String] = ["a@x", "b@x"]) -> Delivery {
        var mail = Delivery(
            id: id, channel: .email, label: "P/j", created: 5,
            transport: .smtp(Delivery.SMTP(host: "h", port: 25, tls: .auto, user: nil, password: nil, from: "f@x", to: to)), body: [])
        mail.isReplaceable = true
        return mail
    }

    static func sendmail(_ argv: [String] = ["/sendmail", "--", "a@x"]) -> Delivery {
        Delivery(
            id: "sendmail", channel: .email, label: "P/j", created: 5, transport: .command(Delivery.Command(argv: argv, followsSysexits: true)), body: [])
    }

    static func hook(_ argv: [String] = ["/hook"]) -> Delivery {
        Delivery(id: "hook", channel: .hook, label: "P/j", created: 5, transport: .command(Delivery.Command(argv: argv)), body: [])
    }

    static func http(_ dialect: Delivery.HTTP.Dialect, _ channel: ChannelName, id: String? = nil, extra: String? = nil) -> Delivery {
        let http = Delivery.HTTP(dialect: dialect, url: .plain("https://\(channel.rawValue)/"), extra: extra)
        return Delivery(id: id ?? channel.rawValue, channel: channel, label: "P/j", created: 5, transport: .http(http), body: [])
    }

    static let file = Delivery(id: "file", channel: .metrics, label: "P/j", created: 5, transport: .file(directory: "/d", name: "n"), body: [])

    /// - Parameter elapsed: seconds.
    static func moment(_ elapsed: Int64) -> Stamp {
        Stamp(time: Timestamp(microseconds: 1_795_452_329_000_000 + elapsed * 1_000_000), elapsed: elapsed * 1_000_000)
    }

    static func smtp(_ status: Int, code: Int32 = 0, replies: [String] = []) -> AttemptResult {
        var result = AttemptResult(code: code, error: "libcurl's words", status: status, reply: "\(status) words", wasSent: status == 354)
        result.replies = replies
        return result
    }

    static func http(_ status: Int, code: Int32 = 0, reply: String = "", headers: [(name: String, value: String)] = [], sent: Bool = false) -> AttemptResult {
        AttemptResult(code: code, error: "libcurl's words", status: status, reply: reply, headers: headers, wasSent: sent)
    }
}

/// One word or two for each effect; texts as people read them.
func show(_ effects: [DeliveryEffect]) -> String {
    effects.map { effect in
        switch effect {
        case .store(let number, _): "store(\(number))"
        case .prepare(let number, _): "prepare(\(number))"
        case .send(let number, let delivery, let limits, _):
            "send(\(number)\(limits.finalAnswer == AttemptLimits.patient.finalAnswer ? ", patiently" : "")\(answered(delivery)))"
        case .cancel(let number): "cancel(\(number))"
        case .keep(let number, let delivery):
            "keep(\(number)\(delivery.unsureSince == nil ? "" : ", in doubt")\(delivery.notBefore == nil ? "" : ", not at once")\(delivery.isReplaceable ? ", replaceable" : ""))"
        case .release(let number): "release(\(number))"
        case .remove(let number): "remove(\(number))"
        case .tell(let answer): "tell(\(answer.result)\(answer.isOld ? " old" : "")\(answer.post.map { " post " + $0 } ?? ""): \(answer.text))"
        case .noteLoss: "noteLoss"
        case .saveLimits: "saveLimits"
        case .passPost(let id, let post): "passPost(\(id), \(post))"
        case .detach: "detach"
        case .finish: "finish"
        }
    }.joined(separator: " ")
}

private func answered(_ delivery: Delivery) -> String {
    guard case .http(let http) = delivery.transport, let extra = http.extra else { return "" }
    return ", extra \(extra)"
}

extension Delivery.HTTP.Dialect {
    static let generic = Self("generic")
    static let slack = Self("slack")
}
