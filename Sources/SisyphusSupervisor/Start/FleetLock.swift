import SisyphusCore
import SisyphusFleet
import SisyphusNotify
import SisyphusUnix

/// The lock of all hosts as the supervisor sees it: a process that holds it. That of etcd is the own binary in another role, and puts off a deadline
/// that it shares with supervisor and keeper; a command of others holds the lock as long as its output is open.
final class FleetLock {
    private let program: Program
    private var input: Int32?
    private var output: Int32?
    private var incoming: [UInt8] = []
    /// `nil`: a command holds the lock.
    private let deadline: SharedDeadline?
    private let margin: Int64
    /// What grows with each holder, and the key, once the lock is held.
    private(set) var fence: String?
    private(set) var key: String?
    /// Why it is not held any more.
    private(set) var loss: String?
    /// Of the holder's lines, what the log is to tell.
    private var warnings: [RunWarning] = []
    private var trouble: String?

    /// The child of this process that is no part of the job.
    var pid: Int32 { program.pid }
    /// To be polled for reading.
    var descriptors: [Int32] { [output, loss == nil ? deadline?.timer : nil].compactMap { $0 } }
    var isHeld: Bool { fence != nil && loss == nil }

    enum Attempt {
        case held(FleetLock)
        case skipped(SkipReason)
        /// Nobody could be asked.
        case away(String)
        case refused(String)
        case interrupted(Int32)
    }

    /// Takes the lock or waits for it as `--overlap` says.
    ///
    /// - Parameter owner: what others are told of this run.
    static func take(_ context: JobContext, owner: LockOwner) -> Attempt {
        let settings = context.settings
        do {
            switch settings.fleetLock.engine {
            case .etcd(let address)?:
                let slot = settings.scheduling.oncePerSlot ? context.slot : nil
                let password: String?
                do throws(Refusal) { password = try Self.password(settings) } catch { return .refused(error.reason) }
                return try FleetLock(LockOrder(settings, address, owner: owner, slot: slot, password: password)).wait(context)
            case .command(let line)?: return try FleetLock(command: line, context).wait(context)
            case nil: return .away("there is no lock")
            }
        } catch {
            return .away("\(error)")
        }
    }

    /// - Throws: why it cannot be had, in a sentence.
    static func password(_ settings: RunSettings) throws(Refusal) -> String? {
        guard let secret = settings.fleetLock.password else { return nil }
        do throws(Secrets.Trouble) { return try Secrets.read(secret) } catch { throw Refusal("the password (--lock-password) cannot be read: \(error)") }
    }

    private init(_ order: LockOrder) throws(SystemError) {
        let requests = try PipeEnds(capacity: 1 << 16)
        let answers = try PipeEnds()
        let deadline = try SharedDeadline()
        defer {
            File.close(requests.reading)
            File.close(answers.writing)
        }
        try File.setNonBlocking(requests.writing)
        var environment = EnvironmentVector.inherited(without: "SISYPHUS_")
        environment.set(CourierRole.variable, "1")
        program = try Program(
            Processes.ownProgram, ArgumentVector(order.roleWords), environment: environment, input: requests.reading, output: answers.writing,
            error: answers.writing, further: deadline.fd)
        (input, output, self.deadline) = (requests.writing, answers.reading, deadline)
        margin = order.grace + FleetLockSettings.reserve
        tell(order.bytes)
    }

    private init(command: String, _ context: JobContext) throws(SystemError) {
        let settings = context.settings
        // Nothing is ever written there: its end says that supervisor and keeper are gone.
        let requests = try PipeEnds()
        let answers = try PipeEnds()
        defer {
            File.close(requests.reading)
            File.close(answers.writing)
        }
        try File.setNonBlocking(requests.reading, false)
        var environment = context.environment
        environment.set("SISYPHUS_RUN_LOCK", "\(settings.projectname)/\(JobPlace(settings).directoryName)")
        environment.set("SISYPHUS_RUN_LOCK_WAIT", { if case .wait = settings.overlap { "yes" } else { "no" } }())
        program = try Program(
            "/bin/sh", ArgumentVector(["sh", "-c", command]), environment: environment, input: requests.reading, output: answers.writing,
            error: 2)
        (input, output, deadline, margin) = (requests.writing, answers.reading, nil, 0)
    }

    private func tell(_ bytes: [UInt8]) {
        guard let input, deadline != nil else { return }
        do throws(SystemError) { try File.writeAll(input, bytes) } catch {
            // A holder that is not told what to do ends, which is heard.
            File.close(input)
            self.input = nil
        }
    }

    // MARK: Taking it

