import CSisyphus
import Glibc

/// Facts and switches of this process, and where its process ids mean something.
public enum Processes {
    /// The id of this process (getpid(2)).
    public static var ownID: Int32 { getpid() }

    /// The program that this process runs, also after its file was replaced; without `/proc`, the path by which it was started.
    public static var ownProgram: String {
        let link = "/proc/self/exe"
        guard access(link, X_OK) != 0, let path = sis_start_path() else { return link }
        return String(cString: path)
    }

    /// The path of that program's file; `nil` where the system does not tell, or the file is gone.
    public static var programPath: String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4097) { buffer in
            buffer.initialize(repeating: 0)
            guard readlink("/proc/self/exe", buffer.baseAddress!, 4096) > 0 else { return nil }
            let path = String(cString: buffer.baseAddress!)
            return access(path, F_OK) == 0 ? path : nil
        }
    }

    /// How many threads this process has; 0 where the system does not tell.
    public static var threadCount: Int {
        var count = 0
        guard let directory = opendir("/proc/self/task") else { return 0 }
        while let entry = readdir(directory) {
            if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        closedir(directory)
        return count
    }

    /// What the kernel calls this process, in at most 15 bytes (`comm`).
    public static func setName(_ name: String) {
        guard let file = try? OpenFile.open("/proc/self/comm", O_WRONLY) else { return }
        try? file.writeAll(Array(name.utf8.prefix(15)))
    }

    /// Whether this is the thread that the process began with.
    public static var isOnMainThread: Bool { sis_is_main_thread() }
    /// Which of its threads calls (`pthread_t`); never 0.
    public static var threadID: UInt { UInt(pthread_self()) }

    /// Lets all others compute first.
    public static func giveWay() { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19) }

    /// The kernel lets this process go on when its parent dies, should somebody have stopped it.
    public static func goOnWithoutParent() { sis_go_on_without_parent() }

    /// Waits for a signal.
    public static func sleep() { pause() }

    /// Keeps the calling thread for so long.
    public static func rest(seconds: UInt32) { for _ in 0..<seconds { usleep(999_999) } }

    /// Whether orphaned descendants become children of this process.
    public static func setSubreaper(_ on: Bool) {
        // Fails only on kernels before 3.4.
        _ = sis_set_subreaper(on)
    }

    /// Keeps processes of the same user from reading this one's memory, environment and descriptors.
    public static func forbidDumps() {
        _ = sis_set_dumpable(false)
    }

    /// Whether they may read it.
    public static var allowsDumps: Bool { sis_is_dumpable() }

    /// The soft limit of setrlimit(2) that has this number of the kernel's; `nil`: unlimited.
    public static func softLimit(_ number: Int) -> UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(number), &limit) == 0, limit.rlim_cur != rlim_t.max else { return nil }
        return UInt64(limit.rlim_cur)
    }

    public static var parentID: Int32 { getppid() }

    /// `nil`: it was removed, or its path is too long.
    public static var workingDirectory: String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            getcwd(buffer.baseAddress!, buffer.count).map { String(cString: $0) }
        }
    }

    /// The name of this machine (gethostname(2)); empty where the system does not tell.
    public static var hostName: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            buffer.initialize(repeating: 0)
            return gethostname(buffer.baseAddress!, buffer.count - 1) == 0 ? String(cString: buffer.baseAddress!) : ""
        }
    }

    /// Tells this machine from others, whatever its name is (machine-id(5)); its name where it has none.
    public static var machineID: String {
        let bytes = (try? OpenFile.open("/etc/machine-id", O_RDONLY).read(upTo: 64, at: 0)) ?? []
        let text = String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
        return text.isEmpty ? hostName : text
    }

    /// Differs after each boot; empty where the system does not tell.
    public static var bootID: String {
        let bytes = (try? OpenFile.open("/proc/sys/kernel/random/boot_id", O_RDONLY).read(upTo: 64, at: 0)) ?? []
        return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }

    /// The number of the namespace in which process ids are counted; 0 where the system does not tell.
    public static var pidNamespace: UInt64 {
        var raw = stat()
        return stat("/proc/self/ns/pid", &raw) == 0 ? UInt64(raw.st_ino) : 0
    }

    /// Ends this process.
    public static func exit(_ status: Int32) -> Never { Glibc.exit(status) }

    /// Ends this process at once, without letting libraries close down.
    public static func leave(_ status: Int32) -> Never { _exit(status) }

    /// Whether this process was started under the name of a shell, `sisyphus-sh`.
    public static var isShell: Bool { sis_is_shell() }
    /// The path of the shell behind it: `SISYPHUS_SHELL`, else `/bin/sh`.
    public static var realShell: String { String(cString: sis_real_shell()) }
    /// Whether that shell got what can be a line of a crontab: `-c TEXT`, or the path of a file of systemd-cron's.
    public static var mayBeCrontabLine: Bool { sis_may_be_crontab_line() }

    /// Turns this process into another program, with every signal as it is by default, and with a variable set.
    /// - Returns: why that is not possible.
    public static func become(_ path: String, _ argv: ArgumentVector, setting name: String, to value: String) -> SystemError {
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_DFL) }
        setenv(name, value, 1)
        let words = CStringArray(argv.words)
        execv(path, words.pointer)
        return SystemError(operation: "start", object: path, errno: Errno(rawValue: errno))
    }

    /// Ends this process by a signal, as if it had never been handled, so that callers see `128 + n`. The kernel protects PID 1 from its own
    /// signals: there it exits with that number.
    public static func die(bySignal signal: Int32) -> Never {
        if getpid() != 1 { sis_die_by(signal) }
        _exit(128 + signal)
    }
}
