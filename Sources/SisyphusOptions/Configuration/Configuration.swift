public import SisyphusCore

/// One configuration file, its keys found in the option table and its values judged.
public struct Configuration: Sendable {
    private let sections: [(name: String, place: ConfigurationPlace, assignments: [Assignment])]

    /// A section for the jobs of a project, or for one of them.
    public struct JobSection: Sendable {
        public let name: String
        public let place: ConfigurationPlace
        public var project: String { String(name.prefix { $0 != "/" }) }
        public var job: String? { name.firstIndex(of: "/").map { String(name[name.index(after: $0)...]) } }
    }

    /// All sections but that for all jobs.
    public var jobSections: [JobSection] { sections.filter { $0.name != Configuration.defaults }.map { JobSection(name: $0.name, place: $0.place) } }
    /// Where a secret stands in it as plain text, so that nobody else may be able to read the file.
    public let plainSecret: (place: ConfigurationPlace, key: String)?

    /// The section for all jobs.
    static let defaults = "defaults"

    /// - Parameter passOver: is told of what is wrong with single sections and keys, which then are as if they were not there; `nil`: that is an error.
    /// - Throws: on a malformed file; on an unknown section or key, a wrong type, a refused value, anywhere in the file.
    public init(_ bytes: [UInt8], file: String, table: OptionTable, passOver: ((OptionError) -> Void)? = nil) throws(OptionError) {
        var sections: [(name: String, place: ConfigurationPlace, assignments: [Assignment])] = []
        var plainSecret: (place: ConfigurationPlace, key: String)?
        var scratch = RunSettings()
        for section in try TOMLReader.read(bytes, file: file).tables {
            var assignments: [Assignment] = []
            do throws(OptionError) { try Configuration.check(sectionName: section) } catch {
                guard let passOver else { throw error }
                passOver(error)
                continue
            }
            for entry in section.entries {
                let assignment: Assignment
                do throws(OptionError) {
                    assignment = try Configuration.assignment(entry, table)
                    if assignments.contains(where: { $0.row.name == assignment.row.name }) {
                        throw OptionError("\(entry.place): \(entry.key) sets --\(assignment.row.name) a second time in one section")
                    }
                    try assignment.apply(to: &scratch)
                } catch {
                    // Where the jobs are cannot be guessed.
                    guard let passOver, table.row(named: entry.key)?.name != "basedir" else { throw error }
                    passOver(error)
                    continue
                }
                if assignment.row.kind.isSecret, case .plain? = Secret(assignment.text) { plainSecret = plainSecret ?? (entry.place, entry.key) }
                assignments.append(assignment)
            }
            sections.append((section.name, section.place, assignments))
        }
        self.sections = sections
        self.plainSecret = plainSecret
    }

    /// What the sections of the file say for a job, weakest first.
    func assignments(project: String, job: String, identifier: String?) -> [[Assignment]] {
        var names = [Configuration.defaults, project, "\(project)/\(job)"]
        if let identifier { names.append("\(project)/\(job).\(identifier)") }
        return names.compactMap { name in sections.first { $0.name == name }?.assignments }
    }

    private static func check(sectionName section: TOMLDocument.Table) throws(OptionError) {
        let parts = section.name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        for part in parts {
            if let reason = Names.refusal(of: String(part)) {
                throw OptionError(
                    """
                    \(section.place): section [\"\(section.name.shownInError)\"] is for no job: the name \"\(String(part).shownInError)\" is wrong, \
                    \(reason); accepted: [defaults], [\"PROJECT\"], [\"PROJECT/JOB\"], [\"PROJECT/JOB.IDENTIFIER\"]
                    """)
            }
        }
    }

    private static func assignment(_ entry: TOMLDocument.Entry, _ table: OptionTable) throws(OptionError) -> Assignment {
        let known = table.rows.filter { $0.places.contains(.configuration) }
        guard let row = table.row(named: entry.key) else {
            throw OptionError(
                "\(entry.place): there is no option \"\(entry.key.shownInError)\""
                    + table.suggestion(for: entry.key, among: known) { $0.name })
        }
        guard row.places.contains(.configuration) else {
            throw OptionError("\(entry.place): \(entry.key) cannot be set in a configuration file, only \(row.placesInWords)")
        }
        guard let text = row.kind.text(of: entry.value) else {
            throw OptionError("\(entry.place): \(entry.key) is \(entry.value.article), but must be \(row.kind.acceptedTypes)")
        }
        return Assignment(row: row, text: text, source: .configuration(entry.place, key: entry.key))
    }
}

extension OptionRow {
    var placesInWords: String { places.contains(.environment) ? "on the command line and in the environment" : "on the command line" }
}
