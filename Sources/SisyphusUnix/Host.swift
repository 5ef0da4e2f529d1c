import CSisyphus
import Glibc

/// What this machine tells about itself, without asking the network.
public struct HostFacts: Sendable, Equatable {
    public var name = "", system = "", release = "", version = "", machine = ""
    /// The first address of an interface that is up and no loopback; IPv4 before IPv6.
    public var ip: String?

    /// Asks the kernel and the network interfaces of this machine. What cannot be had stays empty.
    public static func read() -> HostFacts {
        var facts = HostFacts()
        var raw = utsname()
        guard uname(&raw) == 0 else { return facts }
        func text<Field>(_ field: Field) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        facts.name = text(raw.nodename)
        facts.system = text(raw.sysname)
        facts.release = text(raw.release)
        facts.version = text(raw.version)
        facts.machine = text(raw.machine)
        facts.ip = address(AF_INET) ?? address(AF_INET6)
        return facts
    }

    /// From which commit and when this program was built; `nil`: by nobody who says so.
    public static var build: String? { sis_build().map { String(cString: $0) } }

    private static func address(_ family: Int32) -> String? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            let flags = Int32(bitPattern: entry.ifa_flags)
            guard let raw = entry.ifa_addr, Int32(raw.pointee.sa_family) == family, flags & Int32(IFF_UP) != 0,
                flags & Int32(IFF_LOOPBACK) == 0
            else { continue }
            let length = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            guard getnameinfo(raw, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else { continue }
            let shown = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if !shown.hasPrefix("fe80") { return shown }
        }
        return nil
    }
}
