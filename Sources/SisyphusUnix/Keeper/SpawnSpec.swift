/// How a job is started.
public struct SpawnSpec {
    /// The command; its first word is what is executed, unless `file` says otherwise.
    public var argv: ArgumentVector
    /// What is executed; `nil`: what the first word names.
    public var file: String?
    /// Set: nothing is executed; the job's process is a copy of this one, which does this. That has one thread then, and none of our descriptors.
    public var work: (() -> Never)?
    /// The whole environment of the job.
    public var environment: EnvironmentVector
    /// The job's 0, 1 and 2; they may be the same. The caller keeps them and closes them when the keeper has been started.
    public var stdin: Int32
    public var stdout: Int32
    public var stderr: Int32
    /// Whether the job stays in this session, gets a process group of its own and the terminal; else it gets a session of its own.
    public var isTTY: Bool
    /// The terminal that the job's session gets as its own (`PseudoTerminal.side`); `nil`: none.
    public var ownTerminal: Int32?
    /// The job's umask.
    public var umask: UInt16
    /// Held open by the keeper, never by the job.
    public var lock: Int32?
    /// The same for the place in a group.
    public var slot: Int32?
    /// What the job is put into before it begins, and what kills all of its tree.
    public var controlGroup: ControlGroup?
    /// The lock of all hosts, if there is one.
    public var fleet: Fleet?
    /// How long the tree has to end by itself when the supervisor is lost.
    public var graceMicroseconds: Int64
    /// What asks that tree to end.
    public var killSignal: Int32
    /// What `ps` shows for the keeper, where titles have been prepared.
    public var title: String?

    /// How a keeper knows by itself that the lock of all hosts is lost.
    public struct Fleet {
        /// When this deadline comes so near (microseconds).
        public var deadline: (moment: SharedDeadline, margin: Int64)?
        /// When the other end of this descriptor is closed.
        public var output: Int32?
        /// Held open by the keeper: what the holder of the lock takes for the end of the run.
        public var input: Int32?

        public init() {}
    }

    public init(
        argv: ArgumentVector, file: String? = nil, environment: EnvironmentVector, stdin: Int32, stdout: Int32, stderr: Int32,
        isTTY: Bool = false, ownTerminal: Int32? = nil, umask: UInt16, lock: Int32?, slot: Int32? = nil, controlGroup: ControlGroup? = nil,
        graceMicroseconds: Int64, killSignal: Int32 = 15,
        title: String? = nil
    ) {
        self.argv = argv
        self.file = file
        self.environment = environment
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.isTTY = isTTY
        self.ownTerminal = ownTerminal
        self.umask = umask
        self.lock = lock
        self.slot = slot
        self.controlGroup = controlGroup
        self.graceMicroseconds = graceMicroseconds
        self.killSignal = killSignal
        self.title = title
    }
}
