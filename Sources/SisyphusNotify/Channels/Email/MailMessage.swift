import SisyphusCore

/// A mail about a run: `multipart/mixed(multipart/alternative(text, HTML), JSON)`, valid by RFC 5322, 2045, 2047 and 3834.
struct MailMessage {
    var report: RunReport
    var occasion: Occasion
    /// The newest messages, oldest first.
    var messages: [Message] = []
    /// All there were, also those that are not held.
    var counts = MessageCounts()
    var from: MailAddress
    var to: [MailAddress]
    /// When it is sent.
    var date: Timestamp
    /// The Message-ID of the mail that this one answers.
    var inReplyTo: String?
    /// Subject, plain text and HTML in place of the usual ones.
    var ownSubject: String?, ownText: String?, ownHTML: String?

    /// `<RUN.WORD@host>`, the same whenever this mail is made again.
    var messageID: String {
        "<\(MailMessage.atom(report.id)).\(occasion.word)@\(MailMessage.atom(report.host.name, fallback: "localhost"))>"
    }

    var subject: String {
        if let ownSubject { return TextCut.head(TextCut.line(ownSubject), bytes: 250) }
        return TextCut.head(
            "\(report.state(occasion)): \(report.label) on \(report.host.name): \(TextCut.head(TextCut.line(news), bytes: 120))", bytes: 250)
    }

    /// Of a run that ended well the messages are the news.
    private var news: String {
        guard occasion == .messages, report.status.isGood, let first = messages.first else { return report.summary(occasion) }
        let others = counts.messages + counts.exceptions - 1
        return TextCut.head(String(first.text.prefix { $0 != "\n" }), bytes: 100) + (others > 0 ? " (and \(grouped(others)) more)" : "")
    }

    /// The whole mail; every line ends with CRLF.
    func bytes() -> [UInt8] {
        let outer = "=_s-\(MessageID.hex(report.id, "mixed"))"
        let inner = "=_a-\(MessageID.hex(report.id, "alternative"))"
        var bytes: [UInt8] = Array(header(boundary: outer).utf8)
        bytes += part(outer, ["Content-Type: multipart/alternative;", " boundary=\"\(inner)\""], [])
        let text = TextCut.head(ownText ?? MailText(self).text, bytes: MailMessage.maxBody, mark: "\n[cut]\n")
        bytes += part(inner, MailMessage.textHeaders("plain"), MailEncoding.quotedPrintable(text))
        bytes += part(inner, MailMessage.textHeaders("html"), MailEncoding.quotedPrintable(ownHTML ?? MailHTML(self).text))
        bytes += Array("--\(inner)--\r\n".utf8)
        bytes += part(outer, attachmentHeaders, MailEncoding.base64(MailAttachment(self).bytes))
        bytes += Array("--\(outer)--\r\n".utf8)
        return bytes
    }

    static let maxBody = 64 << 10

    private func header(boundary: String) -> String {
        var header = MailHeader.addresses("From", [from]) + MailHeader.addresses("To", to) + MailHeader.text("Subject", subject)
        header += MailHeader.words("Date", [date.mailText]) + MailHeader.words("Message-ID", [messageID])
        if let inReplyTo, MailMessage.isMessageID(inReplyTo) {
            header += MailHeader.words("In-Reply-To", [inReplyTo]) + MailHeader.words("References", [inReplyTo])
        }
        header += "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"
        header += MailHeader.text("X-Sisyphus-Job", TextCut.head(report.label, bytes: 250))
        return header + "Content-Type: multipart/mixed;\r\n boundary=\"\(boundary)\"\r\n\r\n"
    }

    private func part(_ boundary: String, _ headers: [String], _ body: [UInt8]) -> [UInt8] {
        Array(("--\(boundary)\r\n" + headers.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    private static func textHeaders(_ kind: String) -> [String] {
        ["Content-Type: text/\(kind); charset=utf-8", "Content-Transfer-Encoding: quoted-printable"]
    }

    /// The file name in ASCII, and as it is (RFC 2231) where that is something else.
    private var attachmentHeaders: [String] {
        let name = TextCut.head("\(report.project).\(report.job)", bytes: 60, mark: "") + ".json"
        let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
        var headers = ["Content-Type: application/json", "Content-Transfer-Encoding: base64", "Content-Disposition: attachment;", " filename=\"\(plain)\""]
        if plain != name {
            headers[3] += ";"
            let encoded = PercentText.encode(name)
            // Continuations (RFC 2231, 3) keep each line short.
            var rest = encoded[...]
            var number = 0
            while !rest.isEmpty {
                var piece = rest.prefix(50)
                if let percent = piece.suffix(2).firstIndex(of: "%"), piece.count < rest.count { piece = piece[..<percent] }
                rest = rest[piece.endIndex...]
                headers.append(" filename*\(number)*=\(number == 0 ? "utf-8''" : "")\(piece)\(rest.isEmpty ? "" : ";")")
                number += 1
            }
        }
        return headers
    }

    /// What a Message-ID may hold on either side.
    private static func atom(_ text: String, fallback: String = "x") -> String {
        let kept = String(
            text.unicodeScalars.filter { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == ".") }.map {
                Character($0)
            })
        let parts = kept.split(separator: ".")
        return parts.isEmpty ? fallback : TextCut.head(parts.joined(separator: "."), bytes: 30, mark: "")
    }

    static func isMessageID(_ text: String) -> Bool {
        text.hasPrefix("<") && text.hasSuffix(">") && text.utf8.count < 100 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
            && !text.dropFirst().dropLast().contains { $0 == "<" || $0 == ">" }
    }
}

/// How many messages there were.
public struct MessageCounts: Sendable, Equatable {
    public var exceptions = 0
    public var messages = 0
    public init(exceptions: Int = 0, messages: Int = 0) {
        (self.exceptions, self.messages) = (exceptions, messages)
    }
}

extension Timestamp {
    /// As in the Date field of a mail: `Mon, 23 Nov 2026 17:45:29 +0100` (RFC 5322, 3.3).
    var mailText: String {
        let civil = CivilTime(self)
        let days = (microseconds + Int64(utcOffset) * 1_000_000).flooredDivision(by: 86_400_000_000).quotient
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int((days + 4 + 3).flooredDivision(by: 7).remainder)]
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][civil.month - 1]
        let minutes = Int((utcOffset / 60).magnitude)
        var bytes: [UInt8] = Array("\(weekday), \(civil.day) \(month) \(civil.year) ".utf8)
        for (index, value) in [civil.hour, civil.minute, civil.second].enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ":")) }
            bytes.appendDecimal(value, width: 2)
        }
        bytes.append(utcOffset < 0 ? " -" : " +")
        bytes.appendDecimal(minutes / 60 * 100 + minutes % 60, width: 4)
        return bytes.text
    }
}
