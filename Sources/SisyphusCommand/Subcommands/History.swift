import SisyphusCore
import SisyphusViews

extension Subcommand {
    static let history = Subcommand(
        "history", "Show runs, newest first.", form: CommandLineForm(.history, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus history [OPTIONS] [PATTERN…]",
            summary: "Shows runs and starts that were skipped, newest first. Nothing on disk is changed and no lock is taken.",
            notes: [View.patterns, ("Exit status", "0; " + View.statuses)])
    ) { subcommand, words throws(OptionError) in
        var view = try View(subcommand, words)
        var filter = HistoryFilter()
        filter.since = try view.question.moment("since", now: view.now)
        filter.until = try view.question.moment("until", now: view.now)
        filter.statuses = try view.question.words("status", of: HistoryFilter.words)
        var entries: [HistoryView.Entry] = []
        for place in view.reader.places {
            for record in view.reader.records(place) where filter.takes(record) { entries.append((place, record)) }
        }
        // Within a job the order is that of its records, whatever the clock did.
        if view.reader.places.count > 1 { entries.sort { $0.record.end > $1.record.end } }
        if let limit = view.question.count("limit") { entries = Array(entries.prefix(limit)) }
        if view.question.isYes("json") {
            view.show(HistoryView.json(entries))
        } else if view.question.isYes("csv") {
            view.show(Array(HistoryView.csv(entries).utf8))
        } else {
            view.show(HistoryView.table(entries, local: view.local))
        }
        view.leave(0)
    }
}
