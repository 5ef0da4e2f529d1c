import SisyphusCore
import SisyphusOptions
import SisyphusReading
import SisyphusUnix
import SisyphusViews

extension Subcommand {
    static let page = Subcommand(
        "page", "Write a page of all jobs as HTML.", form: CommandLineForm(.page, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus page [OPTIONS] [PATTERN…]",
            summary: """
                Writes one HTML file that needs nothing else: the state of the jobs, their runs of the last day and week on a time axis, how long runs took, \
                why they failed, and links to their logs. Of the jobs' files nothing is changed and no lock is taken. sisyphus run --status-page renews \
                it after each run.
                """,
            notes: [View.patterns, ("Exit status", "0; " + View.statuses + " 73 also stands for a file that cannot be written.")])
    ) { subcommand, words throws(OptionError) in
        let request = try ViewRequest(subcommand, words)
        var view = try View(request)
        let output = view.question.text("output").flatMap { $0 == "-" ? nil : $0 }
        let file = output.map { path in attempt(subcommand) { () throws(SystemError) in try PageFile(path) } }
        if let file, let age = view.question.duration("at-most-every") {
            Processes.giveWay()
            guard attempt(subcommand, { () throws(SystemError) in try file.waitForTurn(age: age) }) else { view.leave(0) }
            // What there was before the waiting is not what there is now.
            view = try View(ViewRequest(subcommand, words))
        }
        var jobs: [PageJob] = []
        view.forEachJob { view, reader, place in
            let base = view.question.text("log-links").map { url in place.host.map { "\(url)\($0)/" } ?? url }
            if let job = reader.page(place, now: view.now, logs: base ?? (file?.isIn(reader.path) == true ? "" : "\(reader.path)/")) { jobs.append(job) }
        }
        jobs.sort { JobOverview.isWorse($0.overview, $1.overview) }
        let html = Array(PageView(jobs, now: view.now, host: view.hosts, local: view.local, isWhole: view.troubles.isEmpty).html.utf8)
        if let file { attempt(subcommand) { () throws(SystemError) in try file.write(html) } } else { view.show(html) }
        view.leave(0)
    }

    private static func attempt<Result>(_ subcommand: Subcommand, _ body: () throws(SystemError) -> Result) -> Result {
        do throws(SystemError) { return try body() } catch { ProgramExit.fail("\(error)", ExitStatus.cannotCreate, subcommand: subcommand.name) }
    }
}

extension View {
    /// Whose jobs these are.
    fileprivate var hosts: String {
        let names = readers.compactMap { $0.places.first?.host }
        return readers.count > 1 ? "\(readers.count) hosts" : names.first ?? Processes.hostName
    }
}
