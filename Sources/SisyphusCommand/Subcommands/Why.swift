import SisyphusCore
import SisyphusOptions
import SisyphusViews

extension Subcommand {
    static let why = Subcommand(
        "why", "Tell why a job's last run ended as it did.", form: CommandLineForm(.why, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus why [OPTIONS] PROJECT/JOB",
            summary: """
                Tells how a job's last run ended: the reason, since when its runs end badly, what differs from the last good run, and what it \
                printed last. Nothing on disk is changed and no lock is taken.
                """,
            notes: [("Exit status", "0; " + View.statuses)])
    ) { subcommand, words throws(OptionError) in
        let request = try ViewRequest(subcommand, words)
        try request.checkNamesOne()
        var view = try View(request)
        let place = try view.onlyPlace()
        guard let job = view.reader.overview(place, now: view.now) else { view.leave(ExitStatus.noInput) }
        let log = if let lost = job.facts.run.lost { lost.log } else { job.tail.last?.log }
        let report = WhyReport(
            job, log: view.reader.log(place, log), goodLog: view.reader.log(place, job.tail.lastGood?.log), told: view.reader.told(place), now: view.now)
        view.show(view.question.isYes("json") ? report.json : Array(report.text(local: view.local).utf8))
        view.leave(0)
    }
}
