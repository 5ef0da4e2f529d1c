/// A value that somebody wrote for an option, not judged yet.
public struct Assignment: Sendable {
    public let row: OptionRow
    public let text: String
    public let source: OptionSource

    package init(row: OptionRow, text: String, source: OptionSource) { (self.row, self.text, self.source) = (row, text, source) }

    /// Judges the value of an option that sets nothing.
    /// - Throws: if it is refused.
    public func check() throws(OptionError) {
        var nobody = RunSettings()
        try apply(to: &nobody)
    }

    /// Judges the value and stores it.
    /// - Throws: if it is refused.
    package func apply(to settings: inout RunSettings) throws(OptionError) {
        do throws(Refusal) {
            try row.value.read(text, into: &settings)
        } catch {
            throw OptionError(source, row, text, error)
        }
        settings.origins.note(source, of: row.name)
    }
}
