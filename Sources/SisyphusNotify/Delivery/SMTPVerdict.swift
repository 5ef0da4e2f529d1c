import SisyphusCore

/// Judges a try to send a mail: by the server's code where there is one, because libcurl has one number for many answers.
enum SMTPVerdict {
    static func judge(_ result: AttemptResult) -> Disposition {
        let said = TextCut.head(TextCut.line(result.reply.trimmed), bytes: 300)
        let text = said.isEmpty ? TextCut.line(result.error) : said
        if result.code == 0 { return .delivered(text) }
        // 354: the server waited for the end of the mail. Whether it took what was sent as a whole, nobody knows.
        if result.status == 354, result.wasSent { return .unsure(TextCut.line(result.error), isSlow: result.code == CurlCode.timedOut) }
        switch result.status {
        case 400..<500: return .retry(text, after: nil)
        case 500..<600: return .refused(text)
        default: break
        }
        switch result.code {
        case CurlCode.certificate, CurlCode.useTLSFailed, CurlCode.unsupportedProtocol, CurlCode.malformedURL: return .refused(TextCut.line(result.error))
        default: return .retry(TextCut.line(result.error), after: nil)
        }
    }
}
