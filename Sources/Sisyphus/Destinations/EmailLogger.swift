import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor

/// Mails: one at the end of a run, with the lines that have the tag `email` or `external`, or when the job's policy (`tellOn` and its like) says
/// that its outcome is to be told. A further one has other receivers:
///
///     add(EmailLogger(to: "shop@example.org"))
public final class EmailLogger: JobLogger {
    let channel: ChannelDestination

    /// - Parameters:
    ///   - to: The receivers, separated by commas.
    ///   - from: The sender; `nil`: `fromemail` of the job. Server, user and whatever else mails need are the job's in any case.
    ///
    /// What is missing or cannot be ends the program with status 64 before anything is started.
    public init(to: String, from: String? = nil) {
        channel = ChannelDestination("EmailLogger", EmailChannel.self, [("toemail", "to", to), ("fromemail", "from", from)])
    }

    /// That of the job's settings.
    init(of sink: (any EventSink)?) { channel = ChannelDestination("EmailLogger", EmailChannel.self, of: sink) }

    public var name: String { "<email>" }
    public func open(_ job: Job) { attach(job, isDirect: false) }
    public func log(_ entry: LogEntry) { channel.receive(entry) }
}

extension EmailLogger: ChannelLogger {
    static var kind: any Channel.Type { EmailChannel.self }
}
