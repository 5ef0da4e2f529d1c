import CSisyphus
import Glibc
public import SisyphusCore

/// Bytes that wait outside of memory to be taken in their order: a file that has no name and is gone with its process.
public final class SpillFile {
    private let file: OpenFile
    private let limit: Int64
    /// Where the next bytes are put, and where the oldest are.
    private var end: Int64 = 0
    private var start: Int64 = 0
    /// Up to here the file's room has been given back.
    private var punched: Int64 = 0

    /// Room is given back in pieces of this size.
    private static let piece: Int64 = 16 << 20

    /// Makes the file in a directory, or in memory where its file system has no such files; it holds less there.
    ///
    /// - Parameter limit: how many bytes may wait.
    public init(in directory: Directory, limit: Int64) throws(SystemError) {
        let onDisk = sis_unnamed_file(directory.fd)
        self.limit = onDisk >= 0 ? limit : min(limit, 64 << 20)
        let fd = try onDisk >= 0 ? onDisk : attempt("create a file in", "memory") { sis_memory_file("sisyphus: output") }
        file = OpenFile(fd: fd, path: "the output that waits")
    }

    public var count: Int64 { end - start }

    /// - Returns: `false`: there is no room, or the disk refuses; then nothing was added.
    public func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard count + Int64(bytes.count) <= limit else { return false }
        do throws(SystemError) { try file.writeAll(bytes, at: end) } catch { return false }
        end += Int64(bytes.count)
        return true
    }

    /// Moves the oldest bytes to a buffer.
    ///
    /// - Returns: `false`: they cannot be read, and all that waits is lost.
    public func take(atMost wanted: Int, into buffer: ByteBuffer) -> Bool {
        let bytes = try? file.read(upTo: Int(min(Int64(wanted), count)), at: start)
        guard let bytes, !bytes.isEmpty else { return false }
        buffer.append(bytes)
        start += Int64(bytes.count)
        if start == end {
            removeAll()
        } else if start - punched >= Self.piece {
            _ = sis_punch(file.fd, punched, start - punched)
            punched = start
        }
        return true
    }

    public func removeAll() {
        _ = ftruncate(file.fd, 0)
        (start, end, punched) = (0, 0, 0)
    }
}
