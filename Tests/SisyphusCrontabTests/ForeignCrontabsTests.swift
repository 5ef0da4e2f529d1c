import TestSupport
import Testing

/// What fuzzing has found interesting keeps the promises that the fuzzer checks.
@Suite struct ForeignCrontabsTests {
    @Test func nothingIsLostAndWhatIsAdoptedIsReleased() throws {
        let corpus = try fuzzCorpus("Crontabs")
        #expect(corpus.count > 5)
        for (name, bytes) in corpus {
            #expect(wrongs(readingCrontab: bytes) == [], "\(name)")
        }
    }
}
