import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix

extension Subcommand {
    static let config = Subcommand(
        "config", "Check the configuration and show what holds for a job.",
        form: CommandLineForm(OptionTable.standard.only(.job, .general), settings: .run, operand: .none),
        help: HelpText(
            usage: "sisyphus config [--projectname NAME] [--jobname NAME] [OPTIONS]",
            summary: """
                Reads all configuration files and the environment as a run does, starts nothing, and shows what is wrong anywhere in them; then the \
                value of each option for the job (without a name: for all jobs) and where it comes from, and sections that match no job on disk.
                """,
            notes: [("Exit status", "0 nothing is wrong, 64 something is.")])
    ) { subcommand, words throws(OptionError) in
        let reader = try subcommand.reader(words)
        var configurations: [Configuration] = []
        var mistakes: [OptionError] = []
        for path in ConfigurationFiles.paths(for: reader) {
            do throws(OptionError) {
                let configuration = try ConfigurationFiles.read(path, table: reader.table, isRequired: reader.configurationPath != nil)
                show("\(path): \(configuration == nil ? "there is none" : "can be read")")
                if let configuration { configurations.append(configuration) }
            } catch {
                mistakes.append(error)
            }
        }
        var notes: [String] = []
        do throws(OptionError) {
            let (settings, assignments, leftOut) = try reader.reading(with: configurations)
            notes += try leftOut + tryOut(settings)
            for line in ConfigurationReport.lines(settings, assignments, OptionTable.standard.about(.run)) { show(line) }
            notes += reader.warnings(with: configurations)
        } catch {
            mistakes.append(error)
        }
        for section in configurations.flatMap(\.jobSections) {
            do throws(OptionError) { notes += try check(section, subcommand, words, configurations) } catch {
                mistakes.append(OptionError("\(error) (section [\"\(section.name)\"])"))
            }
        }
        for note in notes.enumerated().filter({ !notes.prefix($0.offset).contains($0.element) }) { show("note: \(note.element)") }
        for mistake in mistakes { show("wrong: \(mistake)") }
        ProgramExit.end(mistakes.isEmpty ? 0 : ExitStatus.usage)
    }

    /// What a run with these settings would warn of.
    private static func tryOut(_ settings: RunSettings) throws(OptionError) -> [String] {
        try OptionTable.standard.check(settings)
        do throws(StartFailure) { return try Supervisor.check(settings) } catch { throw OptionError(error.message) }
    }

    /// Whether the values of a section can be meant together and used, and whether there is a job that they are for.
    private static func check(
        _ section: Configuration.JobSection, _ subcommand: Subcommand, _ words: [String], _ configurations: [Configuration]
    ) throws(OptionError) -> [String] {
        var reader = try subcommand.reader(words)
        let (job, identifier) = parts(of: section, configurations)
        reader.take(project: section.project, job: job, identifier: identifier)
        let settings = try reader.settings(with: configurations)
        let notes = try tryOut(settings)
        let base: String
        do throws(StartFailure) { base = try Notifications.base(settings) } catch { throw OptionError(error.message) }
        return hasJob(section, in: base) ? notes : notes + ["\(section.place): section [\"\(section.name)\"] matches no job in \(base)"]
    }

    /// A section for one identifier is for a job that has a section too; other dots are those of names.
    private static func parts(of section: Configuration.JobSection, _ configurations: [Configuration]) -> (job: String, identifier: String?) {
        let name = section.job ?? ""
        let others = configurations.flatMap(\.jobSections).filter { $0.project == section.project }.compactMap(\.job)
        for dot in name.indices.reversed() where name[dot] == "." && others.contains(String(name[..<dot])) {
            return (String(name[..<dot]), String(name[name.index(after: dot)...]))
        }
        return (name, nil)
    }

    private static func hasJob(_ section: Configuration.JobSection, in base: String) -> Bool {
        var isFound = false
        do throws(SystemError) {
            let directory = try Directory.open(base + "/" + section.project, createMode: nil)
            guard let job = section.job else { return true }
            try directory.forEachEntry { name, _ throws(SystemError) in
                // A job with an identifier has JOB.IDENTIFIER.
                let name = String(decoding: name, as: UTF8.self)
                isFound = isFound || name == job || name.hasPrefix(job + ".")
            }
        } catch {
            return false
        }
        return isFound
    }

    private static func show(_ line: String) { StandardStream.output.write(line + "\n") }
}
