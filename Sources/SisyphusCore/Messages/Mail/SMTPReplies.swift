/// Reads from the dialogue of a delivered mail who was refused: libcurl goes on as long as one receiver is accepted.
public enum SMTPReplies {
    /// - Parameter lines: all replies of the server, in order.
    /// - Returns: receivers that were refused, with the server's words and whether trying again may help.
    public static func refused(_ receivers: [String], lines: [String]) -> [(receiver: String, reply: String, isTemporary: Bool)] {
        let replies = lines.filter { line in
            let code = line.utf8.prefix(3)
            return code.count == 3 && code.allSatisfy { $0 &- 0x30 < 10 } && line.utf8.dropFirst(3).first != UInt8(ascii: "-")
        }
        // Before the answer to DATA (354) stand those to the receivers.
        guard let data = replies.lastIndex(where: { $0.hasPrefix("354") }), data >= receivers.count else { return [] }
        return zip(receivers, replies[(data - receivers.count)..<data]).compactMap { receiver, reply in
            reply.hasPrefix("2") ? nil : (receiver, TextCut.head(TextCut.line(reply), bytes: 200), reply.hasPrefix("4"))
        }
    }

    /// Where a mail is sent: `smtp://HOST:PORT/NAME`, and whether the connection must be protected.
    public static func address(_ smtp: Delivery.SMTP, ownName: String) -> (url: String, requiresTLS: Bool) {
        // A password never travels unprotected.
        let needsTLS = smtp.tls == .starttls || smtp.tls == .auto && smtp.user != nil
        let isWrapped = smtp.tls == .tls || smtp.tls == .auto && smtp.port == 465
        let port = smtp.port > 0 ? smtp.port : isWrapped ? 465 : needsTLS ? 587 : 25
        let host = smtp.host.contains(":") && !smtp.host.hasPrefix("[") ? "[\(smtp.host)]" : smtp.host
        let name = String(ownName.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") })
        return ("\(isWrapped ? "smtps" : "smtp")://\(host):\(port)/\(name.isEmpty ? "localhost" : name)", needsTLS)
    }
}
