import SisyphusCore
import SisyphusNotify
import SisyphusCourier
import SisyphusSupervisor
import SisyphusUnix

/// `sisyphus test-channels`: a test message through each configured channel, and what the server said.
enum TestChannelsVerb {
    static func perform(_ words: [String]) -> Never {
        do throws(OptionError) {
            // The options are those of run; a job name serves to find the section of the configuration.
            switch try SettingsInput.read(words.contains("--") ? words : words + ["--", "test-channels"], verb: .run) {
            case .action(let action): Verb.testChannels.perform(action)
            case .settings(let settings): test(settings)
            }
        } catch {
            Ending.refuse(error, verb: "test-channels")
        }
    }

    private static func tell(_ channel: String, _ isGood: Bool, _ text: String) {
        File.writeIgnoringErrors(1, Array("\(isGood ? "ok    " : "FAILED") \(channel): \(text)\n".utf8))
    }

    private static func test(_ settings: RunSettings) -> Never {
        for place in SecretWords(ProcessTitle.words, until: ProcessTitle.words.count, table: .standard).places {
            ProcessTitle.wipe(argument: place.word, from: place.byte)
        }
        do throws(StartFailure) {
            let deliveries = try Notifications.test(settings)
            let trials = Notifications.trials(settings)
            guard !deliveries.isEmpty || !trials.isEmpty else {
                File.writeIgnoringErrors(2, Array("sisyphus test-channels: no channel is configured\n".utf8))
                Processes.exit(1)
            }
            var isGood = trials.allSatisfy(\.isGood)
            for trial in trials { tell(trial.channel, trial.isGood, trial.text) }
            Courier.deliver(
                deliveries, version: Entry.version, timeout: 20_000_000, isVerbose: settings.notify.isVerbose,
                surroundings: CourierRole.Surroundings(hidden: settings.notify.secretVariables)
            ) { answer in
                isGood = isGood && answer.result == .delivered
                tell(answer.channel.shown, answer.result == .delivered, answer.text)
            }
            Processes.exit(isGood ? 0 : 1)
        } catch {
            File.writeIgnoringErrors(2, Array("sisyphus test-channels: \(error.message)\n".utf8))
            Processes.exit(error.exitStatus)
        }
    }
}
