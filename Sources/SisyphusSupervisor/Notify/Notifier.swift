import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Tells people and services about a run. Nothing here waits for anybody while the job runs, and nothing fails: what goes wrong is kept for the log.
final class Notifier {
    let settings: RunSettings
    let files: NotifyFiles
    let undelivered: Undelivered
    var report: RunReport
    private(set) var courier: CourierLink?
    private var couriersLeft = 3
    /// Sentences for the log, held until the outcome is known: they must not change it.
    var sentences: [(text: String, isGood: Bool)] = []
    /// What was not delivered when it was due.
    private(set) var failures = FailureCounts()
    /// What told people of the failure, by channel, and what of it nobody got.
    var notices: [ChannelName: String] = [:]
    private(set) var lost = LostNotices()
    /// The deliveries that a recovery will answer, and what a receiver called one of them, when that is known.
    var awaited: Set<String> = []
    private(set) var receipt: ToldPost?
    private(set) var hearing = Hearing()
    /// What is shown on standard error when nobody hears of the failure.
    private var block: String?
    /// What waited in the spool and is told anew.
    var replaced: [Undelivered.Held] = []
    /// How long the courier is waited for, when that has begun.
    var patience: Int64?
    let templates: MessageTemplates?
    /// Those of the job's settings first, then those of further destinations of a library job.
    private(set) var sets: [ChannelSet] = []
    var own: ChannelSet { sets[0] }
    private let umask: UInt16
    /// Gets a copy of the mail about the run.
    private(set) var mailFile: String?
    /// That of a run which was killed. Its courier gets what this one has to say as long as it takes something: what one receiver gets stays in order.
    private weak var elder: Notifier?
    /// Hears that this process is well while it waits.
    private(set) var service: ServiceManager?
    private weak var younger: Notifier?

    convenience init(_ context: JobContext, base: String, runID: String, start: Timestamp) {
        let files = NotifyFiles(store: context.store)
        self.init(context.settings, files, umask: context.caller.umask, base: base, runID: runID, start: start)
        service = context.service
        mailFile = context.library?.names.mail
    }

    /// - Parameter umask: of programs that are started.
    init(_ settings: RunSettings, _ files: NotifyFiles, umask: UInt16, base: String, runID: String, start: Timestamp) {
        self.settings = settings
        self.files = files
        self.umask = umask
        undelivered = Undelivered(base: base)
        report = RunReport(settings, id: runID, start: start)
        let sources = settings.notify.templates
        // They were judged before the start.
        templates = sources.isEmpty ? nil : try? MessageTemplates(sources, facts: LineFormat.facts(settings, start: start))
        add(settings.notify)
        for warning in NotifyStart.warnings(settings) { sentences.append((warning, false)) }
    }

    /// The courier may be a child of ours that must be left alone.
    var courierPID: Int32? { courier?.pid }

    /// When something is to be done at the latest, in microseconds since the start of the run.
    var deadline: Int64? { sets.compactMap(\.router.deadline).min() }

    /// Whether somebody is told of failures, so that stderr need not.
    var tellsPeople: Bool { sets.contains { $0.channels.contains { type(of: $0).audience != .machine } } }

    @discardableResult
    func add(_ settings: NotifySettings) -> ChannelSet {
        let set = ChannelSet(settings, ordinal: sets.count, of: self)
        sets.append(set)
        return set
    }

    func follow(_ elder: Notifier?) {
        self.elder = elder
        elder?.younger = self
    }

    // MARK: While the job runs

    /// The job has been started.
    ///
    /// - Parameter unwritten: records of earlier runs that could not be added to the file yet.
    func runBegan(log: String?, after unwritten: [RunRecord]) {
        report.logPath = log
        let lastRun = lastRun(unwritten)
        for set in sets {
            var moment = set.moment(.began)
            moment.maxtime = settings.maxtime?.microseconds
            (moment.last, moment.log, moment.failures) = (lastRun, files.log(), files.failures())
            for channel in set.channels { for delivery in channel.deliveries(at: moment) { send(delivery) } }
        }
    }

    /// The run that goes on, with how the last one ended.
    private func lastRun(_ unwritten: [RunRecord]) -> RunReport? {
        guard let last = (try? files.store.lastRecord(unwritten, where: { $0.isRun })) ?? nil, let status = last.status else { return nil }
        var shown = report
        (shown.status, shown.end, shown.elapsed) = (status, last.end, last.elapsed ?? 0)
        (shown.exitCode, shown.signal) = (last.exitCode, last.signal)
        return shown
    }

