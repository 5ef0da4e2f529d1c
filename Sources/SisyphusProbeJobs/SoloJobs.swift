import Glibc
import Sisyphus

/// Leaves a process behind.
final class LeavingJob: ProbeJob {
    override func execute() async throws -> String? {
        var pid = pid_t()
        let words =
            ["sh", "-c", "sleep \(getenv("PROBE_SECONDS").map { String(cString: $0) } ?? "60") & exit 0"].map { (word: String) in strdup(word) } + [nil]
        guard posix_spawnp(&pid, "sh", nil, nil, words, environ) == 0 else { throw ValueError(description: "cannot start sh") }
        waitpid(pid, nil, 0)
        return "left one"
    }
}

/// Shows what `ps` shows of its own process while it has a task.
final class SeenJob: ProbeJob {
    override func execute() async throws -> String? {
        try task(type: "import", name: "a.csv") {
            let title = try ProcFile.contents("/proc/self/cmdline").prefix { $0 != 0 }
            log(String(decoding: title, as: UTF8.self))
            let name = try ProcFile.contents("/proc/self/comm")
            log(String(decoding: name, as: UTF8.self))
            let mask = umask(0)
            umask(mask)
            log("umask \(String(mask, radix: 8))")
        }
        return "done"
    }
}

/// Ends by a trap with something to say, in the way that the environment says.
final class TrapJob: ProbeJob {
    override func execute() async throws -> String? {
        switch getenv("PROBE_WAY").map({ String(cString: $0) }) {
        case "free":
            let memory = malloc(32)
            free(memory)
            free(memory)
            return "survived"
        case "try": return try! fail()
        default: fatalError("it is fatal")
        }
    }

    private func fail() throws -> String { throw ValueError(description: "not expected") }
}

enum ProcFile {
    static func contents(_ path: String) throws -> [UInt8] {
        let fd = open(path, O_RDONLY)
        defer { close(fd) }
        var bytes = [UInt8](repeating: 0, count: 2000)
        let count = read(fd, &bytes, bytes.count)
        if count < 0 { throw ValueError(description: path) }
        return Array(bytes.prefix(count))
    }
}
