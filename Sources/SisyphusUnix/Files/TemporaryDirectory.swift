import CSisyphus
import Glibc

/// A directory of one's own for a while, below `$TMPDIR` or `/tmp`; readable by nobody else.
public struct TemporaryDirectory {
    public let path: String

    /// - Parameter name: what its name begins with.
    public init(_ name: String) throws(SystemError) {
        let parent = Environment.value(of: "TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var template = Array("\(parent)/\(name).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(operation: "make a directory in", object: parent, errno: .init(rawValue: errno)) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it with all that is in it; symbolic links are removed, not followed.
    public func remove() throws(SystemError) {
        let parent = path.lastIndex(of: "/")!
        try Self.remove(String(path[path.index(after: parent)...]), from: Directory.open(String(path[..<parent]), createMode: nil))
    }

    private static func remove(_ name: String, from parent: Directory) throws(SystemError) {
        let directory = try parent.subdirectory(name, createMode: nil)
        for entry in directory.names(where: { _ in true }) {
            if try directory.status(of: entry)?.kind == .directory { try remove(entry, from: directory) } else { try directory.unlink(entry) }
        }
        try parent.removeDirectory(name)
    }
}
