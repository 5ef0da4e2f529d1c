public import SisyphusCore

/// What only `sisyphus-sh` takes, the shell that supervises the lines of a crontab.
public struct ShellSettings: SettingsPart {
    /// Which output of a line goes on to cron, which mails it.
    public enum CronOutput: String, Sendable, CaseIterable {
        /// All that the line prints, as it would without supervision.
        case all
        /// Nothing; failed runs are reported (`--report`).
        case failures
    }

    /// The absolute path of the shell that runs the lines.
    public var shell = "/bin/sh"
    public var cronOutput: CronOutput = .all
    /// The line of which this run is one, as such a shell got it. No option sets it.
    public var line: String?

    public init() {}

    public static let rows: [OptionRow] = [
        OptionRow(
            "shell", "PATH", in: .starting, places: .environment, for: .shell,
            .setting(
                .text(accepts: "the absolute path of a shell") { $0.hasPrefix("/") && !$0.hasSuffix("/sisyphus-sh") ? nil : "it is none" }, \.shellUse.shell),
            help: "sisyphus-sh: the shell that runs the lines."),
        OptionRow(
            "cron-output", in: .starting, places: .environment, for: .shell, .setting(.choice, \.shellUse.cronOutput),
            help: "sisyphus-sh: hand all that a line prints on to cron, or only reports of failures."),
    ]
}

extension RunSettings {
    /// How `sisyphus-sh` is used.
    public var shellUse: ShellSettings {
        get { parts[ShellSettings.self] }
        set { parts[ShellSettings.self] = newValue }
    }
}

extension OptionScope {
    /// How the shell that supervises is used.
    public static let shell = OptionScope(rawValue: 4)
}
