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
        StandardStream.output.write("\(isGood ? "ok    " : "FAILED") \(channel): \(text)\n")
    }

    private static func test(_ settings: RunSettings) -> Never {
        for place in SecretWords(ProcessTitle.words, until: ProcessTitle.words.count, table: .standard).places {
            ProcessTitle.wipe(argument: place.word, from: place.byte)
        }
        do throws(StartFailure) {
            let deliveries = try Notifications.test(settings)
            let metrics = Notifications.testMetrics(settings)
            guard !deliveries.isEmpty || metrics != nil else {
                StandardStream.error.write("sisyphus test-channels: no channel is configured\n")
                Processes.exit(1)
            }
            var isGood = metrics?.isGood ?? true
            if let metrics { tell("metrics", metrics.isGood, metrics.text) }
            Courier.deliver(
                deliveries, version: Entry.version, timeout: 20_000_000, isVerbose: settings.notify.sentryDebug,
                surroundings: CourierRole.Surroundings(hidden: settings.notify.secretVariables)
            ) { answer in
                isGood = isGood && answer.result == .delivered
                tell(answer.channel.shown, answer.result == .delivered, answer.text)
            }
            Processes.exit(isGood ? 0 : 1)
        } catch {
            StandardStream.error.write("sisyphus test-channels: \(error.message)\n")
            Processes.exit(error.exitStatus)
        }
    }
}
