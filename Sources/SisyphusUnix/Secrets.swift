public import SisyphusCore

/// Finds out what secrets stand for.
public enum Secrets {
    private static let maxBytes = 4096

    /// - Throws: `Trouble` with a sentence that names where the secret should be, never what it is.
    public static func read(_ secret: Secret) throws(Trouble) -> String {
        switch secret {
        case .plain(let text): return text
        case .environment(let name):
            guard let text = Environment.value(of: name), !text.isEmpty else { throw Trouble("the environment variable \(name) is not set or empty") }
            return text
        case .file(let path): return try read(file: path)
        }
    }

    /// Whether a file with a secret is open to everyone: one rule for configurations and for files of their own.
    public static func isOpen(_ status: FileStatus) -> Bool { status.mode & 0o006 != 0 }
    /// What is to be said of such a file.
    public static let openness = "it can be read by everyone; take that right away (chmod o-rw)"

    private static func read(file path: String) throws(Trouble) -> String {
        let bytes: [UInt8]
        do throws(SystemError) {
            let file = try OpenFile.open(path, File.readOnly | File.nonBlocking)
            let status = try file.status()
            guard status.kind == .regular else {
                throw SystemError(operation: "read", object: path, errno: .invalidArgument, explanation: "it is no regular file")
            }
            if isOpen(status) { throw SystemError(operation: "use", object: path, errno: .permissionDenied, explanation: openness) }
            bytes = try file.read(upTo: maxBytes, at: 0)
        } catch {
            throw Trouble("\(error)")
        }
        var line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty, let text = String(validating: line, as: UTF8.self) else { throw Trouble("the first line of \(path) is empty or no text") }
        return text
    }

    /// Why a secret cannot be had: a sentence that never holds the secret.
    public struct Trouble: Error, Equatable, CustomStringConvertible {
        /// The sentence, without a full stop.
        public var description: String
        public init(_ text: String) { description = text }
    }
}
