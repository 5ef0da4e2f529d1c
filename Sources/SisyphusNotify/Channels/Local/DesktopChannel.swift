public import SisyphusCore

/// What the options about desktop notifications decide.
public struct DesktopSettings: SettingsPart {
    public var notify = false
    public var notifyCommand = "notify-send"

    public init() {}
}

extension NotifySettings {
    /// Of notifications on the desktop.
    public var desktop: DesktopSettings {
        get { parts[DesktopSettings.self] }
        set { parts[DesktopSettings.self] = newValue }
    }
}

extension ChannelName {
    public static let desktop = ChannelName("desktop")
}

/// A desktop notification at the end of each run in which something happened.
public struct DesktopChannel: Channel {
    public static let name = ChannelName.desktop
    public static let shown = "desktop notification"
    public static let audience = Audience.machine

    public static let options: [OptionRow] = [
        OptionRow(
            "notify", short: "n", in: .notifications, .setting(.flag, \.notify.desktop.notify, class: \ClassNotifySettings.Type.notify),
            help: "Show a desktop notification at the end of each run in which something happened."),
        .notify(
            "notify-command", "PROGRAM", default: "notify-send",
            .setting(
                .text(accepts: "the name or path of a program") { text in
                    guard !text.isEmpty, !text.hasPrefix("-") else { return "it is empty or looks like an option" }
                    return nil
                }, \.notify.desktop.notifyCommand, text: { (type: ClassNotifySettings.Type) in type.notifyCommand }),
            help: "The program that shows it; it gets --app-name=sisyphus, --, title and text."),
    ]

    private let command: String

    public init?(_ notify: NotifySettings) {
        guard notify.desktop.notify else { return nil }
        command = notify.desktop.notifyCommand
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.desktop.notify }
    public var program: String? { command }

    /// `notify-send` or what takes its place gets title and text as its two arguments.
    public func deliveries(at moment: Moment) -> [Delivery] {
        let occasion: Occasion
        switch moment.event {
        case .ended(let told) where moment.report.status != .uneventful: occasion = told ?? .messages
        case .test: occasion = .test
        default: return []
        }
        let title = TextCut.line("\(moment.report.state(occasion)): \(moment.report.label)")
        // The text is markup (freedesktop.org, "Desktop Notifications", section 5).
        let text = HTMLText.escape(TextCut.head(TextCut.line(moment.report.summary(occasion)), bytes: 300))
        return [
            moment.delivery(
                MessageID.hex(moment.report.id, "desktop"), over: .desktop,
                .command(Delivery.Command(argv: [command, "--app-name=sisyphus", "--", title, text])), [])
        ]
    }

    public static func delivered(to receiver: String, about: String, said: String) -> String { "Showed desktop notification" }
}
