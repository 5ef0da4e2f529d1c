public import SisyphusCore

extension OptionTable {
    /// Takes what a job's class says about every option.
    ///
    /// - Parameter settings: those of jobs whose class says nothing.
    /// - Throws: `OptionError` that names the property whose text is refused.
    public func take(from type: ClassSettings.Type, into settings: inout RunSettings) throws(OptionError) {
        for row in rows {
            // What a class does not say itself is what holds already.
            guard let text = row.value.take(from: type, into: &settings), text != row.value.text(in: settings) else { continue }
            try Assignment(row: row, text: text, source: .classProperty(row.propertyName)).apply(to: &settings)
        }
        for (option, text) in type.furtherOptions.sorted(by: { $0.key < $1.key }) {
            try apply(text, to: option, from: .classProperty("furtherOptions"), settings: &settings)
        }
    }
}
