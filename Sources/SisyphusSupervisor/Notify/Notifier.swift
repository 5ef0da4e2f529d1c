import SisyphusCore
import SisyphusUnix

/// Tells people and services about a run. Nothing here waits for anybody while the job runs, and nothing fails: what goes wrong is kept for the log.
final class Notifier: EventSink {
    private let settings: RunSettings
    private let directory: Directory
    private let mode: UInt16
    private let base: String
    private let plan: DeliveryPlan
    private var router: Router
    private(set) var report: RunReport
    private(set) var courier: CourierLink?
    private var number = 0
    private var couriersLeft = 3
    /// Sentences for the log, held until the outcome is known: they must not change it.
    private var sentences: [(text: String, isGood: Bool)] = []
    private var postID: String?
    let templates: MessageTemplates?
    /// Those of a library job besides what the settings say.
    private var channels: [ExtraChannel] = []

    /// Courier answers that come later are not waited for.
    private static let slack: Int64 = 700_000

    convenience init(_ context: JobContext, base: String, runID: String, start: Timestamp) {
        self.init(context.settings, context.directory, mode: context.access.mode, base: base, runID: runID, start: start)
    }

    /// - Parameter mode: of files that are written into the job's directory.
    init(_ settings: RunSettings, _ directory: Directory, mode: UInt16, base: String, runID: String, start: Timestamp) {
        self.settings = settings
        self.directory = directory
        self.mode = mode
        self.base = base
        plan = DeliveryPlan(settings.notify, sendmail: Sendmail.path(settings.notify))
        router = Router(mailLimit: settings.notify.maxEmailErrors)
        report = RunReport(settings, id: runID, start: start)
        let sources = settings.notify.templates
        // They were judged before the start.
        templates = sources.isEmpty ? nil : try? MessageTemplates(sources, facts: LineFormat.facts(settings, start: start))
    }

    /// The courier may be a child of ours that must be left alone.
    var courierPID: Int32? { courier?.pid }

    /// When something is to be done at the latest, in microseconds since the start of the run.
    var deadline: Int64? { (channels.map(\.deadline) + [router.deadline]).compactMap { $0 }.min() }

    /// Whether a library job tells people besides.
    var hasChannels: Bool { !channels.isEmpty }

    func addChannel(_ settings: NotifySettings) -> ExtraChannel {
        let channel = ExtraChannel(settings, number: channels.count + 1, of: self)
        channels.append(channel)
        return channel
    }

    // MARK: While the job runs

    /// The job has been started.
    func runBegan(log: String?) {
        report.logPath = log
        let now = Clock.wall().microseconds
        send(plan.checkIn(.inProgress, of: report, maxtime: settings.maxtime?.microseconds, now: now))
        send(plan.ping(.start, of: report, now: now))
    }

    func receive(_ event: Event) {
        if let message = router.receive(event) { dispatch(message) }
    }

    func addDescriptors(to poll: inout Poll) {
        guard let courier else { return }
        if let fd = courier.readingFD { poll.add(fd) }
        if let fd = courier.writingFD { poll.add(fd, writing: true) }
    }

    /// Goes on with what waits.
    func turn(at elapsed: Int64, _ poll: Poll) {
        for message in router.complete(at: elapsed) { dispatch(message) }
        for channel in channels { channel.turn(at: elapsed) }
        guard let courier else { return }
        courier.flush()
        if let fd = courier.readingFD, poll.isReady(fd) { hear() }
    }

    private func dispatch(_ message: Message) {
        let routes = router.routes(of: message)
        let now = Clock.wall().microseconds
        guard !routes.isEmpty else { return }
        number += 1
        if routes.contains(.mattermost) { send(plan.mattermost(message, of: report, number: number, now: now, own: templates?.post(report, .messages, message) ?? (nil, nil))) }
        if routes.contains(.sentry) { send(plan.sentry(message, of: report, number: number, now: now)) }
    }

