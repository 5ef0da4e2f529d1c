import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// The end of a run: who is told what.
extension Notifier {
    /// The deliveries that people get, by channel.
    private typealias Notices = [Delivery.Channel: String]

    /// The run has ended; its lock is still held. Decides who is told what, and hands it to the courier.
    ///
    /// - Parameter isFollowed: another run begins at once, which writes the metrics.
    func runEnded(_ outcome: Outcome, record: RunRecord, facts: JournalFacts, lastLines: [String], isFollowed: Bool = false) {
        report.take(outcome, record, facts, lastLines, directory: files.directory.path)
        for message in router.complete(at: nil) { dispatch(message) }
        var state = files.state()
        let now = SystemClock.wall().microseconds
        let isQuiet = report.status == .timeout && !settings.noisykills
        let occasion = DedupPolicy(settings.notify).judge(report, isQuiet: isQuiet, state: &state, now: now)
        // A failure that people should have been told of: they are told of what is now.
        let waiting = occasion == nil && report.isFailure && !isQuiet ? untold(state.notices) : []
        let again = Occasion.failure(count: state.failures, isReminder: false)
        if occasion != nil, let message = router.aborting {
            number += 1
            post(message, now)
        }
        notices = tellPeople({ occasion ?? (waiting.contains($0) ? again : nil) }, state.notices, now)
        note(occasion, waiting, notices, in: &state)
        for channel in channels { channel.runEnded(occasion) }
        if report.isFailure, let notice = state.notices[.mattermost] { toldPost = (notice, nil) }
        tellServices(now)
        tellOnScreen(occasion ?? .messages, &state, now)
        if !isFollowed { send(plan.metrics(report, state: state, failures: files.failures(), now: now)) }
        if courier == nil, report.status != .interrupted, undelivered.isDue(now: now) { startCourier() }
        do throws(SystemError) {
            try files.write(state)
        } catch {
            sentences.append(("\(error); what was told is forgotten", false))
        }
    }

    /// The channels over which nobody has heard of the failure: it waits in the spool, or it was given up.
    private func untold(_ told: Notices) -> Set<Delivery.Channel> {
        // What a command of one's own has done is for it to know.
        let told = told.filter { settings.notify.tells($0.key) && $0.key != .hook }
        replaced = undelivered.hold(told)
        let lost = files.lost().ids
        return Set(replaced.map(\.channel)).union(told.filter { lost[$0.key] == $0.value }.keys)
    }

    /// Starts are skipped because the run that began at this report's start does not end.
    func holderIsStuck(for age: Int64) {
        let now = SystemClock.wall()
        report.end = now
        _ = tellPeople({ _ in .stuck(age) }, [:], now.microseconds)
    }

    /// - Parameters:
    ///   - occasion: of a channel.
    ///   - told: what told of the failure that this is about.
    private func tellPeople(_ occasion: (Delivery.Channel) -> Occasion?, _ told: Notices, _ now: Int64) -> Notices {
        var notices: Notices = [:]
        func tell(_ delivery: Delivery?) {
            guard let delivery else { return }
            notices[delivery.channel] = delivery.id
            send(delivery)
        }
        tell(mail(occasion(.email), answers: told[.email], now))
        tell(post(occasion(.mattermost), answers: told[.mattermost], now))
        if let occasion = occasion(.webhook) { tell(plan.webhook(occasion, of: report, now: now)) }
        if let occasion = occasion(.hook) { tell(plan.hook(occasion, of: report, now: now)) }
        for failure in templates?.takeFailures() ?? [] { sentences.append((failure, false)) }
        return notices
    }

    private func mail(_ occasion: Occasion?, answers told: String?, _ now: Int64) -> Delivery? {
        var isAnswer = false
        if case .recovery = occasion { isAnswer = true } else if case .failure(_, true) = occasion { isAnswer = true }
        return mail(occasion, router, plan, inReplyTo: isAnswer ? told : nil, now)
    }

