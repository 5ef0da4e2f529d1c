import SisyphusCore

/// Tells a number about this run: it is kept in the run's record, shown by `sisyphus history`, and written for Prometheus. The last value of a name
/// counts; a run may have a hundred.
///
/// Outside of a job's work nothing happens. A name is a letter or underscore, then letters, digits, `_`, `.` and `-`, at most 64 bytes; a number that is not
/// finite, and a unit of more than 16 bytes or with blanks, are as good as none: such a number is not kept.
public func metric(_ name: String, _ value: Double, unit: String? = nil) {
    guard let metric = Metric(([name, "\(value)"] + [unit].compactMap { $0 }).joined(separator: " ")), metric.name == name, metric.unit == unit else { return }
    CurrentRun.channel.metric(metric)
}
