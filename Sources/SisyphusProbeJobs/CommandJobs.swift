import Glibc
import Sisyphus

/// Runs commands, and says what came of them.
final class CommandsJob: ProbeJob {
    override func execute() async throws -> String? {
        let first = try await task(type: "step", name: "one") {
            try await log.shell.run("sh", ["-c", "echo one; echo two >&2; printf '%s %s' \"$WORD\" \"$PWD\"; exit 3"], in: "/", environment: ["WORD": "here"])
        }
        log("\(first.exitStatus ?? -1) \(first.output) \(first.errorOutput) \(first.isSuccess)")
        let killed = try await log.run("sh", ["-c", "kill -9 $$"])
        log("\(killed.signal ?? 0) \(killed.exitStatus == nil)")
        do { try await log.run("/nonexistent") } catch { log("\(error)") }
        if getenv("PROBE_SLEEP") != nil { try await log.run("sh", ["-c", "trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.05; done"]) }
        return "done"
    }
}
