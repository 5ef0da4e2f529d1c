public import SisyphusCore

/// What the options about notifications decide: who is told, when, and by the channels' own settings, how.
///
/// A property means what the help and the manual say about the option of its name.
public struct NotifySettings: SettingsPart {
    /// Whether people are told of a failure only when it is another one than before, or of every one.
    public enum TellOn: String, Sendable, CaseIterable {
        /// When it is new, or has another outcome or another reason than the failure before.
        case change
        /// Each time.
        case every
    }

    /// Of which failures people are told.
    public var tellOn: TellOn = .change
    /// So many failures in a row are not told but the last of them.
    public var tellAfter = 1
    /// A failure that was told and lasts is told again after this time; `nil`: never.
    public var tellRemind: Duration? = .seconds(86_400)
    /// A job that fails for the third time within this time and worked in between is told once, and again when nothing has changed for as long; `nil`: each change is told.
    public var tellFlapping: Duration? = .seconds(3600)
    /// How long a run waits for its deliveries.
    public var timeout: Duration = .seconds(10)
    /// Whether the job is not started when a secret of a channel cannot be had; else that channel is off.
    public var strict = false

    /// Templates for mails and posts by the names of their options, or `file:PATH` with one.
    public var templates: [String: String] = [:]

    /// Channels that cannot be used in this run, and why.
    public var off: [ChannelName: String] = [:]

    /// Those of the channels, reached by the property that each channel adds.
    package var parts = SettingsParts()

    /// Makes the settings that hold where no option says anything.
    public init() {}

    package static let options: [OptionRow] = [
        .notify(
            "tell-on", .setting(.choice, \.notify.tellOn, class: \ClassNotifySettings.Type.tellOn),
            help: "Tell people of a failure when it is new or another one than before (outcome and reason without numbers and paths), or of every one."),
        .notify(
            "tell-after", .setting(.count(1...1_000_000), \.notify.tellAfter, class: \ClassNotifySettings.Type.tellAfter),
            help: "Tell of failures only when so many came in a row."),
        .notify(
            "tell-remind", .setting(.limit(), \.notify.tellRemind, class: \ClassNotifySettings.Type.tellRemind),
            help: "Tell again of a failure that was told when it has lasted this long. 0 or none: never."),
        .notify(
            "tell-flapping", .setting(.limit(), \.notify.tellFlapping, class: \ClassNotifySettings.Type.tellFlapping),
            help:
                "Tell once of a job that fails for the third time within this time and worked in between, and again when nothing has changed for as long. 0 or none: tell each change."
        ),
        .notify(
            "notify-timeout", .setting(.duration, \.notify.timeout, class: \ClassNotifySettings.Type.notifyTimeout),
            help: "How long a run waits for its deliveries; they go on for some minutes by themselves, and the rest is kept for a later run."),
        .notify(
            "strict-notify", .setting(.flag, \.notify.strict, class: \ClassNotifySettings.Type.strictNotify),
            help: """
                Do not start the job when a password, token or address of a channel cannot be read, or a mail has no way out of this machine. Otherwise \
                that channel is off for the run, with a warning.
                """
        ),
    ]
}

extension RunSettings {
    /// Who is told what, how and when.
    public var notify: NotifySettings {
        get { parts[NotifySettings.self] }
        set { parts[NotifySettings.self] = newValue }
    }
}
