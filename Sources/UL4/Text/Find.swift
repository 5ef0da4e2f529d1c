/// The first place of some bytes within others, in a time that grows with their lengths and not with the product of both
/// (Knuth, Morris and Pratt).
func find(_ part: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
    guard start + part.count <= bytes.count else { return nil }
    guard let first = part.first else { return start }
    if part.count == 1 { return bytes[start...].firstIndex(of: first) }
    // How many bytes still fit when the one at a position does not.
    var fallback = [0]
    fallback.reserveCapacity(part.count)
    var fitting = 0
    for i in 1..<part.count {
        while fitting > 0, part[i] != part[fitting] { fitting = fallback[fitting - 1] }
        if part[i] == part[fitting] { fitting += 1 }
        fallback.append(fitting)
    }
    fitting = 0
    for i in start..<bytes.count {
        while fitting > 0, bytes[i] != part[fitting] { fitting = fallback[fitting - 1] }
        if bytes[i] == part[fitting] { fitting += 1 }
        if fitting == part.count { return i + 1 - fitting }
    }
    return nil
}

func find(_ part: String, in bytes: [UInt8], from start: Int = 0) -> Int? { find(Array(part.utf8), in: bytes, from: start) }
