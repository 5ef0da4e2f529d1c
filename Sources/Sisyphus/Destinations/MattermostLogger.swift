import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor

/// Posts to a channel of Mattermost: each message with the tag `mattermost` or `external` at once, and at the end of a run what the job's policy
/// (`tellOn` and its like) says is to be told. A further one has another channel:
///
///     add(MattermostLogger(channel: "4xp9fdt77pncbef59f4k1qe83o"))
public final class MattermostLogger: JobLogger {
    let channel: ChannelDestination

    /// - Parameters:
    ///   - channel: The id of the channel.
    ///   - url: The address of the server; `nil`: `mattermostURL` of the job.
    ///   - token: The access token, or `env:NAME`, or `file:PATH`; `nil`: `mattermostToken` of the job.
    ///
    /// What is missing or cannot be ends the program with status 64 before anything is started.
    public init(channel: String, url: String? = nil, token: String? = nil) {
        let values = [("mattermost-channel", "channel", channel), ("mattermost-url", "url", url), ("mattermost-token", "token", token)]
        self.channel = ChannelDestination("MattermostLogger", MattermostChannel.self, values)
    }

    /// That of the job's settings.
    init(of sink: (any EventSink)?) { channel = ChannelDestination("MattermostLogger", MattermostChannel.self, of: sink) }

    public var name: String { "<mattermost>" }
    public func open(_ job: Job) { attach(job, isDirect: false) }
    public func log(_ entry: LogEntry) { channel.receive(entry) }
}

extension MattermostLogger: ChannelLogger {
    static var kind: any Channel.Type { MattermostChannel.self }
}
