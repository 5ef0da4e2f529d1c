import SisyphusCore
import SisyphusUnix

/// The log of a run on disk. What cannot be written is kept (the newest lines, up to a bound), tried again every second,
/// and what is lost is counted: a full disk never stops the job.
final class LogFile {
    /// What happened to the writing, told once per change.
    enum Trouble {
        case began(SystemError)
        /// The disk takes lines again; so many bytes were lost meanwhile.
        case ended(lost: Int, SystemError)
        /// The encoding of the log lacks characters, and `--errors strict` stands.
        case unencodable
    }

    /// Where a log is, and how it is made.
    struct Place {
        let directory: Directory
        let name: String
        /// Permission bits.
        let mode: UInt16
        var flags = LogFile.creation
    }

    let output: RenderedOutput
    /// What became of the file under the run; `nil`: it is where it was made.
    private(set) var fate: Fate?
    enum Fate: Equatable {
        case deleted
        /// With the new path, as far as it is known.
        case renamed(String?)
    }

    /// Bytes of the log that are lost.
    private(set) var lost = 0
    /// When the next attempt is due (microseconds since the run began); `nil`: nothing is held back.
    private(set) var retryAt: Int64?

    private let place: Place
    let path: String
    private let encoder: Iconv?
    private let tells: (Trouble) -> Void
    private var file: OpenFile?
    private var failure: SystemError?
    private var troubles = 0
    private var isClosed = false
    private var lineIsTorn = false
    private var heldLinesWereLost = false
    private let encodedLines = ByteBuffer()

    /// How much is kept in memory while the file cannot be written.
    static let heldBytes = 1 << 20
    private static let reserve = 16 << 10
    private static let retryPause: Int64 = 1_000_000

    /// - Parameter file: `nil`: it is made as soon as the disk lets us.
    init(_ place: Place, _ file: OpenFile?, _ output: RenderedOutput, encoder: Iconv?, tells: @escaping (Trouble) -> Void) {
        self.place = place
        self.file = file
        self.output = output
        path = place.directory.childPath(place.name)
        self.encoder = encoder
        self.tells = tells
    }

    /// The name in its directory.
    var name: String { place.name }

    static let creation = File.writeOnly | File.create | File.exclusive | File.append | File.noFollow
    /// For a file of the user's own, which may be there already.
    static let appending = File.writeOnly | File.create | File.append | File.noFollow

    /// Writes what is pending: one `write` for everything that came with one wake-up.
    func flush(now: Int64) {
        // A log that was removed must not come back because something is said after the end.
        if isClosed { output.pending.removeAll() }
        if output.pending.isEmpty && encodedLines.isEmpty { return }
        if let retryAt, now < retryAt { return hold() }
        do {
            try write()
            if let failure { recovered(from: failure) }
        } catch {
            retryAt = now + Self.retryPause
            if failure == nil {
                troubles += 1
                // Once is enough; what was lost is said at the end.
                if troubles == 1 { tells(.began(error)) }
            }
            failure = error
            hold()
        }
    }

    private func write() throws(SystemError) {
        let file = try opened()
        if lineIsTorn && heldLinesWereLost {
            // The rest of the line that the full disk cut is gone: the next one must not be taken for it.
            try file.writeAll([UInt8(ascii: "\n")])
            lineIsTorn = false
        }
        heldLinesWereLost = false
        repeat {
            let bytes = encoded(output.pending)
            while !bytes.isEmpty {
                let count = try file.write(bytes.bytes)
                if count > 0 { lineIsTorn = bytes.bytes[count - 1] != UInt8(ascii: "\n") }
                bytes.drain(count)
            }
        } while !output.pending.isEmpty
    }

    /// The lines in the encoding of the file. What is encoded stays so until it is written, since an encoding may have a state.
    private func encoded(_ lines: ByteBuffer) -> ByteBuffer {
        guard let encoder else { return lines }
        if encodedLines.isEmpty {
            let hadErrors = encoder.hadErrors
            encodedLines.append(encoder.encode(lines.bytes))
            lines.removeAll()
            if encoder.hadErrors && !hadErrors { tells(.unencodable) }
        }
        return encodedLines
    }

    /// A log that could not be made at the start is made as soon as the disk lets us.
    private func opened() throws(SystemError) -> OpenFile {
        if let file { return file }
        let new = try place.directory.openFile(name, place.flags, mode: place.mode)
        file = new
        return new
    }

    private func recovered(from failure: SystemError) {
        self.failure = nil
        retryAt = nil
        tells(.ended(lost: lost, failure))
    }

    private func hold() {
        let excess = output.pending.count - Self.heldBytes
        guard excess > 0 else { return }
        lost += output.pending.removeOldestLines(atLeast: excess)
        heldLinesWereLost = true
    }

    /// Whether the disk refused something, of which people were told.
    var failed: Bool { troubles > 0 }

    /// Whether lines change when they are written, which may be something to tell of.
    var isEncoding: Bool { encoder != nil }

    /// The result line is pending: writes it and makes it durable, or gives up what a run in which nothing happened has logged.
    func finishWriting(now: Int64, keeps: Bool) {
        guard keeps else { return output.pending.removeAll() }
        retryAt = nil
        flush(now: now)
        if let failure, encoder == nil { writeEnd(after: failure) }
        lost += output.pending.count + encodedLines.count
        output.pending.removeAll()
        encodedLines.removeAll()
        try? file?.syncData()
        noteFate()
    }

    /// Somebody may have deleted the file or given it another name while we wrote. What nobody can find any more is lost.
    private func noteFate() {
        guard let file, let own = try? file.status() else { return }
        if own.links == 0 {
            fate = .deleted
            lost += Int(own.size)
        } else if (try? place.directory.status(of: name))?.inode != own.inode {
            fate = .renamed(file.currentPath)
        }
    }

    /// Where the log is at the end; `nil`: nobody can find it.
    var pathAtEnd: String? {
        switch fate {
        case nil: path
        case .deleted: nil
        case .renamed(let path): path
        }
    }

    /// The name that the log has in its directory at the end; `nil`: it is not there any more.
    var nameAtEnd: String? {
        switch fate {
        case nil: return name
        case .deleted, .renamed(nil): return nil
        case .renamed(let path?):
            let new = path.split(separator: "/").last.map(String.init) ?? ""
            return (try? place.directory.status(of: new))?.inode == (try? file?.status())?.inode ? new : nil
        }
    }

    /// The disk is still full: gives up the last lines in the file, so that there is room for saying how much is lost, and for
    /// the result.
    private func writeEnd(after failure: SystemError) {
        let result = Array(output.pending.lastLine)
        lost += output.pending.count - result.count
        output.pending.removeAll()
        heldLinesWereLost = false
        do {
            guard let file else { throw failure }
            try cutOff(file)
            recovered(from: failure)
            output.pending.append(result)
            try write()
        } catch {
            lost += output.pending.isEmpty ? result.count : 0
        }
    }

    /// Shortens the file by whole lines. File systems give room back in blocks, so one or two are given up.
    private func cutOff(_ file: OpenFile) throws(SystemError) {
        let size = try file.status().size
        let end = try place.directory.readEnd(of: name, limit: 64 << 10) ?? []
        let kept = end.prefix(max(0, end.count - LogFile.reserve))
        let line = kept.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let length = size - Int64(end.count - line)
        try file.truncate(to: length)
        lost += Int(size - length)
        lineIsTorn = false
    }

    func close() {
        isClosed = true
        file?.close()
        file = nil
        output.pending.removeAll()
    }
}
