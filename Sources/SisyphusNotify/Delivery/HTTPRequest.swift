public import SisyphusCore

/// A request as it goes over the wire.
public struct HTTPRequest: Sendable, Equatable {
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public static func == (one: HTTPRequest, other: HTTPRequest) -> Bool {
        one.url == other.url && one.body == other.body && one.headers.map { $0.name + $0.value } == other.headers.map { $0.name + $0.value }
    }

    /// Makes the request of a delivery.
    ///
    /// - Parameters:
    ///   - url, secret: what the delivery's secrets stand for.
    ///   - now: microseconds since 1970.
    ///   - pingLimit: bytes of output that the server of a ping takes.
    /// - Throws: `Refusal` if the address cannot be used. The text never shows the address.
    public init(_ delivery: Delivery, _ http: Delivery.HTTP, url: String, secret: String?, now: Int64, version: String, pingLimit: Int = Ping.bodyLimit)
        throws(Refusal)
    {
        let client = "sisyphus/\(version)"
        headers = [("Content-Type", "application/json"), ("User-Agent", client)]
        body = delivery.body
        self.url = url.trimmed
        if let secret, secret.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) { throw Refusal("the secret holds a control character") }
        switch http.dialect {
        case .mattermost:
            while self.url.hasSuffix("/") { self.url.removeLast() }
            self.url += "/api/v4/posts?set_online=false"
            headers.append(("Authorization", "Bearer \(secret ?? "")"))
            if let root = http.extra { body = MattermostText.answering(root, body) }
        case .sentry:
            guard let dsn = SentryDSN(url) else { throw Refusal("the DSN is not of the form \(SentryDSN.accepted)") }
            self.url = dsn.endpoint
            headers = [("Content-Type", "application/x-sentry-envelope"), ("User-Agent", client), ("X-Sentry-Auth", dsn.authorization(client: client))]
            body = SentryEnvelope.bytes(items: delivery.body, eventID: http.extra, sentAt: now, version: version)
        case .ping:
            headers[0].value = "text/plain; charset=utf-8"
            self.url = Ping.url(self.url, Ping.Event(word: http.extra ?? ""), rid: delivery.id)
            body = Array(TextCut.tail(body.text, bytes: pingLimit).utf8)
        case .generic:
            if let secret {
                headers += WebhookSignature.headers(id: delivery.id, timestamp: now / 1_000_000, body: body, secret: secret)
            }
        case .ntfy:
            headers[0].value = "text/plain; charset=utf-8"
            if let secret { headers.append(("Authorization", "Bearer \(secret)")) }
        case .slack, .discord, .mattermostHook: break
        }
        if let reason = HTTPRequest.refusal(of: self.url, needsTLS: http.dialect != .ping && http.dialect != .sentry && http.dialect != .mattermost) {
            throw Refusal(reason)
        }
    }

    /// Why an address cannot be used; `nil`: it can.
    public static func refusal(of url: String, needsTLS: Bool) -> String? {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }) else {
            return "the address holds a character that no URL may hold"
        }
        let lower = url.lowercased()
        if lower.hasPrefix("https://"), lower.utf8.count > 8 { return nil }
        guard lower.hasPrefix("http://"), lower.utf8.count > 7 else { return "the address does not begin with https:// or http://" }
        guard needsTLS else { return nil }
        let host = lower.dropFirst(7).prefix { $0 != "/" && $0 != "?" }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        let isLocal = name == "localhost" || name == "[::1]" || name.hasPrefix("127.") && name.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0 &- 0x30 < 10 }
        return isLocal ? nil : "the address is not https:// (http:// is accepted for this machine alone)"
    }

    public struct Refusal: Error, Equatable {
        public var reason: String
        init(_ reason: String) { self.reason = reason }
    }
}

extension Ping.Event {
    /// As a delivery holds it.
    public var word: String {
        switch self {
        case .start: "start"
        case .success: "success"
        case .fail: "fail"
        case .log: "log"
        case .exit(let status): String(status)
        }
    }

    init(word: String) {
        switch word {
        case "start": self = .start
        case "fail": self = .fail
        case "log": self = .log
        default: self = Int32(word).map { .exit($0) } ?? .success
        }
    }
}

extension HTTPRequest {
    /// What stands before the host of an address: a user and a password.
    public static func userPart(of url: String) -> String? {
        guard let start = url.firstRange(of: "://")?.upperBound else { return nil }
        let place = url[start...].prefix { $0 != "/" && $0 != "?" }
        return place.lastIndex(of: "@").map { String(place[..<$0]) }
    }

    /// What follows the host of an address: in webhooks and pings, that is the secret.
    public static func secretPart(of url: String) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound, let slash = url[start...].firstIndex(of: "/") else { return url }
        return String(url[url.index(after: slash)...])
    }
}
