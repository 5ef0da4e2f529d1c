import SisyphusCore
import SisyphusUnix

/// Housekeeping after a run: told in that run's log, politely to other processes, given up when a signal comes.
enum Upkeep {
    static func run(after run: Run) {
        let context = run.context
        ScheduledStart.keep(context, since: run.clock.start)
        Housekeeping.run(
            store: context.store, settings: context.settings, now: SystemClock.wall(utc: context.settings.utc),
            current: run.log.flatMap { LogName($0.name) }, lastRun: run.files.lastRun,
            shouldStop: { context.signals.isPending(Signal.ending) }
        ) { message in
            let kind = if case .warning = message { "warning" } else { "info" }
            run.say(message.text, tags: ["sisyphus", kind], at: run.clock.stamp)
        }
    }
}
