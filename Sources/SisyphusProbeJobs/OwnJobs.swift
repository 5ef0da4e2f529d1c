import ArgumentParser
import Glibc
import Logging
import Sisyphus
import SisyphusSwiftLog

/// Has options of its own.
final class OptionsJob: ProbeJob {
    struct Options: ParsableArguments, OwnOptions {
        @Option(help: "Where to read from.") var source = "nowhere"
        @Flag(help: "Only look.") var dry = false
        @Argument var files: [String] = []
    }

    override class var argdescription: String { "Shows its options." }
    override class var ownOptions: (any OwnOptions.Type)? { Options.self }
    override class var maxtime: Duration? { .seconds(60) }

    override init() {
        super.init()
        settings.drain = .seconds(2)
        settings.warntime = .seconds(50)
    }

    override func execute() async throws -> String? {
        let options = try options(Options.self)
        log("\(options.source) \(options.dry) \(options.files)")
        log("\(settings.maxtime!.components.seconds) \(settings.drain.components.seconds) \(settings.warntime!.components.seconds)")
        log(getenv("SISYPHUS_WARNTIME") == nil && getenv("SISYPHUS_RUN_WORKER") == nil ? "clean" : "dirty")
        return "done"
    }
}

/// Shows the facts of its tasks, which are made of their items.
final class ItemFactsJob: ProbeJob {
    final class Facts: JobLogger {
        let name = "<facts>"
        func log(_ entry: LogEntry) {}
        func taskStart(_ tasks: [JobTask]) {
            if let task = tasks.last { print(task.type ?? "", task.name ?? "", task.data.sorted(by: <).map { "\($0)=\($1)" }) }
        }
    }

    override init() {
        super.init()
        add(Facts())
    }

    override func execute() async throws -> String? {
        let items = AsyncStream { continuation in
            continuation.yield(5)
            continuation.finish()
        }
        for number in tasks([2, 3], type: "square", name: \.self, data: { ["of": $0, "is": $0 * $0] }) { log("\(number)") }
        for number in tasks([4], name: { "n\($0)" }, data: ["same": "for all"]) { log("\(number)") }
        for await number in tasks(items, name: \.self, data: { ["half": $0 / 2] }) { log("\(number)") }
        return "done"
    }
}

/// Keeps the log in a destination of its own and its files under other names.
final class LoggerJob: ProbeJob {
    final class Lines: JobLogger {
        let name = "<lines>"
        func log(_ entry: LogEntry) { print("log", entry.tags, entry.text, entry.tasks.filter { !$0.isProcess }.count) }
        func taskStart(_ tasks: [JobTask]) { print("start", tasks.map { $0.name ?? "" }) }
        func taskEnd(_ tasks: [JobTask]) { print("end", tasks.map { $0.name ?? "" }) }
        func close(_ status: Status) -> Bool {
            print("close", status)
            return true
        }
    }

    override init() {
        super.init()
        add(Lines())
    }

    override func logfilename(_ standard: String) -> String? { "my.log" }
    override func currentloglinkname(_ standard: String) -> String? { nil }
    override func lastloglinkname(_ status: Status, _ standard: String) -> String? { "my_\(status)" }
    override func healthfilename(_ standard: String) -> String? { nil }
    override func notifyfinish(_ status: Status, _ result: String) { print("finished", status, result) }

    override func execute() async throws -> String? {
        task(name: "outer") { log.tag("hello") }
        return "done"
    }
}

/// Keeps its files elsewhere, opens tasks that it has made before, and has a destination that stays open.
final class PathsJob: ProbeJob {
    final class Open: JobLogger {
        let name = ""
        func open(_ job: Job) { print("open") }
        func log(_ entry: LogEntry) {}
        func close(_ status: Status) -> Bool { false }
    }

    override class var repeats: Bool { true }
    override class var exitOnError: Bool { true }
    override class var nextrun: NextRun? { 0.01 }

    override init() {
        super.init()
        add(Open())
    }

    private func place(_ name: String) -> String { (settings.basedir ?? "/tmp") + "/" + name }
    override func logfilename(_ standard: String) -> String? { place(standard) }
    override func currentloglinkname(_ standard: String) -> String? { place("now") }
    override func lastloglinkname(_ status: Status, _ standard: String) -> String? { status == .failed ? standard : place("\(status)") }
    override func healthfilename(_ standard: String) -> String? { getenv("PROBE_HEALTH").map { String(cString: $0) } ?? place("health") }
    override func emailfilename() -> String? { place("mail") }

    override func execute() async throws -> String? {
        let parts = [JobTask(type: "part", name: "a", index: 0, count: 2), JobTask(type: "part", name: "b", index: 1, count: 2)]
        for part in parts { task(part) { log("in \(part.name ?? "")") } }
        if try FileCounter().next(settings.basedir ?? "/tmp") == 2 { throw ValueError(description: "enough") }
        return "done"
    }
}

/// Is never healthy.
final class UnhealthyJob: ProbeJob {
    override func healthcheck() async throws -> String? { "out of order" }
}

/// Shows how values look.
final class ValuesJob: ProbeJob {
    enum Shape { case box(width: Int, corner: Point) }
    struct Point { var x = 1, y = "two" }

    override func execute() async throws -> String? {
        log(42)
        log(["b": [1, 2], "a": []])
        log(Point())
        log(Optional<Int>.none as Any)
        log([10: Point?.some(Point()), 9: nil])
        log(Shape.box(width: 1, corner: Point()))
        log("part of a text"[...])
        log(Array(repeating: "a long enough text", count: 5))
        return nil
    }
}

/// Logs through swift-log.
final class BridgeJob: ProbeJob {
    override func execute() async throws -> String? {
        for _ in 0..<2 { SisyphusLogHandler.bootstrap(metadataProvider: Logger.MetadataProvider { ["from": "provider"] }) }
        var logger = Logger(label: "shop")
        logger[metadataKey: "size"] = "3"
        logger.info("opened", metadata: ["file": "a.csv"])
        logger.debug("not shown")
        task(name: "outer") { logger.error("broken", metadata: ["sisyphus.tag": "external", "size": "4"]) }
        logger.notice("odd", error: ValueError(description: "bad value"), metadata: ["sisyphus.tag": ["one", "two"]])
        return "done"
    }
}

/// Logs errors that come from different places.
final class PlacesJob: ProbeJob {
    @inline(never) private func deep() throws { throw ValueError(description: "deep") }

    @inline(never) private func waiting() async throws {
        await Task.yield()
        try deep()
    }

    @inline(never) private func first() throws { throw ValueError(description: "again") }

    @inline(never) private func second() throws {
        do { try first() } catch { throw error }
    }

    @inline(never) private func typed() throws(ValueError) { throw ValueError(description: "typed") }

    override func execute() async throws -> String? {
        do { try await waiting() } catch { log(error) }
        do { try second() } catch { log(error) }
        do throws(ValueError) { try typed() } catch { log(error) }
        log(ValueError(description: "never thrown"))
        return "done"
    }
}