    func addDescriptors(to poll: inout Poll) {
        elder?.addDescriptors(to: &poll)
        guard let courier else { return }
        if let fd = courier.readingFD { poll.add(fd) }
        if let fd = courier.writingFD { poll.add(fd, for: .writing) }
    }

    /// Goes on with what waits.
    func turn(at elapsed: Int64, _ poll: Poll) {
        elder?.turn(at: elapsed, poll)
        for set in sets { set.turn(at: elapsed) }
        guard let courier else { return }
        courier.flush()
        if let fd = courier.readingFD, poll.isReady(fd) { hear() }
    }

    /// Writes a message down if it may wait, and hands it to a courier: whoever is killed from now on, it is told.
    func send(_ delivery: Delivery) {
        let handed = CourierLink.Handed(delivery: delivery, held: (try? undelivered.write(delivery)) ?? nil)
        if let courier = elder?.courier, courier.readingFD != nil, courier.send(handed) { return }
        if let courier, courier.readingFD == nil { end(courier) }
        if courier == nil { startCourier() }
        if courier?.send(handed) != true { keep(handed, "there is no courier that takes it") }
    }

    /// Ends a courier and keeps what it had no time for.
    func end(_ courier: CourierLink) {
        courier.end()
        self.courier = nil
        for handed in courier.unanswered { keep(handed, "the courier has ended before it said what became of it") }
    }

    /// Nobody waits for a courier any more that has not answered: libcurl may be waiting for a mail server's last word, and whoever ended it then would have
    /// the mail sent twice. It goes on by itself if all that it has is in the spool, else it is ended.
    func leave(_ courier: CourierLink) {
        guard courier.readingFD != nil, courier.isFed, courier.unanswered.allSatisfy({ $0.held?.place == .replaced }) else { return end(courier) }
        for delivery in courier.unanswered.map(\.delivery) {
            failures.counts[delivery.channel, default: 0] += 1
            let what = "The \(delivery.channel.shown) message about \(delivery.label)"
            sentences.append(("\(what) is not delivered yet; its courier goes on for some minutes, then it is kept for a later run", false))
        }
        courier.letGo()
        self.courier = nil
    }

    private func keep(_ handed: CourierLink.Handed, _ why: String) {
        let delivery = handed.delivery
        failures.counts[delivery.channel, default: 0] += 1
        let what = "The \(delivery.channel.shown) message about \(delivery.label)"
        var answer = DeliveryAnswer(id: delivery.id, channel: delivery.channel, result: .lost, text: "\(what) is lost: \(why)")
        do throws(SystemError) {
            var held = handed.held
            if held == nil { held = try undelivered.write(delivery) }
            if let held {
                let isSettled = held.place == .gone
                (answer.result, answer.text) = isSettled ? (.unsure, "\(what) may have arrived: \(why)") : (.spooled, "\(what) is kept for a later run: \(why)")
                held.release()
            }
        } catch {
            answer.text += "; \(error)"
        }
        sentences.append((answer.text, false))
        note(answer)
        younger?.note(answer)
    }

    /// Takes note of what became of a delivery that may be one of this run.
    private func note(_ answer: DeliveryAnswer) {
        if !answer.isOld { hearing.note(answer.id, answer.result, answer.text) }
        if let post = answer.post, awaited.contains(answer.id) { receipt = ToldPost(notice: answer.id, post: post) }
        if answer.result == .lost, notices[answer.channel] == answer.id { lost.ids[answer.channel] = answer.id }
    }

    func startCourier() {
        // One that cannot live is not started again and again.
        guard couriersLeft > 0 else { return }
        couriersLeft -= 1
        let role = CourierRole(
            base: undelivered.base, timeout: settings.notify.timeout.microseconds, isVerbose: settings.notify.isVerbose, version: SisyphusVersion.text,
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
            note(answer)
            younger?.note(answer)
            if answer.result != .delivered, !answer.isOld { failures.counts[answer.channel, default: 0] += 1 }
        }
        guard !lines.isEmpty else { return }
        let redactor = Redactor(sets.flatMap(\.settings.secrets).compactMap { try? Secrets.read($0.secret) })
        for line in lines { sentences.append(("courier: \(redactor.clean(line))", false)) }
    }

    /// A message that tells of the outcome.
    func expect(_ id: String) { hearing.ask(id) }

    /// Keeps the block of `--report` for the case that nobody hears of the failure.
    func hold(_ block: String) { self.block = block }

    /// What is to be shown because nobody hears of it; once, and to be asked when all deliveries are over.
    func takeBlock() -> String? {
        defer { block = nil }
        guard let block, let silence = hearing.silence else { return nil }
        return block + silence.map { "not told: \($0)\n" }.joined()
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
