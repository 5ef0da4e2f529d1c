import FoundationEssentials
import Glibc
import Sisyphus

/// Does what `PROBE_SCRIPT` says, step by step: words that are separated by semicolons.
final class ScriptJob: ProbeJob {
    private static var script: [Substring] { (getenv("PROBE_SCRIPT").map { String(cString: $0) } ?? "").split(separator: ";") }

    override func execute() async throws -> String? {
        for step in ScriptJob.script {
            switch step {
            case "log": log("logged")
            case "metric": metric("rows", 12, unit: "files")
            case "delay": log.delay("delayed")
            case "delayerror": log.delay(ValueError(description: "late"))
            case "error": log(ValueError(description: "bad"))
            case "exc": log.exc("an error, in words")
            case "empty": log("")
            case "blank": log("\n  \n")
            case "lines": log("\n  first \n\n\tthird\r\nfourth\u{2028}fifth\n\n")
            case "tags": log["with space"]["{brace}"]["ünï"]["with space"]("any text is a tag")
            case "reserved": log.sisyphus.result("not the supervisor's")
            case "newline": task(type: "a\nb", name: "c :: d") { log["x\ny"]("in one line") }
            case "nothing": log(Optional<Int>.none as Any)
            case "throw": throw ValueError(description: "thrown")
            case "catch": try? task(name: "inner") { throw ValueError(description: "caught") }
            case "multiline": throw ValueError(description: "one\ntwo")
            case "nil": return nil
            case "emptytext": return ""
            default: return String(step)
            }
        }
        return nil
    }
}

/// Says in its class, as `PROBE_WHEN` wants it, when it runs again and how old its last good run may be.
final class WhenJob: ProbeJob {
    private static var when: String { getenv("PROBE_WHEN").map { String(cString: $0) } ?? "" }

    override class var repeats: Bool { true }
    override class var exitOnError: Bool { true }
    override class var nextrun: NextRun? {
        switch when {
        case "seconds": 0.03
        case "duration": .after(.milliseconds(20))
        case "past": .at(Date(timeIntervalSince1970: 1_000_000))
        case "nothing": .at(Date(timeIntervalSince1970: .nan))
        case "always": .at(.distantPast)
        default: nil
        }
    }
    override class var maxhealthcheckage: HealthAge? {
        switch when {
        case "seconds": 3600
        case "duration": .within(.seconds(3600))
        case "past": .since(Date(timeIntervalSince1970: 1_000_000))
        case "always": .since(.distantPast)
        case "never": .since(.distantFuture)
        case "future": .since(Date(timeIntervalSince1970: 4_000_000_000.5))
        default: nil
        }
    }

    override func nextrun() async throws -> NextRun? {
        if WhenJob.when == "throws" { throw ValueError(description: "no plan") }
        guard WhenJob.when == "function" else { return try await super.nextrun() }
        await Task.yield()
        return .after(.milliseconds(10))
    }

    override func maxhealthcheckage() async throws -> HealthAge? {
        if WhenJob.when == "throws" { throw ValueError(description: "no age") }
        return WhenJob.when == "function" ? .since(Date(timeIntervalSince1970: 4_000_000_000)) : try await super.maxhealthcheckage()
    }

    override func execute() async throws -> String? {
        let number = try FileCounter().next(settings.basedir ?? "/tmp")
        if number > 1 { throw ValueError(description: "enough") }
        return "first run"
    }
}

/// Changes what `ps` shows, and shows it.
final class TitleJob: ProbeJob {
    override func makeproctitle(_ standard: String) -> String { "TITLE " + (standard.split(separator: " ").last.map(String.init) ?? "") }

    override func execute() async throws -> String? {
        // The supervisor is the parent of the keeper.
        let text = try String(decoding: ProcFile.contents("/proc/\(getppid())/stat"), as: UTF8.self)
        let parent = text.split(separator: " ").dropFirst(3).first.map(String.init) ?? ""
        let title = try ProcFile.contents("/proc/\(parent)/cmdline").prefix { $0 != 0 }
        log(String(decoding: title, as: UTF8.self))
        return "done"
    }
}
