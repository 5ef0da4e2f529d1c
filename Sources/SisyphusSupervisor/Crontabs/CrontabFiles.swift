import SisyphusCore
public import SisyphusCrontab
import SisyphusSchedule
public import SisyphusUnix

/// A crontab and where it is.
public struct CrontabFile {
    /// The path, or `crontab of USER`.
    public var place: String
    public var bytes: [UInt8]
    public var kind: Crontab.Kind
    /// `nil`: it is a user's own.
    public var facts: CrontabFileFacts?

    public init(place: String, bytes: [UInt8], kind: Crontab.Kind, facts: CrontabFileFacts? = nil) {
        (self.place, self.bytes, self.kind, self.facts) = (place, bytes, kind, facts)
    }
}

/// Reads and installs the crontabs of the machine.
public enum CrontabFiles {
    public static let table = "/etc/crontab"
    public static let directory = "/etc/cron.d"
    /// Where crontab(1) keeps those of users: Debian's cron, cronie, busybox.
    static let spools = ["/var/spool/cron/crontabs", "/var/spool/cron"]
    private static let largest = 16 << 20

    /// The crontab of a user, as `crontab -l` prints it; users may not look into the spool themselves.
    /// - Parameter user: `nil`: the one who asks.
    /// - Returns: `nil`: there is none.
    /// - Throws: when it cannot be had.
    public static func own(_ user: String? = nil) throws(SystemError) -> CrontabFile? {
        let (output, error, status) = try Program.output(of: ["crontab"] + options(user) + ["-l"])
        guard status == 0 else {
            let reason = String(decoding: error, as: UTF8.self)
            if reason.contains("no crontab for") || reason.contains("can't open") { return nil }
            throw SystemError(operation: "read", object: name(user), errno: .notPermitted, explanation: explanation(error, status))
        }
        return CrontabFile(place: name(user), bytes: output, kind: .user)
    }

    /// - Throws: when crontab(1) refuses it.
    public static func install(_ bytes: [UInt8], for user: String?) throws(SystemError) {
        let (_, error, status) = try Program.output(of: ["crontab"] + options(user) + ["-"], input: bytes)
        guard status == 0 else { throw SystemError(operation: "install", object: name(user), errno: .notPermitted, explanation: explanation(error, status)) }
    }

    private static func options(_ user: String?) -> [String] { user.map { ["-u", $0] } ?? [] }
    private static func name(_ user: String?) -> String { "the crontab of \(user ?? User.name() ?? "user \(User.effectiveID)")" }
    private static func explanation(_ error: [UInt8], _ status: Int32?) -> String {
        let said = String(decoding: error, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        return status == nil ? "crontab(1) does not end" : "crontab(1) says: \(said)"
    }

    /// One file, as one of the system's if it is where these are or that is asked for.
    /// - Throws: when it cannot be read.
    public static func file(_ path: String, isSystem: Bool = false) throws(SystemError) -> CrontabFile {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let isOneOfMany = folder == directory || folder.hasSuffix("/cron.d")
        let file = try OpenFile.open(path, File.readOnly | File.nonBlocking)
        let status = try file.status()
        guard isSystem || isOneOfMany || path == table else {
            return CrontabFile(place: path, bytes: try content(file, status), kind: .user)
        }
        let (holder, name) = try Directory.holding(path)
        let link = try holder.status(of: name)
        let facts = CrontabFileFacts(
            name: name, isOneOfMany: isOneOfMany, isRegular: status.kind == .regular, owners: [status.owner] + (link?.kind == .symlink ? [link!.owner] : []),
            mode: status.mode)
        return CrontabFile(place: path, bytes: facts.isRegular ? try content(file, status) : [], kind: .system, facts: facts)
    }

    private static func content(_ file: OpenFile, _ status: FileStatus) throws(SystemError) -> [UInt8] {
        guard status.kind == .regular else {
            throw SystemError(operation: "read", object: file.path, errno: .invalidArgument, explanation: "it is no regular file")
        }
        guard status.size <= largest else {
            throw SystemError(operation: "read", object: file.path, errno: .fileTooLarge, explanation: "it is longer than \(largest) bytes")
        }
        return try file.read(upTo: largest, at: 0)
    }

    /// `/etc/crontab` and the files of `/etc/cron.d`.
    /// - Parameter tell: gets what could not be read.
    public static func system(tell: (SystemError) -> Void) -> [CrontabFile] {
        var paths = [table]
        do throws(SystemError) {
            try Directory.open(directory, createMode: nil).forEachEntry { name, _ throws(SystemError) in
                // Neither cron looks at hidden files, such as Debian's .placeholder.
                if name.first != UInt8(ascii: ".") { paths.append("\(directory)/\(String(decoding: name, as: UTF8.self))") }
            }
        } catch {
            if !error.isMissing { tell(error) }
        }
        return paths.sorted().compactMap { path in
            do throws(SystemError) { return try file(path, isSystem: true) } catch {
                if !error.isMissing { tell(error) }
                return nil
            }
        }
    }
}
