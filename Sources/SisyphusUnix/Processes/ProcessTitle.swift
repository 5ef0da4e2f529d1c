import CSisyphus
import Glibc

/// What `ps` shows for this process.
///
/// Belongs to the one thread that the process has when it begins; a library job sets no title.
public enum ProcessTitle {
    nonisolated(unsafe) private static var saved: [[UInt8]]?

    /// The command line as it was given, byte for byte; what `wipe` removed stays here.
    public static var arguments: [[UInt8]] {
        if let saved { return saved }
        let count = Int(CommandLine.argc)
        let words = (0..<count).map { index in
            let word = CommandLine.unsafeArgv[index]!
            return Array(UnsafeBufferPointer(start: word, count: strlen(word))).map(UInt8.init(bitPattern:))
        }
        saved = words
        return words
    }

    /// Copies arguments and environment away, so that titles can be written over them. To be called before any thread starts.
    /// - Returns: whether titles can be shown.
    @discardableResult
    public static func prepare() -> Bool {
        _ = arguments
        // Swift reads the arguments when they are first asked for: later they would be a title.
        _ = CommandLine.arguments
        return sis_title_prepare(CommandLine.argc, CommandLine.unsafeArgv)
    }

    /// Shows a title, cut to the room that arguments and environment had.
    public static func set(_ title: String) {
        var title = title
        title.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { sis_title_set($0.baseAddress, $0.count) }
        }
    }

    /// Overwrites bytes of an argument with `*`, so that `ps` does not show a secret.
    public static func wipe(argument index: Int, from start: Int = 0) {
        _ = arguments
        _ = CommandLine.arguments
        guard index < Int(CommandLine.argc), let word = CommandLine.unsafeArgv[index] else { return }
        let length = strlen(word)
        if start < length { memset(word + start, Int32(UInt8(ascii: "*")), length - start) }
    }
}

extension ProcessTitle {
    /// The command line in one line, with what was wiped shown as `*`. To be asked for before the first title is shown.
    public static let original: String = (0..<Int(CommandLine.argc)).map { index in
        CommandLine.unsafeArgv[index].map { String(cString: $0) } ?? ""
    }.joined(separator: " ")
}
