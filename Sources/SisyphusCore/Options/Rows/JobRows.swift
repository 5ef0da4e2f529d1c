extension OptionRow {
    /// Which job it is, and where its directory stands.
    static let jobRows: [OptionRow] = [
        OptionRow(
            "projectname", short: "p", "NAME", default: "default", in: .job, places: .environment, verbs: .all, name { $0.projectname = $1 },
            help: "The project that the job belongs to: a directory of logs, and a section of the configuration."),
        OptionRow(
            "jobname", short: "j", "NAME", default: "derived from the command", in: .job, places: .environment, verbs: .all,
            name { $0.jobname = $1 },
            help: "The name of the job. Without it, the base name of the command or of the script that it runs."),
        OptionRow(
            "identifier", "IDENTIFIER", in: .job, places: .environment, verbs: .all, name { $0.identifier = $1 },
            help: "Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own."),
        OptionRow(
            "basedir", "DIR", default: "$LOGS_DIRECTORY or ~/ll.sisyphus", in: .job, verbs: .all,
            .text(accepts: "an absolute path") { settings, text in
                // Whether it can be used is found out where the directory is made, with the status of that (73).
                guard !text.isEmpty else { return "it is empty" }
                settings.basedir = text
                return nil
            }, help: "The directory that holds the directories of all projects."),
    ]

    private static func name(_ set: @escaping OptionKind.Setter<String>) -> OptionKind {
        .text(accepts: Names.accepted) { settings, text in
            if let reason = Names.refusal(of: text) { return reason }
            set(&settings, text)
            return nil
        }
    }
}
