import SisyphusCore
import SisyphusSupervisor
import SisyphusUnix

/// The ways this program ends by itself.
enum ProgramExit {
    /// Prints to stdout and ends well.
    static func finish(_ text: String) -> Never { say(text, 0) }

    /// Prints to stdout and ends with a status that answers a question.
    static func say(_ text: String, _ status: Int32) -> Never {
        StandardStream.output.write(Array(text.utf8))
        end(status)
    }

    /// Ends with a status, or as a failure if the answer could not be written: whoever reads the file takes an empty one for the answer.
    static func end(_ status: Int32) -> Never {
        if let failure = StandardStream.outputFailure {
            complain("cannot write to standard output: \(failure)", subcommand: nil)
            Processes.exit(status == 0 ? 1 : status)
        }
        Processes.exit(status)
    }

    /// Ends as a run tells.
    static func leave(_ exit: WaitStatus) -> Never {
        switch exit {
        case .exited(let status): end(status)
        case .signalled(let signal): Processes.die(bySignal: signal)
        }
    }

    /// Says what is wrong with the options.
    static func refuse(_ error: OptionError, subcommand: String?) -> Never {
        TerminationLog.write("\(error)")
        fail("\(error)", ExitStatus.usage, subcommand: subcommand)
    }

    static func fail(_ failure: StartFailure, subcommand: String) -> Never { fail(failure.message, failure.exitStatus, subcommand: subcommand) }

    /// Says in one line on stderr why it ends.
    static func fail(_ sentence: String, _ status: Int32, subcommand: String?) -> Never {
        complain(sentence, subcommand: subcommand)
        Processes.exit(status)
    }

    /// Says in one line on stderr what went wrong.
    static func complain(_ sentence: String, subcommand: String?) { StandardStream.error.write(line(sentence, subcommand)) }

    /// Says something on stderr before the work begins, which waits for no reader: what is not taken at once is lost.
    static func warn(_ sentence: String, subcommand: String?) { StandardStream.error.offer(line(sentence, subcommand)) }

    /// The same of this program under another name.
    static func warn(_ sentence: String, program: String) { StandardStream.error.offer("\(program): \(sentence)\n") }

    private static func line(_ sentence: String, _ subcommand: String?) -> String {
        "\(subcommand.map { "sisyphus \($0)" } ?? "sisyphus"): \(sentence)\n"
    }
}

extension String {
    /// Short and without control characters.
    var shownInMessage: String {
        String(unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7f ? "?" : Character($0) })
    }
}
