public import SisyphusCore

/// One message on its way to one receiver: what the courier is asked to deliver, and what the spool keeps.
public struct Delivery: Sendable, Equatable {
    /// The same whenever it is tried; unique among all runs.
    public var id: String
    public var channel: ChannelName
    /// The job that it is about, for people.
    public var label: String
    /// Microseconds since 1970.
    public var created: Int64
    public var transport: Transport
    public var body: [UInt8]

    /// Tries so far.
    public var tries = 0
    /// The first try after which the receiver may have had the message without our knowing (microseconds since 1970).
    public var unsureSince: Int64?
    /// Not before this moment (microseconds since 1970).
    public var notBefore: Int64?
    /// Whether nobody has it yet and a newer message about the same failure says all that it says: then that one may take its place.
    public var isReplaceable = false

    public init(id: String, channel: ChannelName, label: String, created: Int64, transport: Transport, body: [UInt8]) {
        (self.id, self.channel, self.label) = (id, channel, label)
        (self.created, self.transport, self.body) = (created, transport, body)
    }

    public enum Transport: Sendable, Equatable {
        case smtp(SMTP)
        /// A program that takes the body on its standard input.
        case command(Command)
        case http(HTTP)
        /// A file that gets this content, committed by rename, readable by all.
        case file(directory: String, name: String)
    }

    public struct SMTP: Sendable, Equatable {
        public var host: String
        public var port: Int
        public var tls: NotifySettings.TLS
        public var user: String?
        public var password: Secret?
        public var from: String
        public var to: [String]
    }

    public struct Command: Sendable, Equatable {
        public var argv: [String]
        /// It takes mails as sendmail does: only some exit statuses mean that trying again will not help (sysexits(3)), and it is given minutes.
        public var followsSysexits = false
    }

    public struct HTTP: Sendable, Equatable {
        /// Tells the receivers of one channel name apart.
        public struct Dialect: Hashable, Sendable {
            let word: String
            init(_ word: String) { self.word = word }
        }

        /// A header field that the settings of the channel decide.
        public struct Header: Sendable, Equatable {
            public var name: String
            public var value: String
        }

        public var dialect: Dialect
        public var url: Secret
        /// A token or the secret of signatures.
        public var secret: Secret?
        /// What a Sentry envelope names in its header, the event of a ping, or the delivery whose post a post answers.
        public var extra: String?
        public var headers: [Header] = []

        public init(dialect: Dialect, url: Secret, secret: Secret? = nil, extra: String? = nil) {
            (self.dialect, self.url, self.secret, self.extra) = (dialect, url, secret, extra)
        }
    }
}

extension Delivery {
    /// This delivery as an answer to the post that another one made; `nil`: it is none.
    public func answering(_ id: String, post: String) -> Delivery? {
        guard case .http(var http) = transport, http.extra == id, let body = kind.body(body, answering: post) else { return nil }
        var answer = self
        http.extra = nil
        answer.transport = .http(http)
        answer.body = body
        return answer
    }

    /// Names those that go to one receiver over one channel: they keep their order, and what keeps one of them from being delivered does so with all.
    ///
    /// It holds the receiver's address and is for memory alone.
    public var lane: String {
        let receiver =
            switch transport {
            case .smtp(let smtp): "\(smtp.host):\(smtp.port) \(smtp.user ?? "")"
            case .command(let command): command.argv[0]
            case .http(let http): http.url.json.bytes.text
            case .file(let directory, _): directory
            }
        return "\(channel.rawValue) \(receiver)"
    }
}
