import SisyphusCore
import SisyphusOptions
import SisyphusViews

extension Subcommand {
    static let history = Subcommand(
        "history", "Show runs, newest first.", form: CommandLineForm(.history, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus history [OPTIONS] [PATTERN…]",
            summary: """
                Shows runs and starts that were skipped, newest first, or draws them. Nothing on disk is changed and no lock is taken.
                """,
            notes: [
                View.patterns,
                (
                    "Letters of --plot and --timeline",
                    JobState.allCases.filter { ![.stuck, .unknown, .overdue, .waiting, .paused, .never].contains($0) }.map {
                        "\($0.letter) \($0.rawValue)"
                    }.joined(separator: ", ")
                        + "."
                ),
                ("Exit status", "0; " + View.statuses),
            ])
    ) { subcommand, words throws(OptionError) in
        let request = try ViewRequest(subcommand, words)
        var filter = HistoryFilter()
        filter.since = try request.question.moment("since", now: request.now, local: request.moment)
        filter.until = try request.question.moment("until", now: request.now, local: request.moment)
        filter.statuses = try request.question.words("status", of: HistoryFilter.words)
        if let limit = request.question.count("limit") { filter.limit = limit }
        let at = try request.question.moment("at", now: request.now, local: request.moment)
        var view = try View(request)
        if at != nil || view.question.isYes("timeline") { view.showTimeline(filter, at: at) }
        let isPlot = view.question.isYes("plot")
        var entries: [HistoryEntry] = []
        var isFirst = true
        view.forEachJob { view, reader, place in
            let found = reader.history(place, filter)
            if isPlot {
                view.show(Array(((!isFirst && !found.isEmpty ? "\n" : "") + PlotView.text(found, view.style, local: view.local)).utf8))
                isFirst = false
            } else {
                if entries.isEmpty { entries = found } else { entries += found }
            }
        }
        if isPlot { view.leave(0) }
        // Within a job the order is that of its records, whatever the clock did.
        if view.places.count > 1 { entries.sort { $0.record.end > $1.record.end } }
        if entries.count > filter.limit { entries.removeLast(entries.count - filter.limit) }
        if view.question.isYes("json") {
            view.show(HistoryView.json(entries))
        } else if view.question.isYes("csv") {
            view.show(Array(HistoryView.csv(entries).utf8))
        } else {
            view.show(HistoryView.table(entries, local: view.local, in: .threads(for: entries.count)))
        }
        view.leave(0)
    }
}

extension View {
    /// Draws what ran when, and ends.
    fileprivate mutating func showTimeline(_ filter: HistoryFilter, at: Timestamp?) -> Never {
        let (halfHour, day): (Int64, Int64) = (1_800_000_000, 86_400_000_000)
        var filter = filter
        func moment(_ microseconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds, utcOffset: now.utcOffset) }
        let until = filter.until ?? at.map { moment(min($0.microseconds + halfHour, now.microseconds)) } ?? now
        let since = filter.since ?? moment((at?.microseconds ?? until.microseconds - day + halfHour) - halfHour)
        (filter.since, filter.until) = (since, until)
        var spans: [TimelineView.Span] = []
        forEachJob { view, reader, place in
            spans += reader.history(place, filter).compactMap(TimelineView.Span.init)
            guard filter.statuses.isEmpty, let job = reader.overview(place, now: view.now), let start = job.going?.start else { return }
            spans.append(TimelineView.Span(place: place, start: start, end: max(start, view.now), state: job.state))
        }
        show(Array(TimelineView(spans, from: since, until: until, at: at).text(style, local: local).utf8))
        leave(0)
    }
}
