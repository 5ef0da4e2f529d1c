public import SisyphusCore

/// The deliveries of one courier as a value: what happens goes in, what is to be done comes out.
///
///     a delivery:   waiting ─▶ preparing ─▶ sending ─▶ delivered, given up, or kept in the spool
///                      ▲                       │
///                      └───── once more ───────┘
///     the courier:  open ─▶ closing ─▶ background ─▶ over
///
/// Each delivery that may wait is stored before it is tried and removed when it has been settled: whatever happens to the courier, nothing is lost. Times are
/// those of `Stamp`: its elapsed ones are microseconds of the monotonic clock.
public struct DeliveryState: Sendable {
    public enum Phase: Sendable, Equatable, CaseIterable {
        /// More may come.
        case open
        /// Nothing more comes; somebody waits for the answers.
        case closing
        /// Nobody waits any more; what is in the spool goes on for a while.
        case background
        case over
    }

    public private(set) var phase = Phase.open
    private let terms: DeliveryTerms
    private var queues = ReceiverQueues()
    /// What the spool is being told about.
    private var keeping: [Int: QueuedDelivery] = [:]
    private var limits: RateLimits
    /// Bytes that the servers of pings take.
    private var pingLimits: [String: Int] = [:]
    /// Posts that were made here, by their deliveries.
    private var posts: [String: String] = [:]
    /// When the phase ends.
    private var end: Int64?
    /// The phase has ended; what does not go on is being ended.
    private var isTimeUp = false

    /// How long a message waits that a receiver may be about to take (microseconds).
    static let pauseInDoubt: Int64 = 900_000_000
    /// A second attempt follows after a second, or after this at most if the server says so.
    private static let pause: Int64 = 1, longestPause: Int64 = 4

    /// - Parameter limits: what was remembered of receivers.
    public init(_ terms: DeliveryTerms, limits: RateLimits = RateLimits()) {
        (self.terms, self.limits) = (terms, limits)
    }

    /// Whether nothing is on its way.
    public var isIdle: Bool { queues.isEmpty && keeping.isEmpty }

    /// When `handle(.tick, …)` is due at the latest.
    public var deadline: Int64? { [isTimeUp ? nil : end, queues.nextTry].compactMap { $0 }.min() }

    /// Takes what happened at `now` and returns what is to be done, in order.
    public mutating func handle(_ input: DeliveryInput, at now: Stamp) -> [DeliveryEffect] {
        guard phase != .over else { return [] }
        var effects = take(input, now)
        if let end, now.elapsed >= end, !isTimeUp { effects += timeUp() }
        effects += beginTries(now) + goOn(now)
        if phase != .open, isIdle {
            phase = .over
            effects.append(.finish)
        }
        return effects
    }

    private mutating func take(_ input: DeliveryInput, _ now: Stamp) -> [DeliveryEffect] {
        switch input {
        case .accepted(let number, let delivery):
            let isStored = delivery.isKept && terms.spool == .usable
            queues.append(QueuedDelivery(number, delivery, isOld: false, isStored: isStored))
            return isStored ? [.store(number, delivery)] : []
        case .found(let waiting): return take(waiting, now.time.microseconds)
        case .dropped(let deliveries):
            return deliveries.flatMap { delivery -> [DeliveryEffect] in
                let text = DeliveryText.dropped(delivery)
                return [.noteLoss(text), .tell(DeliveryAnswer(id: delivery.id, channel: delivery.channel, result: .lost, text: text, isOld: true))]
            }
        case .notStored(let number, let why):
            queues.change(number) { ($0.isStored, $0.noEntry) = (false, why) }
            return []
        case .prepared(let number, let key): return send(number, key, now)
        case .notBegun(let number, let disposition): return settle(number, disposition, now)
        case .answered(let number, let result): return judge(number, result, now)
        case .programEnded(let number, let end):
            return settle(number, now) { queued in
                guard case .command(let command) = queued.delivery.transport else { return nil }
                return CommandVerdict.judge(end, command)
            }
        case .fileWritten(let number, let failure): return settle(number, failure.map { .refused($0) } ?? .delivered(""), now)
        case .cancelled(let number, let wasSent): return cancelled(number, wasSent, now)
        case .kept(let number):
            guard let queued = keeping.removeValue(forKey: number), isHeard(queued) else { return [] }
            return answer(queued, .spooled, DeliveryText.kept(queued))
        case .notKept(let number, let why):
            guard let queued = keeping.removeValue(forKey: number) else { return [] }
            return answer(queued, .lost, DeliveryText.lost(queued, why))
        case .endOfInput:
            guard phase == .open else { return [] }
            phase = .closing
            end = now.elapsed + terms.patience
            return []
        case .tick: return []
        }
    }

