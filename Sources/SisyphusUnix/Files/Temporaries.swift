import Glibc
public import SisyphusCore

extension TemporaryName {
    /// The name under which this process prepares a file.
    public init(for file: String) { self.init(file: file, writer: getpid()) }

    /// Microseconds: no write of ours takes that long, so that another process has the writer's number by then.
    private static let patience: Int64 = 86_400_000_000

    /// Whether nobody is writing the file any more: its writer is gone (or is this process, which has begun nothing else meanwhile), or it was not
    /// touched for a day. What is no file of its own (a directory, say) is never abandoned.
    ///
    /// - Parameter now: Microseconds since 1970-01-01 UTC.
    public func isAbandoned(in directory: Directory, now: Int64) -> Bool {
        guard let status = (try? directory.status(of: text)) ?? nil, status.kind == .regular || status.kind == .symlink else { return false }
        return writer == getpid() || ProcessTable.hasEnded(writer) || now - status.modified > Self.patience
    }
}

extension Directory {
    /// Removes what writers that are gone had prepared.
    ///
    /// - Parameters:
    ///   - now: Microseconds since 1970-01-01 UTC.
    ///   - isOurs: whether this program prepares such a file here.
    public func sweep(now: Int64, where isOurs: (TemporaryName) -> Bool) {
        var names: [String] = []
        try? forEachEntry { bytes, _ in
            if let name = TemporaryName(bytes), isOurs(name), name.isAbandoned(in: self, now: now) { names.append(name.text) }
        }
        for name in names { try? unlink(name) }
    }

    /// Replaces a file in a directory that nothing else sweeps, and removes what writers of it that were killed had prepared.
    public func replaceAndSweepFile(_ name: String, with bytes: [UInt8], mode: UInt16) throws(SystemError) {
        try replaceFile(name, with: bytes, mode: mode, sync: false)
        sweep(now: SystemClock.wall().microseconds) { $0.file == name }
    }
}
