import SisyphusCore
import SisyphusCourier
import SisyphusNotify
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix

extension Subcommand {
    static let testChannels = Subcommand(
        "test-channels", "Send a test message through each configured channel.",
        form: CommandLineForm(OptionTable.standard.about(.run), settings: .run, operand: .trial), showing: [.job, .notifications, .general],
        help: HelpText(
            usage: "sisyphus test-channels [OPTIONS] [-- COMMAND…]",
            summary: """
                Sends a test message through each channel that the options, the environment and the configuration name, and shows what the server \
                said. It takes all options of sisyphus run, so that its whole command line can be tried; the command is not run.
                """,
            notes: [("Exit status", "0 all delivered, 1 not all or no channel is configured, 64 wrong options.")])
    ) { subcommand, words throws(OptionError) in
        var settings = try subcommand.settings(words)
        if settings.jobname.isEmpty { settings.jobname = subcommand.name }
        hideSecrets(until: ProcessTitle.words.count)
        do throws(StartFailure) {
            try test(settings, subcommand)
        } catch {
            ProgramExit.fail(error, subcommand: subcommand.name)
        }
    }

    private static func test(_ given: RunSettings, _ subcommand: Subcommand) throws(StartFailure) -> Never {
        let settings = try Notifications.usable(given)
        let deliveries = Notifications.test(settings)
        let trials = Notifications.trials(settings)
        guard !deliveries.isEmpty || !trials.isEmpty else { ProgramExit.fail("no channel is configured", 1, subcommand: subcommand.name) }
        var isGood = trials.allSatisfy(\.isGood)
        for trial in trials { tell(trial.channel, trial.isGood, trial.text) }
        let role = CourierRole(
            base: "/", timeout: 20_000_000, isVerbose: settings.notify.isVerbose, version: Entry.version,
            surroundings: CourierRole.Surroundings(hidden: settings.notify.secretVariables))
        CourierProcess.deliver(deliveries, role) { answer in
            isGood = isGood && answer.result == .delivered
            tell(answer.channel.shown, answer.result == .delivered, answer.text)
        }
        ProgramExit.end(isGood ? 0 : 1)
    }

    private static func tell(_ channel: String, _ isGood: Bool, _ text: String) {
        StandardStream.output.write(Array("\(isGood ? "ok    " : "FAILED") \(channel): \(text)\n".utf8))
    }
}