    /// Old ones wait for their time, and not all are taken along.
    private mutating func take(_ waiting: [(number: Int, delivery: Delivery, tried: Int64)], _ now: Int64) -> [DeliveryEffect] {
        let due = waiting.filter { ($0.delivery.notBefore ?? 0) <= now }
        let chosen = TakenAlong.choose(due.map { ($0.delivery.lane, $0.tried) }, limit: terms.oldMessages).map { due[$0] }
        for one in chosen { queues.append(QueuedDelivery(one.number, one.delivery, isOld: true, isStored: true)) }
        let numbers = Set(chosen.map(\.number))
        return waiting.filter { !numbers.contains($0.number) }.map { .release($0.number) }
    }
}

// MARK: - Attempts

extension DeliveryState {
    private mutating func beginTries(_ now: Stamp) -> [DeliveryEffect] {
        var effects: [DeliveryEffect] = []
        for lane in queues.lanes {
            while let queued = queues.begin(lane, at: now.elapsed) {
                if queued.delivery.unsureSince != nil, !queued.delivery.mayRepeat(now: now.time.microseconds) {
                    effects += settle(queued.number, .unsure("the server would not recognise it any more", isSlow: false), now)
                } else {
                    effects.append(.prepare(queued.number, queued.delivery))
                }
            }
        }
        return effects
    }

    private mutating func send(_ number: Int, _ key: String, _ now: Stamp) -> [DeliveryEffect] {
        queues.change(number) { $0.receiverKey = key }
        guard let queued = queues.current.first(where: { $0.number == number }) else { return [] }
        var delivery = queued.delivery
        if case .http(var http) = delivery.transport {
            let wall = now.time.microseconds
            if let until = limits.limit(key, category: delivery.kind.answers.limitCategory, now: wall) {
                let text = DeliveryText.alone(until: until, now)
                return settle(number, delivery.kind.answers.dropsHeldUp ? .refused(text) : .retry(text, after: (until - wall) / 1_000_000 + 1), now)
            }
            if let earlier = http.extra, delivery.kind.body([], answering: earlier) != nil {
                http.extra = posts[earlier]
                delivery.transport = .http(http)
            }
        }
        return [.send(number, delivery, AttemptLimits(delivery, isOld: queued.isOld), pingLimit: pingLimits[key])]
    }

    private mutating func judge(_ number: Int, _ result: AttemptResult, _ now: Stamp) -> [DeliveryEffect] {
        guard let queued = queues.current.first(where: { $0.number == number }) else { return [] }
        switch queued.delivery.transport {
        case .http:
            let disposition = HTTPVerdict.judge(result, queued.delivery.kind.answers)
            var effects = note(result, queued, now)
            var post: String?
            if case .delivered = disposition { post = queued.delivery.kind.receipt(of: result) }
            if let post {
                posts[queued.delivery.id] = post
                if queued.isOld { effects.append(.passPost(of: queued.delivery.id, post: post)) }
            }
            var shown = disposition.through(result.proxy).mapText(result.redactor.clean)
            if case .retry(let text, let after?) = shown, after > Self.longestPause {
                shown = .retry("\(text); \(DeliveryText.alone(until: now.time.microseconds + after * 1_000_000, now))", after: after)
            }
            return effects + settle(number, shown, post: post, now)
        case .smtp(let smtp):
            let disposition = SMTPVerdict.judge(result)
            // Once the text has been sent, the answer to it is for all whom it was accepted for.
            let isForAll = if case .delivered = disposition { false } else { result.replies.contains { $0.hasPrefix("354") } }
            if isForAll { return settle(number, disposition.mapText(result.redactor.clean), now) }
            return splitRefused(queued, smtp, result, disposition, now)
        case .command, .file: return []
        }
    }

