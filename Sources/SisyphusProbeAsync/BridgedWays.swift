import CoreMetrics
import Glibc
import InMemoryTracing
import Sisyphus
import SisyphusMetrics
import SisyphusTracing
import Tracing

#if compiler(>=6.2)
import Configuration
import SisyphusConfiguration
#endif

/// A job that counts, measures and is traced by packages of others.
final class BridgedJob: Job {
    override class var projectname: String { "Probe" }

    override func execute() async throws -> String? {
        let counter = CoreMetrics.Counter(label: "http requests", dimensions: [("method", "GET")])
        for _ in 0..<3 { counter.increment() }
        CoreMetrics.Gauge(label: "queue").record(2.5)
        for seconds: Int64 in [1, 3] { CoreMetrics.Timer(label: "fetch").recordNanoseconds(seconds * 1_000_000_000) }
        let meter = CoreMetrics.Meter(label: "open")
        meter.increment(by: 5)
        meter.decrement(by: 2)
        if getenv("PROBE_MANY") != nil {
            for number in 0..<120 { CoreMetrics.Gauge(label: "number.\(number)").record(number) }
        }
        if let crowd = getenv("PROBE_CROWD").flatMap({ Int(String(cString: $0)) }) { await count(crowd) }
        await task(type: "import", name: "a.csv") {
            await Task.yield()
            withSpan("own") { _ in log("inside of \(ServiceContext.current == nil ? "nothing" : "a span")") }
            for name in tasks(["x", "y"], type: "part", name: \.self) { task("inner \(name)") {} }
        }
        try? task("failing") { throw BridgedError() }
        #if compiler(>=6.2)
        let config = ConfigReader(provider: JobSettingsProvider(self))
        log("maxtime \(config.double(forKey: "sisyphus.maxtime") ?? -1), grace \(config.string(forKey: "sisyphus.killGrace") ?? "-")")
        log("fork \(config.bool(forKey: "sisyphus.fork", default: false)), project \(config.string(forKey: "sisyphus.projectname", default: "-"))")
        log("keepruns \(config.int(forKey: "sisyphus.keepruns", default: -1)), maxline \(config.int(forKey: "sisyphus.maxline", default: -1))")
        log("secret \(config.string(forKey: "sisyphus.smtppassword", default: "none")), nothing \(config.string(forKey: "maxtime", default: "none"))")
        do {
            let number = try config.requiredInt(forKey: "sisyphus.projectname")
            log(number)
        } catch { log("\(error)") }
        #endif
        return "done"
    }

    /// Many count and measure at once, each in a task of its own.
    private func count(_ workers: Int) async {
        let tasks = Tasks()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<workers {
                group.addTask {
                    await tasks.task(type: "worker", name: "\(number)") {
                        CoreMetrics.Counter(label: "crowd").increment()
                        CoreMetrics.Timer(label: "fetch").recordNanoseconds(Int64(number))
                        await Task.yield()
                    }
                }
            }
        }
    }
}

private struct BridgedError: Error {}

enum BridgedWays {
    static func run() async {
        MetricsSystem.bootstrap(JobMetricsFactory())
        let tracer = InMemoryTracer()
        InstrumentationSystem.bootstrap(tracer)
        JobTracing.start { show(tracer.finishedSpans) }
        await BridgedJob().run().leave()
    }

    /// Each span with those around it, in the order of their ends.
    private static func show(_ spans: [FinishedInMemorySpan]) {
        func path(_ span: FinishedInMemorySpan) -> String {
            guard let parent = span.parentSpanID else { return span.operationName }
            return (spans.first { $0.spanID == parent }.map(path) ?? parent) + " > " + span.operationName
        }
        for span in spans {
            print("span \(path(span))\(span.status == nil ? "" : " failed")\(span.errors.isEmpty ? "" : ", \(span.errors.count) error")")
        }
    }
}
