import FoundationEssentials

/// How errors are shown.
package enum ErrorText {
    /// `Shop.ParseError: no price`: the type, and what the error says about itself.
    package static func line(_ error: any Error) -> String {
        withoutContexts(rawLine(error))
    }

    private static func rawLine(_ error: any Error) -> String {
        let type = typeName(error)
        if let text = localized(error) ?? FoundationErrorText.text(error) { return "\(type): \(text)" }
        var text = FoundationErrorText.withinText(String(describing: error).trimmed)
        // What a value says by itself begins with its type: `ParseError(line: 3)`.
        let short = String(describing: Swift.type(of: error))
        if text.hasPrefix(short + "(") { return type + text.dropFirst(short.count) }
        if text == short { text = "" }
        return text.isEmpty ? type : "\(type): \(text)"
    }

    /// What an error says that describes itself for people only, `LocalizedError` without `CustomStringConvertible`. (Errors of Foundation itself are both.)
    private static func localized(_ error: any Error) -> String? {
        guard !(error is any CustomStringConvertible), let text = (error as? any LocalizedError)?.errorDescription?.trimmed else { return nil }
        return text.isEmpty ? nil : text
    }

    /// The same with what else the error knows, and where it was thrown.
    static func full(_ error: any Error, saying text: String? = nil) -> String {
        ([withoutContexts(described(error))] + [text].compactMap(\.self) + ThrowSites.lines(of: error)).joined(separator: "\n")
    }

    private static func described(_ error: any Error) -> String {
        let line = line(error)
        if localized(error) != nil || FoundationErrorText.text(error) != nil {
            let own = String(describing: error)
            // `NoPrice()` tells nothing that its type does not.
            return own == "\(type(of: error))()" ? line : "\(line)\n\(own)"
        }
        guard let debug = (error as? any CustomDebugStringConvertible)?.debugDescription.trimmed else { return line }
        let isKnown = line.hasSuffix(debug) || line.hasSuffix(String(describing: error)) && debug == String(describing: error)
        return isKnown || debug.isEmpty ? line : "\(line)\n\(debug)"
    }

    /// Private types, and those in functions, are said to be in an `(unknown context at $7f3a58c650)`, in each run another one, so that the same
    /// failure would always be a new one.
    static func withoutContexts(_ text: String) -> String {
        text.contains("(unknown context at $") ? text.replacing(#/\(unknown context at \$[0-9a-f]+\)\./#, with: "") : text
    }

    /// Types of the standard library and those of the job's own module without their module.
    private static func typeName(_ error: any Error) -> String {
        let name = String(reflecting: type(of: error))
        for module in ["Swift", "Foundation", "FoundationEssentials", CurrentRun.module] where !module.isEmpty && name.hasPrefix(module + ".") {
            return String(name.dropFirst(module.count + 1))
        }
        return name
    }
}
