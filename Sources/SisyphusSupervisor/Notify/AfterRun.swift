import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// After a run: its lock is gone, and nobody waits but this process.
extension Notifier {
    /// Answers of the courier that come later are not waited for.
    private static let slack: Int64 = 700_000

    /// Waits for the courier, at most for the time of `--notify-timeout`.
    ///
    /// - Parameters:
    ///   - until: not longer than this (microseconds of the monotonic clock).
    ///   - isLast: whether the courier is ended then; else it goes on by itself and can be waited for again.
    /// - Returns: whether all is over.
    @discardableResult
    func waitForDeliveries(until: Int64? = nil, isLast: Bool = true, signals: SignalReader) -> Bool {
        if let courier {
            let longest = patience ?? SystemClock.monotonicMicroseconds() + settings.notify.timeout.microseconds + Self.slack
            patience = longest
            wait(for: courier, until: min(until ?? longest, longest), signals)
            if !isLast, courier.readingFD != nil, SystemClock.monotonicMicroseconds() < longest { return false }
            if signals.isPending(Signal.ending) { end(courier) } else { leave(courier) }
        }
        noteOutcome()
        return true
    }

    private func wait(for courier: CourierLink, until end: Int64, _ signals: SignalReader) {
        while courier.readingFD != nil {
            courier.flush()
            if courier.writingFD == nil { courier.closeInput() }
            hear()
            service?.turn()
            // Its last words are short: it gets the time to take them.
            let left = end + (courier.writingFD == nil ? 0 : Self.slack) - SystemClock.monotonicMicroseconds()
            if courier.readingFD == nil || left <= 0 || signals.isPending(Signal.ending) { break }
            var poll = Poll()
            addDescriptors(to: &poll)
            // In short turns: a signal that is not for us stays readable, and waiting for it would not wait.
            poll.wait(microseconds: min(left, 100_000))
        }
        hear()
    }

    /// Ends the courier, whatever it still does.
    func giveUp() {
        if let courier { end(courier) }
        noteOutcome()
    }

    /// Remembers what is known only now. Nothing depends on it that could not do without.
    private func noteOutcome() {
        for held in replaced { held.remove() }
        replaced = []
        if let receipt { try? files.write(receipt) }
        if lost != LostNotices() { try? files.write(lost) }
        let failures = takeFailures()
        guard failures != FailureCounts() else { return }
        try? files.add(failures)
        // The courier wrote the metrics before it knew. Runs that have begun since write their own.
        guard files.isLast(report.id) else { return }
        var moment = own.moment(.settled)
        (moment.log, moment.failures) = (files.log(), files.failures())
        for channel in own.channels where failures.counts[type(of: channel).name] == nil {
            for delivery in channel.deliveries(at: moment) { writeFile(delivery) }
        }
    }

    private func writeFile(_ delivery: Delivery) {
        guard case .file(let directory, let name) = delivery.transport else { return }
        try? Directory.open(directory, createMode: nil).replaceFile(name, with: delivery.body, mode: 0o644, sync: false)
    }
}
