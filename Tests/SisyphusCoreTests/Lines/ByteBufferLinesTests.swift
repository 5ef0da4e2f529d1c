import Testing

@testable import SisyphusCore

@Suite struct ByteBufferLinesTests {
    func buffer(_ text: String) -> ByteBuffer {
        let buffer = ByteBuffer()
        buffer.append(text)
        return buffer
    }

    @Test func oldestLinesGoWhole() {
        let buffer = buffer("one\ntwo\nthree\n")
        #expect(buffer.removeOldestLines(atLeast: 2) == 4)
        #expect(String(decoding: buffer.array, as: UTF8.self) == "two\nthree\n")
        #expect(buffer.removeOldestLines(atLeast: 4) == 10)
        #expect(buffer.isEmpty)
    }

    @Test func newestLinesGoWhole() {
        let buffer = buffer("one\ntwo\nthree\n")
        #expect(buffer.removeNewestLines(atLeast: 2) == 6)
        #expect(String(decoding: buffer.array, as: UTF8.self) == "one\ntwo\n")
        #expect(buffer.removeNewestLines(atLeast: 100) == 8)
        #expect(buffer.isEmpty)
    }
}
