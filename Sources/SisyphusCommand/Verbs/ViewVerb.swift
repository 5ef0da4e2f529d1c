import SisyphusCore
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

/// What `status`, `history` and `why` have in common: they read and change nothing.
struct ViewVerb {
    let verb: Verb
    let question: ViewQuestion
    let now: Timestamp
    var reader: JobReader

    init(_ verb: Verb, _ words: [String], _ table: OptionTable) {
        self.verb = verb
        do throws(OptionError) {
            question = try ViewQuestion(words, table)
        } catch {
            Ending.refuse(error, verb: verb.rawValue)
        }
        if let action = question.action { verb.perform(action) }
        now = SystemClock.wall(utc: question.isYes("utc"))
        do {
            reader = try JobReader(base: try BaseDirectory.path(option: question.text("basedir")), patterns: question.names.map(JobPattern.init))
        } catch let error as SystemError {
            ViewVerb.fail(verb, error.isMissing ? "there are no jobs: \(error)" : "\(error)", ViewVerb.noInput)
        } catch let error as StartFailure {
            ViewVerb.fail(verb, error.message, error.exitStatus)
        } catch {
            ViewVerb.fail(verb, "\(error)", ViewVerb.noInput)
        }
        for name in question.names where !reader.places.contains(where: JobPattern(name).matches) {
            ViewVerb.fail(verb, "there is no job \"\(name.shownInMessage)\"", ViewVerb.noInput)
        }
    }

    /// A moment of a record in the time zone of the reader.
    func local(_ moment: Timestamp) -> Timestamp {
        question.isYes("utc") ? Timestamp(microseconds: moment.microseconds) : SystemClock.local(microseconds: moment.microseconds)
    }

    /// Prints a table as the output and the options want it.
    func show(_ table: Table) {
        let isTerminal = Terminal.isTerminal(1)
        let isColoured =
            switch question.color {
            case .always: true
            case .never: false
            case .auto:
                Environment.value(of: "NO_COLOR")?.isEmpty == false
                    ? false : Environment.value(of: "CLICOLOR_FORCE").map { $0 != "0" && !$0.isEmpty } == true || isTerminal
            }
        let format: Table.Format = question.isYes("tsv") ? .tsv : isTerminal ? .terminal(width: Terminal.width(1) ?? 80) : .pipe
        show(Array(table.text(format, isColoured: isColoured && format != .tsv).utf8))
    }

    func show(_ bytes: [UInt8]) { File.writeIgnoringErrors(1, bytes) }

    /// Says what could not be read and ends.
    func leave(_ status: Int32) -> Never {
        for trouble in reader.troubles { File.writeIgnoringErrors(2, Array("sisyphus \(verb.rawValue): \(trouble)\n".utf8)) }
        Processes.exit(status)
    }

    func refuse(_ error: OptionError) -> Never { Ending.refuse(error, verb: verb.rawValue) }

    private static func fail(_ verb: Verb, _ sentence: String, _ status: Int32) -> Never {
        File.writeIgnoringErrors(2, Array("sisyphus \(verb.rawValue): \(sentence)\n".utf8))
        Processes.exit(status)
    }

    /// `EX_NOINPUT` of sysexits.h.
    static let noInput: Int32 = 66
}

/// `sisyphus status`: one line a job, worst first.
enum StatusVerb {
    static func perform(_ words: [String]) -> Never {
        var view = ViewVerb(.status, words, .status)
        let states: Set<String>
        do throws(OptionError) {
            states = try view.question.words("state", of: JobState.allCases.map(\.rawValue))
        } catch {
            view.refuse(error)
        }
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

/// `sisyphus history`: runs, newest first.
enum HistoryVerb {
    static func perform(_ words: [String]) -> Never {
        var view = ViewVerb(.history, words, .history)
        var filter = HistoryFilter()
        do throws(OptionError) {
            filter.since = try view.question.moment("since", now: view.now)
            filter.until = try view.question.moment("until", now: view.now)
            filter.statuses = try view.question.words("status", of: HistoryFilter.words)
        } catch {
            view.refuse(error)
        }
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

/// `sisyphus why`: what is known about a job's last run beside its last good one.
enum WhyVerb {
    static func perform(_ words: [String]) -> Never {
        var view = ViewVerb(.why, words, .why)
        guard view.question.names.count == 1 else { view.refuse(OptionError("name one job, PROJECT/JOB")) }
        for place in view.reader.places {
            guard let job = view.reader.overview(place, now: view.now) else { continue }
            let report = WhyReport(
                job, log: view.reader.log(place, job.tail.last?.log), goodLog: view.reader.log(place, job.tail.lastGood?.log), now: view.now)
            view.show(view.question.isYes("json") ? report.json : Array(report.text(local: view.local).utf8))
        }
        view.leave(0)
    }
}