    func send(_ delivery: Delivery?) {
        guard let delivery else { return }
        if let courier, courier.readingFD == nil { replace(courier) }
        if courier == nil { startCourier() }
        if courier?.send(delivery) != true {
            sentences.append(("The \(delivery.channel.shown) message is lost: the courier does not take it", false))
        }
    }

    /// The courier has ended before its time.
    private func replace(_ courier: CourierLink) {
        noteUnanswered(courier)
        courier.end()
        self.courier = nil
    }

    private func noteUnanswered(_ courier: CourierLink) {
        guard courier.unanswered > 0 else { return }
        let count = courier.unanswered == 1 ? "1 notification has" : "\(courier.unanswered) notifications have"
        sentences.append(("\(count) no answer: the courier has ended; those that can wait are kept for a later run", false))
    }

    private func startCourier() {
        // One that cannot live is not started again and again.
        guard couriersLeft > 0 else { return }
        couriersLeft -= 1
        let role = CourierRole(
            base: base, timeout: settings.notify.timeout.microseconds, isVerbose: settings.notify.sentryDebug, version: SisyphusVersion.text)
        do {
            courier = try CourierLink(role)
        } catch {
            sentences.append(("No courier: \(error)", false))
        }
    }

    private func hear() {
        guard let courier else { return }
        let (answers, lines) = courier.receive()
        for answer in answers {
            sentences.append((answer.text, answer.result == .delivered))
            if let post = answer.post, !answer.isOld { postID = post }
        }
        let secrets = settings.notify.secrets + channels.flatMap(\.plan.settings.secrets)
        let redactor = Redactor(secrets.compactMap { try? Secrets.read($0.secret) })
        for line in lines { sentences.append(("courier: \(redactor.clean(line))", false)) }
    }

    // MARK: The end

    /// The run has ended; its lock is still held. Decides who is told what, and hands it to the courier.
    func runEnded(_ outcome: Outcome, record: RunRecord, facts: JournalFacts, lastLines: [String]) {
        report.take(outcome, record, facts, lastLines, directory: directory.path)
        for message in router.complete(at: nil) { dispatch(message) }
        var state = TellState(bytes: (try? directory.readFile(TellState.fileName, limit: 1 << 20)) ?? nil)
        let thread = (run: state.run, mail: state.mail)
        let now = Clock.wall().microseconds
        let isQuiet = report.status == .timeout && !settings.noisykills
        let occasion = TellPolicy(settings.notify).judge(report, isQuiet: isQuiet, state: &state, now: now)
        var mail = tellPeople(occasion, thread, now)
        if occasion == nil, mail == nil, report.isFailure, settings.notify.hasEmail,
            WaitingMail(base: base, label: report.label).withdraw()
        {
            mail = tellByMail(.failure(count: state.failures, isReminder: false), (nil, nil), now)
            state.mail = mail
        }
        note(occasion, mail, in: &state)
        for channel in channels { channel.runEnded(occasion, report, utc: settings.utc) }
        tellServices(occasion, now)
        send(plan.metrics(report, state: state, now: now))
        do throws(SystemError) {
            try directory.replaceFile(TellState.fileName, with: state.bytes, mode: mode, sync: false)
        } catch {
            sentences.append(("\(error); what was told is forgotten", false))
        }
    }

    /// Starts are skipped because the run that began at this report's start does not end.
    func holderIsStuck(for age: Int64) {
        let now = Clock.wall()
        report.end = now
        let occasion = Occasion.stuck(age)
        _ = tellPeople(occasion, (nil, nil), now.microseconds)
    }

