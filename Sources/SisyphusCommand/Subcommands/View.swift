import SisyphusCore
import SisyphusOptions
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

/// The words of a view or of what acts on jobs. They are judged before jobs are looked for: what is wrong with them is told where there are none, too.
struct ViewRequest {
    let subcommand: Subcommand
    let question: ViewQuestion
    let now: Timestamp

    /// - Throws: when the command line is wrong.
    init(_ subcommand: Subcommand, _ words: [String]) throws(OptionError) {
        self.subcommand = subcommand
        question = try ViewQuestion(words, subcommand.form.options)
        if let action = question.action { subcommand.perform(action) }
        now = SystemClock.wall(utc: question.isYes("utc"))
        let forms = ["json", "csv", "tsv", "plot", "timeline"].filter { question.isYes($0) }
        if forms.count > 1 { throw OptionError("--\(forms[0]) and --\(forms[1]) exclude each other: an answer has one form") }
        if !question.texts("from").isEmpty, question.text("basedir") != nil { throw OptionError("--from and --basedir name two places to look at") }
    }

    /// - Throws: when no job is named.
    init(steering subcommand: Subcommand, _ words: [String]) throws(OptionError) {
        try self.init(subcommand, words)
        if question.names.isEmpty != question.isYes("all") {
            let takesAll = subcommand.form.options.row(named: "all") != nil
            throw OptionError(
                question.names.isEmpty ? "name a job, PROJECT/JOB\(takesAll ? ", or say --all" : "")" : "--all means all jobs: name none with it")
        }
    }

    /// - Throws: unless one name was given.
    func checkNamesOne() throws(OptionError) {
        if question.names.count != 1 { throw OptionError("name one job, PROJECT/JOB") }
    }

    /// When clocks of the reader show a time.
    func moment(_ time: CivilTime) -> Timestamp { question.isYes("utc") ? time.timestamp(utcOffset: 0) : SystemClock.localTimestamp(of: time) }

    /// A moment of a record in the time zone of the reader.
    var local: @Sendable (Timestamp) -> Timestamp {
        let isUTC = question.isYes("utc")
        return { isUTC ? Timestamp(microseconds: $0.microseconds) : SystemClock.local(microseconds: $0.microseconds) }
    }
}

/// What `status`, `history` and `why` have in common: they read and change nothing.
struct View {
    let request: ViewRequest
    var subcommand: Subcommand { request.subcommand }
    var question: ViewQuestion { request.question }
    var now: Timestamp { request.now }
    /// One, or one for each host whose base directory was collected.
    private(set) var readers: [JobReader] = []
    /// Why there are not more.
    private var unread: [String] = []
    var reader: JobReader {
        get { readers[0] }
        set { readers[0] = newValue }
    }
    /// The base directory.
    var base: String { reader.path }

    /// Looks for the jobs, and ends where there are none.
    ///
    /// - Throws: when environment or configuration are wrong.
    init(_ request: ViewRequest) throws(OptionError) {
        self.request = request
        let (from, names) = CollectedHosts.directories(question.texts("from"), question.names)
        let patterns = (question.isYes("all") ? question.text("projectname").map { [$0] } ?? names : names).map(JobPattern.init)
        if from.isEmpty {
            let settings = try View.settings(basedir: question.text("basedir")) { [name = request.subcommand.name] in
                ProgramExit.warn("passed over: \($0)", subcommand: name)
            }
            let base: String
            do throws(StartFailure) { base = try Notifications.base(settings) } catch { ProgramExit.fail(error, subcommand: subcommand.name) }
            open(base, patterns)
        } else {
            for (path, host) in zip(from, CollectedHosts.names(from)) { open(path, patterns, host: host) }
        }
        // Of several hosts some may be missing.
        if readers.isEmpty { ProgramExit.fail("there are no jobs: \(unread.joined(separator: "; "))", ExitStatus.noInput, subcommand: subcommand.name) }
        for name in names where !readers.contains(where: { $0.knows(name) }) {
            warnOfTroubles()
            ProgramExit.fail("there is no job \"\(name.shownInMessage)\"\(nearest(name))", ExitStatus.noInput, subcommand: subcommand.name)
        }
    }

    private mutating func open(_ base: String, _ patterns: [JobPattern], host: String? = nil) {
        do throws(SystemError) { readers.append(try JobReader(base: base, patterns: patterns, host: host)) } catch { unread.append("\(error)") }
    }

