import Glibc
import Sisyphus

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
