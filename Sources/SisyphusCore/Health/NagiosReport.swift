/// The answer in the form of a Nagios plugin: exit status 0 to 3 and `STATUS - text | performance data`.
public struct NagiosReport: Sendable, Equatable {
    public var exitStatus: Int32
    public var line: String

    public init(_ input: HealthInput) {
        let verdict = HealthCheck.verdict(input)
        let word: String
        switch verdict.level {
        case .healthy, .paused: (exitStatus, word) = (0, "OK")
        case .degraded: (exitStatus, word) = (1, "WARNING")
        case .unhealthy: (exitStatus, word) = (2, "CRITICAL")
        case .unknown: (exitStatus, word) = (3, "UNKNOWN")
        }
        // The first bar begins the performance data.
        var text = verdict.message.isEmpty ? input.lastRun?.reason ?? "the last run went well" : verdict.message
        text = String(HealthText.line(text).map { $0 == "|" ? "/" : $0 })
        let data = NagiosReport.performanceData(input)
        line = "\(word) - \(text)" + (data.isEmpty ? "" : " | " + data)
    }

    /// `label=value[unit];warn;crit;min;max`, without empty fields at the end; numbers with a decimal point.
    private static func performanceData(_ input: HealthInput) -> String {
        var items: [String] = []
        if let elapsed = input.lastRun?.elapsed { items.append("duration=\(seconds(elapsed))s;;;0") }
        if let good = HealthCheck.lastGood(input) {
            let limit = input.maxAge.map { seconds($0.microseconds) } ?? ""
            let age = max(0, input.now.microseconds - good.microseconds)
            items.append("age=\(seconds(age))s;;\(limit);0")
        }
        if let lines = input.lastRun?.lines { items.append("lines=\(lines);;;0") }
        if let code = input.lastRun?.exitCode { items.append("exit_code=\(code);;;0;255") }
        if let memory = input.lastRun?.peakMemory { items.append("memory=\(memory)KB;;;0") }
        return items.joined(separator: " ")
    }

    private static func seconds(_ microseconds: Int64) -> String {
        let (whole, fraction) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var bytes: [UInt8] = microseconds < 0 ? [UInt8(ascii: "-")] : []
        bytes.appendDecimal(Int(whole), width: 1)
        bytes.append(UInt8(ascii: "."))
        bytes.appendDecimal(Int(fraction / 1000), width: 3)
        return bytes.text
    }
}
