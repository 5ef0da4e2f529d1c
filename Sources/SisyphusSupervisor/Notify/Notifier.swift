import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Tells people and services about a run. Nothing here waits for anybody while the job runs, and nothing fails: what goes wrong is kept for the log.
final class Notifier: EventSink {
    let settings: RunSettings
    let files: NotifyFiles
    let undelivered: Undelivered
    let plan: DeliveryPlan
    var router: Router
    var report: RunReport
    private(set) var courier: CourierLink?
    var number = 0
    private var couriersLeft = 3
    /// Sentences for the log, held until the outcome is known: they must not change it.
    var sentences: [(text: String, isGood: Bool)] = []
    /// What was not delivered when it was due.
    private(set) var failures = FailureCounts()
    /// What told people of the failure, by channel, and what of it nobody got.
    var notices: [Delivery.Channel: String] = [:]
    private(set) var lost = LostNotices()
    /// The delivery whose post a recovery will answer, and the post when it is known.
    var toldPost: (notice: String, post: String?)?
    /// What waited in the spool and is told anew.
    var replaced: [Undelivered.Held] = []
    /// How long the courier is waited for, when that has begun.
    var patience: Int64?
    let templates: MessageTemplates?
    /// Those of a library job besides what the settings say.
    private(set) var channels: [ExtraChannel] = []
    private let umask: UInt16

    convenience init(_ context: JobContext, base: String, runID: String, start: Timestamp) {
        let files = NotifyFiles(directory: context.directory, access: context.access)
        self.init(context.settings, files, umask: context.caller.umask, base: base, runID: runID, start: start)
    }

    /// - Parameter umask: of programs that are started.
    init(_ settings: RunSettings, _ files: NotifyFiles, umask: UInt16, base: String, runID: String, start: Timestamp) {
        self.settings = settings
        self.files = files
        self.umask = umask
        undelivered = Undelivered(base: base)
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
        let now = SystemClock.wall().microseconds
        send(plan.checkIn(.inProgress, of: report, maxtime: settings.maxtime?.microseconds, now: now))
        send(plan.ping(.start, of: report, now: now))
        sendBeginningMetrics(now)
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

    func dispatch(_ message: Message) {
        let routes = router.routes(of: message)
        let now = SystemClock.wall().microseconds
        guard !routes.isEmpty else { return }
        number += 1
        if routes.contains(.mattermost) { post(message, now) }
        if routes.contains(.sentry) { send(plan.sentry(message, of: report, number: number, now: now)) }
    }

    func post(_ message: Message, _ now: Int64) {
        send(plan.mattermost(message, of: report, number: number, now: now, own: templates?.post(report, .messages, message) ?? (nil, nil)))
    }

    func send(_ delivery: Delivery?) {
        guard let delivery else { return }
        if let courier, courier.readingFD == nil { end(courier) }
        if courier == nil { startCourier() }
        if courier?.send(delivery) != true { keep(delivery, "there is no courier that takes it") }
    }

    /// Ends a courier and keeps what it had no time for.
    func end(_ courier: CourierLink) {
        courier.end()
        self.courier = nil
        for delivery in courier.unanswered { keep(delivery, "the courier has ended before it said what became of it") }
    }

    /// Nobody waits for a courier any more that has not answered: libcurl may be waiting for a mail server's last word, and whoever ended it then would have
    /// the mail sent twice. It goes on by itself if all that it has is in the spool, else it is ended.
    func leave(_ courier: CourierLink) {
        guard courier.readingFD != nil, courier.isFed, courier.unanswered.allSatisfy(undelivered.holds) else { return end(courier) }
        for delivery in courier.unanswered {
            failures.counts[delivery.channel, default: 0] += 1
            let what = "The \(delivery.channel.shown) message about \(delivery.label)"
            sentences.append(("\(what) is not delivered yet; its courier goes on for some minutes, then it is kept for a later run", false))
        }
        courier.letGo()
        self.courier = nil
    }

    private func keep(_ delivery: Delivery, _ why: String) {
        failures.counts[delivery.channel, default: 0] += 1
        let what = "The \(delivery.channel.shown) message about \(delivery.label)"
        guard delivery.isKept else { return sentences.append(("\(what) is lost: \(why)", false)) }
        do throws(SystemError) {
            try undelivered.keep(delivery)
            sentences.append(("\(what) is kept for a later run: \(why)", false))
        } catch {
            if notices[delivery.channel] == delivery.id { lost.ids[delivery.channel] = delivery.id }
            sentences.append(("\(what) is lost: \(why); \(error)", false))
        }
    }

    func startCourier() {
        // One that cannot live is not started again and again.
        guard couriersLeft > 0 else { return }
        couriersLeft -= 1
        let role = CourierRole(
            base: undelivered.base, timeout: settings.notify.timeout.microseconds, isVerbose: settings.notify.sentryDebug, version: SisyphusVersion.text,
            surroundings: CourierRole.Surroundings(umask: umask, hidden: settings.notify.secretVariables))
        do {
            courier = try CourierLink(role)
        } catch {
            sentences.append(("No courier: \(error)", false))
        }
    }

    func hear() {
        guard let courier else { return }
        let (answers, lines) = courier.receive()
        for answer in answers {
            sentences.append((answer.text, answer.result == .delivered))
            if let post = answer.post, answer.id == toldPost?.notice { toldPost?.post = post }
            if answer.result == .lost, notices[answer.channel] == answer.id { lost.ids[answer.channel] = answer.id }
            if answer.result != .delivered, !answer.isOld { failures.counts[answer.channel, default: 0] += 1 }
        }
        guard !lines.isEmpty else { return }
        let secrets = settings.notify.secrets + channels.flatMap(\.plan.settings.secrets)
        let redactor = Redactor(secrets.compactMap { try? Secrets.read($0.secret) })
        for line in lines { sentences.append(("courier: \(redactor.clean(line))", false)) }
    }

    /// What the log is to say; each sentence once.
    func takeSentences() -> [(text: String, isGood: Bool)] {
        defer { sentences = [] }
        return sentences
    }

    func takeFailures() -> FailureCounts {
        defer { failures = FailureCounts() }
        return failures
    }
}
