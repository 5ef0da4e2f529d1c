import SisyphusCore
import SisyphusViews

extension Subcommand {
    static let status = Subcommand(
        "status", "Show the state of jobs, worst first.", form: CommandLineForm(.status, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus status [OPTIONS] [PATTERN…]",
            summary: """
                Shows one line a job, worst first: its state, how long ago its last run ended, how long that took beside its usual time, bad runs \
                in a row, and the reason. For a run that is going on: its pid and what it printed last. Nothing on disk is changed and no lock is taken.
                """,
            notes: [
                View.patterns, ("States, worst first", JobState.allCases.map(\.rawValue).joined(separator: ", ") + ". Healthy are warned and those after it."),
                ("Exit status", "0; 1 with --check if a job is unhealthy; " + View.statuses),
            ])
    ) { subcommand, words throws(OptionError) in
        var view = try View(subcommand, words)
        let states = try view.question.words("state", of: JobState.allCases.map(\.rawValue))
        var jobs: [JobOverview] = []
        for place in view.reader.places {
            guard let job = view.reader.overview(place, now: view.now, maxAge: view.question.duration("max-age")) else { continue }
            if states.isEmpty || states.contains(job.state.rawValue) { jobs.append(job) }
        }
        jobs.sort(by: JobOverview.isWorse)
        if view.question.isYes("json") { view.show(StatusView.json(jobs)) } else { view.show(StatusView.table(jobs, now: view.now)) }
        view.leave(view.question.isYes("check") && jobs.contains { !$0.state.isHealthy } ? 1 : 0)
    }
}
