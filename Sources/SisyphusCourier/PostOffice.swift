import SisyphusCore
import SisyphusUnix

/// Delivers: one lane per channel, so that the channels do not wait for each other and what one receiver gets stays in order.
///
/// A delivery that may wait is written to the spool before it is tried and removed when it has been settled: whatever happens to this process, nothing is lost.
final class PostOffice {
    let spool: Spool?
    let version: String
    var limits: RateLimits
    /// Bytes that the servers of pings take.
    var pingLimits: [String: Int] = [:]
    /// When everything must be over (microseconds of the monotonic clock); `nil`: not yet known.
    var deadline: Int64?
    private let tell: (DeliveryAnswer) -> Void
    private let isVerbose: Bool

    private var queues: [Delivery.Channel: [Parcel]] = [:]
    private var active: [Delivery.Channel: (parcel: Parcel, attempt: Attempt)] = [:]
    private var opened: Transfers?

    /// - Parameters:
    ///   - spool: `nil`: nothing is kept.
    ///   - tell: gets every answer.
    init(spool: Spool?, version: String, isVerbose: Bool = false, tell: @escaping (DeliveryAnswer) -> Void) {
        (self.spool, self.version, self.isVerbose, self.tell) = (spool, version, isVerbose, tell)
        limits = spool?.limits() ?? RateLimits()
    }

    var isIdle: Bool { active.isEmpty && queues.values.allSatisfy(\.isEmpty) }

    /// libcurl, opened when the first message needs it.
    func transfers() throws(Secrets.Trouble) -> Transfers {
        if let opened { return opened }
        let transfers = try Transfers(caFile: Environment.value(of: "SSL_CERT_FILE"))
        transfers.isVerbose = isVerbose
        opened = transfers
        return transfers
    }

    // MARK: In

    /// Takes a new delivery.
    func accept(_ delivery: Delivery) {
        let parcel = Parcel(delivery, entry: nil, isOld: false)
        if delivery.isKept { parcel.entry = try? spool?.add(delivery) }
        queues[delivery.channel, default: []].append(parcel)
    }

    /// Takes what waits in the spool, the oldest first.
    func takeOld(limit: Int) {
        guard let spool else { return }
        let now = Clock.wall().microseconds
        for delivery in spool.dropOld(now: now) {
            spool.noteLoss(AnswerText.dropped(delivery), at: Clock.wall())
            tell(DeliveryAnswer(id: delivery.id, channel: delivery.channel, result: .lost, text: AnswerText.dropped(delivery), isOld: true))
        }
        var taken = 0
        for name in spool.names() where taken < limit {
            guard let (entry, delivery) = spool.take(name) else { continue }
            guard let delivery else {
                // No courier can make sense of it.
                spool.remove(entry)
                continue
            }
            if let notBefore = delivery.notBefore, notBefore > now {
                spool.release(entry)
                continue
            }
            queues[delivery.channel, default: []].append(Parcel(delivery, entry: entry, isOld: true))
            taken += 1
        }
    }

    // MARK: On

    /// Goes on; waits at most this long, or until the descriptor can be read.
    func step(fd: Int32?, milliseconds: Int32) {
        beginTries()
        let wait = isIdle ? milliseconds : min(milliseconds, nextWait)
        if let opened {
            for transfer in opened.step(fd: fd, milliseconds: wait) { settle(transfer) }
        } else {
            var poll = Poll()
            if let fd { poll.add(fd) }
            poll.wait(microseconds: Int64(wait) * 1000)
        }
        settlePrograms()
    }

    private var nextWait: Int32 {
        var wait: Int32 = 1000
        if active.values.contains(where: { if case .program = $0.attempt { true } else { false } }) { wait = 20 }
        let now = Clock.monotonicMicroseconds()
        for queue in queues.values { if let first = queue.first { wait = min(wait, Int32(clamping: max((first.nextTry - now) / 1000 + 1, 0))) } }
        return wait
    }

