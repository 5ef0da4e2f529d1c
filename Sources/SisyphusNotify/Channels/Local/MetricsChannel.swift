public import SisyphusCore

/// What the options about metrics decide.
public struct MetricsSettings: SettingsPart {
    public var isOn = true
    public var metricsDir: String?

    public init() {}
}

extension NotifySettings {
    /// Of files of metrics for Prometheus.
    public var metrics: MetricsSettings {
        get { parts[MetricsSettings.self] }
        set { parts[MetricsSettings.self] = newValue }
    }
}

extension ChannelName {
    public static let metrics = ChannelName("metrics")
}

/// A file of metrics for the textfile collector of Prometheus, at start and end of each run.
public struct MetricsChannel: Channel {
    public static let name = ChannelName.metrics
    public static let shown = "metrics"
    public static let audience = Audience.machine

    public static let options: [OptionRow] = [
        .notify(
            "metrics-dir", "DIR",
            .setting(
                .text(accepts: "an absolute path") { text in
                    guard text.hasPrefix("/") else { return "it is not absolute" }
                    return nil
                }, \.notify.metrics.metricsDir, text: \ClassNotifySettings.Type.metricsDir),
            help: "Write a file of metrics there after each run, for the textfile collector of Prometheus."),
        .off("no-metrics", "Write no metrics for this job.", \.notify.metrics.isOn, class: \ClassNotifySettings.Type.metrics),
    ]

    private let directory: String

    public init?(_ notify: NotifySettings) {
        guard notify.metrics.isOn, let directory = notify.metrics.metricsDir else { return nil }
        self.directory = directory
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.metrics.isOn }

    public func deliveries(at moment: Moment) -> [Delivery] {
        switch moment.event {
        case .began:
            guard let last = moment.last else { return [file(moment.report, .runningFirst, moment)] }
            return [file(last, .running, moment)]
        // The run that follows writes its own.
        case .ended where moment.isFollowed: return []
        case .ended, .settled: return [file(moment.report, .ended, moment)]
        case .message, .test: return []
        }
    }

    /// With a zero for each channel that has not failed: a counter that appears with its first failure hides that one.
    private func file(_ report: RunReport, _ activity: PrometheusText.Activity, _ moment: Moment) -> Delivery {
        var failures = moment.failures
        for channel in moment.channelNames { failures.counts[channel] = failures.counts[channel] ?? 0 }
        return moment.delivery(
            MessageID.hex(moment.report.id, "metrics \(activity)"), over: .metrics, .file(directory: directory, name: PrometheusText.fileName(report)),
            PrometheusText.bytes(report, state: moment.log, failures: failures, activity: activity))
    }

    public func trial(on machine: any Machine) -> (isGood: Bool, text: String)? {
        if let flaw = machine.flaw(writingTo: directory) { return (false, flaw) }
        return (true, "files can be written to \(directory)")
    }

    public static func delivered(to receiver: String, about: String, said: String) -> String { "Wrote metrics to \(receiver)" }
}
