import SisyphusCore
import SisyphusUnix

/// The terminal of the supervisor for a job with a terminal of its own: passes on the size, and the keys if it may.
final class Typing {
    private let keyboard: Keyboard?
    /// The main side of the job's terminal, which belongs to its `JobOutput`.
    private let main: Int32
    /// Keys that the job's terminal has not taken yet; no more are read until it has.
    private let waiting = ByteBuffer()

    /// - Parameter keyboard: `nil`: the job gets no keys.
    init(_ keyboard: Keyboard?, main: Int32) {
        self.keyboard = keyboard
        self.main = main
        resize()
        begin()
    }

    deinit { end() }

    func begin() { keyboard?.begin() }
    func end() { keyboard?.end() }

    /// The size of whichever of our own descriptors is a terminal.
    func resize() {
        guard let terminal = ([0, 1, 2] as [Int32]).first(where: Terminal.isTerminal) else { return }
        PseudoTerminal.resize(main, like: terminal)
    }

    func addDescriptors(to poll: inout Poll) {
        guard let keyboard, keyboard.isActive else { return }
        if waiting.isEmpty { poll.add(keyboard.fd) } else { poll.add(main, for: .writing) }
    }

    func turn(_ poll: Poll) {
        guard let keyboard else { return }
        if waiting.isEmpty, keyboard.isActive, poll.isReady(keyboard.fd) { waiting.append(keyboard.read()) }
        while !waiting.isEmpty, let count = try? File.write(main, waiting.bytes) { waiting.drain(count) }
    }
}