    private mutating func note(_ result: AttemptResult, _ queued: QueuedDelivery, _ now: Stamp) -> [DeliveryEffect] {
        let before = limits
        limits.note(result, key: queued.receiverKey, isSentry: queued.delivery.kind.answers.readsSentryLimits, now: now.time.microseconds)
        if let limit = queued.delivery.kind.bodyLimit(in: result) { pingLimits[queued.receiverKey] = limit }
        return before != limits && terms.spool == .usable ? [.saveLimits(limits)] : []
    }

    /// Receivers that were refused for now get a mail of their own later, those refused for good are named.
    private mutating func splitRefused(_ queued: QueuedDelivery, _ smtp: Delivery.SMTP, _ result: AttemptResult, _ disposition: Disposition, _ now: Stamp)
        -> [DeliveryEffect]
    {
        let refused = SMTPReplies.refused(smtp.to, lines: result.replies)
        let effects = refused.filter { !$0.isTemporary }.flatMap {
            answer(queued, .lost, DeliveryText.notTaken(queued, $0.receiver, result.redactor.clean($0.reply)), receiver: $0.receiver)
        }
        let later = refused.filter(\.isTemporary)
        guard !later.isEmpty else { return effects + settle(queued.number, disposition.mapText(result.redactor.clean), now) }
        var rest = smtp
        rest.to = later.map(\.receiver)
        queues.change(queued.number) { queued in
            queued.delivery.transport = .smtp(rest)
            queued.delivery.isReplaceable = false
        }
        return effects + settle(queued.number, .retry(result.redactor.clean(later[0].reply), after: nil), now)
    }
}

// MARK: - What becomes of a delivery

extension DeliveryState {
    private mutating func settle(_ number: Int, _ now: Stamp, _ judge: (QueuedDelivery) -> Disposition?) -> [DeliveryEffect] {
        guard let queued = queues.current.first(where: { $0.number == number }), let disposition = judge(queued) else { return [] }
        return settle(number, disposition, now)
    }

    private mutating func settle(_ number: Int, _ disposition: Disposition, post: String? = nil, _ now: Stamp) -> [DeliveryEffect] {
        guard var queued = queues.end(number) else { return [] }
        queued.delivery.tries += 1
        queued.triesNow += 1
        queued.trouble = disposition.text
        switch disposition {
        case .delivered(let text): return drop(queued) + answer(queued, .delivered, DeliveryText.delivered(queued, text), post: post)
        case .refused(let text): return giveUp(queued, .lost, DeliveryText.refused(queued, text))
        case .retry(let text, let after):
            if queued.delivery.unsureSince != nil, !queued.delivery.mayRepeat(now: now.time.microseconds) {
                return giveUp(queued, .unsure, DeliveryText.unsure(queued, text))
            }
            if let after { queued.delivery.notBefore = now.time.microseconds + after * 1_000_000 }
            return again(queued, after: after ?? Self.pause, now)
        case .unsure(let text, let isSlow):
            if !noteDoubt(&queued, now) || !queued.delivery.isKept { return giveUp(queued, .unsure, DeliveryText.unsure(queued, text)) }
            guard isSlow else { return again(queued, after: Self.pause, now) }
            queued.delivery.notBefore = now.time.microseconds + Self.pauseInDoubt
            return keep(queued)
        }
    }

    /// The receiver may have it.
    ///
    /// - Returns: whether it is sent once more all the same.
    private func noteDoubt(_ queued: inout QueuedDelivery, _ now: Stamp) -> Bool {
        let isFirst = queued.delivery.unsureSince == nil
        queued.delivery.unsureSince = queued.delivery.unsureSince ?? now.time.microseconds
        queued.delivery.isReplaceable = false
        return isFirst && queued.delivery.mayRepeat(now: now.time.microseconds)
    }

    private func drop(_ queued: QueuedDelivery) -> [DeliveryEffect] { queued.isStored ? [.remove(queued.number)] : [] }

    /// A refusal that nobody hears is not settled: the next courier says it. What may have arrived is not sent again for that.
    private mutating func giveUp(_ queued: QueuedDelivery, _ result: DeliveryAnswer.Result, _ text: String) -> [DeliveryEffect] {
        if phase == .background, queued.isStored, result == .lost { return keep(queued) }
        return drop(queued) + answer(queued, result, text)
    }

