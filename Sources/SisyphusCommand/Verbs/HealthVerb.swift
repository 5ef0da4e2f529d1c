import SisyphusCore
import SisyphusSupervisor
import SisyphusUnix

/// `sisyphus health`
enum HealthVerb {
    static func perform(_ words: [String]) -> Never {
        do throws(OptionError) {
            switch try SettingsInput.read(words, verb: .health) {
            case .action(let action): Verb.health.perform(action)
            case .settings(let settings): answer(settings)
            }
        } catch {
            // A monitor knows 0 to 3 only, and no other stream than stdout.
            if words.contains("--nagios") {
                StandardStream.output.write("SISYPHUS UNKNOWN - \(error)\n")
                Processes.exit(3)
            }
            Ending.refuse(error, verb: "health")
        }
    }

    /// Answers a monitor: nothing and 0, or one line on stdout and 1; with `--nagios` always a line and 0 to 3.
    static func answer(_ settings: RunSettings) -> Never {
        do throws(StartFailure) {
            let input = try HealthQuestion.input(settings)
            if settings.nagios {
                let report = NagiosReport(input)
                say(report.line, report.exitStatus)
            }
            let verdict = HealthCheck.verdict(input)
            if verdict.isHealthy { Processes.exit(0) }
            say(verdict.message, 1)
        } catch {
            settings.nagios ? say("SISYPHUS UNKNOWN - \(HealthText.line(error.message))", 3) : say(HealthText.line(error.message), 1)
        }
    }

    private static func say(_ line: String, _ status: Int32) -> Never {
        StandardStream.output.write("\(line)\n")
        Processes.exit(status)
    }
}
