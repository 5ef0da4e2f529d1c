import Glibc
import SisyphusUnix

/// Ends the run that a thread supervises when the Swift task that awaits it is cancelled: the thread gets the signal that asks a supervisor to end.
final class Interruption: Sendable {
    private enum State { case waiting, wanted, supervising(Int32), over }

    private let state = Guarded(State.waiting)

    /// To be called by the thread, which has that signal blocked.
    func begin() {
        let isWanted = state.withLock { state in
            defer { state = .supervising(SignalThread.currentID) }
            if case .wanted = state { return true }
            return false
        }
        if isWanted { SignalThread.send(SIGTERM, to: SignalThread.currentID) }
    }

    func end() { state.withLock { $0 = .over } }

    func interrupt() {
        state.withLock { state in
            switch state {
            case .supervising(let thread): SignalThread.send(SIGTERM, to: thread)
            case .waiting: state = .wanted
            case .wanted, .over: break
            }
        }
    }
}
