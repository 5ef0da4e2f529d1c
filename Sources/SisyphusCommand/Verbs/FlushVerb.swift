import SisyphusCore
import SisyphusCourier
import SisyphusSupervisor
import SisyphusUnix

/// `sisyphus flush`: delivers what is kept.
enum FlushVerb {
    static func perform(_ words: [String]) -> Never {
        do throws(OptionError) {
            switch try SettingsInput.read(words.contains("--") ? words : words + ["--", "flush"], verb: .run) {
            case .action(let action): Verb.flush.perform(action)
            case .settings(let settings): flush(settings)
            }
        } catch {
            Ending.refuse(error, verb: "flush")
        }
    }

    private static func flush(_ settings: RunSettings) -> Never {
        do {
            let left = try Courier.flush(base: try Notifications.base(settings), version: Entry.version, timeout: 60_000_000) { answer in
                StandardStream.output.write("\(answer.text)\n")
            }
            if left > 0 { StandardStream.output.write("\(left) \(left == 1 ? "message is" : "messages are") still kept\n") }
            Processes.exit(left > 0 ? 1 : 0)
        } catch let failure as StartFailure {
            StandardStream.error.write("sisyphus flush: \(failure.message)\n")
            Processes.exit(failure.exitStatus)
        } catch {
            StandardStream.error.write("sisyphus flush: \(error)\n")
            Processes.exit(ExitStatus.cannotCreate)
        }
    }
}
