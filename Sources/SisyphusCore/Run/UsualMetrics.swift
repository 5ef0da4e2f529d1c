/// How the numbers that a job tells (`@!metric>`) usually are, by its newest good runs.
public struct UsualMetrics: Sendable, Equatable {
    /// The numbers of each run, newest first.
    private var runs: [[Metric]] = []

    /// - Parameter bytes: `runs.jsonl` or its end; a line that is cut off is passed over.
    public init(_ bytes: [UInt8]) {
        RecordLine.forEach(fromEndOf: bytes) { line in
            if let line, line.isGood, let record = line.record { runs.append(record.metrics) }
            return runs.count < UsualDuration.newest
        }
    }

    /// Whether there are as many runs as are looked at.
    public var isEnough: Bool { runs.count >= UsualDuration.newest }

    /// Numbers of a run that are far from what is usual: further than any of these runs was, and than half of the median or six times the median
    /// distance from it. A number that each of these runs told is missing where it was not told. With fewer than five runs nothing is said.
    public func warnings(about metrics: [Metric]) -> [RunWarning] {
        var names = metrics.map(\.name)
        if runs.count >= UsualDuration.enough { for metric in runs[0] where !names.contains(metric.name) { names.append(metric.name) } }
        return names.compactMap { name in
            let known = runs.compactMap { $0.first { $0.name == name } }
            guard known.count >= UsualDuration.enough else { return nil }
            let sorted = known.sorted { $0.value < $1.value }
            let median = sorted[sorted.count / 2]
            guard let metric = metrics.first(where: { $0.name == name }) else {
                return known.count == runs.count ? .unusualMetric(name, nil, usual: median.shown) : nil
            }
            let spread = known.map { abs($0.value - median.value) }.sorted()[known.count / 2]
            let isBeyond = metric.value < sorted[0].value || metric.value > sorted[sorted.count - 1].value
            guard isBeyond, abs(metric.value - median.value) > max(6 * spread, abs(median.value) / 2) else { return nil }
            return .unusualMetric(name, metric.shown, usual: median.shown)
        }
    }
}
