import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// The channels that one value of settings configures, and the messages that they are told of. The job's own settings make the first set of a run, further
/// destinations of a library job one each.
final class ChannelSet: EventSink {
    let settings: NotifySettings
    let channels: [any Channel]
    private(set) var router: Router
    private var number = 0
    private unowned let notifier: Notifier
    /// What makes its deliveries others than those of the first set.
    private let mark: String

    init(_ settings: NotifySettings, ordinal: Int, of notifier: Notifier) {
        self.settings = settings
        self.notifier = notifier
        channels = settings.channels
        mark = ordinal == 0 ? "" : "#\(ordinal)"
        router = Router(channels.compactMap { type(of: $0).route }, mailLimit: settings.email.maxEmailErrors)
    }

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
        let moment = moment(.message(message))
        for channel in channels where type(of: channel).route.map(routes.contains) ?? false {
            for delivery in channel.deliveries(at: moment) { notifier.send(delivery) }
        }
    }

    /// The run is over: nothing that is numbered comes later.
    func momentOfEnd(_ occasion: Occasion?) -> Moment {
        var moment = moment(.ended(occasion))
        moment.number += 1
        return moment
    }

    /// A moment with what this set knows of the run.
    func moment(_ event: Moment.Event) -> Moment {
        var moment = Moment(event, of: notifier.report, date: SystemClock.wall(utc: notifier.settings.utc), on: ThisMachine())
        (moment.number, moment.mark) = (number, mark)
        (moment.messages, moment.templates) = (router, notifier.templates)
        moment.channelNames = channels.map { type(of: $0).name }
        return moment
    }
}

/// What channels ask about the machine that they are used on.
struct ThisMachine: Machine {
    func canRead(_ path: String) -> Bool { (try? OpenFile.open(path, File.readOnly | File.nonBlocking)) != nil }

    func hasProgram(_ name: String) -> Bool { Program.exists(name) }

    func flaw(writingTo directory: String) -> String? {
        // No collector reads files of another ending.
        let name = ".sisyphus-test"
        do throws(SystemError) {
            let directory = try Directory.open(directory, createMode: nil)
            try directory.replaceFile(name, with: [], mode: 0o644, sync: false)
            try directory.unlink(name)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
