import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// A delivery in the courier's hands.
final class Parcel {
    var delivery: Delivery
    let lane: String
    /// Where it lies in the spool; `nil`: it is not kept there.
    var entry: Spool.Entry?
    /// Why it could not be put there.
    var noEntry: String?
    /// From an earlier run.
    let isOld: Bool
    /// Tries of this courier, and the earliest moment of the next (microseconds of the monotonic clock).
    var triesNow = 0
    var nextTry: Int64 = 0
    /// What was wrong so far.
    var trouble = ""

    init(_ delivery: Delivery, entry: Spool.Entry?, isOld: Bool) {
        (self.delivery, self.entry, self.isOld) = (delivery, entry, isOld)
        lane = delivery.lane
    }

    /// To whom, without secrets.
    var receiver: String {
        switch delivery.transport {
        case .smtp(let smtp): smtp.to.joined(separator: ", ")
        case .command(let command) where delivery.channel == .email: command.argv.drop { $0 != "--" }.dropFirst().joined(separator: ", ")
        case .file(let directory, let name): directory + "/" + name
        case .command, .http: ""
        }
    }
}

/// One try that is under way.
enum Attempt {
    case transfer(Transfer, secrets: [String], key: String)
    case program(Program, output: ProgramOutput, deadline: Int64)
}
