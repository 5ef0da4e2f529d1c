import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix

extension Subcommand {
    static let run = Subcommand(
        "run", "Run a command as a job.", form: CommandLineForm(OptionTable.standard.about(.run), settings: .run, operand: .command),
        help: HelpText(
            usage: "sisyphus run [OPTIONS] [--] COMMAND [ARG…]",
            summary: """
                Runs COMMAND as a job: makes sure that it runs only once at a time, writes a log per run with a time and tags on each line, ends all \
                its processes when the time is up, and keeps track of its health. Options end at -- or at the first word that is none.
                """,
            notes: HelpText.values + [
                (
                    "Exit status",
                    """
                    That of the command; 128+N if signal N ended it. 124 time is up, 75 skipped (see --skip-status), 126 not executable, \
                    127 not found, 73 no directory or lock, 64 wrong options, 125 other trouble before the command ran.
                    """
                )
            ])
    ) { subcommand, words throws(OptionError) in
        let settings = try subcommand.settings(words)
        if settings.healthcheck { answerHealth(settings) }
        hideSecrets(until: settings.commandStart)
        if settings.proctitle { ProcessTitle.prepare() }
        do throws(StartFailure) {
            ProgramExit.leave(try Supervisor.run(settings))
        } catch {
            ProgramExit.fail(error, subcommand: subcommand.name)
        }
    }
}
