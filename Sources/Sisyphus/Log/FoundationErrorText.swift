/// What errors of Foundation and of the standard library say, as a person would write it. Their own descriptions are made for debuggers.
enum FoundationErrorText {
    /// `nil`: the error is none of them.
    static func text(_ error: any Error) -> String? {
        if let error = error as? DecodingError { return text(error) }
        if let error = error as? EncodingError, case .invalidValue(_, let context) = error { return text(context.debugDescription, context.codingPath) }
        return ofObject(String(describing: error))
    }

    /// `Error Domain=DOMAIN Code=NUMBER "TEXT"UserInfo={KEY=VALUE, …}`, the form of all errors that Foundation passes on.
    private static func ofObject(_ description: String) -> String? {
        guard let head = description.prefixMatch(of: #/Error Domain=(\S*) Code=(-?[0-9]+) "([^"]*)"/#) else { return nil }
        /// A value of the object itself or of one that it holds.
        func value(_ key: String) -> String? {
            guard let start = description.firstRange(of: key + "=")?.upperBound else { return nil }
            let rest = description[start...]
            return String(rest[..<(rest.firstMatch(of: #/, \w+=|\}/#)?.range.lowerBound ?? rest.endIndex)])
        }
        let own = head.output.3 == "(null)" ? nil : String(head.output.3)
        var text = value("NSLocalizedDescription") ?? own ?? "error \(head.output.2) of \(head.output.1)"
        if text.hasSuffix(".") { text.removeLast() }
        let place = value("NSFilePath") ?? value("NSErrorFailingURLStringKey")
        return place.map { text.contains($0) ? text : "\(text): \($0)" } ?? text
    }

    private static func text(_ error: DecodingError) -> String? {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): text(context.debugDescription, context.codingPath)
        case .keyNotFound(let key, let context): text("there is no \(key.stringValue)", context.codingPath)
        @unknown default: nil
        }
    }

    /// - Parameter path: where in the data, `customers[3].name`.
    private static func text(_ text: String, _ path: [any CodingKey]) -> String {
        let place = path.reduce("") { $0 + ($1.intValue.map { "[\($0)]" } ?? ($0.isEmpty ? "" : ".") + $1.stringValue) }
        let sentence = text.hasSuffix(".") ? String(text.dropLast()) : text
        return place.isEmpty ? sentence : "\(sentence) (at \(place))"
    }
}
