import CSisyphus
import Glibc

/// How a job ends that shares its process with its supervisor.
public enum SharedEnd: Equatable, Sendable {
    /// As it should.
    case returned
    /// Something calls `exit` with this status.
    case exited(Int32)
    /// By this signal.
    case killed(Int32)

    /// The length of a message about it.
    public static let length = 2

    /// The message about it.
    public var message: [UInt8] {
        switch self {
        case .returned: [UInt8(SIS_IN_PROCESS_RETURNED.rawValue), 0]
        case .exited(let status): [UInt8(SIS_IN_PROCESS_EXITED.rawValue), UInt8(truncatingIfNeeded: status)]
        case .killed(let signal): [UInt8(SIS_IN_PROCESS_KILLED.rawValue), UInt8(truncatingIfNeeded: signal)]
        }
    }

    /// Reads a message.
    public init(_ message: UnsafeMutableRawBufferPointer) {
        self =
            switch UInt32(message[0]) {
            case SIS_IN_PROCESS_EXITED.rawValue: .exited(Int32(message[1]))
            case SIS_IN_PROCESS_KILLED.rawValue: .killed(Int32(message[1]))
            default: .returned
            }
    }

    /// From now on, whichever thread calls `exit` or gets a fatal signal while a run is going on writes a message to this descriptor, and waits.
    public static func watch(_ fd: Int32) { sis_in_process_watch(fd) }
    /// What was written last to the stream for errors of C, some KiB, since `watch` was called.
    public static var lastWords: String {
        withUnsafeTemporaryAllocation(byteCount: Int(SIS_LAST_WORDS), alignment: 1) { buffer in
            let count = sis_in_process_last_words(buffer.baseAddress!.assumingMemoryBound(to: CChar.self))
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
    /// To be called by the thread that supervises: it does not wait for itself.
    public static func setRunning(_ isRunning: Bool) { sis_in_process_set_running(isRunning) }

    /// Lets a signal end the process that has waited for it. Returns only if it does not within the time that a backtracer may need.
    public static func letDie() {
        sis_in_process_let_die()
        for _ in 0..<1000 { usleep(30_000) }
    }
}
