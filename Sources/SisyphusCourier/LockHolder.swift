import SisyphusCore
import SisyphusFleet
import SisyphusNotify
import SisyphusUnix

/// Does what a `LockState` decides: asks etcd, puts off the deadline that supervisor and keeper share, and tells the supervisor.
///
/// It is a process of its own: the supervisor's words come in on standard input, news go out on standard output, and the deadline is descriptor 3. The
/// keeper has the other end of standard input too: at its end both are gone, and so is the tree unless both were killed.
final class LockHolder {
    private let order: LockOrder
    private let deadline: SharedDeadline
    private var state: LockState
    private var calls: (any Calls)?
    private var token: String?
    private var request: (what: EtcdRequest, member: Int, call: any RunningCall)?
    private var watch: (call: any RunningCall, heard: Int)?
    private var runID: String?

    init(_ order: LockOrder, _ deadline: SharedDeadline) {
        (self.order, self.deadline) = (order, deadline)
        state = LockState(order)
    }

    /// Becomes a lock holder. Its first line says which lock.
    static func run() -> Never {
        Processes.forbidDumps()
        Processes.goOnWithoutParent()
        HarmlessSignals.block(andRequestsToEnd: true)
        try? File.setNonBlocking(0)
        var words = WordReader()
        if let line = words.first(), let order = LockOrder(line.utf8), let deadline = try? SharedDeadline(fd: 3) {
            LockHolder(order, deadline).serve(&words)
        }
        Processes.leave(0)
    }

    private func serve(_ words: inout WordReader) {
        handle(.begin)
        while state.phase != .over {
            step(fd: words.isOpen ? 0 : nil)
            let wasOpen = words.isOpen
            for line in words.read() {
                switch LockWord(line) {
                case .run(let id): runID = id
                case .release: handle(.release)
                case nil: break
                }
            }
            if wasOpen, !words.isOpen { handle(.orphaned) }
        }
    }

    private func handle(_ input: LockInput) {
        for effect in state.handle(input, at: SystemClock.bootMicroseconds()) { perform(effect) }
    }

    private func perform(_ effect: LockEffect) {
        switch effect {
        case .request(let what, let member, let limit): ask(what, member, limit)
        case .watch(let member, let revision):
            endWatch()
            let (path, body) = EtcdRequest.watch(order, from: revision)
            // Each renewal of the lease tries again anyway.
            watch = start(path, body, member, limit: 3600_000_000).map { ($0, 0) }
        case .endWatch: endWatch()
        case .cover(let until): deadline.moment = until
        case .tell(let news):
            if StandardStream.output.offer(news.bytes.text) { return }
            // Who waits for this and does not hear it would wait for ever, with the lock of all hosts. The end of the holder is heard in any case.
            if case .locked = news { handle(.release) }
        case .endTree:
            guard let runID else { return }
            ProcessTable.endAll(withCookie: "SISYPHUS_RUN_ID=\(runID)", signal: order.signal, graceMicroseconds: order.grace)
        case .finish: break
        }
    }

    // MARK: Requests

    private func ask(_ what: EtcdRequest, _ member: Int, _ limit: Int64) {
        if let request { calls?.end(request.call) }
        request = nil
        guard let call = start(what.path, what.body(order), member, limit: limit) else {
            return handle(.failed(.refused(trouble ?? "libcurl refuses the request")))
        }
        request = (what, member, call)
    }

    /// Why libcurl cannot be used.
    private var trouble: String?

    private func start(_ path: String, _ body: JSONValue, _ member: Int, limit: Int64) -> (any RunningCall)? {
        if calls == nil {
            if order.endpoints[member].hasPrefix("https:") {
                do throws(Secrets.Trouble) { calls = try Transfers(isVerbose: false) } catch { trouble = error.description }
            } else {
                calls = PlainCalls()
            }
        }
        let call = Transfers.Call(
            url: order.endpoints[member] + path, body: body.bytes, token: token, trusted: order.trusted, certificate: order.certificate,
            privateKey: order.privateKey)
        return calls?.start(call, AttemptLimits(upTo: limit))
    }

    private func endWatch() {
        if let watch { calls?.end(watch.call) }
        watch = nil
    }

    /// Waits until something happens, and goes on.
    private func step(fd: Int32?) {
        var wait: Int64 = 60_000_000
        if request != nil { wait = min(wait, 200_000) }
        if let due = state.deadline { wait = min(wait, max(due - SystemClock.bootMicroseconds(), 0)) }
        if let calls {
            calls.step(fd: fd, milliseconds: Int32(clamping: (wait + 999) / 1000))
        } else {
            var poll = Poll()
            if let fd { poll.add(fd) }
            poll.wait(microseconds: wait)
        }
        let now = SystemClock.monotonicMicroseconds()
        if let (what, member, call) = request, let result = calls?.result(of: call, now: now) {
            request = nil
            settle(what, result, from: String(order.endpoints[member].drop { $0 != "/" }.dropFirst(2)))
        }
        lookAtWatch(now)
        handle(.tick)
    }

    private func settle(_ what: EtcdRequest, _ result: AttemptResult, from host: String) {
        if result.code == CurlCode.tooLarge { return handle(.failed(.refused("\(host) answers as no etcd does (more than 64 KiB)"))) }
        guard result.code == 0 else {
            let sentence = "\(host): \(result.error)"
            return handle(.failed(CurlCode.isLasting(result.code) ? .refused(sentence) : .away(sentence)))
        }
        switch what.judge(status: result.status, result.reply.utf8, from: host) {
        case .success(let answer):
            if case .token(let new) = answer { token = new }
            handle(.answered(answer))
        case .failure(let trouble):
            if case .loggedOut = trouble { token = nil }
            handle(.failed(trouble))
        }
    }

    /// The first line of a watch says that it has begun, each further one that something has changed.
    private func lookAtWatch(_ now: Int64) {
        guard let (call, heard) = watch else { return }
        let lines = call.answerLines
        let isOver = calls?.result(of: call, now: now) != nil
        watch = isOver ? nil : (call, max(lines, 1))
        if isOver || lines > max(heard, 1) { handle(.changed) }
    }
}

/// The lines of a supervisor.
private struct WordReader {
    private(set) var isOpen = true
    private var bytes: [UInt8] = []

    /// Waits for the first line.
    mutating func first() -> String? {
        while true {
            var poll = Poll()
            poll.add(0)
            poll.wait(microseconds: nil)
            let lines = read()
            if let line = lines.first { return line }
            if !isOpen { return nil }
        }
    }

    /// Never waits.
    mutating func read() -> [String] {
        withUnsafeTemporaryAllocation(byteCount: 4 << 10, alignment: 16) { buffer in
            while isOpen {
                switch File.readAvailable(0, buffer) {
                case .bytes(let count): bytes += buffer[..<count]
                case .wouldBlock: return
                case .end, .failed: isOpen = false
                }
            }
        }
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        defer { bytes.removeFirst(end + 1) }
        return bytes[...end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
