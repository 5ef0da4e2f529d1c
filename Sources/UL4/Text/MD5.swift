import Glibc

/// MD5 (RFC 1321), as 32 hexadecimal digits. It protects nothing; web pages and caches use it for names.
func md5(_ text: String) -> String {
    var message = Array(text.utf8)
    let bits = UInt64(message.count) &* 8
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    message += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    for start in stride(from: 0, to: message.count, by: 64) {
        let words = (0..<16).map { word in (0..<4).reduce(UInt32(0)) { $0 | UInt32(message[start + 4 * word + $1]) << UInt32(8 * $1) } }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        for step in 0..<64 {
            let (mixed, word): (UInt32, Int) =
                switch step >> 4 {
                case 0: (b & c | ~b & d, step)
                case 1: (d & b | ~d & c, 5 * step + 1)
                case 2: (b ^ c ^ d, 3 * step + 5)
                default: (c ^ (b | ~d), 7 * step)
                }
            let sum = a &+ mixed &+ md5Sines[step] &+ words[word & 15]
            let shift = md5Shifts[step >> 4][step & 3]
            (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
        }
        state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d]
    }
    return state.map(hexadecimal).joined()
}

private let md5Shifts: [[UInt32]] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]

/// The table T of the RFC: 2³² times the sines of 1 to 64.
private let md5Sines: [UInt32] = (1...64).map { UInt32(sin(Double($0)).magnitude * 4_294_967_296) }

/// The lowest byte first.
private func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word.byteSwapped, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
}
