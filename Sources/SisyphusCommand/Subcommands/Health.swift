import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix

extension Subcommand {
    static let health = Subcommand(
        "health", "Tell whether a job is healthy.",
        form: CommandLineForm(OptionTable.standard.about(.health), settings: .health, operand: .job),
        help: HelpText(
            usage: "sisyphus health [OPTIONS] [PROJECT/JOB | -- COMMAND…]",
            summary: """
                Tells whether a job is healthy: its last run ended well and not too long ago. Name the job PROJECT/JOB, with --projectname \
                and --jobname, or with the command that its name is derived from, written as for run. Healthy jobs print nothing, paused ones (sisyphus pause) until when.
                """,
            notes: HelpText.values + [
                ("Exit status", "0 healthy or paused, 1 unhealthy (the reason is on stdout), 64 wrong options; with --nagios never anything but 0 to 3.")
            ])
    ) { subcommand, words throws(OptionError) in
        let settings: RunSettings
        do throws(OptionError) { settings = try subcommand.settings(words) } catch {
            // A monitor knows 0 to 3 only, and no other stream than stdout.
            if words.contains("--nagios") { ProgramExit.say("SISYPHUS UNKNOWN - \(error)\n", 3) }
            throw error
        }
        answerHealth(settings)
    }

    /// Answers a monitor: nothing and 0, or one line on stdout and 1; with `--nagios` always a line and 0 to 3.
    static func answerHealth(_ settings: RunSettings) -> Never {
        do throws(StartFailure) {
            let input = try HealthQuestion.input(settings)
            if settings.nagios {
                let report = NagiosReport(input)
                ProgramExit.say("\(report.line)\n", report.exitStatus)
            }
            let verdict = HealthCheck.verdict(input)
            if verdict.level == .paused { ProgramExit.say("\(verdict.message)\n", 0) }
            if verdict.isHealthy { Processes.exit(0) }
            ProgramExit.say("\(verdict.message)\n", 1)
        } catch {
            let line = HealthText.line(error.message)
            settings.nagios ? ProgramExit.say("SISYPHUS UNKNOWN - \(line)\n", 3) : ProgramExit.say("\(line)\n", 1)
        }
    }
}
