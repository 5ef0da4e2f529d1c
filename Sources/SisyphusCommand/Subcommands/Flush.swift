import SisyphusCore
import SisyphusCourier
import SisyphusNotify
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix

extension Subcommand {
    static let flush = Subcommand(
        "flush", "Deliver the messages that are kept.",
        form: CommandLineForm(OptionTable.standard.only(.job, .general), settings: .run, operand: .none),
        help: HelpText(
            usage: "sisyphus flush [--basedir DIR]",
            summary: "Delivers the messages that could not be delivered and are kept in the base directory, and shows what became of each.",
            notes: [("Exit status", "0 nothing is left, 1 something is, 64 wrong options, 73 the directory cannot be used.")])
    ) { subcommand, words throws(OptionError) in
        let settings = try subcommand.settings(words)
        let base: String
        do throws(StartFailure) { base = try Notifications.base(settings) } catch { ProgramExit.fail(error, subcommand: subcommand.name) }
        do throws(SystemError) {
            let left = try CourierProcess.flush(
                base: base, version: Entry.version, warn: { StandardStream.error.write(Array("sisyphus flush: \($0)\n".utf8)) }
            ) { answer in
                StandardStream.output.write(Array("\(answer.text)\n".utf8))
            }
            if left > 0 { ProgramExit.say("\(left) \(left == 1 ? "message is" : "messages are") still kept\n", 1) }
            ProgramExit.end(0)
        } catch {
            ProgramExit.fail("\(error)", ExitStatus.cannotCreate, subcommand: subcommand.name)
        }
    }
}
