import SisyphusCore

/// The metrics of a job for a textfile collector (Prometheus text format 0.0.4, without timestamps).
enum PrometheusText {
    enum Activity: Sendable, Equatable {
        case ended
        /// The report is that of the run that goes on, with how the last one ended.
        case running
        /// The job has never ended before.
        case runningFirst
    }

    static func bytes(_ report: RunReport, state: NotificationLog, failures: FailureCounts, activity: Activity = .ended) -> [UInt8] {
        let job = labels(report)
        var text = gauge("running", "Whether a run goes on.", job, activity == .ended ? "0" : "1")
        text += gauge("last_start_timestamp_seconds", "When the last run began, or the one that goes on.", job, seconds(report.start.microseconds))
        if activity != .runningFirst { text += last(report, state, job) }
        text += gauge("failures_in_a_row", "Failed runs since the last good one.", job, String(state.failures))
        let none = Dictionary(uniqueKeysWithValues: Status.allCases.map { ($0.description, Int64(0)) })
        text += counters("runs_total", "Runs by outcome.", job, "outcome", none.merging(state.runs) { $1 })
        let counts = Dictionary(uniqueKeysWithValues: failures.counts.map { ($0.key.rawValue, $0.value) })
        let help = "Notifications that were not delivered when they were due: kept for later, in doubt or lost."
        text += counters("notification_failures_total", help, job, "channel", counts)
        return Array(text.utf8)
    }

    /// How the last run ended.
    private static func last(_ report: RunReport, _ state: NotificationLog, _ job: String) -> String {
        var text = gauge("last_run_timestamp_seconds", "When the last run ended.", job, seconds(report.end.microseconds))
        if let good = state.lastGood { text += gauge("last_success_timestamp_seconds", "When the last good run ended.", job, seconds(good)) }
        text += gauge("last_duration_seconds", "How long the last run took.", job, seconds(report.elapsed))
        let outcomes = "Outcome of the last run: 0 uneventful, 1 successful, 2 failed, 3 interrupted, 4 timeout."
        text += gauge("last_status", outcomes, job, String(report.status.rawValue))
        if let code = report.exitCode ?? report.signal.map({ 128 + $0 }) {
            text += gauge("last_exit_code", "Exit status of the last run, 128 and the signal where it was killed.", job, String(code))
        }
        if !report.metrics.isEmpty {
            text += head("job_metric", "gauge", "Numbers that the job told in the last run.")
            for metric in report.metrics {
                let labels = "\(job),name=\"\(escape(metric.name))\"" + (metric.unit.map { ",unit=\"\(escape($0))\"" } ?? "")
                text += "sisyphus_job_metric{\(labels)} \(metric.number)\n"
            }
        }
        return text
    }

    private static func gauge(_ name: String, _ help: String, _ labels: String, _ value: String) -> String {
        head(name, "gauge", help) + "sisyphus_\(name){\(labels)} \(value)\n"
    }

    private static func counters(_ name: String, _ help: String, _ labels: String, _ label: String, _ counts: [String: Int64]) -> String {
        guard !counts.isEmpty else { return "" }
        return head(name, "counter", help)
            + counts.sorted { $0.key < $1.key }.map { "sisyphus_\(name){\(labels),\(label)=\"\(escape($0.key))\"} \($0.value)\n" }.joined()
    }

    private static func head(_ name: String, _ kind: String, _ help: String) -> String {
        "# HELP sisyphus_\(name) \(help)\n# TYPE sisyphus_\(name) \(kind)\n"
    }

    /// A name of its own for every job: what a file name should not hold is written as hexadecimal digits.
    static func fileName(_ report: RunReport) -> String {
        let name = [report.project, report.job, report.identifier].compactMap { $0 }.map { part in
            part.utf8.map { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "-") ? String(UnicodeScalar($0)) : "_" + Hex.pair($0) }
                .joined()
        }.joined(separator: ".")
        guard name.utf8.count > 200 else { return "sisyphus.\(name).prom" }
        return "sisyphus.\(TextCut.head(name, bytes: 160, mark: "")).\(MessageID.hex(name, "metrics")).prom"
    }

    private static func labels(_ report: RunReport) -> String {
        "project=\"\(escape(report.project))\",job_name=\"\(escape(report.job))\"" + (report.identifier.map { ",identifier=\"\(escape($0))\"" } ?? "")
    }

    private static func escape(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(scalar)
            }
        }.joined()
    }

    private static func seconds(_ microseconds: Int64) -> String {
        JSONValue.seconds(microseconds).bytes.text
    }
}
