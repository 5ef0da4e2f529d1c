public import SisyphusCore

/// How a program that was to deliver something ended.
public enum ProgramEnd: Sendable, Equatable {
    /// - Parameter said: what it wrote, as one line.
    case ended(WaitStatus, said: String)
    /// It was ended after so many microseconds.
    case overdue(Int64)
}

/// Judges a program's attempt.
enum CommandVerdict {
    static func judge(_ end: ProgramEnd, _ command: Delivery.Command) -> Disposition {
        switch end {
        case .ended(.exited(0), _): .delivered("")
        case .ended(.exited(let status), let said):
            if command.followsSysexits, !never.contains(status) {
                .retry("exit status \(status)\(words(said))", after: nil)
            } else {
                .refused("exit status \(status)\(words(said))")
            }
        case .ended(.signalled(let signal), let said): broken("killed by signal \(signal)\(words(said))", command)
        case .overdue(let time): broken("it did not end within \(time / 1_000_000) s", command)
        }
    }

    /// Usage, data, unknown user, no permission, configuration (sysexits.h): trying again will not help.
    private static let never: Set<Int32> = [64, 65, 67, 77, 78]

    /// What takes mails may have passed it on before it was ended.
    private static func broken(_ text: String, _ command: Delivery.Command) -> Disposition {
        command.followsSysexits ? .unsure(text, isSlow: true) : .refused(text)
    }

    private static func words(_ said: String) -> String { said.isEmpty ? "" : ": \(said)" }
}
