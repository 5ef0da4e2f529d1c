import Glibc
import Sisyphus
import SisyphusUnix
import Tracing

/// Spans of runs and tasks, for whatever tracer the program has bootstrapped:
///
///     InstrumentationSystem.bootstrap(tracer)
///     JobTracing.start()
///
/// A run is a span called `PROJECT/JOB`, from the beginning of `execute` to its end; each task is a span in it, called as the log shows it. What a job does in the
/// body of a task has the task's span around it, so that spans of clients and databases find their place; loops over `tasks(…)` have no body that could be surrounded: there the
/// tasks within tasks alone do. A run that was started with `TRACEPARENT` in its environment belongs to that trace.
public enum JobTracing {
    /// Begins to follow the runs of this program. To be called once, after the tracer is bootstrapped and before a job is run.
    ///
    /// - Parameter flush: is called when the span of a run has ended. The process that does the work ends soon after that, so a tracer that collects spans must send them here.
    public static func start(flush: @escaping @Sendable () async -> Void = {}) { Work.follow(SpanTracer(flush: flush)) }
}

private final class SpanTracer: WorkTracer {
    private let flush: @Sendable () async -> Void
    /// Of the tasks that are open.
    private let spans = Guarded<[Int: any Span]>([:])

    init(flush: @escaping @Sendable () async -> Void) { self.flush = flush }

    func perform(_ job: Job, _ execute: () async throws -> String?) async throws -> String? {
        var context = ServiceContext.current ?? .topLevel
        InstrumentationSystem.instrument.extract(Surroundings(), into: &context, using: Surroundings())
        let settings = job.settings
        let result: Result<String?, any Error>
        do {
            let text = try await withSpan("\(settings.projectname)/\(settings.jobname)", context: context) { span in
                span.attributes["sisyphus.project"] = settings.projectname
                span.attributes["sisyphus.job"] = settings.jobname
                if let identifier = settings.identifier { span.attributes["sisyphus.identifier"] = identifier }
                if let id = Surroundings().value("SISYPHUS_RUN_ID") { span.attributes["sisyphus.run"] = id }
                do {
                    let text = try await execute()
                    span.attributes["sisyphus.result"] = text ?? "uneventful"
                    return text
                } catch {
                    span.setStatus(SpanStatus(code: .error, message: "\(error)"))
                    throw error
                }
            }
            result = .success(text)
        } catch { result = .failure(error) }
        await flush()
        return try result.get()
    }

    func taskBegan(id: Int, parent: Int?, _ task: JobTask) {
        let around = parent.flatMap { parent in spans.withLock { $0[parent] } }?.context ?? ServiceContext.current ?? .topLevel
        let name = [task.type, task.name].compactMap { $0 }.joined(separator: " ")
        let span = startSpan(name.isEmpty ? "task" : name, context: around)
        span.attributes["sisyphus.task.type"] = task.type
        span.attributes["sisyphus.task.name"] = task.name
        span.attributes["sisyphus.task.index"] = task.index
        span.attributes["sisyphus.task.count"] = task.count
        for (key, value) in task.data { span.attributes["sisyphus.task.data.\(key)"] = value }
        spans.withLock { $0[id] = span }
    }

    func taskEnded(id: Int, failed: Bool) {
        guard let span = spans.withLock({ $0.removeValue(forKey: id) }) else { return }
        if failed { span.setStatus(SpanStatus(code: .error)) }
        span.end()
    }

    func within<Result>(_ id: Int, _ body: () throws -> Result) rethrows -> Result {
        guard let span = spans.withLock({ $0[id] }) else { return try body() }
        return try ServiceContext.withValue(span.context) {
            do { return try body() } catch {
                span.recordError(error)
                throw error
            }
        }
    }

    func within<Result>(_ id: Int, isolation: isolated (any Actor)?, _ body: () async throws -> Result) async rethrows -> Result {
        guard let span = spans.withLock({ $0[id] }) else { return try await body() }
        return try await ServiceContext.withValue(span.context, isolation: isolation) {
            do { return try await body() } catch {
                span.recordError(error)
                throw error
            }
        }
    }
}

/// The environment, as those that continue traces read it: `traceparent` is the variable TRACEPARENT (OpenTelemetry, environment variables as context propagation carriers).
private struct Surroundings: Extractor {
    func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    func extract(key: String, from carrier: Surroundings) -> String? { carrier.value(String(key.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })) }
}
