import SisyphusCore
import SisyphusUnix

/// What a program says while it runs: its first words are kept, the rest is read and forgotten, so that it never waits for us.
final class ProgramOutput {
    private let fd: Int32
    private var kept: [UInt8] = []
    private static let limit = 4096

    /// - Parameter fd: the reading end of a pipe; closed with this object.
    init(_ fd: Int32) { self.fd = fd }
    deinit { File.close(fd) }

    /// One line.
    var words: String { HealthText.line(String(decoding: kept, as: UTF8.self)) }

    /// Reads what there is, at most a megabyte, so that a program that never stops talking does not keep us either.
    func read() {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            for _ in 0..<16 {
                guard case .bytes(let count) = File.readAvailable(fd, buffer) else { return }
                kept += buffer[..<min(count, Self.limit - kept.count)]
            }
        }
    }
}
