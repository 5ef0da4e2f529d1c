import SisyphusCore
import SisyphusOptions
import SisyphusReading
import SisyphusUnix
import SisyphusViews

extension Subcommand {
    static let status = Subcommand(
        "status", "Show the state of jobs, worst first.", form: CommandLineForm(.status, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus status [OPTIONS] [PATTERN…]",
            summary: """
                Shows one line a job, worst first: its state, how long ago its last run ended, how long that took beside its usual time, bad runs \
                in a row, when the next run is expected, messages that wait, and the reason. For a run that is going on: its pid, since when, the open \
                tasks, and what it printed last. Nothing on disk is changed and no lock is taken.
                """,
            notes: [
                View.patterns,
                (
                    "States, worst first",
                    JobState.allCases.map(\.rawValue).joined(separator: ", ")
                        + ". Healthy are warned and those after it. Overdue without --max-age is a job whose starts had a rhythm which has stopped."
                ),
                ("Exit status", "0; 1 with --check if a job is unhealthy or something could not be read; " + View.statuses),
            ])
    ) { subcommand, words throws(OptionError) in
        let request = try ViewRequest(subcommand, words)
        let states = try request.question.words("state", of: JobState.allCases.map(\.rawValue))
        let maxAge = request.question.duration("max-age")
        let isWatch = request.question.isYes("watch")
        if isWatch, !Terminal.isTerminal(0) || !Terminal.isTerminal(1) { throw OptionError("--watch needs a terminal for input and output") }
        var view = try View(request)
        if isWatch {
            var watch = StatusWatch(view, states, maxAge: maxAge)
            do throws(SystemError) { ProgramExit.leave(try watch.run()) } catch {
                ProgramExit.fail("\(error)", ExitStatus.internalError, subcommand: subcommand.name)
            }
        }
        let jobs = JobOverview.worst(view.overviews(maxAge: maxAge), in: states)
        if view.question.isYes("json") {
            view.show(StatusView.json(jobs, now: view.now))
        } else {
            view.show(StatusView.table(jobs, now: view.now, in: .threads(for: jobs.count)))
        }
        view.leave(view.question.isYes("check") && (!view.troubles.isEmpty || jobs.contains { !$0.state.isHealthy }) ? 1 : 0)
    }
}
