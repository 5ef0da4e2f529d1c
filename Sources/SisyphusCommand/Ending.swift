import SisyphusCore
import SisyphusUnix

/// The ways this program ends by itself.
enum Ending {
    static let usageStatus: Int32 = 64

    /// Prints to stdout and ends well.
    static func finish(_ text: String) -> Never {
        File.writeIgnoringErrors(1, Array(text.utf8))
        Processes.exit(0)
    }

    /// Ends as a run tells.
    static func leave(_ exit: Outcome.Exit) -> Never {
        switch exit {
        case .status(let status): Processes.exit(status)
        case .signal(let signal): Processes.die(bySignal: signal)
        }
    }

    /// Says what is wrong with the options, in one line on stderr.
    /// - Parameter verb: the subcommand, whose help is pointed to.
    static func refuse(_ error: OptionError, verb: String?) -> Never {
        let name = verb.map { "sisyphus \($0)" } ?? "sisyphus"
        File.writeIgnoringErrors(2, Array("\(name): \(error)\n".utf8))
        Processes.exit(usageStatus)
    }
}

extension String {
    /// Short and without control characters.
    var shownInMessage: String {
        String(unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7f ? "?" : Character($0) })
    }
}
