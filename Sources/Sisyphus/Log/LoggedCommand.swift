import Glibc
import SisyphusCore
import SisyphusUnix
import Synchronization

/// What came of a command that a job has run.
public struct CommandResult: Sendable, Equatable {
    /// Its exit status; `nil`: a signal ended it.
    public let exitStatus: Int32?
    /// The signal that ended it.
    public let signal: Int32?
    /// What it printed to standard output and standard error, the first MiB of each; what is not UTF-8 is repaired.
    public let output: String, errorOutput: String

    /// Whether it ended with status 0.
    public var isSuccess: Bool { exitStatus == 0 }
}

extension Log {
    /// Runs a command and logs what it prints, line by line as it comes, with the tags of this value and in the tasks that are open here; lines of standard error have the tag
    /// `stderr` too. Its standard input is empty.
    ///
    ///     let pull = try await log.hg.run("hg", ["pull", "--update"], in: checkout)
    ///     guard pull.isSuccess else { throw Failure(pull.errorOutput) }
    ///
    /// The command ends with the job: when the Swift task is cancelled it is asked to end by SIGTERM, with all processes of its session, and killed half a second later. What it
    /// leaves running by itself is the job's to end, as everything that the job starts.
    ///
    /// - Parameters:
    ///   - program: Its path, or its name in `PATH`.
    ///   - arguments: What follows the program; no shell looks at it.
    ///   - directory: Where it works; `nil`: where the job does.
    ///   - environment: Variables besides those of the job.
    ///   - isolation: The actor of whoever calls.
    /// - Returns: how it ended, and what it printed.
    /// - Throws: an error that says why it cannot be started; `CancellationError`.
    @discardableResult
    public func run(
        _ program: String, _ arguments: [String] = [], in directory: String? = nil, environment: [String: String] = [:],
        isolation: isolated (any Actor)? = #isolation
    ) async throws -> CommandResult {
        var variables = EnvironmentVector.inherited()
        for (name, value) in environment { variables.set(name, value) }
        let (null, out, err) = (try File.openNull(), try PipeEnds(), try PipeEnds())
        let started = Result {
            try Program(
                program, ArgumentVector([program] + arguments), environment: variables, input: null, output: out.writing, error: err.writing,
                directory: directory)
        }
        for fd in [null, out.writing, err.writing] { File.close(fd) }
        let reader = CommandReader([out.reading, err.reading])
        guard case .success(let process) = started else {
            reader.close()
            throw started.failure!
        }
        let (events, logs) = (try reader.read(process), [self, self["stderr"]])
        // A task of its own, with the tasks of the log: one that is cancelled gets nothing more from a stream, but the command may have something to say.
        let reading = Task.detached { [frame = TaskFrame.current] in
            await frame.continued {
                var (lines, status) = ([CommandLines(), CommandLines()], Int32(0))
                for await event in events {
                    switch event {
                    case .bytes(let stream, let bytes): lines[stream].append(bytes) { logs[stream]($0) }
                    case .ended(let raw): status = raw
                    }
                }
                for stream in [0, 1] { lines[stream].end { logs[stream]($0) } }
                return (lines.map { String(decoding: $0.kept, as: UTF8.self) }, WaitStatus(rawStatus: status))
            }
        }
        let (texts, end) = await withTaskCancellationHandler {
            await reading.value
        } onCancel: {
            reader.cancel()
        }
        try Task.checkCancellation()
        let (output, errorOutput) = (texts[0], texts[1])
        switch end {
        case .exited(let code): return CommandResult(exitStatus: code, signal: nil, output: output, errorOutput: errorOutput)
        case .signalled(let signal): return CommandResult(exitStatus: nil, signal: signal, output: output, errorOutput: errorOutput)
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

/// The lines in what a command prints, and its beginning.
private struct CommandLines {
    private static let mostKept = 1 << 20
    var kept: [UInt8] = []
    private var rest: [UInt8] = []

    mutating func append(_ bytes: [UInt8], _ give: (String) -> Void) {
        kept += bytes.prefix(CommandLines.mostKept - kept.count)
        rest += bytes
        while let feed = rest.firstIndex(of: UInt8(ascii: "\n")) {
            give(String(decoding: rest[..<feed], as: UTF8.self))
            rest.removeSubrange(...feed)
        }
    }

    mutating func end(_ give: (String) -> Void) {
        if !rest.isEmpty { give(String(decoding: rest, as: UTF8.self)) }
        rest = []
    }
}

/// Reads what a command prints on a thread of its own, and waits for it.
private final class CommandReader: Sendable {
    enum Event: Sendable { case bytes(stream: Int, [UInt8]), ended(rawStatus: Int32) }

    private static let look: Int64 = 50_000
    private static let grace: Int64 = 500_000
    private let fds: [Int32]
    private let isCancelled = Atomic(false)

    init(_ fds: [Int32]) { self.fds = fds }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }
    func close() { for fd in fds { File.close(fd) } }

    func read(_ process: Program) throws(SystemError) -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        // Handed on to the thread.
        nonisolated(unsafe) let process = process
        do {
            try PlainThread.start { [self] in
                continuation.yield(.ended(rawStatus: serve(process) { continuation.yield($0) }))
                continuation.finish()
            }
        } catch {
            process.end()
            close()
            throw error
        }
        return stream
    }

    private func serve(_ process: Program, _ give: (Event) -> Void) -> Int32 {
        var open = Array(fds.enumerated())
        var killing: Int64?
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer {
            buffer.deallocate()
            close()
        }
        while true {
            if isCancelled.load(ordering: .relaxed) {
                if killing == nil { process.ask() }
                killing = killing ?? SystemClock.monotonicMicroseconds() + CommandReader.grace
                if SystemClock.monotonicMicroseconds() >= killing! { process.end() }
            }
            // Asked before reading: what was printed before the end is there then. Somebody else may hold the pipes for ever.
            let end = process.poll()
            var poll = Poll()
            for (_, fd) in open { poll.add(fd) }
            poll.wait(microseconds: CommandReader.look)
            var isIdle = true
            open.removeAll { stream, fd in
                guard poll.isReady(fd) else { return false }
                switch File.readAvailable(fd, buffer) {
                case .bytes(let count):
                    isIdle = false
                    give(.bytes(stream: stream, Array(buffer[..<count])))
                    return false
                case .wouldBlock: return false
                case .end, .failed: return true
                }
            }
            if let end, isIdle { return end }
        }
    }
}
