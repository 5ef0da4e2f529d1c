import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor

/// What destinations that tell people have in common: settings that are the job's but for what they were given.
final class ChannelDestination {
    /// Option, parameter and value of what was given.
    private let values: [(option: String, parameter: String, value: String?)]
    private let keep: (NotifySettings, inout NotifySettings) -> Void
    private let isComplete: (NotifySettings) -> Bool
    private let type: String
    /// Whether the run has it by itself.
    private let isOfRun: Bool
    private var sink: (any EventSink)?

    /// - Parameter keep: copies what belongs to the channel.
    init(
        _ type: String, _ values: [(String, String, String?)], keep: @escaping (NotifySettings, inout NotifySettings) -> Void,
        isComplete: @escaping (NotifySettings) -> Bool
    ) {
        self.type = type
        self.values = values
        self.keep = keep
        self.isComplete = isComplete
        isOfRun = false
    }

    /// One that the run has by itself.
    init(_ type: String, of sink: (any EventSink)?) {
        (self.type, self.sink, values, isOfRun) = (type, sink, [], true)
        keep = { _, _ in }
        isComplete = { _ in true }
    }

    /// - Throws: `OptionError` if something is missing or cannot be.
    func judge(_ job: Job) throws(OptionError) -> NotifySettings? { isOfRun ? nil : try settings(job) }

    private func settings(_ job: Job) throws(OptionError) -> NotifySettings {
        var settings = RunSettings()
        keep(job.settings.notify, &settings.notify)
        for (option, parameter, value) in values {
            if let value { try JobOptions.table.apply(value, to: option, from: .parameter("\(parameter) of \(type)"), settings: &settings) }
        }
        try NotifyCheck.check(settings.notify)
        guard isComplete(settings.notify) else {
            throw OptionError("\(type) lacks what neither it nor the options of the job say: " + values.map { "--\($0.option)" }.joined(separator: ", "))
        }
        return settings.notify
    }

    func attach(_ job: Job, isDirect: Bool) {
        guard !isOfRun, let access = job.access else { return }
        do {
            sink = try access.addChannel(try settings(job), isDirect: isDirect)
        } catch {
            access.warn((error as? StartFailure)?.message ?? "\(error)")
        }
    }

    func receive(_ entry: LogEntry) { sink?.receive(entry.event) }
}

/// A destination that tells people.
protocol ChannelLogger: DirectLogger {
    var channel: ChannelDestination { get }
}

extension ChannelLogger {
    func judge(_ job: Job) throws(OptionError) -> NotifySettings? { try channel.judge(job) }
    func attach(_ job: Job, isDirect: Bool) { channel.attach(job, isDirect: isDirect) }
}
