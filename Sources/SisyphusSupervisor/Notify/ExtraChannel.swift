import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// A further e-mail, Mattermost or Sentry destination of a library job: it tells what the one of the job's own settings tells, when that would.
final class ExtraChannel: EventSink {
    let plan: DeliveryPlan
    private unowned let notifier: Notifier
    private var router: Router
    private var number = 0
    /// What makes its deliveries others than those of other channels.
    private let mark: String

    init(_ settings: NotifySettings, number: Int, of notifier: Notifier) {
        mark = "#\(number)"
        plan = DeliveryPlan(settings, sendmail: Sendmail.path(settings), mark: mark)
        router = Router(mailLimit: settings.maxEmailErrors)
        self.notifier = notifier
    }

    var deadline: Int64? { router.deadline }

    func receive(_ event: Event) {
        if let message = router.receive(event) { dispatch(message) }
    }

    /// - Parameter elapsed: `nil`: nothing follows.
    func turn(at elapsed: Int64?) {
        for message in router.complete(at: elapsed) { dispatch(message) }
    }

    private func dispatch(_ message: Message) {
        let routes = router.routes(of: message)
        guard !routes.isEmpty else { return }
        number += 1
        let (report, now) = (notifier.report, SystemClock.wall().microseconds)
        if routes.contains(.mattermost) { post(message, now) }
        if routes.contains(.sentry) { send(plan.sentry(message, of: report, number: number, now: now)) }
    }

    private func post(_ message: Message, _ now: Int64) {
        let own = notifier.templates?.post(notifier.report, .messages, message) ?? (nil, nil)
        send(plan.mattermost(message, of: notifier.report, number: number, now: now, own: own))
    }

    /// - Parameter occasion: what the job's policy says there is to tell.
    func runEnded(_ occasion: Occasion?) {
        turn(at: nil)
        let (report, now) = (notifier.report, SystemClock.wall().microseconds)
        send(notifier.mail(occasion, router, plan, inReplyTo: nil, now))
        if occasion != nil, let message = router.aborting {
            number += 1
            post(message, now)
        }
        let leftOut = router.leftOut[.mattermost] ?? 0
        if occasion != nil || leftOut > 0 {
            let told = occasion ?? .messages
            let own = occasion.flatMap { notifier.templates?.post(report, $0) } ?? (nil, nil)
            send(plan.mattermost(told, of: report, leftOut: leftOut, root: nil, now: now, own: own))
        }
        if report.isFailure { send(plan.sentry(nil, of: report, number: 0, now: now)) }
    }

    private func send(_ delivery: Delivery?) {
        guard var delivery else { return }
        // Ids name files of the spool; that of a post has the mark already.
        if delivery.channel != .mattermost { delivery.id += mark }
        notifier.send(delivery)
    }
}
