import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor
import SisyphusUnix

/// `sisyphus run`
enum RunVerb {
    static func perform(_ words: [String]) -> Never {
        do throws(OptionError) {
            switch try SettingsInput.read(words, verb: .run) {
            case .action(let action): Verb.run.perform(action)
            case .settings(let settings) where settings.healthcheck: HealthVerb.answer(settings)
            case .settings(let settings): supervise(settings)
            }
        } catch {
            Ending.refuse(error, verb: "run")
        }
    }

    private static func supervise(_ settings: RunSettings) -> Never {
        let secrets = SecretWords(ProcessTitle.words, until: settings.commandStart, table: .standard)
        for place in secrets.places { ProcessTitle.wipe(argument: place.word, from: place.byte) }
        if settings.proctitle { ProcessTitle.prepare() }
        do throws(StartFailure) {
            Ending.leave(try Supervisor.run(settings))
        } catch {
            StandardStream.error.write("sisyphus run: \(error.message)\n")
            Processes.exit(error.exitStatus)
        }
    }
}