    /// Once more, while there is time; then it waits in the spool.
    private mutating func again(_ queued: QueuedDelivery, after seconds: Int64, _ now: Stamp) -> [DeliveryEffect] {
        let pause = seconds * 1_000_000
        let hasTime = phase != .background && !isTimeUp && (end.map { now.elapsed + pause + 500_000 < $0 } ?? true)
        guard queued.triesNow < 2, seconds <= Self.longestPause, !queued.isOld, hasTime else { return keep(queued) }
        var queued = queued
        queued.nextTry = now.elapsed + pause
        queues.putBack(queued)
        return []
    }

    /// Lets a delivery wait for a later run. Those of earlier runs behind it in the lane wait too, and all when nobody waits: the receiver cannot be reached.
    private mutating func keep(_ queued: QueuedDelivery) -> [DeliveryEffect] {
        guard queued.isStored else { return answer(queued, .lost, lossText(queued)) }
        keeping[queued.number] = queued
        let isBackground = phase == .background
        let others = queues.remove(of: queued.delivery.lane) { ($0.isOld || isBackground) && $0.isStored }
        return [.keep(queued.number, queued.delivery)] + others.map { .release($0.number) }
    }

    private func lossText(_ queued: QueuedDelivery) -> String {
        switch terms.spool {
        case .usable: DeliveryText.lost(queued, queued.noEntry ?? "it makes no sense later")
        case .broken(let why) where queued.delivery.isKept: DeliveryText.lost(queued, why)
        case .none, .broken: DeliveryText.refused(queued, queued.trouble)
        }
    }

    private func isHeard(_ queued: QueuedDelivery) -> Bool { !queued.isOld || terms.tellsOfOld }

    /// - Parameter receiver: the answer is about this one alone, and not the last word.
    private func answer(_ queued: QueuedDelivery, _ result: DeliveryAnswer.Result, _ text: String, post: String? = nil, receiver: String? = nil)
        -> [DeliveryEffect]
    {
        let loss: [DeliveryEffect] = (result == .lost || result == .unsure) && terms.spool == .usable ? [.noteLoss(text)] : []
        guard phase != .background else { return loss }
        let id = queued.delivery.id + (receiver.map { " " + $0 } ?? "")
        return loss + [.tell(DeliveryAnswer(id: id, channel: queued.delivery.channel, result: result, text: text, post: post, isOld: queued.isOld))]
    }
}

// MARK: - The end

extension DeliveryState {
    private func goesOn(_ queued: QueuedDelivery) -> Bool { phase == .closing && terms.background > 0 && queued.isStored }

    /// Ends what does not go on: what has not been settled is kept.
    private mutating func timeUp() -> [DeliveryEffect] {
        isTimeUp = true
        let before = self
        var effects = queues.current.filter { !goesOn($0) }.map { DeliveryEffect.cancel($0.number) }
        for var queued in queues.remove(where: { !before.goesOn($0) }) {
            if queued.trouble.isEmpty { queued.trouble = "there was no time left" }
            effects += keep(queued)
        }
        return effects
    }

    private mutating func cancelled(_ number: Int, _ wasSent: Bool, _ now: Stamp) -> [DeliveryEffect] {
        guard var queued = queues.end(number) else { return [] }
        queued.trouble = "it took too long"
        queued.delivery.tries += 1
        if wasSent, !noteDoubt(&queued, now) { return giveUp(queued, .unsure, DeliveryText.unsure(queued, queued.trouble)) }
        return keep(queued)
    }

    /// What does go on is told of while somebody listens.
    private mutating func goOn(_ now: Stamp) -> [DeliveryEffect] {
        guard phase == .closing, isTimeUp, keeping.isEmpty, !queues.isEmpty, (queues.current + queues.waiting).allSatisfy(goesOn) else { return [] }
        let effects = (queues.current + queues.waiting).filter(isHeard).flatMap { answer($0, .spooled, DeliveryText.goesOn($0)) }
        phase = .background
        isTimeUp = false
        end = now.elapsed + terms.background
        return effects + [.detach]
    }
}
