import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusSchedule
import SisyphusUnix

extension Subcommand {
    static let crontab = Subcommand(
        "crontab", "Check crontabs, put them under supervision, and show when expressions come.",
        form: CommandLineForm(OptionTable.crontab, settings: [], operand: .none),
        help: HelpText(
            usage: "sisyphus crontab next|check|adopt|release [OPTIONS] [EXPRESSION|FILE]",
            summary: """
                next shows the next moments of a cron expression or, behind OnCalendar=, of a timer of systemd. check tells what is wrong with each line \
                of a crontab, the name it gets as a job, and its next runs. adopt puts all lines of a crontab under supervision: it shows the difference, \
                keeps a copy and installs the result; release takes that back. Without FILE it is the crontab of the user.
                """,
            notes: [
                (
                    "Exit status",
                    "0 nothing is wrong; 1 check: there are warnings, next: the expression never comes; 2 check: there are errors; 64 wrong options; 66 no such crontab; 73 it cannot be installed."
                )
            ])
    ) { subcommand, words throws(OptionError) in
        let question = try ViewQuestion(words, subcommand.form.options)
        if let action = question.action { subcommand.perform(action) }
        let verbs = CrontabVerb.allCases.map(\.rawValue)
        guard let word = question.names.first else { throw OptionError("say what is to be done; accepted: \(verbs.joined(separator: ", "))") }
        guard let verb = CrontabVerb(rawValue: word) else {
            throw OptionError("there is no \"\(word.shownInMessage)\"\(NearestName.accepted(verbs, insteadOf: word))")
        }
        let work = CrontabWork(subcommand: subcommand, verb: verb, question: question, operands: Array(question.names.dropFirst()))
        try work.checkOptions()
        switch verb {
        case .next: try work.next()
        case .check: try work.check()
        case .adopt, .release: try work.rewrite()
        }
    }
}

/// What can be done with crontabs.
enum CrontabVerb: String, CaseIterable {
    case next, check, adopt, release

    /// The options that mean something to it.
    var options: Set<String> {
        switch self {
        case .next: ["count", "from", "tz"]
        case .check: ["user", "system", "json", "tz"]
        case .adopt: ["user", "system", "dry-run", "wrap"]
        case .release: ["user", "system", "dry-run"]
        }
    }
}

/// One call of `sisyphus crontab`.
struct CrontabWork {
    let subcommand: Subcommand
    let verb: CrontabVerb
    let question: ViewQuestion
    let operands: [String]

    func checkOptions() throws(OptionError) {
        for row in subcommand.form.options.rows where question.text(row.name) != nil && !verb.options.contains(row.name) {
            throw OptionError("option --\(row.name) says nothing to crontab \(verb.rawValue)")
        }
    }

    /// The zone of `--tz`, else that of the machine.
    func zone() throws(OptionError) -> ZoneRules {
        guard let name = question.text("tz") else { return ZoneFiles.local() }
        guard let zone = ZoneFiles.zone(name) else { throw OptionError("option --tz cannot be \"\(name.shownInMessage)\": there is no such time zone") }
        return zone
    }

    // MARK: - next

    func next() throws(OptionError) -> Never {
        guard operands.count == 1, let text = operands.first else {
            throw OptionError(
                operands.isEmpty ? "there is no expression; accepted: \(JobSchedule.accepted)" : "put the expression in quotes, so that it is one word")
        }
        let schedule: JobSchedule
        do throws(ScheduleError) { schedule = try JobSchedule(text) } catch { throw OptionError("\"\(text.shownInMessage)\", \(error)") }
        var zone = try zone()
        if let name = schedule.zone {
            guard let own = ZoneFiles.zone(name) else { throw OptionError("\"\(text.shownInMessage)\": there is no time zone \"\(name.shownInMessage)\"") }
            zone = own
        }
        var moment = try from(zone) ?? SystemClock.wall().microseconds.flooredDivision(by: 1_000_000).quotient
        var lines = ""
        for _ in 0..<(question.count("count") ?? 5) {
            guard let next = schedule.next(after: moment, in: zone) else { break }
            lines += zone.timestamp(next).rfc3339Seconds + "\n"
            moment = next
        }
        if case .cron(let cron) = schedule, cron.isRandom {
            ProgramExit.complain(
                "~ lets cronie choose a number when it reads the crontab; these are the last moments that it may choose", subcommand: subcommand.name)
        }
        if lines.isEmpty { ProgramExit.complain("\"\(text.shownInMessage)\" does not come within 30 years", subcommand: subcommand.name) }
        ProgramExit.say(lines, lines.isEmpty ? 1 : 0)
    }

    private func from(_ zone: ZoneRules) throws(OptionError) -> Int64? {
        guard let text = question.text("from") else { return nil }
        if let moment = Timestamp(rfc3339: text) { return moment.microseconds.flooredDivision(by: 1_000_000).quotient }
        let withSeconds = text.utf8.count == 16 ? text + ":00" : text
        let local = Timestamp(rfc3339: String(withSeconds.prefix(10)) + "T" + withSeconds.dropFirst(11) + "Z")
        guard text.utf8.count >= 16, let local else {
            throw OptionError(
                "option --from cannot be \"\(text.shownInMessage)\"; accepted: a moment (2026-11-23T17:45:00+01:00) or a local time (2026-11-23 17:45)")
        }
        guard let moment = zone.moments(showing: local.microseconds / 1_000_000).first else {
            throw OptionError("option --from cannot be \"\(text.shownInMessage)\": clocks skip that time")
        }
        return moment
    }
}

extension OptionTable {
    /// The options of `crontab`.
    static let crontab = OptionTable(
        [
            OptionRow(
                "count", "N", default: "5", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Int>.count(1...10_000)),
                help: "next: show so many moments."),
            OptionRow(
                "from", "TIME", default: "now", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "next: show those later than this moment (2026-11-23T17:45:00+01:00) or local time (2026-11-23 17:45)."),
            OptionRow(
                "tz", "ZONE", default: "the machine's", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "next, check: the time zone (Europe/Berlin)."),
            OptionRow(
                "user", short: "u", "USER", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "check, adopt, release: the crontab of this user, as crontab -u has it."),
            OptionRow(
                "system", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "check: /etc/crontab and the files of /etc/cron.d, or FILE as one of them; adopt, release: FILE is one of them."),
            OptionRow("json", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "check: print JSON (docs/crontab.md)."),
            OptionRow(
                "dry-run", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "adopt, release: show the difference and change nothing."),
            OptionRow(
                "wrap", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "adopt: put sisyphus run before each command, instead of one SHELL= line at the top."),
        ] + OptionRow.actionRows)
}
