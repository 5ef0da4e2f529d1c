import SisyphusUnix

/// Asks `execute` to end, on a thread of its own: handlers of cancellation are the job's, and may wait for what they like, also for a lock that the job
/// has while it logs.
final class Cancellation: Sendable {
    private struct State {
        var task: Task<Void, Never>?
        var isWanted = false
        var isAtWork = false
        /// What waits for the handlers.
        var afterwards: (@Sendable () -> Void)?
    }

    private let state = Guarded(State())

    /// Begins `execute`. To be called once.
    func start(_ work: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            let task = Task.detached(operation: work)
            if state.isWanted { task.cancel() } else { state.task = task }
        }
    }

    /// Returns at once; the second call does nothing.
    func cancel() {
        let task = state.withLock { state in
            defer { (state.task, state.isWanted) = (nil, true) }
            state.isAtWork = state.isAtWork || state.task != nil
            return state.task
        }
        guard let task else { return }
        let work: @Sendable () -> Void = { [self] in
            task.cancel()
            let afterwards = state.withLock { state in
                state.isAtWork = false
                return state.afterwards
            }
            afterwards?()
        }
        do throws(SystemError) { try PlainThread.start(work) } catch { Task.detached { work() } }
    }

    /// Does something when the handlers that are at work have returned, so that what they log arrives.
    func afterHandlers(_ body: @escaping @Sendable () -> Void) {
        let waits = state.withLock { state in
            if state.isAtWork { state.afterwards = body }
            return state.isAtWork
        }
        if !waits { body() }
    }
}
