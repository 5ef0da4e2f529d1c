import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Delivers, to all receivers at the same time.
///
/// A delivery that may wait is written to the spool before it is tried and removed when it has been settled: whatever happens to this process, nothing is lost.
final class PostOffice {
    let spool: Spool?
    /// Why there is no spool although there should be.
    var spoolTrouble: String?
    /// Whether people ask what becomes of the messages of earlier runs.
    var tellsOfOld = false
    let version: String
    var limits: RateLimits
    /// Bytes that the servers of pings take.
    var pingLimits: [String: Int] = [:]
    /// When everything must be over (microseconds of the monotonic clock); `nil`: not yet known.
    var deadline: Int64?
    /// Posts that were made here, by their deliveries.
    var posts: [String: String] = [:]
    let surroundings: CourierRole.Surroundings
    private let tell: (DeliveryAnswer) -> Void
    private let isVerbose: Bool

    private var lanes = Lanes()
    /// By lane.
    private var active: [String: (parcel: Parcel, attempt: Attempt)] = [:]
    private var opened: Transfers?

    /// - Parameters:
    ///   - spool: `nil`: nothing is kept.
    ///   - surroundings: of programs that are started.
    ///   - tell: gets every answer.
    init(
        spool: Spool?, version: String, isVerbose: Bool = false, surroundings: CourierRole.Surroundings = CourierRole.Surroundings(),
        tell: @escaping (DeliveryAnswer) -> Void
    ) {
        (self.spool, self.version, self.isVerbose, self.surroundings, self.tell) = (spool, version, isVerbose, surroundings, tell)
        limits = spool?.limits() ?? RateLimits()
    }

    var isIdle: Bool { active.isEmpty && lanes.isEmpty }

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
        if delivery.isKept, let spool {
            do throws(SystemError) {
                parcel.entry = try spool.add(delivery)
            } catch {
                parcel.noEntry = "\(error)"
            }
        }
        lanes.append(parcel)
    }

    /// Takes what waits in the spool, the oldest first.
    func takeOld(limit: Int) {
        guard let spool else { return }
        let now = SystemClock.wall().microseconds
        spool.sweep(now: now)
        for delivery in spool.dropOld(now: now) {
            spool.noteLoss(AnswerText.dropped(delivery), at: SystemClock.wall())
            tell(DeliveryAnswer(id: delivery.id, channel: delivery.channel, result: .lost, text: AnswerText.dropped(delivery), isOld: true))
        }
        let waiting = spool.names().compactMap { takeOld($0, from: spool, now) }
        let chosen = Set(TakenAlong.choose(waiting.map { ($0.parcel.lane, $0.tried) }, limit: limit))
        for (place, one) in waiting.enumerated() {
            if chosen.contains(place) { lanes.append(one.parcel) } else if let entry = one.parcel.entry { spool.release(entry) }
        }
    }

    /// `nil`: it is not to be tried now.
    private func takeOld(_ name: String, from spool: Spool, _ now: Int64) -> (parcel: Parcel, tried: Int64)? {
        guard let (entry, delivery) = spool.take(name) else { return nil }
        guard let delivery else {
            spool.noteLoss("The kept message \(name) is given up: it cannot be understood", at: SystemClock.wall())
            spool.remove(entry)
            return nil
        }
        if let notBefore = delivery.notBefore, notBefore > now {
            spool.release(entry)
            return nil
        }
        return (Parcel(delivery, entry: entry, isOld: true), entry.modified)
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
        let now = SystemClock.monotonicMicroseconds()
        for lane in lanes.names where active[lane] == nil {
            if let first = lanes.first(of: lane) { wait = min(wait, Int32(clamping: max((first.nextTry - now) / 1000 + 1, 0))) }
        }
        return wait
    }

    private func beginTries() {
        let now = SystemClock.monotonicMicroseconds()
        for lane in lanes.names {
            while active[lane] == nil, let parcel = lanes.first(of: lane), parcel.nextTry <= now {
                lanes.removeFirst(of: lane)
                switch begin(parcel) {
                case .attempt(let attempt): active[lane] = (parcel, attempt)
                case .verdict(let verdict): finish(parcel, verdict, post: nil)
                }
            }
        }
    }

    private func settle(_ transfer: Transfer) {
        for (lane, one) in active {
            guard case .transfer(let running, let secrets, let key) = one.attempt, running === transfer else { continue }
            active[lane] = nil
            settle(transfer, secrets: secrets, key: key, one.parcel)
        }
    }

    private func settlePrograms() {
        let now = SystemClock.monotonicMicroseconds()
        for (lane, one) in active {
            guard case .program(let program, let output, let deadline) = one.attempt else { continue }
            let status = program.poll()
            output.read()
            guard status != nil || now >= deadline else { continue }
            active[lane] = nil
            settle(program, output: output, status: status, one.parcel)
        }
    }

    // MARK: Out

    func hasTime(_ microseconds: Int64) -> Bool { deadline.map { SystemClock.monotonicMicroseconds() + microseconds < $0 } ?? true }

    /// The next of its lane, so that order is kept.
    func requeue(_ parcel: Parcel) { lanes.putBack(parcel) }

    func drop(_ parcel: Parcel) {
        if let entry = parcel.entry { spool?.remove(entry) }
        parcel.entry = nil
    }

    /// Lets a parcel wait for a later run. Those of earlier runs behind it in the lane wait too: the receiver cannot be reached.
    func keep(_ parcel: Parcel) {
        defer { parcel.entry = nil }
        guard let spool else {
            guard parcel.delivery.isKept, let spoolTrouble else { return answer(parcel, .lost, AnswerText.refused(parcel, parcel.trouble)) }
            return answer(parcel, .lost, AnswerText.lost(parcel, spoolTrouble))
        }
        guard let entry = parcel.entry else {
            return answer(parcel, .lost, AnswerText.lost(parcel, parcel.noEntry ?? "it makes no sense later"))
        }
        do {
            try spool.keep(entry, parcel.delivery)
            if !parcel.isOld || tellsOfOld { answer(parcel, .spooled, AnswerText.kept(parcel)) }
        } catch {
            answer(parcel, .lost, AnswerText.lost(parcel, "\(error)"))
        }
        for other in lanes.removeOld(of: parcel.lane) { if let entry = other.entry { spool.release(entry) } }
    }

    /// Ends everything at once: what has not been settled is kept.
    func abandon() {
        for (parcel, attempt) in active.values {
            switch attempt {
            case .program(let program, _, _):
                program.end()
                parcel.trouble = "it took too long"
            case .transfer(let transfer, _, _):
                parcel.trouble = "it took too long"
                parcel.delivery.tries += 1
                guard transfer.wasSent else { break }
                if !noteDoubt(parcel) {
                    drop(parcel)
                    answer(parcel, .unsure, AnswerText.unsure(parcel, parcel.trouble))
                    continue
                }
            }
            keep(parcel)
        }
        active = [:]
        for parcel in lanes.all {
            if parcel.trouble.isEmpty { parcel.trouble = "there was no time left" }
            keep(parcel)
        }
        lanes = Lanes()
    }

    /// - Parameter receiver: the answer is about this one alone, and not the last word.
    func answer(_ parcel: Parcel, _ result: DeliveryAnswer.Result, _ text: String, post: String? = nil, receiver: String? = nil) {
        if result == .lost || result == .unsure { spool?.noteLoss(text, at: SystemClock.wall()) }
        tell(
            DeliveryAnswer(
                id: parcel.delivery.id + (receiver.map { " " + $0 } ?? ""), channel: parcel.delivery.channel, result: result, text: text, post: post,
                isOld: parcel.isOld))
    }
}
