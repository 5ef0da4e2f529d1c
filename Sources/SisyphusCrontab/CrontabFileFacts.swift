import SisyphusCore
import SisyphusSchedule

/// What cron looks at before it reads a file of `/etc/cron.d`, or `/etc/crontab` (process_crontab in database.c of Debian's cron and of cronie).
public struct CrontabFileFacts: Sendable {
    public var name: String
    /// Whether it is one of many in `/etc/cron.d`; its name matters then.
    public var isOneOfMany: Bool
    public var isRegular: Bool
    /// Who owns the file, and the symbolic link that leads to it if there is one.
    public var owners: [UInt32]
    /// Permission bits.
    public var mode: UInt16

    public init(name: String, isOneOfMany: Bool, isRegular: Bool, owners: [UInt32], mode: UInt16) {
        (self.name, self.isOneOfMany, self.isRegular, self.owners, self.mode) = (name, isOneOfMany, isRegular, owners, mode)
    }

    /// Whether Debian's cron ignores it.
    public var isIgnored: Bool { findings.contains { $0.level == .error } }

    public var findings: [CrontabFinding] {
        var findings: [CrontabFinding] = []
        let isNameGood = !name.isEmpty && name.utf8.allSatisfy { $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
        if isOneOfMany, !isNameGood {
            findings.append(
                .init(.error, "Debian's cron ignores the file for its name: only letters, digits, _ and - are taken\(name.contains(".") ? ", no dot" : "")"))
        }
        if !isRegular { findings.append(.init(.error, "cron ignores it: it is no regular file")) }
        if owners.contains(where: { $0 != 0 }) { findings.append(.init(.error, "cron ignores the file: it, or the link to it, does not belong to root")) }
        if mode & 0o022 != 0 {
            findings.append(.init(.warning, "others than root may write to the file: cronie ignores it, and who writes to it runs what they like"))
        }
        if mode & 0o111 != 0 { findings.append(.init(.warning, "the file is executable, which crontabs need not be")) }
        return findings
    }
}
