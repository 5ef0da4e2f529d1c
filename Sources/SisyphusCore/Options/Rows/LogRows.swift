extension OptionRow {
    /// The log of a run: where, how and how much.
    static let logRows: [OptionRow] = [
        OptionRow(
            "log2file", short: "f", "[yes|no]", default: "yes", in: .log, .flag { $0.log2file = $1 },
            help: "Write a log file per run, and links to the last one of each outcome."),
        OptionRow(
            "log2stdout", short: "o", "[yes|no|auto]", default: "auto", in: .log, .automatic { $0.log2stdout = $1 },
            help: "Write the log to stdout too. auto: on a terminal the lines of the command as they are, elsewhere nothing."),
        OptionRow(
            "log2stderr", short: "e", "[yes|no]", default: "no", in: .log, .flag { $0.log2stderr = $1 },
            help: "Write the log to stderr too."),
        OptionRow(
            "logformat", "text|json|raw", default: "text", in: .log,
            .choice(["text", "json", "raw"]) { $0.logformat = RunSettings.LogFormat(rawValue: $1) ?? .text },
            help: "Lines with times, tasks and tags; one JSON object a line; or every byte as it came."),
        OptionRow(
            "formatlogline", "TEMPLATE", in: .log,
            .text(accepts: "an UL4 template, or file:PATH with one") { settings, text in
                guard !text.isEmpty, text != "file:" else { return "it is empty" }
                if !text.hasPrefix("file:"), let flaw = LineTemplate.flaw(of: text) { return flaw }
                settings.formatlogline = text
                return nil
            },
            help:
                "Format the lines of text logs with this UL4 template (or file:PATH), which sees time, starttime, elapsed, tasks, tags, line, job, sysinfo and env."
        ),
        OptionRow(
            "encoding", "ENCODING", default: "utf-8", in: .log,
            .text(accepts: "the name of an encoding that iconv knows (utf-8, iso-8859-1)") { settings, text in
                guard !text.isEmpty else { return "it is empty" }
                let isName = text.utf8.allSatisfy { $0.isDigit || ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 || [43, 45, 46, 58, 95].contains($0) }
                guard isName, text.utf8.count <= 64 else { return "it is not the name of an encoding" }
                settings.encoding = text
                return nil
            }, help: "The encoding of log and health file."),
        OptionRow(
            "errors", "METHOD", default: "strict", in: .log,
            .choice(["strict", "replace", "ignore", "backslashreplace", "xmlcharrefreplace", "surrogateescape"]) {
                $0.errors = RunSettings.EncodingErrors(rawValue: $1) ?? .strict
            },
            help: """
                What to write for characters that the encoding lacks: strict and backslashreplace (an escape), replace (a question mark), ignore, \
                xmlcharrefreplace or surrogateescape.
                """),
        OptionRow(
            "maxlogsize", "SIZE", default: "1GiB", in: .log, .size(offAtZero: true, 4096...Int.max) { $0.maxlogsize = $1 },
            help: "Stop writing lines to the log file at this size; the last 1 MiB is kept and written at its end, after a line that counts what is left out."),
        OptionRow(
            "log-mode", "MODE", default: "0600", in: .log,
            .text(accepts: LogModeText.accepted) { settings, text in
                guard let mode = LogModeText.read(text) else { return "it is not such a mode" }
                settings.logMode = mode
                return nil
            }, help: "Permissions of the files; directories can be entered by those who can read the files."),
        OptionRow(
            "log-group", "GROUP", default: "the user's", in: .log,
            .text(accepts: "the name or number of a group") { settings, text in
                guard !text.isEmpty else { return "it is empty" }
                guard !text.unicodeScalars.contains(where: Names.isHidden) else { return "it has a control character" }
                settings.logGroup = text
                return nil
            }, help: "The group of files and directories, with a --log-mode that lets it read."),
        OptionRow(
            "utc", "[yes|no]", default: "no", in: .log, .flag { $0.utc = $1 },
            help: "Write times in UTC instead of local time."),
        OptionRow(
            "report", "auto|always|never", default: "auto", in: .log,
            .choice(["auto", "always", "never"]) { $0.report = RunSettings.Report(rawValue: $1) ?? .auto },
            help: "Write reason, log path and last lines of a failed run to stderr (for cron's mail). auto: unless a notification is configured."),
    ]

    /// What becomes of old logs.
    static let oldLogRows: [OptionRow] = [
        OptionRow(
            "keepfilelogs", "DAYS", default: "30", in: .oldLogs, .duration(offAtZero: true, unit: .days) { $0.keepfilelogs = $1 },
            help: "Delete logs that are older. 0 or none: never."),
        OptionRow(
            "keepruns", "N", default: "none", in: .oldLogs, .count(offAtZero: true, 1...Int(Int32.max)) { $0.keepruns = $1 },
            help: "Delete all but the newest N logs."),
        OptionRow(
            "keepsize", "SIZE", default: "none", in: .oldLogs, .size(offAtZero: true, 1...Int.max) { $0.keepsize = $1 },
            help: "Delete the oldest logs until all logs of the job together are no larger."),
        OptionRow(
            "compressfilelogs", "DAYS", default: "7", in: .oldLogs, .duration(offAtZero: true, unit: .days) { $0.compressfilelogs = $1 },
            help: "Compress logs that are older. 0 or none: never."),
        OptionRow(
            "compressmode", "MODE", default: "bzip2", in: .oldLogs,
            .choice(["gzip", "bzip2", "lzma"]) { $0.compressmode = RunSettings.Compression(rawValue: $1) ?? .bzip2 },
            help: "How: gzip, bzip2 or lzma."),
    ]
}
