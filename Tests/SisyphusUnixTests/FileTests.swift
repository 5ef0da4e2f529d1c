import Glibc
import SisyphusCore
import SisyphusUnix
import Testing

extension UnixTests {
    @Suite struct FileTests {
        let scratch = Scratch()

        @Test func missingDirectoriesAreMade() throws {
            let base = try Directory.open(scratch.path + "/a/b", createMode: 0o700)
            #expect(try base.handle.status().mode == 0o700)
            #expect(throws: SystemError.self) { try Directory.open(scratch.path + "/none", createMode: nil) }
        }

        @Test func whatHoldsAPathIsOpened() throws {
            func holding(_ path: String, from folder: String = ".") throws -> [String] {
                let (directory, name) = try Directory.holding(path, from: folder)
                return [directory.path, name]
            }
            #expect(try holding("name") == [".", "name"])
            #expect(try holding("../name") == ["..", "name"])
            #expect(try holding("/name") == ["/", "name"])
            #expect(try holding(scratch.path + "/name") == [scratch.path, "name"])
            #expect(try holding("name", from: scratch.path) == [scratch.path, "name"])
            #expect(try holding("../name", from: scratch.path) == [scratch.path + "/..", "name"])
            #expect(try holding("/name", from: scratch.path) == ["/", "name"])
            #expect(throws: SystemError.self) { try holding("none/name", from: scratch.path) }
        }

        @Test func linksAreFollowedOnlyInTheBasePath() throws {
            let directory = try scratch.directory
            _ = try directory.subdirectory("real", createMode: 0o700)
            try directory.replaceLink("link", to: "real")
            _ = try Directory.open(scratch.path + "/link", createMode: nil)
            let error = #expect(throws: SystemError.self) { try directory.subdirectory("link", createMode: 0o700) }
            #expect(error?.description.contains("symbolic link") == true)
        }

        @Test func directoryThatEverybodyMayWriteToIsRefused() throws {
            let directory = try scratch.directory.subdirectory("open", createMode: 0o700)
            try directory.requireSafe()
            try directory.handle.setMode(0o777)
            let error = #expect(throws: SystemError.self) { try directory.requireSafe() }
            #expect(error?.description.contains("everybody may write to it (mode 0777)") == true)
        }

        @Test func fileIsReplacedAsAWhole() throws {
            let directory = try scratch.directory
            try directory.replaceFile("f", with: Array("one".utf8), mode: 0o640, sync: true)
            try directory.replaceFile("f", with: Array("two".utf8), mode: 0o600, sync: false)
            #expect(try directory.readFile("f", limit: 3) == Array("two".utf8))
            #expect(try directory.status(of: "f")?.mode == 0o600)
            #expect(try names(directory) == ["f"])
            #expect(throws: SystemError.self) { try directory.readFile("f", limit: 2) }
            #expect(try directory.readEnd(of: "f", limit: 2) == Array("wo".utf8))
            #expect(try directory.readFile("none", limit: 2) == nil)
        }

        @Test func fileIsLockedFromItsBeginning() throws {
            let directory = try scratch.directory
            try directory.replaceFile("f", with: Array("one".utf8), mode: 0o640, sync: false)
            let made = try directory.createLocked("f", with: Array("two".utf8))
            #expect(try directory.readFile("f", limit: 3) == Array("two".utf8))
            #expect(try directory.status(of: "f")?.mode == 0o600)
            #expect(try names(directory) == ["f"])
            let other = try directory.openFile("f", File.readWrite)
            #expect(try other.lock() == false)
            made.close()
            #expect(try other.lock())
        }

        @Test func whatADeadProcessPreparedIsRemovedThoughItsParentDoesNotKnow() throws {
            let directory = try scratch.directory
            var pid: pid_t = 0
            var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
            defer { free(arguments[0]) }
            #expect(posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) == 0)
            // Waits for its end and leaves it a zombie.
            var info = siginfo_t()
            #expect(waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) == 0)
            for writer in [pid, getppid()] { try directory.replaceFile(".f.\(writer).tmp", with: [], mode: 0o600, sync: false) }
            directory.sweep(now: SystemClock.wall().microseconds) { _ in true }
            #expect(try names(directory) == [".f.\(getppid()).tmp"])
            waitpid(pid, nil, 0)
        }

        @Test func onlyRegularFilesAreRead() throws {
            let directory = try scratch.directory
            mkfifo(scratch.path + "/fifo", 0o600)
            try directory.replaceLink("link", to: "/etc/passwd")
            #expect(throws: SystemError.self) { try directory.readFile("fifo", limit: 10) }
            #expect(throws: SystemError.self) { try directory.readFile("link", limit: 10) }
        }

        @Test func onlyLinksAreReplacedByLinks() throws {
            let directory = try scratch.directory
            try directory.replaceLink("l", to: "a")
            try directory.replaceLink("l", to: "b")
            #expect(try directory.readLink("l") == "b")
            try directory.replaceFile("f", with: [1], mode: 0o600, sync: false)
            #expect(try directory.readLink("f") == nil)
            #expect(throws: SystemError.self) { try directory.replaceLink("f", to: "a") }
            #expect(try names(directory) == ["f", "l"])
        }

        @Test func linesAreAppended() throws {
            let directory = try scratch.directory
            try directory.appendLine("log", Array("one\n".utf8), mode: 0o640)
            try directory.appendLine("log", Array("two\n".utf8), mode: 0o640)
            #expect(try directory.readFile("log", limit: 100) == Array("one\ntwo\n".utf8))
        }

        @Test func manyEntriesAreListed() throws {
            let directory = try scratch.directory
            for number in 0..<2000 { try directory.replaceFile("file \(number)", with: [], mode: 0o600, sync: false) }
            #expect(try names(directory).count == 2000)
            #expect(try names(directory).count == 2000)
        }

        @Test func listedEntriesCanBeLookedAt() throws {
            let directory = try scratch.directory
            try directory.replaceFile("a file", with: [1, 2, 3], mode: 0o600, sync: false)
            try directory.replaceLink("link", to: "a file")
            var kinds: [String: FileStatus.Kind] = [:]
            try directory.forEachEntry { (name, _) throws(SystemError) in
                kinds[String(decoding: name, as: UTF8.self)] = try directory.status(ofEntry: name)?.kind
            }
            #expect(kinds == ["a file": .regular, "link": .symlink])
        }

        @Test func lockExcludesAnotherOpening() throws {
            let directory = try scratch.directory
            let one = try directory.openFile("lock", File.readWrite | File.create)
            let two = try directory.openFile("lock", File.readWrite)
            #expect(try one.lock())
            #expect(try !two.lock())
            one.close()
            #expect(try two.lock())
            two.close()
        }

        @Test func errorsAreSentences() throws {
            let error = #expect(throws: SystemError.self) { try scratch.directory.openFile("none", File.readOnly) }
            #expect(error?.description == "cannot open \(scratch.path)/none: No such file or directory")
        }

        @Test func timesAreKept() throws {
            let directory = try scratch.directory
            let file = try directory.openFile("f", File.writeOnly | File.create)
            try file.setTimes(accessed: 1_000_000_001, modified: -1)
            let status = try #require(try directory.status(of: "f"))
            #expect(status.accessedNanoseconds == 1_000_000_001)
            #expect(status.modifiedNanoseconds == -1)
            #expect(status.modified == -1)
        }

        private func names(_ directory: Directory) throws -> [String] {
            var names: [String] = []
            try directory.forEachEntry { (name, _) throws(SystemError) in names.append(String(decoding: name, as: UTF8.self)) }
            return names.sorted()
        }
    }
}
