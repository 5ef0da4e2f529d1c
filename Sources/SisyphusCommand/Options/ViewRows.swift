import SisyphusCore
import SisyphusOptions

extension OptionTable {
    /// The options of `status`.
    static let status = OptionTable(
        [.viewBase(), .viewFrom, .viewUTC, .viewColor, .viewJSON, .viewTSV] + [
            OptionRow(
                "state", "STATES", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "Only jobs in one of these states (failed,overdue)."),
            OptionRow(
                "max-age", "TIME", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Duration>.duration),
                help: "A job is overdue when its last good run ended longer ago, whatever its rhythm is."),
            OptionRow(
                "watch", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Show the table on the whole terminal and keep it up to date; q or Ctrl-C leaves."),
            OptionRow(
                "check", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "End with status 1 if a job is unhealthy or something could not be read."),
        ] + OptionRow.actionRows)

    /// The options of `history`.
    static let history = OptionTable(
        [.viewBase(), .viewFrom, .viewUTC, .viewColor, .viewJSON, .viewTSV] + [
            OptionRow(
                "csv", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "Print comma-separated values (RFC 4180)."),
            OptionRow(
                "plot", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Draw how long the runs of each job took, and how they ended."),
            OptionRow(
                "timeline", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Draw the runs of all jobs on one time axis, of the last day unless --since says otherwise; tell which overlapped."),
            OptionRow(
                "at", "WHEN", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "The same for half an hour before and after a moment: a time of day (02:13), how long ago, or a moment."),
            OptionRow(
                "ascii", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Draw with ASCII characters alone, as in a locale that is not UTF-8."),
            OptionRow(
                "since", "WHEN", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "Only runs that ended later: how long ago (7d, 90m), or a moment (2026-11-23 17:45, or RFC 3339)."),
            OptionRow("until", "WHEN", in: .selection, places: .commandLineOnly, .unstored(.words), help: "Only runs that began earlier."),
            OptionRow(
                "status", "STATUSES", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "Only runs that ended so (failed,timeout,lost,skip)."),
            OptionRow(
                "limit", "N", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Int>.count(1...Int.max)),
                help: "At most so many runs."),
        ] + OptionRow.actionRows)

    /// The options of `logs`.
    static let logs = OptionTable(
        [.viewBase(), .viewUTC, .viewJSON] + [
            OptionRow(
                "run", "RUN", default: "the run that is going on, else last", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: """
                    Which run: current, last, successful, uneventful, failed, timeout, interrupted, lost, -N for the Nth newest log, or an id or its beginning.
                    """),
            OptionRow(
                "all", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "All runs, of all jobs if none is named; oldest first."),
            OptionRow(
                "since", "WHEN", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "With --all: only runs that ended later: how long ago (7d, 90m), or a moment (2026-11-23 17:45, or RFC 3339)."),
            OptionRow(
                "until", "WHEN", in: .selection, places: .commandLineOnly, .unstored(.words), help: "With --all: only runs that began earlier."),
            OptionRow(
                "follow", short: "f", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Show lines as they come, until the run ends."),
            OptionRow(
                "next", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "With --follow: go on with the next run, until somebody ends it."),
            OptionRow(
                "grep", short: "g", "REGEX", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "Only lines of the log in which this extended regular expression is found, as by grep -E."),
            OptionRow(
                "ignore-case", short: "i", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "With --grep: upper and lower case are the same."),
            OptionRow(
                "tag", "TAGS", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "Only lines with one of these tags (warning,stderr)."),
            OptionRow(
                "task", "TEXT", in: .selection, places: .commandLineOnly, .unstored(.words),
                help: "Only lines within a task whose label has this text in it."),
            OptionRow(
                "lines", short: "n", "N", in: .selection, places: .commandLineOnly, .unstored(ValueParser<Int>.count(0...Int.max)),
                help: "Of each log only the last lines, so many."),
            OptionRow(
                "no-pager", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Do not use a pager. Without this a terminal gets what $PAGER (or less) shows."),
        ] + OptionRow.actionRows)

    /// The options of `page`.
    static let page = OptionTable(
        [.viewBase(), .viewFrom, .viewUTC] + [
            OptionRow(
                "output", "FILE", default: "standard output", in: .form, places: .commandLineOnly, .unstored(.words),
                help: """
                    The file, or - for standard output. It is replaced as a whole and keeps its permissions, also behind a symbolic link. Its directory must \
                    be there; a device or FIFO is refused.
                    """),
            OptionRow(
                "log-links", "URL", default: "relative to the base directory if FILE lies there, else its path", in: .form, places: .commandLineOnly,
                .unstored(.words), help: "What stands before PROJECT/JOB/LOG in links to logs: where a web server shows the base directory (/logs/)."),
            OptionRow(
                "at-most-every", "TIME", in: .form, places: .commandLineOnly, .unstored(ValueParser<Duration>.duration),
                help: "Wait until FILE is that old, or leave if another process waits for that already."),
        ] + OptionRow.actionRows)

    /// The options of `why`.
    static let why = OptionTable([.viewBase(), .viewUTC, .viewJSON] + OptionRow.actionRows)
}

extension ValueParser<String> {
    /// Words that whoever reads the command line judges.
    static var words: ValueParser { .text(accepts: "words") { $0.isEmpty ? "it is empty" : nil } }
}

extension OptionRow {
    static func viewBase(in group: OptionHeading = .selection) -> OptionRow {
        OptionRow(
            "basedir", "DIR", default: "as for run", in: group, places: .commandLineOnly, .unstored(.words),
            help: "The directory that holds the directories of all projects.")
    }
    fileprivate static var viewFrom: OptionRow {
        OptionRow(
            "from", "DIR", in: .selection, places: .commandLineOnly, .unstored(.words),
            help: """
                Instead of it, look at a base directory that was collected from a host (by rsync, over NFS), and show the hosts. May be given several times; \
                what begins with / or . behind it is a directory too, so that the shell may write them all (/srv/fleet/*).
                """)
    }
    static var viewUTC: OptionRow {
        OptionRow("utc", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "Show moments in UTC.")
    }
    fileprivate static var viewColor: OptionRow {
        OptionRow(
            "color", default: "auto", in: .form, places: .commandLineOnly, .unstored(ValueParser<ColorChoice>.choice),
            help: "Colours; auto: on a terminal unless $NO_COLOR is set, and anywhere if $CLICOLOR_FORCE is.")
    }
    static var viewJSON: OptionRow {
        OptionRow("json", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "Print JSON (docs/views.md).")
    }
    fileprivate static var viewTSV: OptionRow {
        OptionRow(
            "tsv", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "Print a TAB between columns and cut nothing.")
    }
}

/// When a view is coloured.
enum ColorChoice: String, CaseIterable, Sendable { case auto, always, never }