    private func beginTries() {
        let now = Clock.monotonicMicroseconds()
        for channel in Delivery.Channel.allCases {
            while active[channel] == nil, let parcel = queues[channel]?.first, parcel.nextTry <= now {
                queues[channel]?.removeFirst()
                switch begin(parcel) {
                case .attempt(let attempt): active[channel] = (parcel, attempt)
                case .verdict(let verdict): finish(parcel, verdict, post: nil)
                }
            }
        }
    }

    private func settle(_ transfer: Transfer) {
        for (channel, one) in active {
            guard case .transfer(let running, let secrets, let key) = one.attempt, running === transfer else { continue }
            active[channel] = nil
            settle(transfer, secrets: secrets, key: key, one.parcel)
        }
    }

    private func settlePrograms() {
        let now = Clock.monotonicMicroseconds()
        for (channel, one) in active {
            guard case .program(let program, let output, let deadline) = one.attempt else { continue }
            let status = program.poll()
            guard status != nil || now >= deadline else { continue }
            active[channel] = nil
            settle(program, output: output, status: status, one.parcel)
        }
    }

    // MARK: Out

    func hasTime(_ microseconds: Int64) -> Bool { deadline.map { Clock.monotonicMicroseconds() + microseconds < $0 } ?? true }

    /// The next of its lane, so that order is kept.
    func requeue(_ parcel: Parcel) { queues[parcel.delivery.channel, default: []].insert(parcel, at: 0) }

    func drop(_ parcel: Parcel) {
        if let entry = parcel.entry { spool?.remove(entry) }
        parcel.entry = nil
    }

    /// Lets a parcel wait for a later run. Those of earlier runs behind it in the lane wait too: the receiver cannot be reached.
    func keep(_ parcel: Parcel) {
        defer { parcel.entry = nil }
        guard let entry = parcel.entry, let spool else {
            return answer(parcel, .lost, AnswerText.lost(parcel, parcel.delivery.isKept ? "nothing could be written to the spool" : "it makes no sense later"))
        }
        do {
            try spool.keep(entry, parcel.delivery)
            if !parcel.isOld { answer(parcel, .spooled, AnswerText.kept(parcel)) }
        } catch {
            answer(parcel, .lost, AnswerText.lost(parcel, "\(error)"))
        }
        let channel = parcel.delivery.channel
        for other in queues[channel] ?? [] where other.isOld { if let entry = other.entry { spool.release(entry) } }
        queues[channel]?.removeAll(where: \.isOld)
    }

    /// Ends everything at once: what has not been settled is kept.
    func abandon() {
        for (parcel, attempt) in active.values {
            switch attempt {
            case .program(let program, let output, _):
                program.end()
                File.close(output)
                parcel.trouble = "it took too long"
            case .transfer(let transfer, _, _):
                parcel.trouble = "it took too long"
                parcel.delivery.tries += 1
                guard transfer.wasSent else { break }
                let now = Clock.wall().microseconds
                let isSecond = parcel.delivery.unsureSince != nil
                if parcel.delivery.unsureSince == nil { parcel.delivery.unsureSince = now }
                if isSecond || !parcel.delivery.mayRepeat(now: now) {
                    drop(parcel)
                    answer(parcel, .unsure, AnswerText.unsure(parcel, parcel.trouble))
                    continue
                }
            }
            keep(parcel)
        }
        active = [:]
        for parcel in queues.values.flatMap({ $0 }) {
            if parcel.trouble.isEmpty { parcel.trouble = "there was no time left" }
            keep(parcel)
        }
        queues = [:]
    }

    func answer(_ parcel: Parcel, _ result: DeliveryAnswer.Result, _ text: String, post: String? = nil) {
        if result == .lost || result == .unsure { spool?.noteLoss(text, at: Clock.wall()) }
        tell(DeliveryAnswer(id: parcel.delivery.id, channel: parcel.delivery.channel, result: result, text: text, post: post, isOld: parcel.isOld))
    }
}
