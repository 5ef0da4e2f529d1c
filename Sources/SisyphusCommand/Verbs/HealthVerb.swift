import Glibc
import SisyphusCore
import SisyphusUnix

/// `sisyphus health`
enum HealthVerb {
    static func perform(_ words: [String]) -> Never {
        do throws(OptionError) {
            switch try SettingsInput.read(words, verb: .health) {
            case .action(.help): Ending.finish(HelpTexts.health.render(OptionTable.standard.rows(of: .health)))
            case .action(.version): Ending.finish("sisyphus \(Entry.version)\n")
            case .settings(let settings): answer(settings)
            }
        } catch {
            // A monitor knows 0 to 3 only, and no other stream than stdout.
            if words.contains("--nagios") {
                File.writeIgnoringErrors(1, Array("SISYPHUS UNKNOWN - \(error)\n".utf8))
                exit(3)
            }
            Ending.refuse(error, verb: "health")
        }
    }

    /// The health check takes over here; `run --healthcheck` comes here too.
    static func answer(_ settings: RunSettings) -> Never {
        Ending.finish("\(JobPlace(settings))\n")
    }
}
