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
            let left = try CourierProcess.flush(
                base: try Notifications.base(settings), version: Entry.version, warn: { File.writeIgnoringErrors(2, Array("sisyphus flush: \($0)\n".utf8)) }
            ) { answer in
                File.writeIgnoringErrors(1, Array("\(answer.text)\n".utf8))
            }
            if left > 0 { File.writeIgnoringErrors(1, Array("\(left) \(left == 1 ? "message is" : "messages are") still kept\n".utf8)) }
            Processes.exit(left > 0 ? 1 : 0)
        } catch let failure as StartFailure {
            File.writeIgnoringErrors(2, Array("sisyphus flush: \(failure.message)\n".utf8))
            Processes.exit(failure.exitStatus)
        } catch {
            File.writeIgnoringErrors(2, Array("sisyphus flush: \(error)\n".utf8))
            Processes.exit(ExitStatus.cannotCreate)
        }
    }
}