    private func wait(_ context: JobContext) -> Attempt {
        let start = SystemClock.monotonicMicroseconds()
        var (limit, owner, isWaiting): (Int64?, LockOwner?, Bool) = (nil, nil, false)
        if case .wait(let most) = context.settings.overlap {
            // A command says nothing while it waits.
            isWaiting = deadline == nil
            limit = most.map { start + max(0, $0.microseconds - (context.lockWait ?? 0) - (context.groupWait ?? 0)) }
        } else if deadline == nil {
            limit = start + Self.commandPatience
        }
        var poll = Poll()
        while true {
            for news in receive() {
                switch news {
                case .locked(let fence, let key):
                    (self.fence, self.key) = (fence, key)
                    context.fleetWait = SystemClock.monotonicMicroseconds() - start
                    return .held(self)
                case .waiting(let now):
                    (owner, isWaiting) = (now, true)
                    context.showWaiting(.init(.fleet), title: "Waiting for the fleet lock")
                case .busy(let now): return leave(.skipped(.elsewhere(now)))
                case .slotIsTaken: return leave(context.slot.map { .skipped(.slot($0)) } ?? .skipped(.elsewhere(nil)))
                case .away(let why): return leave(.away(why))
                case .refused(let why): return leave(.refused(why))
                case .trouble, .renewed, .lost: break
                }
            }
            if output == nil { return ended(owner) }
            let now = SystemClock.monotonicMicroseconds()
            if let limit, now >= limit { return leave(isWaiting ? .skipped(.elsewhere(owner)) : late()) }
            poll.removeAll()
            poll.add(context.signals.fd)
            for fd in descriptors { poll.add(fd) }
            context.addStreams(to: &poll)
            poll.wait(microseconds: [limit, context.streamDeadline].compactMap { $0 }.min().map { $0 - now })
            context.turnStreams(poll)
            for signal in context.signals.read() {
                if Signal.endsRun(signal) {
                    context.service?.stop(grace: 0)
                    return leave(.interrupted(signal))
                }
                if signal == Signal.terminalStop { context.signals.stopSelf() }
                if signal == Signal.childEnded { program.wakeIfStopped() }
            }
        }
    }

    /// How long a command may take that is not to wait (microseconds).
    private static let commandPatience: Int64 = 6_000_000
    /// The exit status by which it says that another host has the lock.
    private static let busyStatus: Int32 = 75

    private func late() -> Attempt { .away("\(deadline == nil ? "the command" : "the lock holder") has not said in time whether it has the lock") }

    private func leave(_ attempt: Attempt) -> Attempt {
        release()
        return attempt
    }

    /// The holder has ended without the lock.
    private func ended(_ owner: LockOwner?) -> Attempt {
        let status = program.wait(upTo: 1_000_000).map(WaitStatus.init)
        if deadline == nil, status == .exited(Self.busyStatus) { return .skipped(.elsewhere(owner)) }
        let how =
            switch status {
            case .exited(let code)?: "ended with status \(code)"
            case .signalled(let signal)?: "was killed by \(Signal.name(signal))"
            case nil: "closed its output"
            }
        return .away("the \(deadline == nil ? "command of --lock" : "lock holder") \(how) before it had the lock")
    }

    // MARK: Keeping it

    /// What a keeper needs to know of the lock.
    func watch(_ settings: RunSettings) -> SpawnSpec.Fleet {
        var fleet = SpawnSpec.Fleet()
        fleet.input = input
        guard settings.fleetLock.whenLost == .end else { return fleet }
        // The supervisor, which can say why, is to be first.
        if let deadline { fleet.deadline = (deadline, margin - 500_000) } else { fleet.output = output }
        return fleet
    }

    func begin(_ runID: String) { tell(LockWord.run(id: runID).bytes) }

    /// Looks whether the lock is held still.
    func turn() {
        guard loss == nil else { return }
        for news in receive() {
            switch news {
            case .trouble(let why):
                trouble = why
                warnings.append(.lockTrouble(why))
            case .renewed:
                trouble = nil
                warnings.append(.lockTrouble(nil))
            case .lost(let why): loss = why
            case .locked, .waiting, .busy, .slotIsTaken, .away, .refused: break
            }
        }
        guard let deadline else {
            if output == nil { loss = "the command that held it has closed its output" }
            return
        }
        let end = deadline.moment - margin
        if end > SystemClock.bootMicroseconds() {
            deadline.wake(at: end)
        } else if loss == nil {
            loss = trouble ?? (output == nil ? "the process that held it has ended" : "it could not be renewed in time")
        }
    }

    func takeWarnings() -> [RunWarning] {
        defer { warnings = [] }
        return warnings
    }

    /// Somebody may have stopped the holder, or it has ended.
    func childEnded() {
        program.wakeIfStopped()
        // Whatever it has started may have its output still.
        if program.poll() != nil, deadline == nil, let output {
            File.close(output)
            self.output = nil
        }
    }

    /// Gives the lock back, for which the holder has a moment.
    func release() {
        tell(LockWord.release.bytes)
        if deadline == nil { program.ask() }
        // The output is closed with the end of the last who has it, which is seen at once: a shell may be gone while what it has started still gives the lock back.
        let end = SystemClock.monotonicMicroseconds() + Self.farewell
        while let output, case let left = end - SystemClock.monotonicMicroseconds(), left > 0 {
            var poll = Poll()
            poll.add(output)
            poll.wait(microseconds: left)
            _ = receive()
        }
        _ = program.wait(upTo: end - SystemClock.monotonicMicroseconds())
        // Not before: a command would take it for one more request to end, of which one is enough.
        for fd in [input, output] { if let fd { File.close(fd) } }
        (input, output) = (nil, nil)
    }

    private static let farewell: Int64 = 3_000_000

    private func receive() -> [LockNews] {
        withUnsafeTemporaryAllocation(byteCount: 4 << 10, alignment: 16) { buffer in
            while let output {
                switch File.readAvailable(output, buffer) {
                // A command that talks without end is not kept in memory.
                case .bytes(let count): incoming = (incoming + buffer[..<count]).suffix(64 << 10)
                case .wouldBlock: return
                case .end, .failed:
                    File.close(output)
                    self.output = nil
                }
            }
        }
        guard let end = incoming.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        defer { incoming.removeFirst(end + 1) }
        return incoming[...end].split(separator: UInt8(ascii: "\n")).compactMap { LockNews(String(decoding: $0, as: UTF8.self)) }
    }
}
