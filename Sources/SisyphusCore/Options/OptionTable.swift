/// All options that a command knows. More rows can be joined to it, by another part of the house or by a job.
public struct OptionTable: Sendable {
    /// Finds values that cannot be meant together; `nil`: there are none.
    public typealias Check = @Sendable (RunSettings) -> OptionError?

    public private(set) var rows: [OptionRow]
    private let checks: [Check]

    public init(_ rows: [OptionRow], checks: [Check] = []) {
        self.rows = rows
        self.checks = checks
    }

    /// The options of `run` and `health` that are about the run itself, joined with those of another room.
    ///
    /// - Parameter checks: of that room.
    public static func standard(with rows: [OptionRow], checks: [Check]) -> OptionTable {
        let own = [
            OptionRow.jobRows, OptionRow.timeRows, OptionRow.startRows, OptionRow.outcomeRows, OptionRow.logRows, OptionRow.oldLogRows, OptionRow.healthRows,
        ]
        return OptionTable(own.joined() + rows + OptionRow.generalRows, checks: checks)
    }

    /// The same table without some of its rows.
    public func without(_ names: Set<String>) -> OptionTable { OptionTable(rows.filter { !names.contains($0.name) }, checks: checks) }

    public static func + (table: OptionTable, more: [OptionRow]) -> OptionTable {
        OptionTable(table.rows + more, checks: table.checks)
    }

    /// - Parameter given: the options of the command line.
    /// - Throws: `OptionError` about the first values that cannot be meant together.
    func check(_ settings: RunSettings, given: Set<String>) throws(OptionError) {
        for check in checks { if let error = check(settings) { throw error } }
        try Contradictions.check(settings, given: given)
    }

    public func rows(of verb: OptionVerbs) -> [OptionRow] {
        rows.filter { $0.verbs.contains(verb) }
    }

    /// The row with this long name (hyphens or underscores, no `--`).
    public func row(named name: some StringProtocol) -> OptionRow? {
        if let row = rows.first(where: { name == $0.name || $0.alias.map { name == $0 } == true }) { return row }
        guard name.utf8.contains(UInt8(ascii: "_")) else { return nil }
        let hyphenated = String(name.unicodeScalars.map { $0 == "_" ? "-" : Character($0) })
        return rows.first { hyphenated == $0.name || hyphenated == $0.alias }
    }

    func row(short letter: Character) -> OptionRow? {
        rows.first { $0.short == letter }
    }

    /// The name nearest to a wrong one, as a half sentence for errors; empty when none is near.
    func suggestion(for wrong: String, among candidates: [OptionRow], spelled spell: (OptionRow) -> String) -> String {
        let wrong = wrong.replacingUnderscores.lowercased()
        let near = candidates.map { (row: $0, distance: NearestName.distance(wrong, $0.name)) }.min { $0.distance < $1.distance }
        if let near, near.distance <= min(2, max(1, near.row.name.utf8.count / 3)) { return "; did you mean \(spell(near.row))?" }
        if wrong.utf8.count >= 3, let longer = candidates.first(where: { $0.name.hasPrefix(wrong) }) {
            return "; names cannot be abbreviated, did you mean \(spell(longer))?"
        }
        if let near, near.distance <= near.row.name.utf8.count / 3 { return "; did you mean \(spell(near.row))?" }
        return ""
    }
}

extension String {
    var replacingUnderscores: String {
        utf8.contains(UInt8(ascii: "_")) ? String(unicodeScalars.map { $0 == "_" ? "-" : Character($0) }) : self
    }
}
