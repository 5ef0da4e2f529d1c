import SisyphusCore
import SisyphusUnix

/// Waiting that signals can end.
enum Pause {
    /// Waits; returns the signal that ends the supervisor if one came first.
    /// - Parameters:
    ///   - reaps: orphans that end meanwhile are waited for.
    ///   - couriers: children that are not.
    static func wait(microseconds: Int64, signals: SignalReader, reaps: Bool = true, sparing couriers: [Int32] = []) -> Int32? {
        let end = SystemClock.monotonicMicroseconds() + microseconds
        var poll = Poll()
        poll.add(signals.fd)
        while true {
            let left = end - SystemClock.monotonicMicroseconds()
            if left <= 0 { return nil }
            poll.wait(microseconds: left)
            for signal in signals.read() {
                if Signal.endsRun(signal) { return signal }
                if signal == Signal.terminalStop { signals.stopSelf() }
                if signal == Signal.childEnded, reaps { Orphans.reap(except: couriers) }
            }
        }
    }
}
