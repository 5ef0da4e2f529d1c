import TestSupport
import Testing

/// What fuzzing has found interesting keeps the promises that the fuzzer checks; so does what differs from it by one byte.
@Suite struct ForeignBytesTests {
    @Test func whatIsReadIsReadAgainAsItWasWritten() throws {
        let corpus = try fuzzCorpus("Foreign")
        #expect(corpus.count > 9)
        for (name, bytes) in corpus {
            #expect(wrongs(readingForeign: bytes) == [], "\(name)")
            for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 8)) {
                for byte in [0x22, 0xff] as [UInt8] {
                    var changed = bytes
                    changed[place] = byte
                    #expect(wrongs(readingForeign: changed) == [], "\(name), byte \(place) is \(byte)")
                }
            }
        }
    }
}
