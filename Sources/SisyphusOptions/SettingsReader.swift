public import SisyphusCore

/// Where values come from, joined: the command line over the environment over the configuration over the defaults.
public struct SettingsReader: Sendable {
    private let form: CommandLineForm
    /// All options that environment and configuration may set.
    public let table: OptionTable
    private let words: [String]
    private let commandLine: CommandLineReading
    private let environment: EnvironmentReading
    /// The index of the first word that is neither an option nor its value.
    public var commandStart: Int { commandLine.commandStart }
    /// `--help` or `--version` were asked for; nothing else matters then.
    public var action: OptionAction? { commandLine.action }
    /// The file of `--config`.
    public let configurationPath: String?
    /// What holds where nobody says anything else.
    private let base: RunSettings
    private var settings: RunSettings

    /// Reads command line and environment.
    /// - Parameters:
    ///   - form: what the command line looks like
    ///   - table: all options that environment and configuration may set
    ///   - start: the index of the first word that may be an option
    ///   - base: the values where nobody says anything else; those of a library job come from its class
    ///   - environment: at least all variables whose names begin with `SISYPHUS_`
    public init(
        _ form: CommandLineForm, table: OptionTable, words: [String], from start: Int, base: RunSettings = RunSettings(),
        environment: [(name: String, value: String)]
    ) throws(OptionError) {
        self.table = table
        self.base = base
        settings = base
        self.form = form
        self.words = words
        commandLine = try form.options.read(words, from: start)
        if commandLine.action != nil {
            self.environment = EnvironmentReading()
            configurationPath = nil
            return
        }
        self.environment = try table.read(environment: environment, for: form.scope)
        let given = self.environment.assignments + commandLine.assignments
        for assignment in given { try assignment.apply(to: &settings) }
        configurationPath = given.last { $0.row.name == "config" }?.text
        try nameJob()
    }

    private mutating func nameJob() throws(OptionError) {
        if base.isLibraryJob { return try JobPlace(settings).check() }
        if form.operand == .none, commandLine.commandStart < words.count {
            throw OptionError("\"\(words[commandLine.commandStart].shownInError)\" is no option, and nothing else stands on this command line")
        }
        settings.commandStart = commandLine.commandStart
        settings.command = Array(words[commandLine.commandStart...])
        if let first = settings.command.first, first.isEmpty {
            throw OptionError("the command cannot be \"\": it is empty; give the program to run after --")
        }
        if settings.jobname.isEmpty, !settings.command.isEmpty {
            settings.jobname = deriveJobName(settings.command)
            settings.jobnameIsDerived = true
        }
        if settings.jobname.isEmpty {
            if !form.needsJob { return }
            throw OptionError(
                form.operand == .job || settings.healthcheck
                    ? "there is no job name: give --jobname or, after --, the command that the name is derived from"
                    : "there is no command: write sisyphus run [options] -- COMMAND [ARG…]")
        }
        if form.operand == .command, !settings.healthcheck, settings.command.isEmpty {
            throw OptionError("there is no command: write sisyphus run [options] -- COMMAND [ARG…]")
        }
        try JobPlace(settings).check()
    }

    /// Whether the command line has a flag that sets nothing.
    public func isYes(_ option: String) -> Bool { commandLine.text(of: option).flatMap(FlagText.read) ?? false }

    /// Asks for another job than that of the command line.
    public mutating func take(project: String, job: String) { (settings.projectname, settings.jobname) = (project, job) }

    /// What is to be said of variables that look like options, once the configuration files are known.
    public func warnings(with configurations: [Configuration]) -> [String] {
        form.checksTogether ? table.warnings(unknown: environment.unknown, besides: assignments(with: configurations)) : []
    }

    /// Everything that somebody says about the job, weakest first.
    public func assignments(with configurations: [Configuration]) -> [Assignment] {
        var assignments: [Assignment] = []
        for configuration in configurations.reversed() {
            assignments += configuration.assignments(project: settings.projectname, job: settings.jobname)
        }
        assignments.removeAll { $0.row.scope.isDisjoint(with: form.scope) }
        return assignments + environment.assignments + commandLine.assignments
    }

    /// The settings with what the configuration files say.
    /// - Parameter configurations: strongest first.
    /// - Throws: on refused values, unknown variables and contradictions.
    public func settings(with configurations: [Configuration]) throws(OptionError) -> RunSettings {
        let assignments = assignments(with: configurations)
        var result = base
        for assignment in assignments { try assignment.apply(to: &result) }
        (result.jobname, result.jobnameIsDerived) = (settings.jobname, settings.jobnameIsDerived)
        (result.command, result.commandStart) = (settings.command, settings.commandStart)
        try table.refuse(unknown: environment.unknown, besides: assignments)
        if form.checksTogether, !result.healthcheck {
            try table.check(result)
        }
        return result
    }
}
