import FoundationEssentials
import Glibc
import Sisyphus

/// Fails with an error whose type nobody else can name.
final class PrivateErrorJob: ProbeJob {
    override func execute() async throws -> String? {
        struct Inner {}
        enum Failed: Error { case by(Inner) }
        throw Failed.by(Inner())
    }
}

/// Logs an error that describes itself for people only, and fails with another one.
final class ErrorForPeopleJob: ProbeJob {
    enum Missing: LocalizedError {
        case file(String)
        var errorDescription: String? { "there is no such file" }
    }

    struct Empty: LocalizedError {
        var errorDescription: String? { "there is nothing" }
    }

    override func execute() async throws -> String? {
        log(Empty())
        log(Missing.file("a.csv"))
        throw Missing.file("b.csv")
    }
}

/// Leaves a loop in the way that the environment says, and fails afterwards.
final class LeftLoopJob: ProbeJob {
    private let word = getenv("PROBE_WORD").map { String(cString: $0) }

    private func importAll() throws {
        for file in tasks(["a", "b"], type: "import", name: \.self) {
            if word == "break" { break }
            throw ValueError(description: "cannot import \(file)")
        }
    }

    override func execute() async throws -> String? {
        do {
            try importAll()
        } catch {
            log(error)
            if word == "rethrow" { throw error }
        }
        task(name: "more") {}
        throw ValueError(description: "something else")
    }
}

/// Has a destination and notifications that log.
final class TalkativeJob: ProbeJob {
    final class Echo: JobLogger {
        let name = ""
        func log(_ entry: LogEntry) { Log.current("heard: \(entry.text)") }
    }

    override init() {
        super.init()
        add(Echo())
    }

    override func notifystart() { log("started") }
    override func notifyfinish(_ status: Status, _ result: String) { log("finished") }

    override func execute() async throws -> String? {
        log("said")
        return "done"
    }
}
