public import SisyphusCore

/// The server that something is sent to.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without the brackets of IPv6.
    public var host: String
    public var port: Int

    public var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    public init(host: String, port: Int) { (self.host, self.port) = (host, port) }

    /// That of a URL (RFC 3986); `nil`: it is none of http or https.
    public init?(url: String) {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].isEmpty, let usual = ["https:": 443, "http:": 80][parts[0].lowercased()] else { return nil }
        var rest = parts[2].prefix { $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        let isBracketed = rest.first == "["
        let end = isBracketed ? rest.firstIndex(of: "]") : rest.lastIndex(of: ":") ?? rest.endIndex
        guard let end else { return nil }
        host = String(rest[..<end].drop { $0 == "[" })
        let port = rest[end...].drop { $0 == "]" }.dropFirst()
        guard !host.isEmpty, let number = port.isEmpty ? usual : Int(port) else { return nil }
        self.port = number
    }
}

extension Delivery {
    /// The server that it goes to; `nil`: none, or its address cannot be read.
    ///
    /// - Parameter value: what a secret stands for.
    public func server(value: (Secret) -> String?) -> ServerAddress? {
        switch transport {
        case .smtp(let smtp): ServerAddress(host: smtp.host, port: smtp.port)
        case .http(let http): value(http.url).flatMap(ServerAddress.init(url:))
        case .command, .file: nil
        }
    }
}
