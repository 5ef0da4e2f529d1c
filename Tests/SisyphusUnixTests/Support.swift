import Foundation
import Glibc
import SisyphusUnix

/// A directory that is removed with the object.
final class Scratch {
    let path: String

    init() {
        var template = Array("/tmp/sisyphus-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var directory: Directory { get throws { try Directory.open(path, createMode: nil) } }
}

/// The test child, which is built into the directory of the tests.
let probe: String = {
    let here = Bundle.allBundles.map(\.bundlePath) + [CommandLine.arguments[0]]
    for path in here {
        let candidate = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("SisyphusProbe").path
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    fatalError("SisyphusProbe was not found beside \(here)")
}()

func isAlive(_ pid: Int32) -> Bool {
    guard let process = ProcessTable.describe(pid) else { return false }
    return process.state != "Z"
}

/// Waits until something is so; the bound is only there so that a failure ends.
func eventually(within seconds: Double = 20, _ condition: () -> Bool) -> Bool {
    let end = SystemClock.monotonic() + Int64(seconds * 1e9)
    while !condition() {
        if SystemClock.monotonic() > end { return false }
        usleep(2000)
    }
    return true
}

/// All processes that have this entry in their environment.
func processes(withCookie cookie: String) -> [Int32] {
    let entry = Array(cookie.utf8)
    return ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }.filter { pid in
        guard isAlive(pid), let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else { return false }
        return environment.split(separator: 0).contains { Array($0) == entry }
    }
}
