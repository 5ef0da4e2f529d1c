import SisyphusCore

/// The kinds of channels.
public enum Channels {
    /// All there are, in the order in which they are told.
    public static let all: [any Channel.Type] = [
        EmailChannel.self,
        MattermostChannel.self,
        SentryChannel.self,
        MonitorChannel.self,
        PingChannel.self,
        WebhookChannel.self,
        SlackChannel.self,
        DiscordChannel.self,
        NtfyChannel.self,
        MattermostHookChannel.self,
        HookChannel.self,
        MetricsChannel.self,
        DesktopChannel.self,
    ]

    /// By which lines of a job go to people.
    public static var routingTags: [String] { [ReservedTags.external] + all.compactMap { $0.route?.tag } }

    /// The options of all of them, without those about when people are told.
    public static var options: [OptionRow] { all.flatMap { $0.options } }

    /// The first contradiction among options of one kind.
    static func contradiction(_ settings: NotifySettings) -> OptionError? {
        for kind in all { if let error = kind.contradiction(settings) { return error } }
        return nil
    }
}

extension NotifySettings {
    /// The channels that are used.
    public var channels: [any Channel] { Channels.all.compactMap { off[$0.name] == nil ? $0.init(self) : nil } }

    /// Whether anything is to be done at all, or said about channels that are off.
    public var hasAny: Bool { !parts.isEmpty && !(channels.isEmpty && off.isEmpty) }

    /// Whether somebody is told of failures, so that stderr need not.
    public var tellsPeople: Bool { hasAny && channels.contains { type(of: $0).audience != .machine } }

    /// All secrets, also those of channels that are switched off.
    public var secrets: [NamedSecret] { parts.isEmpty ? [] : Channels.all.flatMap { $0.secrets(self) } }

    /// Environment variables that secrets are read from; the job does not get them.
    public var secretVariables: Set<String> {
        Set(secrets.compactMap { if case .environment(let name) = $0.secret { name } else { nil } })
    }
}

extension Delivery {
    /// The kind of channel that it belongs to.
    public var kind: any Channel.Type {
        let kinds = Channels.all.filter { $0.name == channel }
        guard case .http(let http) = transport else { return kinds[0] }
        return kinds.first { $0.dialect == http.dialect } ?? kinds[0]
    }

    /// Whether it is kept for later when it cannot be delivered now.
    public var isKept: Bool { kind.isKept }
}
