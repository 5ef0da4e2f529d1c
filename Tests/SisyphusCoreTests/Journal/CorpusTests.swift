import FoundationEssentials
import Testing

@testable import SisyphusCore

/// What fuzzing has found interesting keeps the promises that the fuzzer checks.
@Suite struct CorpusTests {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Fuzz/Corpus/Lines").path

    @Test(arguments: RunSettings.LogFormat.allCases) func anyChunkingGivesTheSameLines(format: RunSettings.LogFormat) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: CorpusTests.directory)
        #expect(names.count > 5)
        for name in names {
            let input = Array(try #require(FileManager.default.contents(atPath: "\(CorpusTests.directory)/\(name)")))
            let whole = JournalRig(format: format) { $0.maxline = 24 }.feed(input).end()
            whole.journal.openGate(at: whole.stamp)
            let slow = JournalRig(format: format) { $0.maxline = 24 }
            for byte in input { slow.feed([byte]) }
            slow.end().journal.openGate(at: slow.stamp)
            #expect(slow.output.pending.array == whole.output.pending.array, "\(name)")
            #expect(slow.journal.facts == whole.journal.facts, "\(name)")
            if format == .text {
                for line in whole.lines where !line.hasPrefix(">> ") { #expect(!line.hasPrefix(":: {sisyphus}"), "\(name)") }
            }
        }
    }
}
