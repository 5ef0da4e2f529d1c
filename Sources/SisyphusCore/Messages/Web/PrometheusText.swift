/// The metrics of a job for a textfile collector (Prometheus text format 0.0.4, without timestamps).
public enum PrometheusText {
    public static func bytes(_ report: RunReport, state: TellState) -> [UInt8] {
        let labels = labels(report)
        var text = ""
        func metric(_ name: String, _ kind: String, _ help: String, _ series: [(labels: String, value: String)]) {
            guard !series.isEmpty else { return }
            text += "# HELP sisyphus_\(name) \(help)\n# TYPE sisyphus_\(name) \(kind)\n"
            for one in series { text += "sisyphus_\(name){\(one.labels)} \(one.value)\n" }
        }
        metric("last_run_timestamp_seconds", "gauge", "When the last run ended.", [(labels, seconds(report.end.microseconds))])
        metric("last_success_timestamp_seconds", "gauge", "When the last good run ended.", state.lastGood.map { [(labels, seconds($0))] } ?? [])
        metric("last_duration_seconds", "gauge", "How long the last run took.", [(labels, seconds(report.elapsed))])
        metric("last_status", "gauge", "Outcome of the last run: 0 uneventful, 1 successful, 2 failed, 3 interrupted, 4 timeout.", [(labels, String(report.status.rawValue))])
        metric("last_exit_code", "gauge", "Exit status of the last run, 128 and the signal where it was killed.", exitCode(report).map { [(labels, String($0))] } ?? [])
        metric("failures_in_a_row", "gauge", "Failed runs since the last good one.", [(labels, String(state.failures))])
        metric("runs_total", "counter", "Runs by outcome.", state.runs.sorted { $0.key < $1.key }.map { (labels + ",outcome=\"\(escape($0.key))\"", String($0.value)) })
        return Array(text.utf8)
    }

    /// A name of its own for every job: what a file name should not hold is written as hexadecimal digits.
    public static func fileName(_ report: RunReport) -> String {
        let name = [report.project, report.job, report.identifier].compactMap { $0 }.map { part in
            part.utf8.map { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "-") ? String(UnicodeScalar($0)) : "_" + MessageID.hexPair($0) }.joined()
        }.joined(separator: ".")
        guard name.utf8.count > 200 else { return "sisyphus.\(name).prom" }
        return "sisyphus.\(TextCut.head(name, bytes: 160, mark: "")).\(MessageID.hex(name, "metrics")).prom"
    }

    private static func labels(_ report: RunReport) -> String {
        "project=\"\(escape(report.project))\",job_name=\"\(escape(report.job))\"" + (report.identifier.map { ",identifier=\"\(escape($0))\"" } ?? "")
    }

    private static func exitCode(_ report: RunReport) -> Int32? { report.exitCode ?? report.signal.map { 128 + $0 } }

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
        JSONText.seconds(microseconds).bytes.text
    }
}
