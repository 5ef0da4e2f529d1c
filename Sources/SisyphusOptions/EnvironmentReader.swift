public import SisyphusCore

/// What the environment says.
public struct EnvironmentReading: Sendable {
    public var assignments: [Assignment] = []
    /// Variables that begin with `SISYPHUS_` and name no option.
    public var unknown: [String] = []
}

extension OptionTable {
    /// Reads options from variables that begin with `SISYPHUS_`. An empty value counts as not set, options of other scopes are left alone,
    /// and so are the variables of a running job.
    /// - Throws: when a value is not UTF-8.
    public func read(environment: [(name: String, value: String)], for scope: OptionScope) throws(OptionError) -> EnvironmentReading {
        var reading = EnvironmentReading()
        for (name, value) in environment where name.hasPrefix(OptionRow.environmentPrefix) && !name.hasPrefix(OptionRow.runVariablePrefix) {
            let option = String(name.dropFirst(OptionRow.environmentPrefix.utf8.count))
            guard option == option.uppercased(), let row = row(named: option.lowercased()), row.places.contains(.environment) else {
                reading.unknown.append(name)
                continue
            }
            guard !value.isEmpty, !row.scope.isDisjoint(with: scope) else { continue }
            if value.unicodeScalars.contains("\u{FFFD}") { throw OptionError("the value of environment variable \(name) is not valid UTF-8") }
            reading.assignments.append(Assignment(row: row, text: value, source: .environment(name)))
        }
        return reading
    }

    /// What is to be said of variables that do not even nearly name an option. Those that hold secrets have names of their own.
    func warnings(unknown names: [String], besides assignments: [Assignment]) -> [String] {
        names.filter { name in !assignments.contains { $0.row.kind.isSecret && $0.text == "env:" + name } }.map { name in
            let near = likely(String(name.dropFirst(OptionRow.environmentPrefix.utf8.count)), among: rows.filter { $0.places.contains(.environment) })
            let hint = near.isEmpty ? "" : "; there are " + near.map(\.environmentName).joined(separator: ", ")
            return "environment variable \(name.shownInError) names no option and is ignored\(hint)"
        }
    }

    /// At most three options that share a part of their name with a wrong one, else the nearest.
    private func likely(_ wrong: String, among candidates: [OptionRow]) -> [OptionRow] {
        let wrong = wrong.lowercased().replacingUnderscores
        let parts = wrong.split(separator: "-").filter { $0.utf8.count >= 3 }
        let sharing = candidates.filter { row in
            parts.contains { row.name.contains($0) } || row.name.split(separator: "-").contains { $0.utf8.count >= 4 && wrong.contains($0) }
        }
        if !sharing.isEmpty { return Array(sharing.prefix(3)) }
        // The mail of mailto.
        let pieces = parts.flatMap { part in part.utf8.count < 4 ? [] : (0...part.count - 4).map { part.dropFirst($0).prefix(4) } }
        let alike = candidates.filter { row in pieces.contains { row.name.contains($0) } }
        if !alike.isEmpty { return Array(alike.prefix(3)) }
        let nearest = candidates.map { (row: $0, distance: NearestName.distance(wrong, $0.name)) }.sorted { $0.distance < $1.distance }
        return nearest.prefix(2).filter { $0.distance <= wrong.utf8.count * 2 / 3 }.map(\.row)
    }

    /// Refuses variables that nearly name an option, so that a misspelled limit does not go unseen. Others are somebody else's;
    /// secrets may stand in variables of any name (`env:SISYPHUS_OUR_TOKEN`).
    func refuse(unknown names: [String], besides assignments: [Assignment]) throws(OptionError) {
        for name in names where !assignments.contains(where: { $0.row.kind.isSecret && $0.text == "env:" + name }) {
            let option = String(name.dropFirst(OptionRow.environmentPrefix.utf8.count))
            let hint = suggestion(for: option, among: rows.filter { $0.places.contains(.environment) }) { $0.environmentName }
            let isElsewhere = row(named: option.lowercased()) != nil
            if !hint.isEmpty || isElsewhere { throw OptionError("environment variable \(name.shownInError) names no option\(hint)") }
        }
    }
}
