import SisyphusCore
import SisyphusUnix

/// Waiting that signals can end.
enum InterruptibleSleep {
    /// Waits; returns the signal that ends the supervisor if one came first.
    /// - Parameters:
    ///   - reaps: orphans that end meanwhile are waited for.
    ///   - couriers: children that are not.
    ///   - context: has streams whose readers go on taking what waits for them.
    static func sleep(
        microseconds: Int64, _ signals: SignalReader, reaps: Bool = true, sparing couriers: [Int32] = [], serving context: JobContext? = nil
    ) -> Int32? {
        let end = SystemClock.monotonicMicroseconds() + microseconds
        var poll = Poll()
        while true {
            let now = SystemClock.monotonicMicroseconds()
            if now >= end { return nil }
            poll.removeAll()
            poll.add(signals.fd)
            context?.addStreams(to: &poll)
            poll.wait(microseconds: min(end, context?.streamDeadline ?? end) - now)
            context?.turnStreams(poll)
            for signal in signals.read() {
                if Signal.endsRun(signal) {
                    context?.service?.stop(grace: 0)
                    return signal
                }
                if signal == Signal.terminalStop { signals.stopSelf() }
                if signal == Signal.childEnded, reaps { Orphans.reap(except: couriers) }
            }
        }
    }
}
