import SisyphusCore
import SisyphusUnix

/// One live line on a terminal at standard error, taken away before anything else is written there and put back below it. Nothing waits for it: what
/// the terminal does not take at once is not shown.
final class ProgressLine {
    private let fd: Int32
    private let writer: BoundedWriter
    /// Whether tasks are shown that nobody counts.
    private let showsAll: Bool
    /// What shares the terminal: the line is shown only while nothing waits there and each stands at the beginning of a line.
    private let streams: () -> [StreamQueue]
    private var tasks: [LogTask] = []
    private var isShown = false
    private var isDue = false
    /// Not before this moment, so that thousands of tasks a second cost no more than ten lines (microseconds of the monotonic clock).
    private var next: Int64 = 0

    private static let pause: Int64 = 100_000

    /// - Returns: `nil` where nothing is to be shown.
    init?(_ settings: RunSettings, fd: Int32 = 2, streams: @escaping () -> [StreamQueue]) {
        guard settings.progress != .no, !settings.tty, !settings.pty, Terminal.isTerminal(fd) else { return nil }
        self.fd = fd
        writer = BoundedWriter(fd)
        showsAll = settings.progress == .yes
        self.streams = streams
    }

    func show(_ tasks: [LogTask]) {
        self.tasks = showsAll || ProgressText.isCounted(tasks) ? tasks : []
        isDue = true
    }

    /// When `turn` is to be called at the latest (microseconds of the monotonic clock).
    var deadline: Int64? { isDue ? next : nil }

    /// Shows what is new. To be called when everything else has been written.
    func turn() {
        guard isDue else { return }
        let now = SystemClock.monotonicMicroseconds()
        guard now >= next else { return }
        next = now + Self.pause
        guard streams().allSatisfy(\.isAtRest) else { return }
        isDue = false
        let text = ProgressText.line(tasks, columns: max(0, (Terminal.columns(fd) ?? 80) - 1))
        if !text.isEmpty || isShown { write("\r\(text)\u{1b}[K") }
        isShown = !text.isEmpty
    }

    /// Takes the line away; it comes back with the next turn.
    func clear() {
        guard isShown else { return }
        isShown = false
        isDue = true
        write("\r\u{1b}[K")
    }

    /// Takes it away for good.
    func end() {
        clear()
        tasks = []
        isDue = false
    }

    private func write(_ text: String) {
        var text = text
        text.withUTF8 { _ = writer.write(UnsafeRawBufferPointer($0)) }
    }
}
