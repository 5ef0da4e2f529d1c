import SisyphusCore
import SisyphusOptions

/// What holds for a job, and who says so.
enum ConfigurationReport {
    /// A line per option that can be set in a configuration.
    ///
    /// - Parameters:
    ///   - settings: what holds.
    ///   - assignments: what was said, weakest first.
    static func lines(_ settings: RunSettings, _ assignments: [Assignment], _ table: OptionTable) -> [String] {
        let entries = table.rows.filter { $0.places.contains(.configuration) }.map { row -> (name: String, value: String, source: String) in
            guard let last = assignments.last(where: { $0.row.name == row.name }) else { return (row.name, row.standard(in: settings) ?? "-", "default") }
            return (row.name, shown(last), last.source.words)
        }
        let names = entries.map(\.name.count).max() ?? 0
        let values = min(40, entries.map(\.value.count).max() ?? 0)
        return entries.map { padded($0.name, names) + "  " + padded($0.value, values) + "  " + $0.source }
    }

    /// As it was written; what a secret is stays hidden, where it stands does not.
    private static func shown(_ assignment: Assignment) -> String {
        if assignment.row.kind.isSecret, case .plain? = Secret(assignment.text) { return "(hidden)" }
        return assignment.text.shownInError
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
}

extension OptionSource {
    /// For a table of values.
    fileprivate var words: String {
        switch self {
        case .commandLine(let spelling): spelling
        case .environment(let name): name
        case .configuration(let place, _): place.description
        case .classProperty(let name), .parameter(let name): name
        }
    }
}
