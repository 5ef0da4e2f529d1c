import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Requests to services of one's own network that may run beside each other: by libcurl, or without it.
protocol Calls: AnyObject {
    /// - Returns: `nil`: it cannot be tried.
    func start(_ call: Transfers.Call, _ limits: AttemptLimits) -> (any RunningCall)?
    /// Ends one.
    func end(_ call: any RunningCall)
    /// Goes on with all of them; waits at most this long, or until the descriptor can be read.
    func step(fd: Int32?, milliseconds: Int32)
    /// What came of one; `nil`: it is under way. What takes too long is ended.
    func result(of call: any RunningCall, now: Int64) -> AttemptResult?
}

protocol RunningCall: AnyObject {
    /// How many lines of the answer have come.
    var answerLines: Int { get }
}

/// Requests without TLS. libcurl takes more memory than all else in a process that waits, and longer to load than such requests take.
///
/// Each has a connection of its own, which ends with the answer: HTTP/1.0.
final class PlainCalls: Calls {
    private var running: [PlainCall] = []

    func start(_ call: Transfers.Call, _ limits: AttemptLimits) -> (any RunningCall)? {
        guard let started = PlainCall(call, limits) else { return nil }
        running.append(started)
        return started
    }

    func end(_ call: any RunningCall) { running.removeAll { $0 === call } }

    func step(fd: Int32?, milliseconds: Int32) {
        var poll = Poll()
        if let fd { poll.add(fd) }
        var limit = Int64(milliseconds) * 1000
        let now = SystemClock.monotonicMicroseconds()
        for call in running {
            if let (fd, event) = call.waiting { poll.add(fd, for: event) } else { limit = 0 }
            limit = min(limit, call.end - now)
        }
        poll.wait(microseconds: limit)
        for call in running { call.goOn(poll) }
    }

    func result(of call: any RunningCall, now: Int64) -> AttemptResult? {
        guard let call = call as? PlainCall, let result = call.result(now) else { return nil }
        end(call)
        return result
    }
}

private final class PlainCall: RunningCall {
    private enum Phase {
        /// A process of its own asks for the addresses, since a name server may not answer.
        case asking(Program, output: Int32)
        case connecting(Connection)
        case sending(Connection)
        case receiving(Connection)
        case over
    }

    private let host: String
    private let port: String
    private var request: [UInt8]
    private var phase = Phase.over
    private var addresses: [String] = []
    private var answer: [UInt8] = []
    /// Where the body of the answer begins; `nil`: its head has not come whole.
    private var bodyStart: Int?
    private var error = "there is no address"
    private var code = CurlCode.cannotConnect
    /// When it is given up (microseconds of the monotonic clock).
    let end: Int64

    /// No answer of etcd that is asked for one key is so large.
    private static let limit = 64 << 10

    /// - Returns: `nil`: the address is no such one.
    init?(_ call: Transfers.Call, _ limits: AttemptLimits) {
        let place = call.url.dropFirst("http://".utf8.count)
        guard let slash = place.firstIndex(of: "/"), let colon = place[..<slash].lastIndex(of: ":") else { return nil }
        let name = place[..<colon]
        host = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : String(name)
        port = String(place[place.index(after: colon)..<slash])
        let token = call.token.map { "Authorization: \($0)\r\n" } ?? ""
        let head =
            "POST \(place[slash...]) HTTP/1.0\r\nHost: \(place[..<slash])\r\nContent-Type: application/json\r\nContent-Length: \(call.body.count)\r\n\(token)\r\n"
        request = Array(head.utf8) + call.body
        end = SystemClock.monotonicMicroseconds() + limits.whole
        if Connection.isNumeric(host) {
            addresses = [host]
            connect()
        } else {
            ask()
        }
    }

    deinit { leave() }

    private func leave() {
        if case .asking(let program, let output) = phase {
            program.end()
            File.close(output)
        }
        phase = .over
    }

    private func ask() {
        guard let pipe = try? PipeEnds() else { return }
        defer { File.close(pipe.writing) }
        do throws(SystemError) {
            phase = .asking(try Program.addresses(of: host, output: pipe.writing), output: pipe.reading)
        } catch {
            self.error = "\(error)"
            File.close(pipe.reading)
        }
    }

