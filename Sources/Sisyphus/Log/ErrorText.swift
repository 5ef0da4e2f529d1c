/// How errors are shown.
enum ErrorText {
    /// `Shop.ParseError: no price`: the type, and what the error says about itself.
    static func line(_ error: any Error) -> String {
        let type = typeName(error)
        var text = String(describing: error).trimmingBlanks
        // What a value says by itself begins with its type: `ParseError(line: 3)`.
        let short = String(describing: Swift.type(of: error))
        if text.hasPrefix(short + "(") { return type + text.dropFirst(short.count) }
        if text == short { text = "" }
        return text.isEmpty ? type : "\(type): \(text)"
    }

    /// The same with what else the error knows, and where it was thrown.
    static func full(_ error: any Error) -> String {
        ([described(error)] + ThrowSites.lines(of: error)).joined(separator: "\n")
    }

    private static func described(_ error: any Error) -> String {
        let line = line(error)
        guard let debug = (error as? any CustomDebugStringConvertible)?.debugDescription.trimmingBlanks else { return line }
        let isKnown = line.hasSuffix(debug) || line.hasSuffix(String(describing: error)) && debug == String(describing: error)
        return isKnown || debug.isEmpty ? line : "\(line)\n\(debug)"
    }

    /// Types of the standard library and those of the job's own module without their module.
    private static func typeName(_ error: any Error) -> String {
        let name = String(reflecting: type(of: error))
        for module in ["Swift", CurrentRun.module] where !module.isEmpty && name.hasPrefix(module + ".") {
            return String(name.dropFirst(module.count + 1))
        }
        return name
    }
}

extension String {
    var trimmingBlanks: String {
        let start = drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}