    /// Returns the Message-ID of the mail.
    private func tellPeople(_ occasion: Occasion?, _ thread: (run: String?, mail: String?), _ now: Int64) -> String? {
        let id = tellByMail(occasion, thread, now)
        let leftOut = router.leftOut[.mattermost] ?? 0
        if let occasion {
            var root: String?
            if case .recovery = occasion, let told = ToldPost(bytes: (try? directory.readFile(ToldPost.fileName, limit: 4096)) ?? nil), told.run == thread.run {
                root = told.post
            }
            postID = nil
            send(plan.mattermost(occasion, of: report, leftOut: leftOut, root: root, now: now, own: templates?.post(report, occasion) ?? (nil, nil)))
            send(plan.webhook(occasion, of: report, now: now))
            send(plan.hook(occasion, of: report, now: now))
        } else if leftOut > 0 {
            send(plan.mattermost(.messages, of: report, leftOut: leftOut, root: nil, now: now))
        }
        for failure in templates?.takeFailures() ?? [] { sentences.append((failure, false)) }
        return id
    }

    /// Returns the Message-ID of the mail, if one is sent.
    private func tellByMail(_ occasion: Occasion?, _ thread: (run: String?, mail: String?), _ now: Int64) -> String? {
        var id: String?
        if occasion != nil || !router.mail.isEmpty || router.mailCounts != MessageCounts(), let from = settings.notify.fromEmail {
            var isAnswer = false
            if case .recovery = occasion { isAnswer = true } else if case .failure(_, true) = occasion { isAnswer = true }
            var mail = MailMessage(
                report: report, occasion: occasion ?? .messages, messages: router.mail, counts: router.mailCounts, from: from, to: settings.notify.toEmail,
                date: Clock.wall(utc: settings.utc), inReplyTo: isAnswer ? thread.mail : nil)
            templates?.apply(to: &mail)
            send(plan.mail(mail, now: now))
            id = mail.messageID
        }
        return id
    }

    private func note(_ occasion: Occasion?, _ mail: String?, in state: inout TellState) {
        switch occasion {
        case .failure(_, let isReminder):
            state.run = report.id
            if !isReminder || state.mail == nil { state.mail = mail }
        case .recovery: (state.run, state.mail) = (nil, nil)
        default: break
        }
    }

    /// These see every run.
    private func tellServices(_ occasion: Occasion?, _ now: Int64) {
        if report.isFailure { send(plan.sentry(nil, of: report, number: 0, now: now)) }
        let status: SentryCheckIn.Status = report.status.isGood ? .ok : .error
        send(plan.checkIn(status, of: report, maxtime: nil, now: now))
        send(plan.ping(Ping.event(report), of: report, now: now))
        if report.status != .uneventful { send(plan.desktop(report, occasion ?? .messages, now: now)) }
    }

    /// Waits for the courier, at most for the time of `--notify-timeout`. The lock is gone by now.
    ///
    /// - Parameter isHurried: somebody wants this process to end.
    func waitForDeliveries(isHurried: Bool, signals: SignalReader) {
        defer { savePost() }
        guard let courier else { return }
        let limit = isHurried ? min(settings.notify.timeout.microseconds, 3_000_000) : settings.notify.timeout.microseconds + Self.slack
        let end = Clock.monotonicMicroseconds() + limit
        while courier.readingFD != nil {
            courier.flush()
            if courier.writingFD == nil { courier.closeInput() }
            hear()
            let left = end - Clock.monotonicMicroseconds()
            if courier.readingFD == nil || left <= 0 || signals.isPending(Signal.ending) { break }
            var poll = Poll()
            addDescriptors(to: &poll)
            // In short turns: a signal that is not for us stays readable, and waiting for it would not wait.
            poll.wait(microseconds: min(left, 100_000))
        }
        hear()
        noteUnanswered(courier)
        courier.end()
        self.courier = nil
    }

    private func savePost() {
        guard let postID, report.isFailure else { return }
        do throws(SystemError) {
            try directory.replaceFile(ToldPost.fileName, with: ToldPost(run: report.id, post: postID).bytes, mode: mode, sync: false)
        } catch {
            // Then the recovery is a post of its own.
        }
    }

    /// What the log is to say; each sentence once.
    func takeSentences() -> [(text: String, isGood: Bool)] {
        defer { sentences = [] }
        return sentences
    }
}
