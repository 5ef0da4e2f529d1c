public import SisyphusCore

/// Where values come from, joined: the command line over the environment over the configuration over the defaults.
public struct SettingsReader: Sendable {
    private let form: CommandLineForm
    /// All options that environment and configuration may set.
    public let table: OptionTable
    private let words: [String]
    private let commandLine: CommandLineReading
    /// The job that is named by a word of its own, `PROJECT/JOB`.
    private let named: (project: String, job: String)?
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
        let commandLine = try form.options.read(words, from: start)
        named = form.operand == .job ? SettingsReader.job(words, commandLine) : nil
        self.commandLine = named == nil ? commandLine : try commandLine.joined(with: form.options, words)
        if self.commandLine.action != nil {
            self.environment = EnvironmentReading()
            configurationPath = nil
            return
        }
        self.environment = try table.read(environment: environment, for: form.scope)
        let given = self.environment.assignments + self.commandLine.assignments
        for assignment in given { try assignment.apply(to: &settings) }
        configurationPath = given.last { $0.row.name == "config" }?.text
        try nameJob()
    }

    private mutating func nameJob() throws(OptionError) {
        if base.isLibraryJob { return try JobPlace(settings).check() }
        if form.operand == .none, commandLine.commandStart < words.count {
            throw OptionError("\"\(words[commandLine.commandStart].shownInError)\" is no option, and nothing else stands on this command line")
        }
        if let named { take(project: named.project, job: named.job) }
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

    /// The job that the first word behind the options names, as every subcommand that shows jobs takes it; behind `--` stands a command. A path that
    /// begins with a slash or dot is one too, and where an option names the job, there is nothing to name.
    private static func job(_ words: [String], _ commandLine: CommandLineReading) -> (project: String, job: String)? {
        let start = commandLine.commandStart
        let isNamed = commandLine.text(of: "jobname") != nil || commandLine.text(of: "projectname") != nil
        guard start < words.count, start == 0 || words[start - 1] != "--", !isNamed else { return nil }
        let parts = words[start].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && parts.allSatisfy { Names.refusal(of: $0) == nil } ? (parts[0], parts[1]) : nil
    }

    /// Whether the command line has a flag that sets nothing.
    public func isYes(_ option: String) -> Bool { commandLine.text(of: option).flatMap(FlagText.read) ?? false }

    /// Asks for another job than that of the command line.
    public mutating func take(project: String, job: String, identifier: String? = nil) {
        (settings.projectname, settings.jobname, settings.identifier) = (project, job, identifier ?? settings.identifier)
    }

    /// What is to be said of variables that look like options, once the configuration files are known.
    public func warnings(with configurations: [Configuration]) -> [String] {
        form.checksTogether ? table.warnings(unknown: environment.unknown, besides: assignments(with: configurations)) : []
    }

    /// Everything that somebody says about the job, weakest first.
    private func assignments(with configurations: [Configuration]) -> [Assignment] { places(with: configurations).flatMap(\.self) }

    /// The same by the places where it is said: sections of files, the environment, the command line.
    private func places(with configurations: [Configuration]) -> [[Assignment]] {
        var places: [[Assignment]] = []
        for configuration in configurations.reversed() {
            places += configuration.assignments(project: settings.projectname, job: settings.jobname, identifier: settings.identifier)
        }
        for place in places.indices { places[place].removeAll { $0.row.scope.isDisjoint(with: form.scope) } }
        return places + [environment.assignments, commandLine.assignments]
    }

    /// The settings with what the configuration files say.
    /// - Parameter configurations: strongest first.
    /// - Throws: on refused values, unknown variables and contradictions.
    public func settings(with configurations: [Configuration]) throws(OptionError) -> RunSettings { try reading(with: configurations).settings }

    /// The same with what is said of it, weakest first, but for what yields to something stronger that leaves it without a meaning, of which the notes tell.
    public func reading(with configurations: [Configuration]) throws(OptionError) -> (settings: RunSettings, assignments: [Assignment], notes: [String]) {
        var places = places(with: configurations)
        var notes: [String] = []
        try table.refuse(unknown: environment.unknown, besides: places.flatMap(\.self))
        while true {
            var result = base
            for place in places { for assignment in place { try assignment.apply(to: &result) } }
            (result.projectname, result.identifier) = (settings.projectname, settings.identifier ?? result.identifier)
            (result.jobname, result.jobnameIsDerived) = (settings.jobname, settings.jobnameIsDerived)
            (result.command, result.commandStart) = (settings.command, settings.commandStart)
            let refuses = form.checksTogether && !result.healthcheck
            do throws(OptionError) {
                // Where no more than one place says something nothing can yield: health and views, which monitors ask all the time, do without.
                if refuses || places.count(where: { !$0.isEmpty }) > 1 { try table.check(result) }
            } catch {
                if let note = SettingsReader.yield(error, &places) {
                    notes.append(note)
                    continue
                }
                if refuses { throw error }
            }
            return (result, places.flatMap(\.self), notes)
        }
    }

    /// Leaves out what yields to something that was said in a stronger place; what an even weaker one says holds then.
    /// - Returns: what was left out, in a sentence; `nil`: nothing yields.
    private static func yield(_ error: OptionError, _ places: inout [[Assignment]]) -> String? {
        func place(of option: String) -> Int? { places.lastIndex { $0.contains { $0.row.name == option } } }
        for pair in error.yields {
            guard let weaker = place(of: pair.option), let stronger = place(of: pair.to), weaker < stronger else { continue }
            places[weaker].removeAll { $0.row.name == pair.option }
            return "\(error), and is left out"
        }
        return nil
    }
}
