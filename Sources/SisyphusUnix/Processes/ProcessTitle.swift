import CSisyphus
import Glibc
import SisyphusCore

/// What `ps` shows for this process.
///
/// Belongs to one thread at a time: to that which the process begins with, then to that which supervises.
public enum ProcessTitle {
    /// The command line as it was given, byte for byte; what `wipe` removed stays here.
    public static let arguments: [[UInt8]] = (0..<sis_argument_count()).map { index in
        let word = sis_argument(index)!
        return Array(UnsafeBufferPointer(start: word, count: strlen(word))).map(UInt8.init(bitPattern:))
    }

    /// Copies arguments and environment away, so that titles can be written over them. To be called before any thread starts.
    /// - Returns: whether titles can be shown.
    @discardableResult
    public static func prepare() -> Bool {
        _ = arguments
        return sis_title_prepare()
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
        guard let word = sis_argument(Int32(index)) else { return }
        let length = strlen(word)
        if start < length { memset(word + start, Int32(UInt8(ascii: "*")), length - start) }
    }
}

extension ProcessTitle {
    /// The command line in one line, with what was wiped shown as `*`. To be asked for before the first title is shown.
    public static let original: String = (0..<sis_argument_count()).map { index in
        sis_argument(index).map { String(cString: $0) } ?? ""
    }.joined(separator: " ")

    /// The same as `arguments`, invalid UTF-8 repaired.
    public static var words: [String] { arguments.map { String(decoding: $0, as: UTF8.self) } }
}
