import SisyphusCore

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
    public init(_ delivery: Delivery, _ http: Delivery.HTTP, url: String, secret: String?, now: Int64, version: String, pingLimit: Int? = nil)
        throws(Refusal)
    {
        headers = [("Content-Type", "application/json"), ("User-Agent", "sisyphus/\(version)")]
        body = delivery.body
        self.url = url.trimmed
        if let secret, secret.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) { throw Refusal("the secret holds a control character") }
        for header in http.headers { headers.append((header.name, header.value)) }
        let facts = RequestFacts(url: url, secret: secret, now: now, version: version, bodyLimit: pingLimit)
        try delivery.kind.complete(&self, of: delivery, http, facts)
        if let reason = HTTPRequest.refusal(of: self.url, needsTLS: delivery.kind.needsTLS || secret != nil) { throw Refusal(reason) }
    }

    /// Why an address cannot be used; `nil`: it can.
    ///
    /// Every message holds a secret, or is one: without TLS it goes to this machine alone.
    ///
    /// - Parameter needsTLS: `false`: neither holds for this message.
    public static func refusal(of url: String, needsTLS: Bool = true) -> String? {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }) else {
            return "the address holds a character that no URL may hold"
        }
        let lower = url.lowercased()
        if lower.hasPrefix("https://"), lower.utf8.count > 8 { return nil }
        guard lower.hasPrefix("http://"), lower.utf8.count > 7 else { return "the address does not begin with https:// or http://" }
        return !needsTLS || isThisMachine(host(of: lower)) ? nil : "the address is not https:// (http:// is accepted for this machine alone)"
    }

    /// The host of an address: in lower case, without user, port and the brackets of IPv6.
    static func host(of url: String) -> String {
        let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
        let place = url[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
        let host = place[(place.lastIndex(of: "@").map(place.index(after:)) ?? place.startIndex)...].lowercased()
        if host.hasPrefix("[") { return String(host.dropFirst().prefix { $0 != "]" }) }
        let name = host.prefix { $0 != ":" }
        return String(name.hasSuffix(".") ? name.dropLast() : name)
    }

    static func isThisMachine(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0 &- 0x30 < 10 }
    }

    public struct Refusal: Error, Equatable {
        public var reason: String
        init(_ reason: String) { self.reason = reason }
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
