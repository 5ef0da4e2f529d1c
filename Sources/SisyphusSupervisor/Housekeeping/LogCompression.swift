import SisyphusCore
import SisyphusUnix

/// Puts a compressed log in the place of the plain one, so that at every moment one of them is whole.
struct LogCompression {
    struct Stopped: Error, CustomStringConvertible {
        var description: String { "stopped; the next run will do it" }
    }

    struct Changed: Error, CustomStringConvertible {
        var description: String { "it was changed meanwhile and is left as it is" }
    }

    let directory: Directory
    let mode: RunSettings.Compression
    let shouldStop: () -> Bool

    /// Writes the compressed log under a temporary name with the permissions, group and times of the plain one, makes it
    /// durable, renames it, moves the links and removes the plain one.
    func compress(_ name: LogName, links: LogLinks) throws {
        var compressed = name
        compressed.compression = mode
        let temporary = TemporaryName(for: compressed.text).text
        let source = try directory.openFile(name.text, File.readOnly | File.nonBlocking)
        let status = try source.status()
        guard status.kind == .regular else { return }
        try directory.unlink(temporary)
        let target = try directory.openFile(temporary, File.writeOnly | File.create | File.exclusive)
        do {
            defer { target.close() }
            try pump(from: source, to: target)
            try keepAttributes(status, of: target)
            try target.sync()
            let now = try source.status()
            guard now.size == status.size, now.modifiedNanoseconds == status.modifiedNanoseconds else { throw Changed() }
            try directory.rename(temporary, to: compressed.text)
        } catch {
            try directory.unlink(temporary)
            throw error
        }
        try directory.sync()
        try links.follow(name, to: compressed, in: directory)
        try directory.unlink(name.text)
    }

    private func pump(from source: OpenFile, to target: OpenFile) throws {
        let encoder = try LogEncoder(mode)
        let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer {
            input.deallocate()
            output.deallocate()
        }
        var count: Int
        repeat {
            if shouldStop() { throw Stopped() }
            count = try source.read(into: input)
            try encoder.feed(UnsafeRawBufferPointer(rebasing: input[..<count]), buffer: output, isLast: count == 0) {
                try target.writeAll($0)
            }
        } while count > 0
    }

    private func keepAttributes(_ status: FileStatus, of file: OpenFile) throws(SystemError) {
        var mode = status.mode & 0o777
        if try file.status().group != status.group {
            do throws(SystemError) {
                try file.setGroup(status.group)
            } catch {
                // What the group was allowed must not become the right of another one.
                mode &= 0o707
            }
        }
        try file.setMode(mode)
        try file.setTimes(accessed: status.accessedNanoseconds, modified: status.modifiedNanoseconds)
    }
}
