/// All options that a command knows. More rows can be joined to it, by another part of the house or by a job.
public struct OptionTable: Sendable {
    /// Finds values that cannot be meant together; `nil`: there are none.
    public typealias Check = @Sendable (RunSettings) -> OptionError?

    private let all: [OptionRow]
    private let checks: [Check]
    /// Rows that are about something else are no options of this table.
    private var scope: OptionScope?

    public init(_ rows: [OptionRow], checks: [Check] = []) {
        all = rows
        self.checks = checks
    }

    /// The options of `run` and `health` that are about the run itself, joined with those of another room.
    ///
    /// - Parameter checks: of that room.
    public static func standard(with rows: [OptionRow], checks: [Check]) -> OptionTable {
        let own = [
            OptionRow.jobRows, OptionRow.timeRows, OptionRow.startRows, OptionRow.retryRows, OptionRow.outcomeRows, OptionRow.logRows, OptionRow.oldLogRows,
            OptionRow.healthRows,
        ]
        return OptionTable(own.joined() + rows + OptionRow.generalRows, checks: checks)
    }

    /// The same table without some of its rows.
    public func without(_ names: Set<String>) -> OptionTable { OptionTable(rows.filter { !names.contains($0.name) }, checks: checks) }

    /// Those rows of the same table that are about something.
    public func about(_ scope: OptionScope) -> OptionTable {
        var table = self
        table.scope = scope
        return table
    }

    /// The options under these headings.
    public func only(_ headings: OptionHeading...) -> OptionTable { OptionTable(rows.filter { headings.contains($0.group) }) }

    public var rows: [OptionRow] { all.filter(isOption) }

    private func isOption(_ row: OptionRow) -> Bool { scope.map { !row.scope.isDisjoint(with: $0) } ?? true }

    public static func + (table: OptionTable, more: [OptionRow]) -> OptionTable {
        OptionTable(table.rows + more, checks: table.checks)
    }

    /// - Throws: `OptionError` about the first values that cannot be meant together.
    public func check(_ settings: RunSettings) throws(OptionError) {
        do throws(OptionError) {
            for check in checks { if let error = check(settings) { throw error } }
            try Contradictions.check(settings)
        } catch {
            throw settings.origins.located(error)
        }
    }

    /// The row with this long name (hyphens or underscores, no `--`).
    public func row(named name: some StringProtocol) -> OptionRow? {
        if let row = all.first(where: { name == $0.name || $0.alias.map { name == $0 } == true }) { return isOption(row) ? row : nil }
        guard name.utf8.contains(UInt8(ascii: "_")) else { return nil }
        let hyphenated = String(name.unicodeScalars.map { $0 == "_" ? "-" : Character($0) })
        return all.first { (hyphenated == $0.name || hyphenated == $0.alias) && isOption($0) }
    }

    func row(short letter: Character) -> OptionRow? {
        all.first { $0.short == letter && isOption($0) }
    }

    /// The name nearest to a wrong one, as a half sentence for errors; empty when none is near.
    func suggestion(for wrong: String, among candidates: [OptionRow], spelled spell: (OptionRow) -> String) -> String {
        NearestName.hint(for: wrong.replacingUnderscores.lowercased(), among: candidates.map(\.name)) { name in
            candidates.first { $0.name == name }.map(spell) ?? name
        }
    }
}

extension String {
    var replacingUnderscores: String {
        utf8.contains(UInt8(ascii: "_")) ? String(unicodeScalars.map { $0 == "_" ? "-" : Character($0) }) : self
    }
}
