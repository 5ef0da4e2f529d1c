import FoundationEssentials
import Testing

/// What fuzzing has found interesting keeps the promises that the fuzzer checks.
@Suite struct ForeignCrontabsTests {
    @Test func nothingIsLostAndWhatIsAdoptedIsReleased() throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz/Corpus/Crontabs").path
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(names.count > 5)
        for name in names {
            let bytes = Array(try #require(FileManager.default.contents(atPath: "\(directory)/\(name)")))
            #expect(wrongs(readingCrontab: bytes) == [], "\(name)")
        }
    }
}
