import Glibc
import Sisyphus
import Synchronization

/// Logs a million lines of 80 bytes in one task: what the benchmark measures.
final class MillionJob: ProbeJob {
    override func execute() async throws -> String? {
        let text = String(repeating: "x", count: 80)
        task(type: "write", name: "lines") {
            for _ in 0..<1_000_000 { log(text) }
        }
        return "logged 1,000,000 lines"
    }
}

/// Many Swift tasks log at once, each in tasks of its own, among prints.
final class CrowdJob: ProbeJob {
    override func execute() async throws -> String? {
        let crowd = Crowd(log: log)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<(getenv("PROBE_CROWD").flatMap { Int(String(cString: $0)) } ?? 20) { group.addTask { await crowd.work(number) } }
        }
        return "all done"
    }
}

struct Crowd {
    /// What nobody guards: the sanitizer has to report it when several change it.
    nonisolated(unsafe) private static var unguarded = 0
    private static let arrived = Atomic(0)

    let log: Log
    let tasks = Tasks()

    /// Two tasks wait until both have a thread, and change it with nothing between them.
    private static func race() {
        arrived.add(1, ordering: .relaxed)
        var left = 100_000
        while arrived.load(ordering: .relaxed) < 2, left > 0 {
            left -= 1
            usleep(100)
        }
        for _ in 0..<1000 { unguarded += 1 }
    }

    func work(_ number: Int) async {
        if number < 2, getenv("PROBE_RACE") != nil { Crowd.race() }
        await tasks.task(type: "worker", name: "\(number)") {
            for item in tasks.tasks(0..<50, type: "item", name: { "i\($0)" }) {
                log.crowd("worker \(number) item \(item)")
                if item % 10 == 0 { print("print \(number) \(item)") }
                if item % 7 == 0 { log(String(repeating: "\(number),", count: 3000)) }
                await Task.yield()
            }
        }
    }
}

/// Logs the same error many times, and throws many more that nobody sees.
final class ThrowingJob: ProbeJob {
    private func fail(_ number: Int) throws {
        if number >= 0 { throw ValueError(description: "number \(number)") }
    }

    override func execute() async throws -> String? {
        for number in 0..<20 {
            do { try fail(number) } catch { log(error) }
        }
        let clock = ContinuousClock()
        let time = clock.measure {
            for number in 0..<100_000 { try? fail(number) }
        }
        log("100,000 throws: \(time)")
        return "done"
    }
}

/// Logs when the file PROBE_DIRECTORY/go is there, and says by files when it is ready for that and when it has.
final class StampedJob: ProbeJob {
    override func execute() async throws -> String? {
        let directory = getenv("PROBE_DIRECTORY").map { String(cString: $0) } ?? "/nonexistent"
        func make(_ name: String) { close(open("\(directory)/\(name)", O_CREAT | O_WRONLY, 0o600)) }
        make("ready")
        while access("\(directory)/go", F_OK) != 0 { usleep(2000) }
        log("logged")
        make("logged")
        return "done"
    }
}
