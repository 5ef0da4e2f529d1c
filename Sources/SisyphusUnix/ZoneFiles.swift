import Glibc
public import SisyphusSchedule

/// Time zones of the machine: tzdata's files and `TZ`.
public enum ZoneFiles {
    /// The zone that local time is in (tzset(3)): `TZ`, else `/etc/localtime`, else UTC.
    public static func local() -> ZoneRules {
        if let variable = Environment.value(of: "TZ") { return zone(variable) ?? .utc }
        guard let bytes = read("/etc/localtime") else { return .utc }
        return ZoneRules(name: localName() ?? "", file: bytes) ?? .utc
    }

    /// - Parameter text: what `TZ` may say: a name of tzdata, a path, each also behind a colon, or a rule.
    /// - Returns: `nil`: there is no such zone.
    public static func zone(_ text: String) -> ZoneRules? {
        let name = text.hasPrefix(":") ? String(text.dropFirst()) : text
        if name.isEmpty || name == "UTC" { return .utc }
        if !name.split(separator: "/").contains(".."), let bytes = read(name.hasPrefix("/") ? name : "\(directory)/\(name)") {
            if let rules = ZoneRules(name: name, file: bytes) { return rules }
        }
        return ZoneRules(rule: name)
    }

    private static var directory: String { Environment.value(of: "TZDIR") ?? "/usr/share/zoneinfo" }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = try? OpenFile.open(path, File.readOnly | File.nonBlocking), (try? file.status().kind) == .regular else { return nil }
        return try? file.read(upTo: 1 << 20, at: 0)
    }

    /// The name that `/etc/localtime` points to (localtime(5)); where it is a copy, what Debian's `/etc/timezone` says.
    private static func localName() -> String? {
        if let path = (try? Directory.open("/etc", createMode: nil).readLink("localtime")) ?? nil, let found = path.firstRange(of: "zoneinfo/") {
            return String(path[found.upperBound...])
        }
        return read("/etc/timezone").map { String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self) }
    }
}
