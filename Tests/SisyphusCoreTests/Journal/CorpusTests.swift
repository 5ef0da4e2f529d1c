import FoundationEssentials
import Testing

@testable import SisyphusCore

/// What fuzzing has found interesting keeps the promises that the fuzzer checks.
@Suite struct CorpusTests {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Fuzz/Corpus/Lines").path

    @Test func anyChunkingGivesTheSameLines() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: CorpusTests.directory)
        #expect(names.count > 5)
        for name in names {
            let input = Array(try #require(FileManager.default.contents(atPath: "\(CorpusTests.directory)/\(name)")))
            let whole = JournalRig { $0.maxline = 24 }.feed(input).end()
            whole.journal.openGate(at: whole.stamp)
            let slow = JournalRig { $0.maxline = 24 }
            for byte in input { slow.feed([byte]) }
            slow.end().journal.openGate(at: slow.stamp)
            #expect(slow.log == whole.log, "\(name)")
            #expect(slow.journal.facts == whole.journal.facts, "\(name)")
            for line in whole.lines where !line.hasPrefix(">> ") { #expect(!line.hasPrefix(":: {sisyphus}"), "\(name)") }
        }
    }
}
