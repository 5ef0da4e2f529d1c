import CSisyphus
import Glibc

/// A program that was started beside the job: default signals, no descriptors but 0, 1 and 2, and a session of its own, so that no terminal signals it.
public final class Program {
    /// Its process id, which is also that of its session and process group.
    public let pid: Int32
    private var ended: Int32?

    /// - Parameters:
    ///   - path: searched for in `PATH` if it holds no slash.
    ///   - error: standard error; as standard output if not given.
    ///   - further: what it gets as descriptor 3; `nil`: nothing.
    ///   - directory: where it is started; `nil`: where this process is.
    ///   - session: `false`: it stays in this process's session and may use its terminal.
    public init(
        _ path: String, _ argv: ArgumentVector, environment: EnvironmentVector, input: Int32, output: Int32, error: Int32? = nil,
        further: Int32? = nil, directory: String? = nil, session: Bool = true
    ) throws(SystemError) {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (fd, place) in [(input, Int32(0)), (output, 1), (error ?? output, 2)] { posix_spawn_file_actions_adddup2(&actions, fd, place) }
        if let further { posix_spawn_file_actions_adddup2(&actions, further, 3) }
        if let directory { sis_spawn_in(&actions, directory) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (session ? 0x80 /* POSIX_SPAWN_SETSID */ : 0)))
        let words = CStringArray(argv.words)
        let variables = CStringArray(environment.entries)
        var pid: Int32 = 0
        var number = posix_spawnp(&pid, path, &actions, &attributes, words.pointer, variables.pointer)
        if number == EPERM {
            let descriptors = [input, output, error ?? output, further ?? -1]
            number = sis_spawn_without_clone3(&pid, path, words.pointer, variables.pointer, descriptors, directory, session)
        }
        if number != 0 { throw SystemError(operation: "start", object: path, errno: Errno(rawValue: number)) }
        self.pid = pid
    }

    private init(pid: Int32) { self.pid = pid }

    /// A process that finds out whether a TCP connection can be made: it ends with 0, or prints why not and ends with 1 (150: nobody can say).
    public static func connecting(to host: String, port: String, output: Int32) throws(SystemError) -> Program {
        Program(pid: try attempt("start", "a connection to \(host):\(port)") { sis_probe_connect(host, port, output) })
    }

    /// A process that prints the addresses of a host, one a line; it ends with 0, or prints why there are none and ends with 1.
    public static func addresses(of host: String, output: Int32) throws(SystemError) -> Program {
        Program(pid: try attempt("start", "a look for the addresses of \(host)") { sis_probe_addresses(host, output) })
    }

    /// The same for whether more bytes are free at a path.
    public static func looking(forFree bytes: Int, at path: String, output: Int32) throws(SystemError) -> Program {
        Program(pid: try attempt("start", "a look at \(path)") { sis_probe_free(path, Int64(bytes), output) })
    }

    /// Whether there is a file of this path that may be executed.
    public static func isExecutable(_ path: String) -> Bool {
        var raw = stat()
        return stat(path, &raw) == 0 && raw.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    /// Whether there is a program of this name: executable, and in `PATH` if it holds no slash.
    public static func exists(_ name: String) -> Bool {
        find(name) != nil
    }

    /// Where the program of this name is.
    public static func find(_ name: String) -> String? {
        guard !name.contains("/") else { return access(name, X_OK) == 0 ? name : nil }
        let path = Environment.value(of: "PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        // By bytes: each start comes here.
        var rest = path[...]
        while !rest.utf8.isEmpty {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
            let program = "\(rest[..<end])/\(name)"
            if end > rest.startIndex, access(program, X_OK) == 0 { return program }
            rest = end < rest.endIndex ? rest[rest.utf8.index(after: end)...] : ""
        }
        return nil
    }

    /// The raw wait status if it has ended; never waits. Somebody else may have waited for it already: then it counts as ended well.
    public func poll() -> Int32? {
        if let ended { return ended }
        var status: Int32 = 0
        let result = waitpid(pid, &status, WNOHANG)
        if result == 0 || result == -1 && errno == EINTR { return nil }
        ended = result == pid ? status : 0
        return ended
    }

    /// Waits for its end, at most this long (microseconds); then it is killed.
    /// - Returns: the raw wait status; `nil`: it was killed.
    public func wait(upTo limit: Int64) -> Int32? {
        let deadline = SystemClock.monotonicMicroseconds() + limit
        var pause: UInt32 = 200
        while true {
            if let status = poll() { return status }
            guard SystemClock.monotonicMicroseconds() < deadline else { break }
            usleep(pause)
            pause = min(pause * 2, 20_000)
        }
        end()
        return nil
    }

    /// Runs a program to its end, at most for this long (microseconds), with these bytes as its standard input.
    /// - Returns: what it printed, at most 16 MiB of each stream, and how it ended; no status if it was killed.
    /// - Throws: when it cannot be started.
    public static func output(
        of words: [String], input: [UInt8] = [], environment: EnvironmentVector = .inherited(without: "SISYPHUS_"), upTo limit: Int64 = 10_000_000
    ) throws(SystemError) -> (output: [UInt8], error: [UInt8], status: Int32?) {
        let streams = try [input, [], []].map { bytes throws(SystemError) in try MemoryFile.make(bytes, name: words[0]) }
        defer { for fd in streams { File.close(fd) } }
        let program = try Program(words[0], ArgumentVector(words), environment: environment, input: streams[0], output: streams[1], error: streams[2])
        let status = program.wait(upTo: limit)
        let texts = streams.dropFirst().map(MemoryFile.content)
        return (texts[0], texts[1], status)
    }

    /// Lets it go on if somebody has stopped it. To be called after each SIGCHLD.
    public func wakeIfStopped() {
        guard ended == nil else { return }
        var info = siginfo_t()
        if waitid(P_PID, id_t(pid), &info, Int32(WSTOPPED | WNOHANG)) == 0, Int(info.si_code) == Int(CLD_STOPPED) { kill(pid, SIGCONT) }
    }

    /// Asks it and all that is in its session's group to end, by SIGTERM.
    public func ask() {
        if ended == nil { kill(-pid, SIGTERM) }
    }

    /// Kills it with all that is in its session's group, and waits for it.
    public func end() {
        guard ended == nil else { return }
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        wait()
    }

    /// Waits until it ends.
    public func wait() {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        ended = status
    }
}

/// A file in memory, to hand a program its input or to take its output.
public enum MemoryFile {
    /// - Returns: a descriptor that stands at the beginning of these bytes; closing is up to the caller.
    public static func make(_ bytes: [UInt8] = [], name: String) throws(SystemError) -> Int32 {
        let fd = try attempt("make a file in memory for", name) { sis_memory_file(name) }
        do {
            try File.writeAll(fd, bytes, name: name)
        } catch {
            File.close(fd)
            throw error
        }
        lseek(fd, 0, SEEK_SET)
        return fd
    }

    /// The first 16 MiB of it.
    public static func content(of fd: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16 << 20) { buffer, count in count = max(0, pread(fd, buffer.baseAddress, buffer.count, 0)) }
    }
}
