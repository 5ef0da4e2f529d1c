import SisyphusCore

extension OptionRow {
    /// Which job it is, and where its directory stands.
    static let jobRows: [OptionRow] = [
        OptionRow(
            "projectname", short: "p", "PROJECT", in: .job, places: .environment, for: .job,
            .setting(.name, \.projectname, class: \ClassSettings.Type.projectname),
            help: "The project that the job belongs to: a directory of logs, and a section of the configuration."),
        OptionRow(
            "jobname", short: "j", "JOB", default: "derived from the command", in: .job, places: .environment, for: .job,
            .setting(.name, \.jobname, class: \ClassSettings.Type.jobname),
            help: "The name of the job. Without it, the base name of the command or of the script that it runs."),
        OptionRow(
            "identifier", "IDENTIFIER", in: .job, places: .environment, for: .job,
            .setting(.optional(.name), \.identifier, class: \ClassSettings.Type.identifier),
            help: "Makes several independent jobs of one name: directory JOB.IDENTIFIER, with a lock and a health of its own."),
        OptionRow(
            "basedir", "DIR", default: "$LOGS_DIRECTORY or ~/ll.sisyphus", in: .job, for: .job,
            // Whether it can be used is found out where the directory is made, with the status of that (73).
            .setting(
                .text(accepts: "an absolute path") { text in
                    guard !text.isEmpty else { return "it is empty" }
                    do throws(Refusal) { _ = try BasedirText.expanded(text) { _ in "" } } catch { return error.reason }
                    return nil
                }, \.basedir, class: \ClassSettings.Type.basedir),
            help: "The directory that holds the directories of all projects. %u in it is the user, %h the home directory, %H the host."),
    ]
}

extension ValueParser<String> {
    fileprivate static var name: ValueParser { .text(accepts: Names.accepted) { Names.refusal(of: $0) } }
}
