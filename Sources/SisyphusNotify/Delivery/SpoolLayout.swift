import SisyphusCore

/// The spool: `BASE/.spool-UID`, with a file for each delivery that waits. Its names, and what of it is kept how long.
public enum SpoolLayout {
    /// In the base directory.
    public static func directory(user: UInt32) -> String { ".spool-\(user)" }
    public static func isDirectory(_ name: String) -> Bool { name.hasPrefix(".spool-") && UInt32(name.dropFirst(7)) != nil }

    /// Which receivers asked to be left alone.
    public static let limits = "limits.json"
    /// What was given up.
    public static let losses = "lost.log"
    public static let maxLossBytes: Int64 = 1 << 20

    /// Of one entry.
    public static let maxBytes = 4 << 20
    public static let maxEntries = 100
    /// Microseconds: 7 days.
    private static let maxAge: Int64 = 7 * 86_400_000_000

    private static let suffix = ".told", asideSuffix = ".damaged"

    /// Sorts by age, and holds nothing foreign.
    static func entry(_ delivery: Delivery) -> String {
        let age = String(max(delivery.created, 0))
        return String(repeating: "0", count: max(20 - age.utf8.count, 0)) + age + suffix(of: delivery.id)
    }

    /// What the names of the deliveries with this id end with.
    public static func suffix(of id: String) -> String { "-" + MessageID.hex(id, "spool") + suffix }

    public static func isEntry(_ name: String) -> Bool {
        name.utf8.count == 58 && name.hasSuffix(suffix) && name.utf8.prefix(20).allSatisfy { $0 &- 0x30 < 10 }
    }

    /// The name of what is damaged.
    public static func aside(_ name: String) -> String { name + asideSuffix }
    public static func isAside(_ name: String) -> Bool { name.hasSuffix(asideSuffix) }

    /// Of names in order, those which are too old, and the oldest where there are too many.
    public static func superfluous(_ names: [String], now: Int64) -> [String] {
        let excess = names.dropLast(maxEntries)
        return excess + tooOld(Array(names.dropFirst(excess.count)), now: now)
    }

    public static func tooOld(_ names: [String], now: Int64) -> [String] {
        names.filter { now - (Int64($0.prefix(20)) ?? now) > maxAge }
    }
}

extension Delivery {
    /// Its name in the spool.
    public var spoolName: String { SpoolLayout.entry(self) }
}
