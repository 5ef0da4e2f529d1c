/// What the lock file of a job says: whose the directory is and, as long as a start holds the lock, which process that is.
///
/// The holder is there before anything else of a run is, and also where the disk takes nothing else: its place in the file needs no new block.
public struct LockFile: Sendable, Equatable {
    /// Who holds the lock, by what tells a process from all others.
    public struct Holder: Sendable, Equatable {
        public var process: RunStateFile.ProcessMark
        public var host: String
        public var bootID: String
        /// Inode of the pid namespace in which the process id means something.
        public var pidNamespace: UInt64
        /// Tells commands apart.
        public var command: UInt64

        public init(process: RunStateFile.ProcessMark, host: String, bootID: String, pidNamespace: UInt64, command: [String]) {
            (self.process, self.host, self.bootID, self.pidNamespace) = (process, host, bootID, pidNamespace)
            self.command = Self.mark(of: command)
        }

        /// Whether it is a start of this command.
        public func starts(_ command: [String]) -> Bool { self.command == Self.mark(of: command) }

        private static func mark(of command: [String]) -> UInt64 {
            var bytes: [UInt8] = []
            for word in command { bytes += Array(word.utf8) + [0] }
            return bytes.withUnsafeBytes { SipHash(key: [UInt8](repeating: 0, count: 16)).hash($0) }
        }
    }

    /// Whose the directory is, as `JobPlace.ownerText`.
    public var owner: [UInt8]
    /// `nil`: nobody has said so, or it is torn.
    public var holder: Holder?

    public init(owner: [UInt8], holder: Holder? = nil) { (self.owner, self.holder) = (owner, holder) }

    private static let mark = Array("\nholder ".utf8)

    public init(bytes: [UInt8]) {
        guard let range = bytes.firstRange(of: Self.mark) else {
            self.init(owner: bytes)
            return
        }
        self.init(owner: Array(bytes[...range.lowerBound]), holder: Holder(bytes[range.upperBound...]))
    }

    public var bytes: [UInt8] { owner + (holder?.line ?? []) }
}

extension LockFile.Holder {
    fileprivate var line: [UInt8] { Array("holder \(process.pid) \(process.start) \(pidNamespace) \(command) \(bootID) \(host)\n".utf8) }

    /// A lock file with fewer bytes tells of no holder of whom anybody could say that it lives: for that it takes a boot's ID, which has 36 (random(4)).
    public static let leastSize = Int64("\nholder 1 0 0 0  \n".utf8.count + 36)

    fileprivate init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.last == UInt8(ascii: "\n") else { return nil }
        let words = String(decoding: bytes.dropLast(), as: UTF8.self).split(separator: " ", maxSplits: 5, omittingEmptySubsequences: false)
        guard words.count == 6, let pid = Int32(words[0]), pid > 0, let start = UInt64(words[1]), let namespace = UInt64(words[2]),
            let command = UInt64(words[3])
        else { return nil }
        (process, pidNamespace, self.command) = (.init(pid: pid, start: start), namespace, command)
        (bootID, host) = (String(words[4]), String(words[5]))
    }
}
