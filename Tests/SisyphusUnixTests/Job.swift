import Glibc
import SisyphusUnix

/// A job under a keeper, with one pipe for what it prints.
final class TestJob {
    let keeper: Keeper
    let cookie: String
    private let pipe: PipeEnds
    private(set) var events: [KeeperEvent] = []
    private(set) var output = ""

    init(
        _ words: [String], program: String = probe, environment: EnvironmentVector = .inherited(), lock: Int32? = nil,
        stdin: Int32? = nil, umask: UInt16 = 0o022, grace: Int64 = 100_000, controlGroup: ControlGroup? = nil, fleet: SpawnSpec.Fleet? = nil
    ) throws {
        let pipe = try PipeEnds()
        self.pipe = pipe
        cookie = "SISYPHUS_RUN_ID=test-\(UInt64.random(in: 0 ... .max))"
        var environment = environment
        environment.set("SISYPHUS_RUN_ID", String(cookie.dropFirst("SISYPHUS_RUN_ID=".count)))
        let null = try File.openNull()
        defer {
            File.close(null)
            File.close(pipe.writing)
        }
        var spec = SpawnSpec(
            argv: ArgumentVector([program] + words), environment: environment, stdin: stdin ?? null, stdout: pipe.writing,
            stderr: pipe.writing, umask: umask, lock: lock, controlGroup: controlGroup, graceMicroseconds: grace)
        spec.fleet = fleet
        keeper = try Keeper.start(spec)
    }

    deinit {
        ProcessTable.endAll(withCookie: cookie, signal: SIGTERM, graceMicroseconds: 0)
        keeper.release()
        File.close(pipe.reading)
    }

    /// Reads events and output until something is so.
    func wait(_ condition: (TestJob) -> Bool) -> Bool {
        eventually {
            events += keeper.receive()
            drain()
            return condition(self)
        }
    }

    private func drain() {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
        defer { buffer.deallocate() }
        while case .bytes(let count) = File.readAvailable(pipe.reading, buffer) {
            output += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    var exit: Int32? {
        for case .exited(let status) in events { return status }
        return nil
    }

    /// Whether nothing is left and all has been told.
    var isGone: Bool {
        var gone = false, ended = false
        for event in events {
            switch event {
            case .gone: gone = true
            case .exited, .spawnFailed: ended = true
            default: break
            }
        }
        return gone && ended
    }

    var usage: ResourceUsage? {
        for case .gone(let usage) in events { return usage }
        return nil
    }

    /// The pid in each `ready (pid: N)`.
    var ready: [Int32] {
        output.split(separator: "\n").filter { $0.hasPrefix("ready (pid: ") }.compactMap { Int32($0.dropFirst(12).dropLast()) }
    }
}
