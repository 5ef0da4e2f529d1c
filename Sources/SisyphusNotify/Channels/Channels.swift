public import SisyphusCore

/// The kinds of channels.
public enum Channels {
    /// All there are, in the order in which they are told.
    public static let all: [any Channel.Type] = [
        EmailChannel.self,
        MattermostChannel.self,
        SentryChannel.self,
        MonitorChannel.self,
        TelemetryChannel.self,
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
    package static func contradiction(_ settings: NotifySettings) -> OptionError? {
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

/// What files and metrics call a channel. Kinds of channels that take turns have one name.
public struct ChannelName: Hashable, Sendable, RawRepresentable {
    public let rawValue: String

    /// A name that is written in the file of its channel.
    init(_ name: String) { rawValue = name }

    /// - Returns: `nil` if no channel has this name.
    public init?(rawValue: String) {
        guard Channels.all.contains(where: { $0.name.rawValue == rawValue }) else { return nil }
        self.rawValue = rawValue
    }

    /// What log lines call it.
    public var shown: String { Channels.all.first { $0.name == self }?.shown ?? rawValue }
}

/// What the files of a job hold for each channel.
extension Dictionary where Key == ChannelName {
    /// Reads the members of an object; those that are unknown or broken are left out.
    init(_ value: JSONValue?, _ read: (JSONValue) -> Value?) {
        self.init()
        guard case .object(let members)? = value else { return }
        for (name, member) in members { if let channel = ChannelName(rawValue: name), let content = read(member) { self[channel] = content } }
    }

    func json(_ write: (Value) -> JSONValue) -> JSONValue {
        .object(sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, write($0.value)) })
    }
}
