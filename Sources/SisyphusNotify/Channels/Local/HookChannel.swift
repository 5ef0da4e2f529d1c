public import SisyphusCore

/// What the options about the command of one's own decide.
public struct HookSettings: SettingsPart {
    public var isOn = true
    public var onEvent: String?

    public init() {}
}

extension NotifySettings {
    /// Of the command that is run when people are told.
    public var hook: HookSettings {
        get { parts[HookSettings.self] }
        set { parts[HookSettings.self] = newValue }
    }
}

extension ChannelName {
    public static let hook = ChannelName("hook")
}

/// A command of one's own that gets the facts as JSON when people are told something.
public struct HookChannel: Channel {
    public static let name = ChannelName.hook
    public static let shown = "hook command"

    public static let options: [OptionRow] = [
        .notify(
            "on-event", "COMMAND",
            .setting(
                .text(accepts: "a command line for /bin/sh") { text in
                    guard !text.isEmpty else { return "it is empty" }
                    return nil
                }, \.notify.hook.onEvent, text: \ClassNotifySettings.Type.onEvent),
            help: "Run this when people are told something; it gets the facts as JSON on its standard input."),
        .off("no-hook", "Run no command of --on-event for this job.", \.notify.hook.isOn, class: \ClassNotifySettings.Type.hook),
    ]

    private let command: String

    public init?(_ notify: NotifySettings) {
        guard notify.hook.isOn, let command = notify.hook.onEvent else { return nil }
        self.command = command
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.hook.isOn }

    public func deliveries(at moment: Moment) -> [Delivery] {
        guard let occasion = moment.occasion else { return [] }
        return [
            moment.delivery(
                MessageID.hex(moment.report.id, "hook \(occasion.word)"), over: .hook, .command(Delivery.Command(argv: ["/bin/sh", "-c", command])),
                moment.report.json(occasion).bytes + [UInt8(ascii: "\n")])
        ]
    }

    public static func delivered(to receiver: String, about: String, said: String) -> String { "Ran hook command" }
}
