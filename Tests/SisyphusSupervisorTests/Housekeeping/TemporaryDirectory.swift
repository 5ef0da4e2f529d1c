import Glibc
import SisyphusUnix

@testable import SisyphusSupervisor

/// An empty directory that is removed at the end of the test.
final class TemporaryDirectory {
    let directory: Directory

    var store: JobStore { JobStore(directory) }

    init() throws {
        var template = Array("/tmp/sisyphus-test-XXXXXX".utf8CString)
        let path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        directory = try Directory.open(path, createMode: nil)
    }

    deinit {
        for name in names { try? directory.unlink(name) }
        rmdir(directory.path)
    }

    /// Sorted.
    var names: [String] {
        var names: [String] = []
        try? directory.forEachEntry { (bytes, _) throws(SystemError) in names.append(String(decoding: bytes, as: UTF8.self)) }
        return names.sorted()
    }

    func write(_ name: String, _ bytes: [UInt8], mode: UInt16 = 0o600, modified: Int64? = nil) throws {
        try directory.replaceFile(name, with: bytes, mode: mode, sync: false)
        guard let modified else { return }
        let file = try directory.openFile(name, File.writeOnly)
        try file.setTimes(accessed: modified * 1000 + 7, modified: modified * 1000 + 123)
    }
}