    /// Tries the next address.
    private func connect() {
        leave()
        while !addresses.isEmpty {
            do throws(SystemError) {
                phase = .connecting(try Connection(to: addresses.removeFirst(), port: port))
                return
            } catch { self.error = "\(error)" }
        }
    }

    /// What is waited for; `nil`: nothing.
    var waiting: (fd: Int32, event: Poll.Event)? {
        switch phase {
        case .asking(_, let output): (output, .reading)
        case .connecting(let connection), .sending(let connection): (connection.fd, .writing)
        case .receiving(let connection): (connection.fd, .reading)
        case .over: nil
        }
    }

    func goOn(_ poll: Poll) {
        guard let waiting, poll.isReady(waiting.fd) else { return }
        switch phase {
        case .asking(let program, let output):
            guard read(output) else { return }
            program.wait()
            let lines = answer.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
            answer = []
            if program.poll() == 0 { addresses = lines } else { error = lines.first ?? error }
            connect()
        case .connecting(let connection):
            if let failure = connection.failure {
                error = "cannot connect: \(failure)"
                return connect()
            }
            phase = .sending(connection)
            send(connection)
        case .sending(let connection): send(connection)
        case .receiving(let connection):
            let isOver = read(connection.fd)
            if bodyStart == nil { bodyStart = answer.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound }
            if isOver || answer.count > PlainCall.limit || isWhole { leave() }
        case .over: break
        }
    }

    private func send(_ connection: Connection) {
        guard let count = request.withUnsafeBytes(connection.send) else {
            (code, error) = (CurlCode.cannotReceive, "the connection was lost")
            return leave()
        }
        request.removeFirst(count)
        if request.isEmpty { phase = .receiving(connection) }
    }

    /// - Returns: whether the end was reached.
    private func read(_ fd: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 4 << 10, alignment: 16) { buffer in
            while answer.count <= PlainCall.limit {
                switch File.readAvailable(fd, buffer) {
                case .bytes(let count): answer += buffer[..<count]
                case .wouldBlock: return false
                case .end: return true
                case .failed(let errno):
                    (code, error) = (CurlCode.cannotReceive, "the connection was lost: \(errno)")
                    return true
                }
            }
            return true
        }
    }

    // MARK: The answer

    private var body: ArraySlice<UInt8>? { bodyStart.map { answer[$0...] } }

    var answerLines: Int { body?.count { $0 == UInt8(ascii: "\n") } ?? 0 }

    /// Whether all is there that was announced, so that nobody needs to close the connection.
    private var isWhole: Bool {
        guard let body else { return false }
        let line = String(decoding: answer[..<body.startIndex], as: UTF8.self).lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        return line.flatMap { Int($0.dropFirst("content-length:".utf8.count).trimmed) }.map { body.count >= $0 } ?? false
    }

    /// `nil`: it is under way.
    func result(_ now: Int64) -> AttemptResult? {
        if case .over = phase {
        } else {
            guard now >= end else { return nil }
            leave()
            return AttemptResult(code: CurlCode.timedOut, error: "no answer in time", status: 0, reply: "")
        }
        if answer.count > PlainCall.limit { return AttemptResult(code: CurlCode.tooLarge, error: "", status: 0, reply: "") }
        // HTTP/1.1 200 OK
        let words = answer.prefix { $0 != UInt8(ascii: "\r") }.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard let body, words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            let isSilent = answer.isEmpty
            return AttemptResult(
                code: isSilent ? code : 0, error: error, status: 0, reply: String(decoding: answer.prefix(100), as: UTF8.self))
        }
        return AttemptResult(code: 0, error: "", status: status, reply: String(decoding: body, as: UTF8.self))
    }
}

extension Transfers: Calls {
    func start(_ call: Call, _ limits: AttemptLimits) -> (any RunningCall)? { begin(call, limits) }
    func end(_ call: any RunningCall) { if let transfer = call as? Transfer { remove(transfer) } }
    func result(of call: any RunningCall, now: Int64) -> AttemptResult? { (call as? Transfer).flatMap { result(of: $0, now: now) } }
}

extension Transfer: RunningCall {}
