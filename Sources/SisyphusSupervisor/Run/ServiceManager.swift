import SisyphusCore
import SisyphusUnix

/// The service manager that started this process and listens to it by sd_notify(3), as systemd does. Nothing waits for it; what it does not take at once
/// is told again later.
final class ServiceManager {
    private let socket: MessageSocket
    private var state: ServiceState
    /// Nothing is told before (microseconds of the monotonic clock).
    private var pauseEnd: Int64 = .min

    /// Variables that are for this process alone: a job that told the manager about itself would speak over it.
    static let variables: Set<String> = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]

    /// - Returns: `nil`: no manager listens.
    init?() {
        guard let path = Environment.value(of: "NOTIFY_SOCKET"), path.hasPrefix("/") || path.hasPrefix("@"), let socket = try? MessageSocket(path) else {
            return nil
        }
        self.socket = socket
        state = ServiceState(
            watchdog: Environment.value(of: "WATCHDOG_USEC"), watched: Environment.value(of: "WATCHDOG_PID"), process: Processes.ownID)
    }

    /// When `turn` is to be called at the latest (microseconds of the monotonic clock).
    var deadline: Int64? { state.deadline.map { max($0, pauseEnd) } }

    func show(_ text: String) { state.show(text) }

    /// - Parameter grace: of the job (microseconds). The manager waits that much longer and a moment for what is written afterwards, whatever its own limit is.
    func stop(grace: Int64) {
        state.stop(within: grace + 10_000_000)
        turn()
    }

    /// Tells what is to be told now.
    func turn() {
        let now = SystemClock.monotonicMicroseconds()
        guard now >= pauseEnd, let message = state.message(at: now) else { return }
        if socket.send(message) { state.delivered(at: now) } else { pauseEnd = now + 1_000_000 }
    }
}
