import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// The end of a run: who is told what.
extension Notifier {
    /// The run has ended; its lock is still held. Decides who is told what, and hands it to the courier.
    ///
    /// - Parameter isFollowed: another run begins at once, which writes the metrics.
    func runEnded(_ outcome: Outcome, record: RunRecord, facts: JournalFacts, lastLines: [String], exception: JobException? = nil, isFollowed: Bool = false) {
        report.exception = exception
        report.take(outcome, record, facts, lastLines, directory: files.store.directory.path)
        for set in sets { set.turn(at: nil) }
        var log = files.log { sentences.append(($0, false)) }
        let now = SystemClock.wall().microseconds
        let isQuiet = report.status == .timeout && !settings.noisykills
        let known = acknowledgement()
        let occasion = DedupPolicy(settings.notify).judge(report, isQuiet: isQuiet, known: known, state: &log, now: now)
        // A failure that people should have been told of: they are told of what is now.
        let waiting = occasion == nil && report.isFailure && !isQuiet && log.told != nil ? untold(log.notices) : []
        tell(occasion, waiting, in: &log, isFollowed: isFollowed)
        if report.isFailure { awaited = Set(log.notices.values) }
        if courier == nil, report.status != .interrupted, undelivered.isDue(now: now) { startCourier() }
        finish(log)
    }

    /// Nothing was started for a scheduled moment, or that is over; the report tells which. There was no run to be counted.
    func missed(_ occasion: Occasion?, in log: NotificationLog) {
        var log = log
        tell(occasion, [], in: &log, isFollowed: false) { $0 != .machine }
        finish(log)
    }

    /// - Parameter waiting: the channels over which people should have been told of the failure before.
    private func tell(
        _ occasion: Occasion?, _ waiting: Set<ChannelName>, in log: inout NotificationLog, isFollowed: Bool, to isMeant: (Audience) -> Bool = { _ in true }
    ) {
        let (told, receipt) = (log.notices, files.post())
        let deaf = occasion?.isEnd == true ? unheard(told) : []
        for set in sets {
            var moment = set.momentOfEnd(occasion)
            (moment.log, moment.failures, moment.isFollowed) = (log, files.failures(), isFollowed)
            for channel in set.channels where isMeant(type(of: channel).audience) {
                let name = type(of: channel).name
                moment.event = .ended(occasion)
                moment.earlier = .init()
                if set === own {
                    if waiting.contains(name) { moment.event = .ended(log.news) }
                    // Nobody is told of the end of what nobody was told of.
                    if deaf.contains(name) { moment.event = .ended(nil) }
                    moment.earlier = .init(delivery: told[name], receipt: receipt.flatMap { $0.notice == told[name] ? $0.post : nil })
                }
                tell(channel, moment, in: &log, isOwn: set === own)
            }
        }
        for failure in templates?.takeFailures() ?? [] { sentences.append((failure, false)) }
        note(occasion, waiting, in: &log)
    }

    private func finish(_ log: NotificationLog) {
        do throws(SystemError) {
            try files.write(log)
        } catch {
            sentences.append(("\(error); what was told is forgotten", false))
        }
    }

    /// What somebody said that they know of; when the job has worked, that is over.
    private func acknowledgement() -> Acknowledgement? {
        let directory = files.store.directory
        guard directory.has(JobFile.acknowledged) else { return nil }
        guard !report.status.isGood else {
            do throws(SystemError) { try directory.unlink(JobFile.acknowledged) } catch { sentences.append(("\(error)", false)) }
            return nil
        }
        return SteeringFiles.acknowledgement(in: directory) { sentences.append(($0, false)) }
    }

    /// A start is no run, for a reason that people are told.
    func startIsSkipped(_ occasion: Occasion) {
        report.end = SystemClock.wall()
        var log = NotificationLog()
        let moment = own.momentOfEnd(occasion)
        for channel in own.channels where type(of: channel).audience == .people { tell(channel, moment, in: &log, isOwn: true) }
        for failure in templates?.takeFailures() ?? [] { sentences.append((failure, false)) }
    }

    private func tell(_ channel: any Channel, _ moment: Moment, in log: inout NotificationLog, isOwn: Bool) {
        let deliveries = channel.deliveries(at: moment)
        guard !deliveries.isEmpty, hasProgram(channel, &log) else { return }
        // The last one is about the outcome.
        if isOwn, type(of: channel).audience == .people, let last = deliveries.last { notices[last.channel] = last.id }
        if type(of: channel).audience != .machine { for delivery in deliveries { expect(delivery.id) } }
        if isOwn, let mailFile, let mail = deliveries.last(where: { $0.channel == .email }) {
            do throws(SystemError) { try files.store.writeMail(mail.body, as: mailFile) } catch {
                sentences.append(("\(error); there is no copy of the mail", false))
            }
        }
        for delivery in deliveries { send(delivery) }
    }

    /// A machine without a notifier has none in the next run either: that is said once.
    private func hasProgram(_ channel: any Channel, _ log: inout NotificationLog) -> Bool {
        guard let program = channel.program else { return true }
        if ThisMachine().hasProgram(program) {
            log.missingNotifier = nil
            return true
        }
        guard log.missingNotifier != program else { return false }
        log.missingNotifier = program
        sentences.append(("There are no \(type(of: channel).shown)s: \(program) was not found (this is said once)", false))
        return false
    }

    /// The channels over which nobody has heard of the failure: they were not there, or the message was given up.
    private func unheard(_ told: [ChannelName: String]) -> Set<ChannelName> {
        let lost = files.lost().ids
        return Set(
            own.channels.map { type(of: $0) }.filter { kind in
                // What a command of one's own has done is for it to know.
                kind.audience == .people && (told[kind.name] == nil || kind.isKept && lost[kind.name] == told[kind.name])
            }.map { $0.name })
    }

    /// These, and those over which it waits in the spool.
    private func untold(_ told: [ChannelName: String]) -> Set<ChannelName> {
        let kept = own.channels.map { type(of: $0) }.filter { $0.audience == .people && $0.isKept }.map { $0.name }
        replaced = undelivered.hold(told.filter { kept.contains($0.key) })
        return unheard(told).union(replaced.map(\.channel))
    }

    private func note(_ occasion: Occasion?, _ waiting: Set<ChannelName>, in log: inout NotificationLog) {
        switch occasion {
        case .failure(_, isReminder: false), .flapping: log.notices = notices
        case .failure:
            let first = Channels.all.filter { $0.answersFirst && log.notices[$0.name] != nil }.map { $0.name }
            log.notices.merge(notices.filter { !first.contains($0.key) }) { $1 }
        case .recovery, .settled: log.notices = [:]
        default: for channel in waiting { log.notices[channel] = notices[channel] }
        }
    }
}
