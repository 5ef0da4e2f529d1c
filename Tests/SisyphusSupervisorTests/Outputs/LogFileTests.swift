import Glibc
import SisyphusCore
import SisyphusUnix
import Testing

@testable import SisyphusSupervisor

@Suite struct LogFileTests {
    let place: TemporaryDirectory
    let output = RenderedOutput(format: .text)

    init() throws { place = try TemporaryDirectory() }

    func log(encoder: Iconv? = nil, tells: @escaping (LogFile.Trouble) -> Void = { _ in }) throws -> LogFile {
        let file = try place.directory.openFile("log", LogFile.creation)
        return LogFile(LogFile.Place(directory: place.directory, name: "log", mode: 0o600), file, output, encoder: encoder, tells: tells)
    }

    var content: String { String(decoding: (try? place.directory.readFile("log", limit: 1 << 20)).flatMap { $0 } ?? [], as: UTF8.self) }

    @Test func whatIsPendingIsWritten() throws {
        let log = try log()
        output.pending.append("one\n")
        log.flush(now: 0)
        #expect(content == "one\n" && output.pending.isEmpty)
    }

    /// The pause of a repeating job is told after an uneventful run's log was removed.
    @Test func aClosedLogDoesNotComeBack() throws {
        let log = try log()
        log.close()
        try place.directory.unlink("log")
        output.pending.append("late\n")
        log.flush(now: 0)
        #expect(place.names.isEmpty && output.pending.isEmpty)
    }

    @Test(arguments: [false, true])
    func aLogThatIsDeletedUnderTheRunIsLost(_ isRenamed: Bool) throws {
        let log = try log()
        output.pending.append("one\n")
        log.flush(now: 0)
        if isRenamed { try place.directory.rename("log", to: "other") } else { try place.directory.unlink("log") }
        output.pending.append("two\n")
        log.finishWriting(now: 0, keeps: true)
        #expect(log.fate == (isRenamed ? .renamed(place.directory.childPath("other")) : .deleted))
        #expect(log.nameAtEnd == (isRenamed ? "other" : nil))
        #expect(log.lost == (isRenamed ? 0 : 8))
    }

    @Test func aLogThatStaysIsWhereItWas() throws {
        let log = try log()
        log.finishWriting(now: 0, keeps: true)
        #expect(log.fate == nil && log.nameAtEnd == "log" && log.lost == 0)
    }

    @Test func whatTheEncodingLacksIsToldOnceAndBeforeTheLogIsFinished() throws {
        var told = 0
        let encoder = try #require(Iconv(to: "iso-8859-1", errors: .strict))
        let log = try log(encoder: encoder) { trouble in
            guard case .unencodable = trouble else { return }
            told += 1
            output.pending.append("told\n")
        }
        for _ in 1...2 {
            output.pending.append("€\n")
            log.flush(now: 0)
        }
        log.finishWriting(now: 0, keeps: true)
        #expect(content == "\\u20ac\ntold\n\\u20ac\n" && told == 1)
    }

    /// A directory that is gone takes no new file: the lines wait, are bounded, and are counted when they are given up.
    @Test func whatCannotBeWrittenIsKeptAndCounted() throws {
        var troubles: [String] = []
        let missing = try place.directory.subdirectory("gone", createMode: 0o700)
        rmdir("\(place.directory.path)/gone")
        let log = LogFile(LogFile.Place(directory: missing, name: "log", mode: 0o600), nil, output, encoder: nil) {
            if case .began = $0 { troubles.append("began") } else { troubles.append("other") }
        }
        let line = String(repeating: "x", count: 1023) + "\n"
        for second in 0..<3 {
            for _ in 0..<600 { output.pending.append(line) }
            log.flush(now: Int64(second) * 1_000_000)
        }
        #expect(troubles == ["began"] && log.failed)
        #expect(output.pending.count <= LogFile.heldBytes && output.pending.count > LogFile.heldBytes - 2048)
        #expect(log.lost == 1800 * 1024 - output.pending.count)
        #expect(log.retryAt != nil)
        log.finishWriting(now: 3_000_000, keeps: true)
        #expect(log.lost == 1800 * 1024)
    }
}
