package import SisyphusCore

extension OptionRow {
    /// The log of a run: where, how and how much.
    static let logRows: [OptionRow] = [
        OptionRow(
            "log2file", short: "f", in: .log, .setting(.flag, \.log2file, class: \ClassSettings.Type.log2file),
            help: "Write a log file per run, and links to the last one of each outcome."),
        OptionRow(
            "log2stdout", short: "o", in: .log, .setting(.stdoutCopy, \.log2stdout, class: \ClassSettings.Type.log2stdout),
            help: """
                Write the log to stdout too. lines: what the command prints instead, as it is, to stdout and stderr. journal: the log without times and \
                with priorities, for systemd's journal. auto: lines on a terminal, elsewhere nothing.
                """),
        OptionRow(
            "log2stderr", short: "e", in: .log, .setting(.flag, \.log2stderr, class: \ClassSettings.Type.log2stderr),
            help: "Write the log to stderr too."),
        OptionRow(
            "stdout-patience", default: "10; a terminal 5; where only complaints wait 3", in: .log,
            .setting(.optional(.duration), \.stdoutPatience, class: \ClassSettings.Type.stdoutPatience),
            help: """
                Give up whoever reads stdout or stderr, or the syslog daemon, when it has taken nothing for this long. One that moves gets everything; \
                for what is dropped, a line counts the bytes.
                """),
        OptionRow(
            "syslog", "[FACILITY]", default: "no; user without FACILITY", in: .log,
            .setting(.syslogFacility, \.syslog, class: \ClassSettings.Type.syslog),
            help: """
                Write the log to the syslog daemon too, with priorities by the tags of lines. FACILITY is user, mail, daemon, cron, authpriv, or local0 \
                to local7.
                """),
        OptionRow(
            "syslog-format", in: .log, .setting(.choice, \.syslogFormat, class: \ClassSettings.Type.syslogFormat),
            help: """
                How: by RFC 5424, or as syslog(3) writes lines. rsyslog as most systems set it up, and systemd's journal, read the local form alone on \
                their local sockets.
                """),
        OptionRow(
            "syslog-socket", "PATH", in: .log,
            .setting(
                .text(accepts: "an absolute path") { $0.hasPrefix("/") ? nil : "it is not absolute" }, \.syslogSocket,
                class: \ClassSettings.Type.syslogSocket),
            help: "The datagram socket of the syslog daemon."),
        OptionRow(
            "progress", in: .log, .setting(.automatic, \.progress, class: \ClassSettings.Type.progress),
            help: """
                Show the open tasks in one live line on the terminal at stderr. auto: if the job says how many there are. Elsewhere than on a terminal \
                nothing is shown.
                """
        ),
        OptionRow(
            "logformat", in: .log, .setting(.choice, \.logformat, class: \ClassSettings.Type.logformat),
            help: "Lines with times, tasks and tags; one JSON object a line; or every byte as it came."),
        OptionRow(
            "encoding", "ENCODING", in: .log,
            .setting(
                .text(accepts: "the name of an encoding that iconv knows (utf-8, iso-8859-1)") { text in
                    guard !text.isEmpty else { return "it is empty" }
                    let isName = text.utf8.allSatisfy { $0.isDigit || ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 || [43, 45, 46, 58, 95].contains($0) }
                    return isName && text.utf8.count <= 64 ? nil : "it is not the name of an encoding"
                }, \.encoding, text: { (type: ClassSettings.Type) in type.encoding }),
            help: "The encoding of log and health file. logs, why and page read UTF-8: of another encoding they show bytes, and --grep looks for these."),
        OptionRow(
            "errors", "METHOD", in: .log, .setting(.choice, \.errors, class: \ClassSettings.Type.errors),
            help: """
                What to write for characters that the encoding lacks: strict and backslashreplace (an escape), replace (a question mark), ignore, \
                xmlcharrefreplace or surrogateescape.
                """),
        OptionRow(
            "maxlogsize", in: .log, .setting(.sizeLimit(4096...Int.max), \.maxlogsize, class: \ClassSettings.Type.maxlogsize),
            help: "Stop writing lines to the log file at this size; the last 1 MiB is kept and written at its end, after a line that counts what is left out."),
        OptionRow(
            "log-mode", "MODE", default: "0600", in: .log, .setting(.logMode, \.logMode, class: \ClassSettings.Type.logMode),
            help: "Permissions of the files; directories can be entered by those who can read the files."),
        OptionRow(
            "log-group", "GROUP", default: "the user's", in: .log,
            .setting(
                .text(accepts: "the name or number of a group") { text in
                    guard !text.isEmpty else { return "it is empty" }
                    return text.unicodeScalars.contains(where: Names.isHidden) ? "it has a control character" : nil
                }, \.logGroup, text: \ClassSettings.Type.logGroup),
            help: "The group of files and directories, with a --log-mode that lets it read."),
        OptionRow("utc", in: .log, .setting(.flag, \.utc, class: \ClassSettings.Type.utc), help: "Write times in UTC instead of local time."),
        OptionRow(
            "report", in: .log, .setting(.choice, \.report, class: \ClassSettings.Type.report),
            help: "Write reason, log path and last lines of a failed run to stderr (for cron's mail). auto: unless a notification is configured."),
        OptionRow(
            "status-page", "FILE", in: .log,
            .setting(.text(accepts: "the path of a file") { $0.isEmpty ? "it is empty" : nil }, \.statusPage, text: \ClassSettings.Type.statusPage),
            help: "Renew this HTML page of all jobs (sisyphus page) after each run, at most once in 10 seconds for all jobs together."),
    ]

    /// What becomes of old logs.
    package static let oldLogRows: [OptionRow] = [
        OptionRow(
            "keepfilelogs", in: .oldLogs, .setting(.limit(in: .days), \.keepfilelogs, class: \ClassSettings.Type.keepfilelogs),
            help: "Delete logs that are older. 0 or none: never."),
        OptionRow(
            "keepruns", in: .oldLogs, .setting(.countLimit(1...Int(Int32.max)), \.keepruns, class: \ClassSettings.Type.keepruns),
            help: "Delete all but the newest N logs."),
        OptionRow(
            "keepsize", in: .oldLogs, .setting(.sizeLimit(1...Int.max), \.keepsize, class: \ClassSettings.Type.keepsize),
            help: "Delete the oldest logs until all logs of the job together are no larger."),
        OptionRow(
            "compressfilelogs", in: .oldLogs, .setting(.limit(in: .days), \.compressfilelogs, class: \ClassSettings.Type.compressfilelogs),
            help: "Compress logs that are older. 0 or none: never."),
        OptionRow(
            "compressmode", "MODE", in: .oldLogs, .setting(.choice, \.compressmode, class: \ClassSettings.Type.compressmode),
            help: "How: gzip, bzip2 or lzma."),
    ]
}
