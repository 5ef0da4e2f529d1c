/// What errors of Foundation and of the standard library say, as a person would write it. Their own descriptions are made for debuggers.
enum FoundationErrorText {
    /// `nil`: the error is none of them.
    static func text(_ error: any Error) -> String? {
        if let error = error as? DecodingError { return text(error) }
        if let error = error as? EncodingError, case .invalidValue(_, let context) = error {
            return text(context.debugDescription, context.codingPath, context.underlyingError)
        }
        return ofObject(String(describing: error)[...])
    }

    /// What an error of one's own says, `failed(Error Domain=…)`, with that error in it as it says itself.
    static func withinText(_ text: String) -> String {
        guard text.contains("Error Domain="), let start = text.firstMatch(of: #/Error Domain=\S* Code=-?[0-9]+ "[^"]*"(UserInfo=\{)?/#) else { return text }
        var end = start.range.upperBound
        if start.output.1 != nil {
            var depth = 1
            while depth > 0, end < text.endIndex {
                if text[end] == "{" { depth += 1 } else if text[end] == "}" { depth -= 1 }
                end = text.index(after: end)
            }
            guard depth == 0 else { return text }
        }
        guard let said = ofObject(text[start.range.lowerBound..<end]) else { return text }
        return text[..<start.range.lowerBound] + said + withinText(String(text[end...]))
    }

    /// `Error Domain=DOMAIN Code=NUMBER "TEXT"UserInfo={KEY=VALUE, …}`, the form of all errors that Foundation passes on.
    private static func ofObject(_ description: Substring) -> String? {
        guard let head = description.prefixMatch(of: #/Error Domain=(\S*) Code=(-?[0-9]+) "([^"]*)"/#) else { return nil }
        let (domain, code) = (head.output.1, head.output.2)
        /// All that follows a key, of the object itself or of one that it holds.
        func rest(_ key: String) -> Substring? { description.firstRange(of: key + "=").map { description[$0.upperBound...] } }
        func value(_ key: String) -> String? {
            rest(key).map { String($0[..<($0.firstMatch(of: #/, [A-Z]\w*=|\}(?=, |\}|$)/#)?.range.lowerBound ?? $0.endIndex)]) }
        }
        let own = head.output.3 == "(null)" ? nil : String(head.output.3)
        let known = domain == "NSURLErrorDomain" ? Int(code).flatMap { requestFailures[$0] } : nil
        var text = value("NSLocalizedDescription") ?? own ?? known ?? "error \(code) of \(domain)"
        if own == nil, known == nil, value("NSLocalizedDescription") == nil, let cause = rest("NSUnderlyingError").flatMap(ofObject) { text += ": \(cause)" }
        for detail in [value("NSDebugDescription"), value("NSFilePath") ?? value("NSErrorFailingURLStringKey") ?? value("NSErrorFailingURLKey")] {
            if text.hasSuffix(".") { text.removeLast() }
            if let detail, !text.contains(detail) { text += ": \(detail)" }
        }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    /// What the numbers of `URLError` mean, where the error says nothing itself.
    private static let requestFailures = [
        -999: "the request was cancelled", -1000: "the address is no URL", -1001: "the request timed out", -1002: "the kind of the URL is not supported",
        -1003: "there is no such host", -1004: "cannot connect to the host", -1005: "the connection was lost",
        -1006: "the name of the host cannot be looked up",
        -1007: "there are too many redirects", -1008: "the resource is not available", -1009: "there is no connection to the network",
        -1010: "the redirect leads nowhere", -1011: "the server's answer makes no sense", -1012: "signing in was cancelled",
        -1013: "the server wants one to sign in",
        -1014: "the server's answer is empty", -1015: "the answer cannot be decoded", -1016: "the answer cannot be decoded",
        -1017: "the server's answer cannot be read", -1100: "there is no such file", -1101: "the file is a directory", -1102: "the file may not be read",
        -1103: "the answer is too large", -1200: "there is no secure connection", -1201: "the server's certificate has expired or is not valid yet",
        -1202: "the server's certificate is not trusted", -1203: "the server's certificate is of an unknown authority",
        -1204: "the server's certificate is not valid yet", -1205: "the server refuses the client's certificate",
        -1206: "the server wants a certificate of the client",
    ]

    private static func text(_ error: DecodingError) -> String? {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            text(context.debugDescription, context.codingPath, context.underlyingError)
        case .keyNotFound(let key, let context): text("there is no \(key.stringValue)", context.codingPath, nil)
        @unknown default: nil
        }
    }

    /// - Parameters:
    ///   - path: Where in the data, `customers[3].name`.
    ///   - cause: What the reader or writer of the format came upon.
    private static func text(_ text: String, _ path: [any CodingKey], _ cause: (any Error)?) -> String {
        let place = path.reduce("") { $0 + ($1.intValue.map { "[\($0)]" } ?? ($0.isEmpty ? "" : ".") + $1.stringValue) }
        var sentence = text.isEmpty ? "the data is not as expected" : text
        if sentence.hasSuffix(".") { sentence.removeLast() }
        if let cause { sentence += ": \(ErrorText.line(cause))" }
        return place.isEmpty ? sentence : "\(sentence) (at \(place))"
    }
}
