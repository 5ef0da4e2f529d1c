public import SisyphusCore

/// Judges a try to send something over HTTP.
public enum HTTPVerdict {
    public static func judge(_ result: TryResult, dialect: Delivery.HTTP.Dialect) -> TryVerdict {
        guard result.status > 0 else { return unanswered(result) }
        let text = "HTTP \(result.status)" + (detail(result).map { ": \($0)" } ?? "")
        switch result.status {
        case 200..<300: return .delivered(text)
        case 429: return .retry(text, after: result.retryAfter ?? discordDelay(result) ?? (dialect == .sentry ? 60 : nil))
        // Sentry asks clients not to repeat what a server could not take (develop.sentry.dev, "Transport").
        case 500..<600 where dialect == .sentry: return .refused(text)
        case 408, 425, 500, 502, 503, 504: return .retry(text, after: result.retryAfter)
        default: return .refused(text)
        }
    }

    private static func unanswered(_ result: TryResult) -> TryVerdict {
        let text = TextCut.line(result.error)
        switch result.code {
        case CurlCode.certificate, CurlCode.unsupportedProtocol, CurlCode.malformedURL: return .refused(text)
        default: return result.wasSent ? .unsure(text) : .retry(text, after: nil)
        }
    }

    /// What the server says in words: the message of a JSON error, or the first line of anything but a web page.
    private static func detail(_ result: TryResult) -> String? {
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

    /// Discord writes the pause into the body, in seconds with a fraction.
    private static func discordDelay(_ result: TryResult) -> Int64? {
        guard let seconds = JSONValue(result.reply.utf8)?["retry_after"]?.double, seconds >= 0, seconds < 86_400 else { return nil }
        return Int64(seconds.rounded(.up))
    }
}

extension Delivery {
    /// Whether a message that the receiver may have already is sent again.
    ///
    /// Mail carries the same Message-ID, a signed webhook the same identifier, Sentry knows events by theirs; Mattermost remembers a post for 30 s. The others
    /// would tell twice.
    public func mayRepeat(now: Int64) -> Bool {
        guard case .http(let http) = transport else { return true }
        switch http.dialect {
        case .sentry, .generic, .ping: return true
        case .mattermost: return now - (unsureSince ?? now) < 25_000_000
        case .slack, .discord, .ntfy, .mattermostHook: return false
        }
    }
}
