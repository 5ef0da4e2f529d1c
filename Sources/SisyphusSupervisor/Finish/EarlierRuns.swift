import SisyphusCore
import SisyphusUnix

extension Run {
    /// What a failed run is beside those before it, for reports and mails. To be called when its record is written.
    ///
    /// - Returns: nothing where nobody would read it, and where there is no run to compare with.
    func besideEarlierRuns(_ outcome: Outcome, at stamp: Stamp) -> [String] {
        guard outcome.status == .failed || outcome.status == .timeout, context.settings.report != .never || notifier != nil else { return [] }
        guard let tail = context.tail, let last = tail.last?.record, last.id == id,
            tail.lastGood != nil || tail.failuresInARow > 1
        else { return [] }
        let changes = tail.lastGood?.record.map { RunComparison($0, last, log: lines(of: last.log), goodLog: lines(of: $0.log)).changes }
        let utc = context.settings.utc
        return WhyText(tail, changes: changes ?? []).lines(now: stamp.time) { moment in
            utc ? Timestamp(microseconds: moment.microseconds) : SystemClock.local(microseconds: moment.microseconds)
        }
    }

    /// The end of a log; one that is compressed is left alone.
    private func lines(of log: String?) -> [String] {
        log.map { context.store.directory.lastLines(of: $0, limit: 256 << 10) } ?? []
    }
}
