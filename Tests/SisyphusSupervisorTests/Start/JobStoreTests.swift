import Glibc
import SisyphusCore
import SisyphusUnix
import Testing

@testable import SisyphusSupervisor

@Suite struct JobStoreTests {
    let place: TemporaryDirectory

    init() throws { place = try TemporaryDirectory() }

    private func make(_ kind: String, _ name: String) {
        let path = place.directory.childPath(name)
        switch kind {
        case "directory": mkdir(path, 0o700)
        case "FIFO": mkfifo(path, 0o600)
        default: symlink("elsewhere", path)
        }
    }

    @Test(arguments: ["directory", "FIFO", "link"])
    func whatIsNoFileIsPutAside(_ kind: String) throws {
        make(kind, "lock")
        make(kind, "run.state")
        let file = try place.store.openShared("lock")
        #expect(try file.lock())
        try place.store.write(RunStateFile(id: "r"))
        #expect(place.store.state()?.id == "r")
        #expect(place.names.contains("lock") && place.names.contains("lock.aside"))
        // Only a directory is in the way of a file that takes its place.
        #expect(place.names.contains("run.state.aside") == (kind == "directory"))
        for name in place.names where name.hasSuffix(".aside") { rmdir(place.directory.childPath(name)) }
    }

    @Test func aSecondThingIsPutAsideUnderAnotherName() throws {
        for _ in 1...2 {
            make("link", "lock")
            _ = try place.store.openShared("lock")
            try place.directory.unlink("lock")
        }
        #expect(place.names == ["lock.aside", "lock.aside2"])
    }

    @Test func aRenamedDirectoryIsNotInPlace() throws {
        let old = try place.directory.subdirectory("job", createMode: 0o700)
        #expect(old.isInPlace)
        try place.directory.rename("job", to: "other")
        #expect(!old.isInPlace)
        _ = try place.directory.subdirectory("job", createMode: 0o700)
        #expect(!old.isInPlace)
        for name in ["job", "other"] { rmdir(place.directory.childPath(name)) }
    }

    @Test func theArchitectureNamesAllFiles() throws {
        let path = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined() + "/docs/architecture.md"
        let text = String(decoding: try OpenFile.open(path, File.readOnly).read(upTo: 1 << 20, at: 0), as: UTF8.self)
        for name in JobFile.all { #expect(text.contains("`\(name)`"), "\(name)") }
    }
}