    /// Environment and configuration say where the jobs are, as they do to `run`. Nothing else that is wrong in them keeps anybody from looking at jobs
    /// or from ending them.
    ///
    /// - Parameter passOver: is told of what is wrong in the configuration.
    /// - Throws: when it cannot be known where the jobs are.
    static func settings(basedir: String?, passOver: @escaping (OptionError) -> Void = { _ in }) throws(OptionError) -> RunSettings {
        var settings = RunSettings()
        settings.basedir = basedir
        if basedir != nil { return settings }
        do throws(OptionError) {
            let reader = try SettingsReader(
                CommandLineForm(OptionTable.standard.about(.run), settings: .run, operand: .none), table: .standard, words: [], from: 0,
                environment: Environment.variables(withPrefix: "SISYPHUS_").filter(saysWhere))
            return try reader.settings(with: ConfigurationFiles.read(for: reader, passOver: passOver))
        } catch {
            throw OptionError("\(error); --basedir DIR looks for jobs there in any case")
        }
    }

    /// Whether a variable names the base directory or the configuration; or no option, so that it may be one of these misspelled; or a secret, which may
    /// be in a variable of any name.
    private static func saysWhere(_ name: String, _ value: String) -> Bool {
        let row = OptionTable.standard.row(named: name.dropFirst(OptionRow.environmentPrefix.utf8.count).lowercased())
        return row.map { ["basedir", "config"].contains($0.name) || $0.kind.isSecret } ?? true
    }

    /// The only job that was named.
    ///
    /// - Throws: when the name is a pattern of several.
    func onlyPlace() throws(OptionError) -> JobOverview.Place {
        guard reader.places.count == 1, let place = reader.places.first else {
            throw OptionError("name one job, PROJECT/JOB; these are \(reader.places.count)")
        }
        return place
    }

    var local: @Sendable (Timestamp) -> Timestamp { request.local }

    /// How wide and in which characters something is drawn.
    var style: PlotView.Style {
        let isTerminal = Terminal.isTerminal(1)
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { Environment.value(of: $0) }.first { !$0.isEmpty } ?? ""
        let isUTF8 = locale.lowercased().replacing("-", with: "").contains("utf8")
        let columns = (isTerminal ? Terminal.columns(1) : nil) ?? Environment.value(of: "COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
        return PlotView.Style(width: columns, isASCII: !isUTF8 || question.isYes("ascii"), isColoured: isColoured(isTerminal))
    }

    /// Prints a table as the output and the options want it.
    func show(_ table: Table) {
        let isTerminal = Terminal.isTerminal(1)
        let format: Table.Format = question.isYes("tsv") ? .tsv : isTerminal ? .terminal(width: Terminal.columns(1) ?? 80) : .pipe
        show(table.bytes(format, isColoured: format != .tsv && isColoured(isTerminal)))
    }

    /// `NO_COLOR` (no-color.org) and `CLICOLOR_FORCE` (bixense.com/clicolors), unless the option says it.
    func isColoured(_ isTerminal: Bool) -> Bool {
        switch question.color {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if Environment.value(of: "NO_COLOR")?.isEmpty == false { return false }
        if let force = Environment.value(of: "CLICOLOR_FORCE"), !force.isEmpty, force != "0" { return true }
        return isTerminal
    }

    func show(_ bytes: [UInt8]) { StandardStream.output.write(bytes) }

    /// Says what could not be read and ends.
    func leave(_ status: Int32) -> Never {
        warnOfTroubles()
        ProgramExit.end(status)
    }

    /// Which job may be meant: one of that name in a project, or one of nearly that name.
    private func nearest(_ wrong: String) -> String {
        let places = readers.flatMap { (try? JobReader(base: $0.path, patterns: []).places) ?? [] }
        if let place = places.first(where: { $0.job == wrong }) { return "; did you mean \(place)?" }
        return NearestName.hint(for: wrong, among: places.map { "\($0)" })
    }

    /// All jobs of all hosts.
    var places: [JobOverview.Place] { readers.count == 1 ? readers[0].places : readers.flatMap(\.places) }

    /// Goes over all jobs, with the reader of each.
    mutating func forEachJob(_ body: (View, inout JobReader, JobOverview.Place) -> Void) {
        let view = self
        for index in readers.indices { for place in readers[index].places { body(view, &readers[index], place) } }
    }

    /// What is known of all jobs.
    mutating func overviews(maxAge: Int64?) -> [JobOverview] { readers.indices.flatMap { readers[$0].overviews(now: now, maxAge: maxAge) } }

    /// What could not be looked at, in sentences.
    var troubles: [String] { unread + readers.flatMap(\.troubles) }

    private func warnOfTroubles() {
        for trouble in troubles { ProgramExit.complain(trouble, subcommand: subcommand.name) }
    }

    static let patterns: (heading: String, text: String) = (
        "Patterns",
        """
        PROJECT/JOB or PROJECT; a job with an identifier is PROJECT/JOB.IDENTIFIER. * stands for any text, ? for one character, [a-f] for one of a set. The name of a job \
        means that job alone, also if it has such characters.
        """
    )
    static let statuses = "64 wrong options; 66 there is no such job; 73 the base directory has no name."
}

extension Pieces {
    /// Several threads, where there are enough things for them.
    static func threads(for things: Int) -> Pieces { Pieces(Threads.pieces(of: things), Threads.perform) }
}
