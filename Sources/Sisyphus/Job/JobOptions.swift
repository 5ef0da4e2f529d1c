import Glibc
import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix

/// What the command line, the environment and the configuration say about a job.
enum JobOptions {
    enum Reading {
        case settings(RunSettings)
        /// This is to be shown.
        case help(String)
    }

    /// Options that mean something for commands only.
    private static let ofCommands = ["ok-codes", "warn-codes", "uneventful-codes", "pty", "version"]
    static let table = OptionTable.standard.without(ofCommands)
    static let form = CommandLineForm(table.about(.run), settings: .run, operand: .command)

    /// - Parameter isRehearsal: what surrounds the program counts for nothing.
    static func read(
        _ job: Job, _ arguments: [String], environment: [(name: String, value: String)], isRehearsal: Bool = false
    ) throws(OptionError) -> Reading {
        let type = Swift.type(of: job)
        if arguments.contains("--help-sisyphus") { return .help(help(type, job.settings, isWhole: true)) }
        let (standard, own) = type.ownOptions == nil ? (arguments, []) : form.options.separate(arguments)
        job.ownWords = own
        var base = job.settings
        base.basedir = job.basedir()
        base.notify.mattermost.hasFurtherChannels = job.ownLoggers.contains { $0 is MattermostLogger }
        let unknown = ofCommands.map(OptionRow.environmentName)
        let known = environment.filter { !unknown.contains($0.name) }
        let reader = try SettingsReader(form, table: table, words: standard, from: 0, base: base, environment: known)
        if reader.action == .help { return .help(help(type, base, isWhole: false)) }
        if reader.commandStart < standard.count {
            throw OptionError("the job takes no arguments, but there is \"\(standard[reader.commandStart])\"")
        }
        let configurations = isRehearsal ? [] : try ConfigurationFiles.read(for: reader)
        let settings = try reader.settings(with: configurations)
        if Worker.mark == nil { reader.warnings(with: configurations).forEach(JobProgram.warn) }
        return .settings(settings)
    }

    /// A job with options of its own is a program of its own: those come first, and what every job has behind `--help-sisyphus`.
    private static func help(_ type: Job.Type, _ settings: RunSettings, isWhole: Bool) -> String {
        if let own = type.ownOptions, !isWhole {
            let text = own.helpMessage(includeHidden: false, columns: columns)
            let usage = text.drop { $0 != ":" }.dropFirst(2).drop { $0 != " " && $0 != "\n" }
            let summary = type.argdescription.isEmpty ? "" : "OVERVIEW: \(type.argdescription)\n\n"
            return summary + "USAGE: \(JobProgram.name)\(usage)\nOptions that every job has (log, limits, notifications): --help-sisyphus\n"
        }
        let summary = type.argdescription.isEmpty ? "Runs the job \(type.jobname)." : type.argdescription
        let text = HelpText(usage: "\(JobProgram.name) [OPTIONS]", summary: summary, notes: [])
        let rows = form.options.rows.map { $0.name == "jobname" ? $0.helping("The name of the job. Without it, that of its class.") : $0 }
        return text.render(rows, of: settings, width: columns)
    }

    private static var columns: Int { TextColumns.width(terminal: Terminal.columns(1), variable: Environment.value(of: "COLUMNS")) }
}

/// The program that the job is in.
enum JobProgram {
    static var name: String {
        CommandLine.arguments.first.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? "job"
    }

    /// Says on stderr why the program cannot go on, and ends it.
    static func refuse(_ sentence: String, _ status: Int32) -> Never {
        TerminationLog.write(sentence)
        StandardStream.error.write("\(name): \(sentence)\n")
        exit(status)
    }

    static func warn(_ sentence: String) { StandardStream.error.offer("\(name): \(sentence)\n") }

    /// With its directory, as the log shows it.
    static var path: String { Processes.programPath ?? CommandLine.arguments.first ?? name }
}

/// Options of a job's own, beside those that every job has: a type of swift-argument-parser, whose types have all of this already.
///
///     struct Options: ParsableArguments, OwnOptions {
///         @Option(help: "The directory to look into.") var directory = "/etc"
///     }
///
/// The library depends on no parser, so that jobs without options of their own do not have to build one.
public protocol OwnOptions {
    /// The exit status of a program.
    associatedtype ExitCode: RawRepresentable<Int32>
    /// Reads the words that a job was started with.
    ///
    /// - Throws: what is wrong with them, or that help was asked for.
    static func parse(_ arguments: [String]?) throws -> Self
    /// What `--help` shows.
    static func helpMessage(includeHidden: Bool, columns: Int?) -> String
    /// What people are told of an error of `parse`.
    static func fullMessage(for error: any Error, columns: Int?) -> String
    /// With what the program ends after an error of `parse`: 0 if it only asked for help.
    static func exitCode(for error: any Error) -> ExitCode
}

extension OwnOptions {
    static func isHelp(_ error: any Error) -> Bool { exitCode(for: error).rawValue == 0 }
}

extension Job {
    /// The options of one's own that the job was started with.
    ///
    /// - Throws: what the parser finds wrong; when the job is run that has been said before.
    public final func options<Options: OwnOptions>(_ type: Options.Type = Options.self) throws -> Options {
        try type.parse(ownWords)
    }
}

/// A setting of a job by the name of its option.
package struct JobSetting: Sendable {
    package let name: String
    /// As it would be given on a command line.
    package let text: String
    /// What a flag says.
    package let flag: Bool?
    /// Seconds of a duration, bytes of a size, or a count.
    package let number: Double?
}

extension Job {
    /// What all options are set to, without secrets.
    package var optionSettings: [JobSetting] {
        JobOptions.table.about(.run).rows.compactMap { row in
            row.setting(in: settings).map { JobSetting(name: row.name, text: $0.text, flag: $0.flag, number: $0.number) }
        }
    }
}
