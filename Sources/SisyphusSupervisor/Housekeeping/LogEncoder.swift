import CCodecs
public import SisyphusCore

/// Compresses a stream of bytes.
final class LogEncoder {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let codec: OpaquePointer
    private let mode: RunSettings.Compression

    /// - Throws: `Failure` if the library is not there or refuses.
    init(_ mode: RunSettings.Compression) throws(Failure) {
        var reason: UnsafePointer<CChar>?
        guard let codec = codec_begin(mode.codec, &reason) else {
            throw Failure(description: "cannot compress with \(mode.rawValue): \(reason.map { String(cString: $0) } ?? "no reason known")")
        }
        self.codec = codec
        self.mode = mode
    }

    deinit {
        codec_end(codec)
    }

    /// Takes all of the input and gives what comes out of it, piece by piece, to `write`.
    ///
    /// - Parameters:
    ///   - buffer: Where the pieces are put.
    ///   - isLast: Whether this is the end of the input: everything comes out.
    func feed(
        _ input: UnsafeRawBufferPointer, buffer: UnsafeMutableRawBufferPointer, isLast: Bool,
        write: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try input.withMemoryRebound(to: UInt8.self) { input in
            var next = input.baseAddress
            var left = input.count
            var result: Int32
            repeat {
                var out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
                var space = buffer.count
                result = codec_feed(codec, &next, &left, &out, &space, isLast ? 1 : 0)
                guard result != Int32(CODEC_FAILED) else { throw Failure(description: "\(mode.rawValue) failed while compressing") }
                if space < buffer.count { try write(UnsafeRawBufferPointer(rebasing: buffer[..<(buffer.count - space)])) }
            } while isLast ? result != Int32(CODEC_DONE) : left > 0
        }
    }
}

extension RunSettings.Compression {
    /// The version of the library that compresses so, without the date that libbz2 adds; `nil`: there is none.
    public var libraryVersion: String? { codec_version(codec).map { String(String(cString: $0).prefix { $0 != "," }) } }

    /// Its number for `codec_begin` and `codec_begin_reading`.
    public var codec: Int32 {
        switch self {
        case .gzip: Int32(CODEC_GZIP)
        case .bzip2: Int32(CODEC_BZIP2)
        case .lzma: Int32(CODEC_XZ)
        }
    }
}
