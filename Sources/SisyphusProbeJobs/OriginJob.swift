import Glibc
import Sisyphus

/// Tells where its process comes from, and what it has from there. `PROBE_INIT` says what is done when it is made.
final class OriginJob: ProbeJob {
    /// Which process came here first.
    private static let first = getpid()

    override init() {
        super.init()
        _ = Self.first
        switch getenv("PROBE_INIT").map({ String(cString: $0) }) {
        case "print": print("made", terminator: "")
        case "open": _ = open("/dev/null", O_RDONLY)
        case "ignore": signal(SIGPIPE, SIG_IGN)
        case "handle": signal(SIGUSR1) { _ in }
        case "threads": ProbeStart.startThreads()
        case "add": add(StreamLogger(2))
        default: break
        }
    }

    override func execute() async throws -> String? {
        log(Self.first == getpid() ? "a new process" : "a copy")
        let log = log
        await MainActor.run { log("the main actor is served") }
        log("\(process?.rawValue ?? "-"), log \(logfile != nil), \(loggers.count) destinations, PIPE \(Self.disposition(of: SIGPIPE)), dumps \(Self.dumps)")
        log("environment \(Self.names(in: Self.environment)), at the start \(Self.names(in: Self.content(of: "/proc/self/environ")))")
        if getenv("PROBE_FAIL") != nil, getenv("SISYPHUS_RUN_TRY").map({ strcmp($0, "1") }) == 0 { exit(1) }
        return "told"
    }

    private static func disposition(of signal: Int32) -> String {
        var action = sigaction()
        sigaction(signal, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1 ? "ignored" : "as usual"
    }

    /// PR_GET_DUMPABLE is 3; Swift cannot call functions whose arguments vary.
    private static var dumps: Bool {
        typealias Control = @convention(c) (CInt, UInt, UInt, UInt, UInt) -> CInt
        return unsafeBitCast(dlsym(nil, "prctl"), to: Control.self)(3, 0, 0, 0, 0) == 1
    }

    private static var environment: String {
        var (text, next) = ("", environ)
        while let variable = next.pointee {
            text += String(cString: variable) + "\0"
            next += 1
        }
        return text
    }

    private static func content(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
    }

    /// Those that the job is not to have, and those that it is to have.
    private static func names(in text: String) -> [String] {
        let variables = text.split(separator: "\0")
        return ["PROBE_SECRET=h", "SISYPHUS_MAXTIME=6", "SISYPHUS_RUN_WORKER=", "SISYPHUS_RUN_ID=", "PROBE_SEEN=yes"].filter { part in
            variables.contains { $0.hasPrefix(part) }
        }
    }
}
