import Glibc

/// A system call that failed: what was tried, on what, and why.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the words of "cannot …": `open`, `create the directory`.
    public var operation: String
    /// What it was tried on, usually a path.
    public var object: String
    /// Why it failed (errno(3)).
    public var errno: Errno
    /// Says more than the error number, if there is more to say.
    public var explanation: String?

    public init(operation: String, object: String, errno: Errno, explanation: String? = nil) {
        self.operation = operation
        self.object = object
        self.errno = errno
        self.explanation = explanation
    }

    /// `cannot open /x/y: Permission denied`
    public var description: String {
        "cannot \(operation)\(object.isEmpty ? "" : " \(object)"): \(explanation ?? errno.description)"
    }

    /// Whether the name is taken.
    public var isExists: Bool { errno == .fileExists }

    /// Whether there is no such name.
    public var isMissing: Bool { errno == .noSuchFileOrDirectory }

    /// Whether a link could not be made because the file system has none (symlink(2)).
    public var isUnsupportedLink: Bool {
        operation == "create the link" && [.notPermitted, .noFunction, .notSupported].contains(errno)
    }

    /// Whether the disk is full or fails: nothing that another name, mode or user would mend.
    public var isDiskTrouble: Bool {
        errno == .noSpace || errno == .diskQuotaExceeded || errno == .ioError || errno == .fileTooLarge
            || errno == .readOnlyFileSystem
    }
}

/// Repeats a call while signals interrupt it, and turns its failure into an error.
@inline(__always) @discardableResult
func attempt<Result: SignedInteger>(
    _ operation: @autoclosure () -> String, _ object: @autoclosure () -> String, _ call: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let number = Glibc.errno
        if number != EINTR { throw SystemError(operation: operation(), object: object(), errno: Errno(rawValue: number)) }
    }
}
