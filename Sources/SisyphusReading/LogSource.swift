import CCodecs
import SisyphusCore
import SisyphusSupervisor
public import SisyphusUnix
import SisyphusViews

/// The lines of a log from its beginning on, compressed or not. What is appended meanwhile is read too, also after the log was compressed or removed.
public final class LogSource {
    public struct Damaged: Error, CustomStringConvertible {
        public let description: String
    }

    private let file: OpenFile
    private let mode: RunSettings.Compression?
    private var codec: OpaquePointer?
    private var packed = [] as [UInt8]
    private var packedPlace = 0
    private var packedLeft = 0
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    /// What the buffer holds that has not been given out: the beginning of a line.
    private var rest = 0..<0

    /// - Parameter name: of the log before it was compressed.
    /// - Throws: when there is no such log, compressed or not, or it cannot be read.
    init(_ directory: Directory, _ name: LogName) throws(SystemError) {
        // The plain one is removed after the compressed one is there: whoever looks in this order finds one of them.
        var name = name
        var found: OpenFile?
        for mode in [nil] + RunSettings.Compression.allCases.map(Optional.some) where found == nil {
            name.compression = mode
            do throws(SystemError) { found = try directory.openFile(name.text, File.readOnly | File.nonBlocking) } catch  where error.isMissing {}
        }
        mode = name.compression
        guard let found else { throw SystemError(operation: "open", object: directory.childPath(name.plain.text), errno: .noSuchFileOrDirectory) }
        file = found
    }

    deinit {
        if let codec { codec_end(codec) }
        buffer.deallocate()
    }

    /// Passes over all but the last lines, where that costs less than reading them.
    ///
    /// - Returns: whether it could be done.
    public func skip(toLast count: Int) throws(SystemError) -> Bool {
        guard mode == nil else { return false }
        let size = try file.status().size
        var (start, left) = (size, count)
        while start > 0 {
            let from = max(0, start - 65_536)
            let piece = try file.read(upTo: Int(start - from), at: from)
            for index in piece.indices.reversed() where piece[index] == UInt8(ascii: "\n") && from + Int64(index) + 1 < size {
                left -= 1
                if left <= 0 {
                    try file.seek(to: count == 0 ? size : from + Int64(index) + 1)
                    return true
                }
            }
            start = from
        }
        if count == 0 { try file.seek(to: size) }
        return true
    }

    /// The next whole lines, each with its line feed; valid until the next call.
    ///
    /// - Parameter isOver: whether nothing more will come: then the last line may lack its line feed.
    /// - Returns: `nil`: nothing at the moment.
    public func next(isOver: Bool) throws -> UnsafeRawBufferPointer? {
        while true {
            if rest.lowerBound > 0 {
                let count = rest.count
                memmoveDown(rest)
                rest = 0..<count
            }
            if rest.count == buffer.count { grow() }
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[rest.upperBound...]))
            let fresh = rest.upperBound..<(rest.upperBound + count)
            rest = 0..<fresh.upperBound
            if count == 0 {
                guard isOver, !rest.isEmpty else { return nil }
                defer { rest = 0..<0 }
                return UnsafeRawBufferPointer(rebasing: buffer[rest])
            }
            if let end = buffer[fresh].lastIndex(of: UInt8(ascii: "\n")) {
                let lines = UnsafeRawBufferPointer(rebasing: buffer[...end])
                rest = (end + 1)..<rest.upperBound
                return lines
            }
        }
    }

    private func memmoveDown(_ range: Range<Int>) {
        buffer.baseAddress!.copyMemory(from: buffer.baseAddress! + range.lowerBound, byteCount: range.count)
    }

    private func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
        buffer.deallocate()
        buffer = larger
    }

    /// - Returns: 0 at the end.
    private func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let mode else { return try file.read(into: output) }
        if packed.isEmpty { packed = [UInt8](repeating: 0, count: 256 << 10) }
        var isAtEnd = false
        while true {
            if packedLeft == 0 {
                packedLeft = try packed.withUnsafeMutableBytes { try file.read(into: $0) }
                packedPlace = 0
                isAtEnd = packedLeft == 0
            }
            if isAtEnd, codec == nil { return 0 }
            if codec == nil { codec = try begin(mode) }
            let (result, count) = feed(output)
            if result == Int32(CODEC_FAILED) || isAtEnd && result == Int32(CODEC_MORE) && count == 0 {
                packedLeft = 0
                if let codec { codec_end(codec) }
                codec = nil
                throw Damaged(description: "\(file.path) is \(result == Int32(CODEC_FAILED) ? "damaged" : "cut off"): not all of it can be shown")
            }
            if result == Int32(CODEC_DONE) {
                if let codec { codec_end(codec) }
                codec = nil
            }
            if count > 0 { return count }
        }
    }

    private func begin(_ mode: RunSettings.Compression) throws(Damaged) -> OpaquePointer {
        var reason: UnsafePointer<CChar>?
        guard let codec = codec_begin_reading(mode.codec, &reason) else {
            throw Damaged(description: "\(file.path) cannot be read: \(reason.map { String(cString: $0) } ?? "no reason known")")
        }
        return codec
    }

    private func feed(_ output: UnsafeMutableRawBufferPointer) -> (result: Int32, count: Int) {
        packed.withUnsafeBufferPointer { packed in
            var input = packed.baseAddress.map { $0 + packedPlace }
            var out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var space = output.count
            let before = packedLeft
            let result = codec_feed(codec, &input, &packedLeft, &out, &space, 0)
            packedPlace += before - packedLeft
            return (result, output.count - space)
        }
    }
}
