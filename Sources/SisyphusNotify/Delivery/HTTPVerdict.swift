import SisyphusCore

/// Judges an attempt to send something over HTTP, as most servers mean their answers.
enum HTTPVerdict {
    static func judge(_ result: AttemptResult, _ rules: AnswerRules = AnswerRules()) -> Disposition {
        guard result.status > 0 else { return unanswered(result) }
        let text = "HTTP \(result.status)" + (detail(result).map { ": \($0)" } ?? "")
        if let retried = rules.retried, result.status >= 300, !retried.contains(Int(result.status)) { return .refused(text) }
        switch result.status {
        case 200..<300:
            if rules.readsPartialSuccess, let rejected = rejected(result) { return .refused(text + rejected) }
            return .delivered(text)
        case 429: return .retry(text, after: result.retryAfter ?? discordDelay(result) ?? rules.usualPause)
        case 500..<600 where rules.dropsHeldUp: return .refused(text)
        // Not implemented, version not supported: these will not change.
        case 501, 505: return .refused(text)
        // A status that nobody knows counts as the first of its class (RFC 9110, 15).
        case 408, 425, 500..<600: return .retry(text, after: result.retryAfter)
        default: return .refused(text)
        }
    }

    private static func unanswered(_ result: AttemptResult) -> Disposition {
        let text = TextCut.line(result.error)
        switch result.code {
        case CurlCode.certificate, CurlCode.unsupportedProtocol, CurlCode.malformedURL: return .refused(text)
        default: return result.wasSent ? .unsure(text, isSlow: false) : .retry(text, after: nil)
        }
    }

    /// What the server says in words: the message of a JSON error, or the first line of anything but a web page.
    private static func detail(_ result: AttemptResult) -> String? {
        guard result.status >= 300 else { return nil }
        let isJSON = result.reply.utf8.first == UInt8(ascii: "{")
        if isJSON, let value = JSONValue(result.reply.utf8) {
            let words = value["message"]?.string ?? value["error"]?.string ?? value["detail"]?.string
            return words.map { TextCut.head(TextCut.line($0), bytes: 200) }
        }
        guard !result.reply.trimmed.hasPrefix("<") else { return nil }
        let line = HealthText.line(result.reply)
        return line.isEmpty ? nil : line
    }

    private static func rejected(_ result: AttemptResult) -> String? {
        guard result.reply.utf8.first == UInt8(ascii: "{"), let part = JSONValue(result.reply.utf8)?["partialSuccess"] else { return nil }
        let count = part["rejectedSpans"].flatMap { $0.int ?? $0.string.flatMap { Int64($0) } } ?? 0
        return count > 0 ? ": \(count) spans were rejected: \(TextCut.head(TextCut.line(part["errorMessage"]?.string ?? ""), bytes: 200))" : nil
    }

    /// Discord writes the pause into the body, in seconds with a fraction.
    private static func discordDelay(_ result: AttemptResult) -> Int64? {
        JSONValue(result.reply.utf8)?["retry_after"]?.double.flatMap(RateLimits.pause)
    }
}

extension Delivery {
    /// Whether a message that the receiver may have already is sent again.
    public func mayRepeat(now: Int64) -> Bool { kind.mayRepeat(after: now - (unsureSince ?? now)) }
}
