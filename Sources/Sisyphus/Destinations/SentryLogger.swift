import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor

/// Events for Sentry: each message with the tag `sentry` or `external` at once, with the data of its tasks, and the failure of a run. A further one
/// has another project:
///
///     add(SentryLogger(dsn: "env:SHOP_DSN"))
public final class SentryLogger: JobLogger {
    let channel: ChannelDestination

    /// - Parameters:
    ///   - dsn: The project, or `env:NAME`, or `file:PATH`.
    ///   - environment: `nil`: `sentryEnvironment` of the job.
    ///   - release: `nil`: `sentryRelease` of the job.
    ///
    /// What is missing or cannot be ends the program with status 64 before anything is started.
    public init(dsn: String, environment: String? = nil, release: String? = nil) {
        let values = [("sentry-dsn", "dsn", dsn), ("sentry-environment", "environment", environment), ("sentry-release", "release", release)]
        channel = ChannelDestination("SentryLogger", SentryChannel.self, values)
    }

    /// That of the job's settings.
    init(of sink: (any EventSink)?) { channel = ChannelDestination("SentryLogger", SentryChannel.self, of: sink) }

    public var name: String { "<sentry>" }
    public func open(_ job: Job) { attach(job, isDirect: false) }
    public func log(_ entry: LogEntry) { channel.receive(entry) }
}

extension SentryLogger: ChannelLogger {
    static var kind: any Channel.Type { SentryChannel.self }
}
