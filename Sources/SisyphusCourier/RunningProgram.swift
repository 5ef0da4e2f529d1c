import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// A program that delivers something: it gets the message on its standard input. Of what it says the first words are kept, the rest is read and forgotten, so
/// that it never waits for us.
final class RunningProgram {
    private let program: Program
    private let began = SystemClock.monotonicMicroseconds()
    private let limit: Int64
    private let output: Int32
    private var kept: [UInt8] = []
    private static let keptBytes = 4096

    init(_ command: Delivery.Command, body: [UInt8], _ limits: AttemptLimits, _ surroundings: CourierRole.Surroundings) throws(SystemError) {
        limit = limits.program
        let input = try MemoryFile.make(body, name: "message")
        defer { File.close(input) }
        let pipe = try PipeEnds()
        output = pipe.reading
        defer { File.close(pipe.writing) }
        Descriptors.closeOthersOnExec()
        let ownMask = surroundings.umask.map { File.setUmask($0) }
        defer { if let ownMask { _ = File.setUmask(ownMask) } }
        do throws(SystemError) {
            program = try Program(
                command.argv[0], ArgumentVector(command.argv), environment: .inherited(without: "SISYPHUS_", names: surroundings.hidden), input: input,
                output: pipe.writing)
        } catch {
            File.close(pipe.reading)
            throw error
        }
    }

    deinit { File.close(output) }

    /// Microseconds until it is to be looked at: often at first, as most end soon.
    func nextLook(_ now: Int64) -> Int64 { min(max((now - began) / 10, 20_000), 500_000) }

    /// How it ended; `nil`: it runs.
    func look(_ now: Int64) -> ProgramEnd? {
        let status = program.poll()
        read()
        if let status { return .ended(WaitStatus(rawStatus: status), said: HealthText.line(String(decoding: kept, as: UTF8.self))) }
        guard now - began >= limit else { return nil }
        end()
        return .overdue(limit)
    }

    func end() { program.end() }

    /// Reads what there is, at most a megabyte, so that a program that never stops talking does not keep us either.
    private func read() {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            for _ in 0..<16 {
                guard case .bytes(let count) = File.readAvailable(output, buffer) else { return }
                kept += buffer[..<min(count, Self.keptBytes - kept.count)]
            }
        }
    }
}
