import SisyphusUnix
import Synchronization

/// Somebody who follows runs and tasks besides the log, in the process that does the work; he must not keep it waiting.
package protocol WorkTracer: Sendable {
    /// Runs `execute`.
    func perform(_ job: Job, _ execute: () async throws -> String?) async throws -> String?
    func taskBegan(id: Int, parent: Int?, _ task: JobTask)
    func taskEnded(id: Int, failed: Bool)
    /// Runs the body of a task.
    func within<Result>(_ id: Int, _ body: () throws -> Result) rethrows -> Result
    func within<Result>(_ id: Int, isolation: isolated (any Actor)?, _ body: () async throws -> Result) async rethrows -> Result
}

/// Who follows the work of this process.
package enum Work {
    private final class Holder: Sendable {
        let tracer: any WorkTracer
        init(_ tracer: any WorkTracer) { self.tracer = tracer }
    }

    private static let holder = AtomicLazyReference<Holder>()
    private static let endings = Guarded<[@Sendable () async -> Void]>([])

    static var tracer: (any WorkTracer)? { holder.load()?.tracer }

    /// The first one stays.
    package static func follow(_ tracer: any WorkTracer) { _ = holder.storeIfNil(Holder(tracer)) }

    /// Has something done whenever `execute` has ended, before that is told.
    package static func atEnd(_ body: @escaping @Sendable () async -> Void) { endings.withLock { $0.append(body) } }

    /// Runs `execute`, and whatever is to follow.
    static func perform(_ job: Job) async throws -> String? {
        let result: Result<String?, any Error>
        do {
            if let tracer {
                result = .success(try await tracer.perform(job) { try await job.execute() })
            } else {
                result = .success(try await job.execute())
            }
        } catch { result = .failure(error) }
        for ending in endings.withLock({ $0 }) { await ending() }
        return try result.get()
    }
}
