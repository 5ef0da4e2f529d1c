import CSisyphus
import Glibc

/// What a copy of this process does, handed through C.
private final class ForkedWork {
    let body: () -> Never
    init(_ body: @escaping () -> Never) { self.body = body }
}

/// The process that is the parent of the job: it spawns, reaps and kills on our word, and by itself when we are gone.
public final class Keeper {
    /// The keeper's process id.
    public let pid: Int32
    /// To be polled for reading.
    public private(set) var channel: Int32
    /// Whether the keeper is known to be dead.
    public private(set) var isLost = false
    private var isReleased = false
    private let terminal: Int32?

    private init(pid: Int32, channel: Int32, terminal: Int32?) {
        self.pid = pid
        self.channel = channel
        self.terminal = terminal
    }

    deinit {
        if channel >= 0 { File.close(channel) }
    }

    /// Forks the keeper, which starts the job. What becomes of that is told by `receive`.
    ///
    /// Must be called in a process with one thread.
    /// - Throws: `SystemError` if there can be no keeper.
    public static func start(_ spec: SpawnSpec) throws(SystemError) -> Keeper {
        let argv = CStringArray(spec.argv.words)
        let envp = CStringArray(spec.environment.entries)
        // The job gets the terminal only if it is ours to give (we are no background job).
        let terminal = spec.isTTY ? Terminal.controlling(spec) : nil
        var raw = sis_spawn()
        raw.argv = UnsafePointer(argv.pointer)
        let file = spec.file.map { CStringArray([Array($0.utf8)]) }
        raw.envp = UnsafePointer(envp.pointer)
        raw.descriptors = (spec.stdin, spec.stdout, spec.stderr)
        raw.terminal = terminal ?? -1
        raw.own_terminal = spec.ownTerminal ?? -1
        raw.umask = mode_t(spec.umask)
        raw.lock = spec.lock ?? -1
        raw.slot = spec.slot ?? -1
        raw.group_entry = spec.controlGroup?.entry.fd ?? 0
        raw.group_end = spec.controlGroup?.end?.fd ?? 0
        (raw.lock_output, raw.lock_input) = (spec.fleet?.output ?? -1, spec.fleet?.input ?? -1)
        if let (moment, margin) = spec.fleet?.deadline { (raw.lock_deadline, raw.lock_margin_us) = (UnsafePointer(moment.page), margin) }
        raw.grace_us = spec.graceMicroseconds
        raw.kill_signal = spec.killSignal
        var channel: Int32 = -1
        let title = spec.title.map { CStringArray([Array($0.utf8)]) }
        let work = spec.work.map(ForkedWork.init)
        let pid = withExtendedLifetime((argv, envp, title, file, work)) {
            if let work {
                raw.work_context = Unmanaged.passUnretained(work).toOpaque()
                raw.work = { Unmanaged<ForkedWork>.fromOpaque($0!).takeUnretainedValue().body() }
            }
            raw.file = file.flatMap { $0.pointer[0].map { UnsafePointer($0) } }
            raw.title = title.flatMap { $0.pointer[0].map { UnsafePointer($0) } }
            return sis_keeper_start(&raw, &channel)
        }
        if pid == -1 {
            throw SystemError(operation: "start", object: "the keeper of the job", errno: Errno(rawValue: errno))
        }
        return Keeper(pid: pid, channel: channel, terminal: terminal)
    }

    /// Tells the keeper what to do. A keeper that is dead does not hear it; that is told by `receive`.
    public func send(_ command: KeeperCommand) { send(command.order) }

    private func send(_ order: sis_order) {
        guard !isLost, channel >= 0 else { return }
        var order = order
        var failures = 0
        while Glibc.send(channel, &order, MemoryLayout<sis_order>.size, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) == -1 {
            switch errno {
            case EINTR: continue
            // It is dead, which `receive` tells, or does not read, which the run's own deadlines find.
            case EPIPE, ECONNRESET, EAGAIN: return
            default:
                // For want of memory a moment may do; an order that cannot be given leaves the tree to us.
                failures += 1
                if failures == 20 { return kill() }
                usleep(1000)
            }
        }
    }

    /// Lets a keeper go on that somebody has stopped: nothing would be reaped and no limit kept until then. To be called after each SIGCHLD.
    /// - Returns: whether it was stopped.
    public func wakeIfStopped() -> Bool {
        guard !isReleased, !isLost else { return false }
        var info = siginfo_t()
        guard waitid(P_PID, id_t(pid), &info, Int32(WSTOPPED | WNOHANG)) == 0, Int(info.si_code) == Int(CLD_STOPPED) else { return false }
        return Glibc.kill(pid, SIGCONT) == 0
    }

    /// What the keeper has told since the last time; never waits.
    public func receive() -> [KeeperEvent] {
        var events: [KeeperEvent] = []
        let report = UnsafeMutablePointer<sis_report>.allocate(capacity: 1)
        defer { report.deallocate() }
        // Of the room for processes only so many are read as a report counts.
        report.pointee.shown = 0
        while !isLost, channel >= 0 {
            let count = recv(channel, report, MemoryLayout<sis_report>.size, Int32(MSG_DONTWAIT))
            if count > 0 {
                if let event = KeeperEvent(report) { events.append(event) }
            } else if count == -1 && (errno == EINTR || errno == ECONNRESET) {
                // A keeper that dies with orders unread causes one ECONNRESET before the reports that it sent.
                continue
            } else if count == -1 && (errno == EAGAIN || errno == ENOMEM || errno == ENOBUFS) {
                break
            } else {
                isLost = true
                if let terminal { Terminal.takeBack(terminal) }
                events.append(.lost)
            }
        }
        return events
    }

    /// Ends a keeper that does not answer; `receive` tells of it as `lost`. The job itself dies with it.
    public func kill() {
        // Until it is waited for, its id is nobody else's.
        if !isReleased { Glibc.kill(pid, SIGKILL) }
    }

    /// Lets the keeper go; what is alive belongs to nobody afterwards, unless this process is a subreaper. The job itself, should it be alive,
    /// is killed by that (PR_SET_PDEATHSIG), so this is for after its end.
    public func release() {
        guard !isReleased else { return }
        isReleased = true
        send(sis_order(command: Int32(SIS_RELEASE.rawValue), signal: 0, grace_us: 0))
        defer {
            if channel >= 0 { File.close(channel) }
            channel = -1
        }
        // It goes at once, which closes its end of the channel, unless somebody stopped it.
        if !Poll.isReady(channel, for: .end, within: 1_000_000) { Glibc.kill(pid, SIGKILL) }
        while waitpid(pid, nil, 0) == -1, errno == EINTR {}
    }
}
