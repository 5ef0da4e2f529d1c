import Testing

@testable import SisyphusCore

@Suite struct ByteTests {
    @Test func bufferKeepsOrderWhileItGrowsAndDrains() {
        let buffer = ByteBuffer(capacity: 64)
        var expected: [UInt8] = []
        for round in 0..<500 {
            let bytes = (0..<(round % 37)).map { UInt8(truncatingIfNeeded: $0 &* round) }
            buffer.append(bytes)
            expected += bytes
            let gone = min(expected.count, round % 29)
            buffer.drain(gone)
            expected.removeFirst(gone)
        }
        #expect(buffer.array == expected)
    }

    @Test func scanFindsTheEndAtEveryOffset() {
        for length in 0..<70 {
            let bytes = [UInt8](repeating: 0x41, count: length) + [0x0a] + [UInt8](repeating: 0x42, count: 20)
            bytes.withUnsafeBufferPointer { buffer in
                let start = buffer.baseAddress!
                let (feed, plain) = ByteScan.line(start, start + buffer.count)
                #expect(feed.map { $0 - start } == length)
                #expect(plain)
                #expect(ByteScan.line(start, start + length).lineFeed == nil)
            }
        }
    }

    @Test func scanSeesEveryByteThatIsNotPlain() {
        for byte in UInt8.min...UInt8.max where byte != 0x0a {
            for position in [0, 5, 15, 16, 33] {
                var bytes = [UInt8](repeating: 0x41, count: 34) + [0x0a]
                bytes[position] = byte
                bytes.withUnsafeBufferPointer { buffer in
                    let start = buffer.baseAddress!
                    #expect(ByteScan.line(start, start + buffer.count).plain == (byte == 9 || byte >= 0x20 && byte < 0x7f))
                }
            }
        }
    }

    @Test func theLastPlaceIsFoundAtAnyDistance() {
        for length in 0...80 {
            let places: [Int?] = [nil] + (0..<length).map { $0 }
            for place in places {
                var bytes = [UInt8](repeating: 0x61, count: length)
                if let place {
                    bytes[place] = 0x0a
                    // An earlier one is none.
                    bytes[place / 2] = 0x0a
                }
                bytes.withUnsafeBufferPointer { buffer in
                    guard let start = buffer.baseAddress else { return }
                    #expect(ByteScan.last(0x0a, start, start + length).map { $0 - start } == place, "\(length) bytes")
                }
            }
        }
    }
}
