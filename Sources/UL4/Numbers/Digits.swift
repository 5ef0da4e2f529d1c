// Arithmetic on magnitudes: digits of base 2^32, the least significant first.

func compareDigits(_ left: [UInt32], _ right: [UInt32]) -> Int {
    if left.count != right.count { return left.count < right.count ? -1 : 1 }
    for i in stride(from: left.count - 1, through: 0, by: -1) where left[i] != right[i] {
        return left[i] < right[i] ? -1 : 1
    }
    return 0
}

func addDigits(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for i in 0..<max(left.count, right.count) {
        let sum = UInt64(i < left.count ? left[i] : 0) + UInt64(i < right.count ? right[i] : 0) + carry
        result.append(UInt32(truncatingIfNeeded: sum))
        carry = sum >> 32
    }
    result.append(UInt32(carry))
    return result
}

/// `left - right`, where `left` is not the smaller one.
func subtractDigits(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result = left
    var borrow: Int64 = 0
    for i in left.indices {
        var difference = Int64(left[i]) - (i < right.count ? Int64(right[i]) : 0) - borrow
        borrow = difference < 0 ? 1 : 0
        if difference < 0 { difference += 1 << 32 }
        result[i] = UInt32(difference)
    }
    return result
}

func divideDigits(_ value: [UInt32], by divisor: UInt32) -> (quotient: [UInt32], remainder: UInt32) {
    var quotient = value
    var remainder: UInt64 = 0
    for i in stride(from: value.count - 1, through: 0, by: -1) {
        let part = remainder << 32 | UInt64(value[i])
        quotient[i] = UInt32(part / UInt64(divisor))
        remainder = part % UInt64(divisor)
    }
    while quotient.last == 0 { quotient.removeLast() }
    return (quotient, UInt32(remainder))
}

/// Long division (Knuth, volume 2, algorithm D).
func divideDigits(_ value: [UInt32], _ divisor: [UInt32]) -> (quotient: [UInt32], remainder: [UInt32]) {
    if compareDigits(value, divisor) < 0 { return ([], value) }
    if divisor.count == 1 {
        let (quotient, remainder) = divideDigits(value, by: divisor[0])
        return (quotient, remainder == 0 ? [] : [remainder])
    }
    let shift = divisor.last!.leadingZeroBitCount
    let v = (BigInt(digits: divisor, isNegative: false) << shift).digits
    var u = (BigInt(digits: value, isNegative: false) << shift).digits
    while u.count <= value.count { u.append(0) }
    let n = v.count
    var quotient = [UInt32](repeating: 0, count: u.count - n)
    for j in stride(from: u.count - n - 1, through: 0, by: -1) {
        let top = UInt64(u[j + n]) << 32 | UInt64(u[j + n - 1])
        var estimate = top / UInt64(v[n - 1])
        var rest = top % UInt64(v[n - 1])
        while estimate >> 32 != 0 || estimate * UInt64(v[n - 2]) > rest << 32 | UInt64(u[j + n - 2]) {
            estimate -= 1
            rest += UInt64(v[n - 1])
            if rest >> 32 != 0 { break }
        }
        var borrow: Int64 = 0
        var carry: UInt64 = 0
        for i in 0..<n {
            let product = estimate * UInt64(v[i]) + carry
            carry = product >> 32
            var difference = Int64(u[i + j]) - borrow - Int64(product & 0xFFFF_FFFF)
            borrow = difference < 0 ? 1 : 0
            if difference < 0 { difference += 1 << 32 }
            u[i + j] = UInt32(difference)
        }
        let last = Int64(u[j + n]) - borrow - Int64(carry)
        u[j + n] = UInt32(truncatingIfNeeded: last)
        if last < 0 {
            estimate -= 1
            var carry: UInt64 = 0
            for i in 0..<n {
                let sum = UInt64(u[i + j]) + UInt64(v[i]) + carry
                u[i + j] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            u[j + n] = UInt32(truncatingIfNeeded: UInt64(u[j + n]) + carry)
        }
        quotient[j] = UInt32(truncatingIfNeeded: estimate)
    }
    let remainder = BigInt(digits: Array(u[0..<n]), isNegative: false) >> shift
    return (BigInt(digits: quotient, isNegative: false).digits, remainder.digits)
}
