import SisyphusCore

/// Reads from the dialogue of a delivered mail who was refused: libcurl goes on as long as one receiver is accepted.
public enum SMTPReplies {
    /// - Parameter lines: all replies of the server, in order.
    /// - Returns: receivers that were refused, with the server's words and whether trying again may help. Empty if that makes no difference: all of them were
    ///   refused in the same way, or something else was.
    public static func refused(_ receivers: [String], lines: [String]) -> [(receiver: String, reply: String, isTemporary: Bool)] {
        let replies = lines.filter { line in
            let code = line.utf8.prefix(3)
            return code.count == 3 && code.allSatisfy { $0 &- 0x30 < 10 } && line.utf8.dropFirst(3).first != UInt8(ascii: "-")
        }
        // Before the answer to DATA (354) stand those to the receivers; where all were refused, they are the last but a farewell.
        let data = replies.lastIndex { $0.hasPrefix("354") }
        let end = data ?? replies.count - (replies.last?.hasPrefix("221") ?? false ? 1 : 0)
        guard end >= receivers.count else { return [] }
        let answers = replies[(end - receivers.count)..<end]
        let isMixed = answers.allSatisfy { $0.hasPrefix("4") || $0.hasPrefix("5") } && Set(answers.map { $0.first }).count == 2
        guard data != nil || isMixed else { return [] }
        return zip(receivers, answers).compactMap { receiver, reply in
            reply.hasPrefix("2") ? nil : (receiver, TextCut.head(TextCut.line(reply), bytes: 200), reply.hasPrefix("4"))
        }
    }

    /// The password as it may stand in what a server says: as it is, and as it was sent (RFC 4954; PLAIN and LOGIN).
    public static func secrets(user: String?, password: String?) -> [String] {
        guard let password else { return [] }
        let login = Base64.encode(Array(password.utf8)).text
        let plain = Base64.encode(Array("\0\(user ?? "")\0\(password)".utf8)).text
        return [password, login, plain]
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
