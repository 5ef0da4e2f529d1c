import SisyphusCore
import SisyphusUnix

/// Where the directories of all projects lie.
enum BaseDirectory {
    /// In the home directory.
    static let defaultName = "ll.sisyphus"

    /// `--basedir`, else `$LOGS_DIRECTORY` (systemd.exec(5); the first of several), else `ll.sisyphus` in the home directory.
    ///
    /// - Throws: `StartFailure` 73 if the path is not absolute or no home directory is known.
    static func path(option: String?) throws(StartFailure) -> String {
        if let option { return try absolute(try expanded(option), "--basedir") }
        if let logs = Environment.value(of: "LOGS_DIRECTORY"), let first = logs.split(separator: ":").first {
            return try absolute(String(first), "$LOGS_DIRECTORY")
        }
        if let home = Environment.value(of: "HOME"), !home.isEmpty {
            return try absolute(home, "$HOME") + "/" + defaultName
        }
        guard let home = User.homeDirectory() else {
            throw StartFailure(
                "no base directory: $HOME is not set and user \(User.effectiveID) has no home directory; use --basedir",
                ExitStatus.cannotCreate)
        }
        return home + "/" + defaultName
    }

    /// With the user for `%u`, the home directory for `%h`, the host for `%H` and `%` for `%%`, as in units of systemd.
    private static func expanded(_ path: String) throws(StartFailure) -> String {
        guard path.utf8.contains(UInt8(ascii: "%")) else { return path }
        do throws(Refusal) {
            return try BasedirText.expanded(path) { letter in
                switch letter {
                case "u": User.name() ?? "\(User.effectiveID)"
                case "h": Environment.value(of: "HOME") ?? User.homeDirectory()
                case "H": HostFacts.read().name
                default: nil
                }
            }
        } catch {
            throw StartFailure("--basedir \"\(path)\": \(error.reason)", ExitStatus.cannotCreate)
        }
    }

    /// Opens the base directory, or makes it. One that is there keeps its permissions, unless they keep out whom `--log-mode` lets read.
    static func open(_ path: String, _ permissions: FilePermissions) throws(SystemError) -> Directory {
        do {
            let found = try Directory.open(path, createMode: nil)
            if path.hasSuffix("/" + defaultName) {
                try permissions.apply(to: found, isShared: true)
            } else if try !permissions.mayEnter(found) {
                try requireOwn(found)
                try permissions.apply(to: found, isShared: true)
            }
            return found
        } catch  where error.isMissing {
            let made = try Directory.open(path, createMode: permissions.directoryMode)
            try permissions.apply(to: made, isShared: true)
            return made
        }
    }

    /// Others are let into a directory that is there for logs, not into a home directory or somebody else's.
    private static func requireOwn(_ directory: Directory) throws(SystemError) {
        let path = directory.path
        let owner = try directory.handle.status().owner
        let isHome = path == "/" || path == User.homeDirectory() || path == Environment.value(of: "HOME")
        guard isHome || owner != User.effectiveID else { return }
        throw SystemError(
            operation: "let others read logs in", object: path, errno: .permissionDenied,
            explanation: "--log-mode opens the logs, but the directory is closed to whom it means; open it with chmod go+x \(path), "
                + "or choose another --basedir")
    }

    private static func absolute(_ path: String, _ source: String) throws(StartFailure) -> String {
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw StartFailure(
                "the base directory \"\(path)\" (from \(source)) is not an absolute path",
                ExitStatus.cannotCreate)
        }
        return path
    }
}
