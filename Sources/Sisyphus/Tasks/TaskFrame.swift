import SisyphusUnix
import Synchronization

/// The place in the program where log calls find their tasks: the body of one `task`, or the whole job.
///
/// It follows structured concurrency: what a body starts inherits its frame. Loops over `tasks` have no body that could be
/// wrapped, so they note their current task in the frame, each Swift task for itself.
final class TaskFrame: Sendable {
    /// Where an error was thrown that has not been caught yet.
    private struct Failure {
        var text: String
        var node: TaskNode
    }

    private struct State {
        /// Tasks of loops by Swift task, innermost last.
        var loops: [Int: [TaskNode]] = [:]
        /// What came through the `task` calls in this body.
        var failure: Failure?
        /// The task of a loop that was left before its end, by Swift task: if nothing else happens, an error left it.
        var abandoned: [Int: TaskNode] = [:]
    }

    @TaskLocal private static var inherited: TaskFrame?
    /// Of what is in no `task`.
    static let root = TaskFrame(nil)
    static var current: TaskFrame { inherited ?? root }

    private let node: TaskNode?
    /// The rehearsal that it belongs to; `nil`: the run of this process.
    let run: RunContext?
    /// The Swift task that opened the frame.
    private let owner: Int
    private let hasLoops = Atomic<Bool>(false)
    private let hasAbandoned = Atomic<Bool>(false)
    private let state = Guarded(State())

    init(_ node: TaskNode?, of run: RunContext? = nil) {
        (self.node, self.run) = (node, run)
        owner = TaskFrame.swiftTask
    }

    private static var swiftTask: Int { withUnsafeCurrentTask { $0?.hashValue } ?? 0 }

    /// The innermost task of whoever asks.
    var innermost: TaskNode? {
        guard hasLoops.load(ordering: .acquiring) else { return node }
        return state.withLock { state in
            state.loops[TaskFrame.swiftTask]?.last ?? state.loops[owner]?.last ?? node
        }
    }

    // MARK: Loops

    func enter(_ node: TaskNode) {
        state.withLock { state in
            state.loops[TaskFrame.swiftTask, default: []].append(node)
            state.abandoned[TaskFrame.swiftTask] = nil
        }
        hasLoops.store(true, ordering: .releasing)
    }

    /// - Parameter isAbandoned: the loop was left by `break`, `return` or an error.
    func leave(_ node: TaskNode, isAbandoned: Bool) {
        state.withLock { state in
            // A loop is mostly left where it was entered, but an iterator may be moved to another Swift task.
            for (task, nodes) in state.loops {
                guard let place = nodes.lastIndex(where: { $0 === node }) else { continue }
                state.loops[task] = nodes.count == 1 ? nil : Array(nodes[..<place] + nodes[(place + 1)...])
                if isAbandoned, state.abandoned[task] == nil { state.abandoned[task] = node }
            }
            if state.loops.isEmpty { hasLoops.store(false, ordering: .releasing) }
            if isAbandoned { hasAbandoned.store(true, ordering: .relaxed) }
        }
    }

    /// Something is logged: an error that left a loop has been caught meanwhile.
    ///
    /// - Parameter error: what is logged, if it is one: it may be the one that left the loop, and be thrown on.
    func noteActivity(_ error: (any Error)? = nil) {
        guard hasAbandoned.load(ordering: .relaxed) else { return }
        let text = error.map(ErrorText.line)
        state.withLock { state in
            guard let node = state.abandoned.removeValue(forKey: TaskFrame.swiftTask) else { return }
            if let text, state.failure?.text != text { state.failure = Failure(text: text, node: node) }
            if state.abandoned.isEmpty { hasAbandoned.store(false, ordering: .relaxed) }
        }
    }

    // MARK: Errors

    /// The tasks in which an error was thrown that left the body of this frame. An error that was thrown by nobody below was
    /// thrown here.
    func takeFailure(of error: any Error) -> [TaskNode] {
        let text = ErrorText.line(error)
        return state.withLock { state in
            if let failure = state.failure, failure.text == text { return failure.node.chain }
            return (state.abandoned[TaskFrame.swiftTask] ?? state.abandoned[owner] ?? node)?.chain ?? []
        }
    }

    private func noteFailure(_ error: any Error, in outer: TaskFrame) {
        guard let node = takeFailure(of: error).last else { return }
        let failure = Failure(text: ErrorText.line(error), node: node)
        outer.state.withLock { $0.failure = failure }
    }

    // MARK: Bodies

    /// Lets another Swift task go on in this frame, with the tasks of whoever asks.
    func continued<Result>(_ body: () async -> Result) async -> Result { await TaskFrame.$inherited.withValue(self) { await body() } }

    /// Runs all of a rehearsal.
    static func rehearse<Result>(_ run: RunContext, _ body: (TaskFrame) async -> Result) async -> Result {
        let frame = TaskFrame(nil, of: run)
        return await $inherited.withValue(frame) { await body(frame) }
    }

    /// Runs the body of a task.
    static func run<Result>(_ node: TaskNode, _ body: () throws -> Result) rethrows -> Result {
        let outer = current
        let frame = TaskFrame(node, of: outer.run)
        do {
            let result = try $inherited.withValue(frame) {
                if let tracer = Work.tracer { try tracer.within(node.id, body) } else { try body() }
            }
            node.end(failed: false)
            return result
        } catch {
            frame.noteFailure(error, in: outer)
            node.end(failed: true)
            throw error
        }
    }

    static func run<Result>(
        _ node: TaskNode, isolation: isolated (any Actor)?, _ body: () async throws -> Result
    ) async rethrows -> Result {
        let outer = current
        let frame = TaskFrame(node, of: outer.run)
        do {
            let result = try await $inherited.withValue(
                frame,
                operation: {
                    if let tracer = Work.tracer { try await tracer.within(node.id, isolation: isolation, body) } else { try await body() }
                }, isolation: isolation)
            node.end(failed: false)
            return result
        } catch {
            frame.noteFailure(error, in: outer)
            node.end(failed: true)
            throw error
        }
    }
}
