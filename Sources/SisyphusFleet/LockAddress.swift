import SisyphusCore

/// Who keeps the lock that all hosts share (`--lock`).
public enum LockEngine: Sendable, Equatable {
    /// etcd, by the JSON gateway of its version 3.
    case etcd(EtcdAddress)
    /// A command line for `/bin/sh` that holds the lock as long as it runs.
    case command(String)

    /// What texts are taken, for errors.
    static let accepted = "etcd://HOST[:PORT][,HOST[:PORT]…]/PREFIX, etcds:// with TLS, or exec:COMMAND"

    /// Reads the value of the option.
    init(_ text: String) throws(Refusal) {
        if text.hasPrefix("exec:") {
            let command = text.dropFirst(5).drop { $0 == " " }
            if command.isEmpty { throw Refusal("no command stands behind exec:") }
            self = .command(String(command))
        } else if text.hasPrefix("etcd://") {
            self = .etcd(try EtcdAddress(text.dropFirst(7), isSecure: false))
        } else if text.hasPrefix("etcds://") {
            self = .etcd(try EtcdAddress(text.dropFirst(8), isSecure: true))
        } else {
            let scheme = String(text.prefix { $0 != ":" })
            throw Refusal("it begins with none of etcd://, etcds:// and exec:", insteadOf: scheme, of: ["etcd", "etcds", "exec"])
        }
    }

    var text: String {
        switch self {
        case .command(let line): "exec:" + line
        case .etcd(let address): (address.isSecure ? "etcds://" : "etcd://") + address.hosts.joined(separator: ",") + "/" + address.prefix
        }
    }
}

/// The members of an etcd cluster, and what the keys of locks begin with.
public struct EtcdAddress: Sendable, Equatable {
    public var isSecure: Bool
    /// Each as `HOST:PORT`.
    public var hosts: [String]
    /// Without slashes at its ends.
    public var prefix: String

    /// - Parameter text: what stands behind `://`.
    init(_ text: Substring, isSecure: Bool) throws(Refusal) {
        guard let slash = text.firstIndex(of: "/") else { throw Refusal("no prefix for the keys of locks stands behind the hosts (/PREFIX)") }
        self.isSecure = isSecure
        prefix = String(text[slash...].drop { $0 == "/" })
        while prefix.hasSuffix("/") { prefix.removeLast() }
        guard !prefix.isEmpty, prefix.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw Refusal("the prefix of the keys is empty or holds blanks or control characters")
        }
        hosts = []
        for host in text[..<slash].split(separator: ",", omittingEmptySubsequences: false) { hosts.append(try Self.host(host)) }
    }

    private static func host(_ text: Substring) throws(Refusal) -> String {
        if text.contains("@") { throw Refusal("a user stands in --lock-user, not in the address") }
        let isBracketed = text.hasPrefix("[")
        let end = isBracketed ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":") ?? text.endIndex
        guard let end, text[..<end].utf8.allSatisfy(isBracketed ? isAddress : isName), text[..<end].count > (isBracketed ? 2 : 0) else {
            throw Refusal("\"\(text)\" is no host")
        }
        let port = text[end...]
        if port.isEmpty { return text + ":2379" }
        guard port.hasPrefix(":"), port.dropFirst().utf8.allSatisfy({ $0 &- 0x30 < 10 }), let number = UInt16(port.dropFirst()), number > 0 else {
            throw Refusal("\"\(text)\" has no port from 1 to 65535")
        }
        return String(text)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || byte | 0x20 &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    private static func isAddress(_ byte: UInt8) -> Bool { isName(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") }

    /// The addresses of the gateway, one for each member.
    public var endpoints: [String] { hosts.map { (isSecure ? "https://" : "http://") + $0 } }
}
