import SisyphusCore
import SisyphusUnix

/// The ways this program ends by itself.
enum Ending {
    static let usageStatus: Int32 = 64

    /// Prints to stdout and ends well.
    static func finish(_ text: String) -> Never {
        StandardStream.output.write(text)
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
        StandardStream.error.write("\(name): \(error)\n")
        Processes.exit(usageStatus)
    }
}

extension String {
    /// Short and without control characters.
    var shownInMessage: String {
        String(unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7f ? "?" : Character($0) })
    }
}