    /// The mail of a channel; `nil`: there is nothing to say, or nobody to say it to.
    func mail(_ occasion: Occasion?, _ router: Router, _ plan: DeliveryPlan, inReplyTo: String?, _ now: Int64) -> Delivery? {
        guard occasion != nil || router.hasMail, let from = plan.settings.fromEmail else { return nil }
        var mail = MailMessage(
            report: report, occasion: occasion ?? .messages, messages: router.mail, counts: router.mailCounts, from: from, to: plan.settings.toEmail,
            date: SystemClock.wall(utc: settings.utc), inReplyTo: inReplyTo)
        templates?.apply(to: &mail)
        return plan.mail(mail, now: now)
    }

    private func post(_ occasion: Occasion?, answers told: String?, _ now: Int64) -> Delivery? {
        let leftOut = router.leftOut[.mattermost] ?? 0
        guard let occasion else { return leftOut > 0 ? plan.mattermost(.messages, of: report, leftOut: leftOut, root: nil, now: now) : nil }
        var root: String?
        var answers: String?
        if case .recovery = occasion {
            root = files.post().flatMap { $0.notice == told ? $0.post : nil }
            answers = root == nil ? told : nil
        }
        return plan.mattermost(
            occasion, of: report, leftOut: leftOut, root: root, answers: answers, now: now, own: templates?.post(report, occasion) ?? (nil, nil))
    }

    private func note(_ occasion: Occasion?, _ waiting: Set<Delivery.Channel>, _ notices: Notices, in state: inout NotificationLog) {
        switch occasion {
        case .failure(_, isReminder: false): state.notices = notices
        // A thread of mails begins with the first.
        case .failure: state.notices.merge(notices.filter { $0.key != .email || state.notices[.email] == nil }) { $1 }
        case .recovery: state.notices = [:]
        default: for channel in waiting { state.notices[channel] = notices[channel] }
        }
    }

    /// These see every run.
    private func tellServices(_ now: Int64) {
        if report.isFailure { send(plan.sentry(nil, of: report, number: 0, now: now)) }
        if let count = router.leftOut[.sentry] {
            let text = "\(grouped(count)) more \(count == 1 ? "message was" : "messages were") not sent"
            number += 1
            let message = Message(stamp: Stamp(time: report.end, elapsed: report.elapsed), tags: ["warning"], text: text)
            send(plan.sentry(message, of: report, number: number, now: now))
        }
        send(plan.checkIn(report.status.isGood ? .ok : .error, of: report, maxtime: nil, now: now))
        send(plan.ping(Ping.event(report), of: report, now: now))
    }

    /// A machine without a notifier has none in the next run either: that is said once.
    private func tellOnScreen(_ occasion: Occasion, _ state: inout NotificationLog, _ now: Int64) {
        let command = settings.notify.notifyCommand
        guard settings.notify.notify, report.status != .uneventful else { return }
        if Program.exists(command) {
            state.missingNotifier = nil
            send(plan.desktop(report, occasion, now: now))
        } else if state.missingNotifier != command {
            state.missingNotifier = command
            sentences.append(("There are no desktop notifications: \(command) was not found (this is said once)", false))
        }
    }

    /// That a run goes on, beside what the last one left.
    func sendBeginningMetrics(_ now: Int64) {
        guard settings.notify.hasMetrics else { return }
        var shown = report
        var activity = PrometheusText.Activity.runningFirst
        if let last = (try? RunHistory.last(in: files.directory, where: { $0.kind == .run })) ?? nil, let status = last.status {
            activity = .running
            (shown.status, shown.end, shown.elapsed) = (status, last.end, last.elapsed ?? 0)
            (shown.exitCode, shown.signal) = (last.exitCode, last.signal)
        }
        send(plan.metrics(shown, state: files.state(), failures: files.failures(), activity: activity, now: now))
    }
}
