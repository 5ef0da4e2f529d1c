import Glibc

/// Turns UTF-8 into another encoding with the converter of the C library.
public final class Iconv {
    /// What becomes of characters that the encoding does not have; names and meanings are Python's.
    public enum Errors: String, Sendable, CaseIterable {
        /// As `backslashreplace`, but `hadErrors` tells: who called decides.
        case strict
        case replace, ignore, backslashreplace, xmlcharrefreplace, surrogateescape
    }

    /// Whether something could not be encoded so far.
    public private(set) var hadErrors = false
    private let converter: iconv_t
    private let errors: Errors

    /// Whether the name means UTF-8: nothing is to be converted then.
    public static func isUTF8(_ encoding: String) -> Bool {
        let name = encoding.lowercased()
        return name == "utf-8" || name == "utf8" || name == "utf_8"
    }

    /// - Returns: `nil` if the C library does not know the encoding.
    public init?(to encoding: String, errors: Errors) {
        // Python writes latin_1, iconv latin1 or ISO-8859-1.
        for name in [encoding, encoding.replacing("_", with: "-"), encoding.replacing("_", with: "").replacing("-", with: "")] {
            let converter = iconv_open(name, "UTF-8")
            if Int(bitPattern: converter) != -1, let converter {
                self.converter = converter
                self.errors = errors
                return
            }
        }
        return nil
    }

    deinit {
        iconv_close(converter)
    }

    /// Encodes whole characters. Bytes that are not UTF-8 are taken for characters that cannot be encoded.
    public func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes
        while !rest.isEmpty {
            let taken = convert(rest, into: &result)
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            guard !rest.isEmpty else { break }
            // What stands here cannot be converted.
            let (scalar, length) = Self.scalar(at: rest)
            hadErrors = true
            substitute(scalar, raw: rest[0], into: &result)
            rest = UnsafeRawBufferPointer(rebasing: rest[length...])
        }
        return result
    }

    /// The same for an array.
    public func encode(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { encode($0) } }

    /// Converts as much as possible; returns how many bytes were taken.
    private func convert(_ bytes: UnsafeRawBufferPointer, into result: inout [UInt8]) -> Int {
        var input: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(
            mutating: bytes.baseAddress!.assumingMemoryBound(to: CChar.self))
        var left = bytes.count
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            while left > 0 {
                var output: UnsafeMutablePointer<CChar>? = buffer.baseAddress!.assumingMemoryBound(to: CChar.self)
                var room = buffer.count
                _ = iconv(converter, &input, &left, &output, &room)
                let number = errno
                result.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<(buffer.count - room)]))
                // What is left tells of a failure. The result cannot: it is a size_t, for which the optimiser takes -1 to be
                // impossible, so that the comparison would never hold in release mode.
                if left > 0 && number != E2BIG { break }
            }
        }
        return bytes.count - left
    }

    private func substitute(_ scalar: Unicode.Scalar?, raw: UInt8, into result: inout [UInt8]) {
        let number = scalar.map { Int($0.value) } ?? Int(raw)
        switch errors {
        case .ignore: break
        case .replace: append("?", to: &result)
        case .xmlcharrefreplace: append("&#\(scalar == nil ? 0xDC00 + number : number);", to: &result)
        case .surrogateescape where scalar == nil: result.append(raw)
        case .strict, .backslashreplace, .surrogateescape: append(Self.escape(number), to: &result)
        }
    }

    private static func escape(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        let (mark, width) = number < 0x100 ? ("x", 2) : number < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + mark + String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    private func append(_ text: String, to result: inout [UInt8]) {
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { _ = convert($0, into: &result) }
    }

    /// The character at the start and its length; `nil` and 1 for a byte that is not UTF-8.
    private static func scalar(at bytes: UnsafeRawBufferPointer) -> (Unicode.Scalar?, Int) {
        var decoder = UTF8()
        var iterator = bytes.prefix(4).makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) { return (scalar, UTF8.width(scalar)) }
        return (nil, 1)
    }
}
