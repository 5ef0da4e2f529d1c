import SisyphusCore

/// The proxy that the environment names for a request, by the rules of curl (curl(1), "ENVIRONMENT"), except that this machine is never asked through one.
public struct ProxyChoice: Sendable, Equatable {
    /// The variable that names it.
    public var variable: String
    /// With its password, if it has one.
    public var address: String

    /// - Parameters:
    ///   - url: of the request.
    ///   - value: of an environment variable; an empty one counts as unset.
    /// - Returns: `nil`: the server is asked without a proxy.
    public static func choose(for url: String, _ value: (String) -> String?) -> ProxyChoice? {
        // What is not https goes to this machine alone.
        let variables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        guard let variable = variables.first(where: { value($0)?.isEmpty == false }), let address = value(variable) else { return nil }
        let host = HTTPRequest.host(of: url)
        guard !HTTPRequest.isThisMachine(host) else { return nil }
        let exceptions = ["no_proxy", "NO_PROXY"].compactMap(value).first { !$0.isEmpty } ?? ""
        guard !exceptions.split(whereSeparator: { $0 == "," || $0 == " " }).contains(where: { covers(String($0).lowercased(), host) }) else { return nil }
        return ProxyChoice(variable: variable, address: address)
    }

    /// Its address without user and password.
    public var shown: String {
        let place = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        return String(place[(place.lastIndex(of: "@").map(place.index(after:)) ?? place.startIndex)...].prefix { $0 != "/" })
    }

    /// What of the address nobody may see: as it stands, and as it is sent.
    public var secrets: [String] {
        let place = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        guard let at = place.lastIndex(of: "@") else { return [] }
        let user = String(place[..<at])
        let password = user.firstIndex(of: ":").map { String(user[user.index(after: $0)...]) }
        return [address, user, password].compactMap { $0 }.flatMap { [$0, decoded($0)] }
            + [Base64.encode(Array(decoded(user).utf8)).text]
    }

    /// Whether an exception means a host: `*`, a domain with all below it, an address, or a block of addresses.
    private static func covers(_ exception: String, _ host: String) -> Bool {
        if exception == "*" { return true }
        let parts = exception.filter { $0 != "[" && $0 != "]" }.split(separator: "/", maxSplits: 1)
        if let first = parts.first, let block = address(first), let own = address(host[...]) {
            guard let length = parts.count == 1 ? block.count * 8 : Int(parts[1]), block.count == own.count else { return false }
            return (0..<min(max(length, 0), block.count * 8)).allSatisfy { bit in
                let other: UInt8 = block[bit / 8] ^ own[bit / 8]
                return other << UInt8(bit % 8) < 0x80
            }
        }
        var domain = exception[...]
        if domain.hasPrefix(".") { domain.removeFirst() }
        if domain.hasSuffix(".") { domain.removeLast() }
        return !domain.isEmpty && (host == domain || address(host[...]) == nil && host.hasSuffix("." + domain))
    }

    /// The 4 bytes of an IPv4 address, or the 16 of an IPv6 address (RFC 4291, 2.2).
    private static func address(_ text: Substring) -> [UInt8]? {
        guard text.contains(":") else {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
            return parts.count == 4 && !parts.contains(nil) ? parts.compactMap { $0 } : nil
        }
        guard let gap = text.firstRange(of: "::") else { return groups(text).flatMap { $0.count == 16 ? $0 : nil } }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]), head.count + tail.count < 16 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// What groups of hexadecimal digits say, the last of which may be an IPv4 address.
    private static func groups(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        for group in text.isEmpty ? [] : text.split(separator: ":", omittingEmptySubsequences: false) {
            if group.contains("."), group.endIndex == text.endIndex, let last = address(group) {
                bytes += last
            } else if group.utf8.count <= 4, group.first != "+", let value = UInt16(group, radix: 16) {
                bytes += [UInt8(value >> 8), UInt8(value & 0xff)]
            } else {
                return nil
            }
        }
        return bytes
    }

    private func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
