import SisyphusCore
import SisyphusOptions
import SisyphusReading
import SisyphusUnix
import SisyphusViews

extension Subcommand {
    static let logs = Subcommand(
        "logs", "Show what jobs logged.", form: CommandLineForm(.logs, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus logs [OPTIONS] PROJECT/JOB…",
            summary: """
                Shows the log of a job's run that is going on, else of its last one; compressed logs too. --run chooses another run, --all takes all of \
                them, --grep, --tag and --task choose lines, and --follow goes on as they come. Nothing on disk is changed and no lock is taken. \
                Control characters are shown as the log escapes them, so that none acts on the terminal.
                """,
            notes: [
                View.patterns,
                ("Exit status", "0; 1 no line was found by --grep; " + View.statuses + " 66 also stands for no such run, and for a run that kept no log."),
            ])
    ) { subcommand, words throws(OptionError) in
        var command = try LogsCommand(ViewRequest(subcommand, words))
        command.perform()
    }
}

/// One call of `sisyphus logs`.
private struct LogsCommand {
    private var view: View
    private let choice: RunChoice
    private let takesAll: Bool
    private let follows: Bool
    private var span = HistoryFilter()
    private let printer: LogPrinter
    private var pager: Pager?

    init(_ request: ViewRequest) throws(OptionError) {
        let question = request.question
        (takesAll, follows) = (question.isYes("all"), question.isYes("follow"))
        if let text = question.text("run") {
            guard let named = RunChoice(text) else {
                throw OptionError(
                    "option --run cannot be \"\(text.shownInMessage)\"; accepted: \(RunChoice.accepted)\(NearestName.hint(for: text, among: RunChoice.words))")
            }
            choice = named
        } else {
            choice = .newest
        }
        span.since = try question.moment("since", now: request.now, local: request.moment)
        span.until = try question.moment("until", now: request.now, local: request.moment)
        printer = LogPrinter(local: request.local)
        printer.isJSON = question.isYes("json")
        printer.limit = question.count("lines")
        printer.filter.tags = Set(question.text("tag")?.split(separator: ",").map(String.init) ?? [])
        printer.filter.task = question.text("task")
        if let regex = question.text("grep") {
            do throws(LinePattern.Malformed) { printer.pattern = try LinePattern(regex, ignoringCase: question.isYes("ignore-case")) } catch {
                throw OptionError("option --grep cannot be \"\(regex.shownInMessage)\": \(error)")
            }
        }
        for (option, other) in [("since", "all"), ("until", "all"), ("next", "follow"), ("ignore-case", "grep")] {
            if question.text(option) != nil, question.text(other) == nil { throw OptionError("option --\(option) needs --\(other)") }
        }
        if takesAll, follows || question.text("run") != nil { throw OptionError("--all takes all runs: neither --run nor --follow can be meant with it") }
        if question.names.isEmpty, !takesAll { throw OptionError("name a job, PROJECT/JOB, or ask for --all") }
        view = try View(request)
        if follows, view.reader.places.count > 1 {
            throw OptionError("only one job can be followed; these are \(view.reader.places.count)")
        }
    }

    mutating func perform() -> Never {
        startPager()
        printer.showsHeadings = takesAll || view.reader.places.count > 1 || view.question.isYes("next")
        do {
            if follows, let place = view.reader.places.first { try follow(place) } else { try show() }
            try printer.endLog()
            try printer.send()
        } catch is LogPrinter.ReaderIsGone {
        } catch {
            view.reader.complain("\(error)")
        }
        leave(isMissing ? ExitStatus.noInput : printer.pattern != nil && printer.count == 0 ? 1 : 0)
    }

    private var isMissing = false

    private mutating func show() throws {
        for place in view.reader.places {
            for log in chosen(place) {
                try printer.begin(place, log)
                // One that cannot be read does not keep the others from being shown.
                do {
                    let source = try view.reader.source(place, log)
                    try skip(source)
                    while let lines = try source.next(isOver: true) { try printer.take(lines) }
                } catch  where !(error is LogPrinter.ReaderIsGone) {
                    view.reader.complain("\(error)")
                }
            }
        }
    }

    private mutating func follow(_ place: JobOverview.Place) throws {
        let follower = try LogFollower(view.reader, place)
        let goesOn = view.question.isYes("next")
        let log = chosen(place, mayHaveNone: goesOn).first
        if log == nil, !goesOn { return }
        let source = try log.map { try view.reader.source(place, $0) }
        if let source { try skip(source) }
        if let log { try printer.begin(place, log) }
        try follower.follow(source.flatMap { source in log.map { ($0, source) } }, goesOn: goesOn, output: 1) { part in
            switch part {
            case .begins(let log): try printer.begin(place, log)
            case .lines(let lines): try printer.take(lines)
            case .pause: try printer.pause()
            }
        }
    }

    /// Reads no more of a long log than will be shown.
    private func skip(_ source: LogSource) throws {
        if let limit = printer.limit, printer.pattern == nil, printer.filter.takesAll { _ = try source.skip(toLast: limit) }
    }

    /// The logs of a job that are asked for, oldest first.
    private mutating func chosen(_ place: JobOverview.Place, mayHaveNone: Bool = false) -> [RunLog] {
        let (logs, lastRun) = view.reader.logs(place)
        if logs.isEmpty, mayHaveNone { return [] }
        if takesAll { return logs.filter(span.takes).reversed() }
        let picked = choice.pick(logs)
        if picked.count > 1 {
            view.reader.complain("\(place): \(picked.count) runs begin with this id: \(picked.compactMap(\.id).joined(separator: ", "))")
        } else if picked.isEmpty {
            view.reader.complain("\(place): \(choice.missing)")
        } else if choice.isAboutTheNewest, let lastRun, lastRun.log == nil, picked[0].record != nil {
            view.reader.complain("\(place): the last run kept no log, since nothing happened; shown is that of \(picked[0].id ?? picked[0].name.text)")
        }
        if picked.count != 1 { isMissing = true }
        return picked.count == 1 ? picked : []
    }

    private mutating func startPager() {
        guard Terminal.isTerminal(1), !follows, !printer.isJSON, !view.question.isYes("no-pager") else { return }
        let command = Environment.value(of: "PAGER") ?? (Program.exists("less") ? "less" : "")
        if command.isEmpty || command == "cat" { return }
        do throws(SystemError) { pager = try Pager(command) } catch { view.reader.complain("\(error)") }
    }

    private func leave(_ status: Int32) -> Never {
        pager?.finish()
        view.leave(status)
    }
}
