public import SisyphusCore

/// Options that stand together. They are made when one of them is looked for and was in no group before: most starts need but the first.
public final class OptionRows: Sendable {
    private let make: @Sendable () -> [OptionRow]
    var rows: [OptionRow] { make() }

    /// - Parameter rows: kept by whoever has them, since they are asked for more than once.
    public init(_ rows: @autoclosure @escaping @Sendable () -> [OptionRow]) { make = rows }
}

/// All options that a command knows. More rows can be joined to it, by another part of the house or by a job.
public struct OptionTable: Sendable {
    /// Finds values that cannot be meant together; `nil`: there are none.
    public typealias Check = @Sendable (RunSettings) -> OptionError?

    private let groups: [OptionRows]
    private let furtherCheck: Check?
    /// Rows that are about something else are no options of this table.
    private var scope: OptionScope?

    public init(_ rows: [OptionRow]) { self.init(rows, check: nil) }

    private init(_ rows: [OptionRow], check: Check?) { self.init([OptionRows(rows)], check: check) }

    private init(_ groups: [OptionRows], check: Check?) { (self.groups, furtherCheck) = (groups, check) }

    /// The options of `run` and `health` that are about the run itself, joined with those of another room.
    ///
    /// - Parameter check: of that room.
    public static func standard(with more: OptionRows, check: @escaping Check) -> OptionTable {
        OptionTable(
            [
                OptionRows(OptionRow.jobRows), OptionRows(OptionRow.timeRows), OptionRows(OptionRow.limitRows), OptionRows(OptionRow.startRows),
                OptionRows(OptionRow.retryRows),
                OptionRows(OptionRow.outcomeRows), OptionRows(OptionRow.logRows), OptionRows(OptionRow.oldLogRows), OptionRows(OptionRow.healthRows), more,
                OptionRows(OptionRow.generalRows),
            ], check: check)
    }

    /// The same table without some of its rows.
    public func without(_ names: [String]) -> OptionTable { OptionTable(rows.filter { !names.contains($0.name) }, check: furtherCheck) }

    /// Those rows of the same table that are about something.
    public func about(_ scope: OptionScope) -> OptionTable {
        var table = self
        table.scope = scope
        return table
    }

    /// The options under these headings.
    public func only(_ headings: OptionHeading...) -> OptionTable { OptionTable(rows.filter { headings.contains($0.group) }) }

    public var rows: [OptionRow] { groups.flatMap { $0.rows.filter(isOption) } }

    private func first(where isMeant: (OptionRow) -> Bool) -> OptionRow? {
        for group in groups { if let row = group.rows.first(where: isMeant) { return row } }
        return nil
    }

    private func isOption(_ row: OptionRow) -> Bool { scope.map { !row.scope.isDisjoint(with: $0) } ?? true }

    public static func + (table: OptionTable, more: [OptionRow]) -> OptionTable {
        OptionTable(table.rows + more, check: table.furtherCheck)
    }

    /// - Throws: `OptionError` about the first values that cannot be meant together.
    public func check(_ settings: RunSettings) throws(OptionError) {
        do throws(OptionError) {
            if let error = furtherCheck?(settings) { throw error }
            try Contradictions.check(settings)
        } catch {
            throw settings.origins.located(error)
        }
    }

    /// The row with this long name (hyphens or underscores, no `--`).
    public func row(named name: some StringProtocol) -> OptionRow? {
        if let row = first(where: { name == $0.name || $0.alias.map { name == $0 } == true }) { return isOption(row) ? row : nil }
        guard name.utf8.contains(UInt8(ascii: "_")) else { return nil }
        let hyphenated = String(name.unicodeScalars.map { $0 == "_" ? "-" : Character($0) })
        return first { (hyphenated == $0.name || hyphenated == $0.alias) && isOption($0) }
    }

    func row(short letter: Character) -> OptionRow? {
        first { $0.short == letter && isOption($0) }
    }

    /// The name nearest to a wrong one, as a half sentence for errors; empty when none is near.
    func suggestion(for wrong: String, among candidates: [OptionRow], spelled spell: (OptionRow) -> String) -> String {
        NearestName.hint(for: wrong.replacingUnderscores, among: candidates.map(\.name)) { name in
            candidates.first { $0.name == name }.map(spell) ?? name
        }
    }
}

extension String {
    var replacingUnderscores: String {
        utf8.contains(UInt8(ascii: "_")) ? String(unicodeScalars.map { $0 == "_" ? "-" : Character($0) }) : self
    }
}
