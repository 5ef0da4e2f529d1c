import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor

/// What destinations that tell people have in common: settings that are the job's but for what they were given.
final class ChannelDestination {
    /// Option, parameter and value of what was given.
    private let values: [(option: String, parameter: String, value: String?)]
    private let kind: any Channel.Type
    private let type: String
    /// Whether the run has it by itself.
    private let isOfRun: Bool
    private var sink: (any EventSink)?

    init(_ type: String, _ kind: any Channel.Type, _ values: [(String, String, String?)]) {
        (self.type, self.kind, self.values) = (type, kind, values)
        isOfRun = false
    }

    /// One that the run has by itself.
    init(_ type: String, _ kind: any Channel.Type, of sink: (any EventSink)?) {
        (self.type, self.kind, self.sink, values, isOfRun) = (type, kind, sink, [], true)
    }

    /// - Throws: `OptionError` if something is missing or cannot be.
    func judge(_ job: Job) throws(OptionError) -> RunSettings? { isOfRun ? nil : try settings(job) }

    private func settings(_ job: Job) throws(OptionError) -> RunSettings {
        var settings = job.settings
        settings.notify = NotifySettings()
        kind.inherit(from: job.settings.notify, to: &settings.notify)
        for (option, parameter, value) in values {
            if let value { try JobOptions.table.apply(value, to: option, from: .parameter("\(parameter) of \(type)"), settings: &settings) }
        }
        if let error = kind.contradiction(settings.notify) { throw settings.origins.located(error) }
        guard kind.init(settings.notify) != nil else {
            throw OptionError("\(type) lacks what neither it nor the options of the job say: " + values.map { "--\($0.option)" }.joined(separator: ", "))
        }
        return settings
    }

    func attach(_ job: Job, isDirect: Bool) {
        guard !isOfRun, let access = job.access else { return }
        do {
            sink = try access.addChannel(try settings(job).notify, isDirect: isDirect)
        } catch {
            access.warn((error as? StartFailure)?.message ?? "\(error)")
        }
    }

    func receive(_ entry: LogEntry) { sink?.receive(entry.event) }
}

/// A destination that tells people.
protocol ChannelLogger: DirectLogger {
    static var kind: any Channel.Type { get }
    /// That of the job's settings.
    init(of sink: (any EventSink)?)
    var channel: ChannelDestination { get }
}

extension ChannelLogger {
    func judge(_ job: Job) throws(OptionError) -> RunSettings? { try channel.judge(job) }
    func attach(_ job: Job, isDirect: Bool) { channel.attach(job, isDirect: isDirect) }
}

/// The destinations for the kinds of channels that lines are routed to.
var channelLoggers: [any ChannelLogger.Type] { [EmailLogger.self, MattermostLogger.self, SentryLogger.self] }
