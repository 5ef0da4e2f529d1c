public import SisyphusCore

/// What the options about Mattermost decide.
public struct MattermostSettings: SettingsPart {
    public var isOn = true
    public var mattermostURL: String?
    public var mattermostChannel: String?
    public var mattermostToken: Secret?
    /// Whether others say the channel, so that address and token alone make sense.
    public var hasFurtherChannels = false

    public init() {}
}

extension NotifySettings {
    /// Of posts to Mattermost.
    public var mattermost: MattermostSettings {
        get { parts[MattermostSettings.self] }
        set { parts[MattermostSettings.self] = newValue }
    }
}

extension ChannelName {
    public static let mattermost = ChannelName("mattermost")
}

extension Delivery.HTTP.Dialect {
    public static let mattermost = Self("mattermost")
}

/// Posts in a channel of a Mattermost server, made by a bot or user with an access token.
public struct MattermostChannel: Channel {
    public static let name = ChannelName.mattermost
    public static let dialect: Delivery.HTTP.Dialect? = .mattermost
    public static let shown = "Mattermost"
    public static let route: Route? = Route(tag: "mattermost", form: .posted)
    public static let isKept = true

    public static let options: [OptionRow] = [
        .template(.chatTitle, "The title of posts to Mattermost, an UL4 template or file:PATH with one (docs/ul4.md)."),
        .template(.chatMessage, "Their text, likewise."),
        .notify(
            "mattermost-url", "URL",
            .setting(
                .text(accepts: "the address of a server, https://HOST") { text in
                    if let reason = HTTPRequest.refusal(of: text) { return reason }
                    return nil
                }, \.notify.mattermost.mattermostURL, text: \ClassNotifySettings.Type.mattermostURL), help: "The Mattermost server."),
        .notify(
            "mattermost-channel", "ID",
            .setting(
                .text(accepts: "letters, digits, - and _, at most 64") { text in
                    // Mattermost's own ids are 26 lower case letters and digits; whether one exists the server knows.
                    let isID =
                        (1...64).contains(text.utf8.count)
                        && text.utf8.allSatisfy {
                            $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                        }
                    guard isID else { return "it is no channel id" }
                    return nil
                }, \.notify.mattermost.mattermostChannel, text: \ClassNotifySettings.Type.mattermostChannel), help: "The id of the channel to post to."),
        .notify(
            "mattermost-token", "TOKEN", .setting(.secret, \.notify.mattermost.mattermostToken, text: \ClassNotifySettings.Type.mattermostToken),
            help: "The access token of the bot or user that posts: as it is, or env:NAME or file:PATH."),
        .off("no-mattermost", "Post nothing for this job.", \.notify.mattermost.isOn, class: \ClassNotifySettings.Type.mattermost),
    ]

    private let url: String
    private let channel: String
    private let token: Secret

    public init?(_ notify: NotifySettings) {
        let settings = notify.mattermost
        guard settings.isOn, let url = settings.mattermostURL, let channel = settings.mattermostChannel, let token = settings.mattermostToken
        else { return nil }
        (self.url, self.channel, self.token) = (url, channel, token)
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.mattermost.isOn }

    public static func inherit(from job: NotifySettings, to further: inout NotifySettings) {
        further.mattermost = job.mattermost
        (further.mattermost.isOn, further.mattermost.hasFurtherChannels) = (true, false)
    }

    public static func secrets(_ settings: NotifySettings) -> [NamedSecret] {
        settings.mattermost.mattermostToken.map { [NamedSecret(option: "mattermost-token", secret: $0)] } ?? []
    }

    public static func contradiction(_ settings: NotifySettings) -> OptionError? {
        let given = settings.mattermost
        let hasChannel = given.mattermostChannel != nil || given.hasFurtherChannels
        let (hasURL, hasToken) = (given.mattermostURL != nil, given.mattermostToken != nil)
        // Further channels may have all that they need.
        guard hasURL || hasToken || given.mattermostChannel != nil, !(hasURL && hasToken && hasChannel) else { return nil }
        let missing = !hasURL ? "url" : hasChannel ? "token" : "channel"
        return OptionError("--mattermost-\(missing) is missing: Mattermost needs --mattermost-url, --mattermost-channel and --mattermost-token")
    }

    public func deliveries(at moment: Moment) -> [Delivery] {
        let leftOut = moment.messages.leftOut["mattermost"] ?? 0
        switch moment.event {
        case .message(let message): return [post(message, moment)]
        case .ended(let occasion?):
            return [post(occasion, leftOut: leftOut, moment)]
        case .ended(nil):
            var usual = moment
            usual.templates = nil
            return leftOut > 0 ? [post(.messages, leftOut: leftOut, usual)] : []
        case .test: return [post(.test, leftOut: 0, moment)]
        case .began, .settled: return []
        }
    }

    /// One message of a run.
    private func post(_ message: Message, _ moment: Moment) -> Delivery {
        let own = moment.templates?.post(moment.report, .messages, message)
        let text = MattermostText.replacing(MattermostText.post(message, of: moment.report), title: own?.title, text: own?.text)
        return post(text, "post \(moment.number)", moment)
    }

    /// What became of a run. A recovery answers the post that told of the failure.
    private func post(_ occasion: Occasion, leftOut: Int, _ moment: Moment) -> Delivery {
        let error = occasion.isEnd ? nil : moment.messages.aborting
        let own = moment.templates?.post(moment.report, occasion, error)
        let post = MattermostText.post(occasion, of: moment.report, error: error, leftOut: leftOut)
        let text = MattermostText.replacing(post, title: own?.title, text: own?.text)
        let earlier = occasion.isEnd ? moment.earlier : nil
        var delivery = self.post(text, occasion.word, root: earlier?.receipt, answers: earlier?.receipt == nil ? earlier?.delivery : nil, moment)
        delivery.isReplaceable = occasion.isNews && leftOut == 0
        return delivery
    }

    /// - Parameters:
    ///   - root: the post that this one answers.
    ///   - answers: the delivery whose post this one answers, if the courier makes both.
    private func post(_ text: String, _ purpose: String, root: String? = nil, answers: String? = nil, _ moment: Moment) -> Delivery {
        let id = "sisyphus:" + MessageID.hex(moment.report.id, purpose + moment.mark)
        return moment.delivery(
            id, over: .mattermost, .http(Delivery.HTTP(dialect: .mattermost, url: .plain(url), secret: token, extra: answers)),
            MattermostText.body(text, channel: channel, root: root, pending: id))
    }

    public static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts)
        throws(HTTPRequest.Refusal)
    {
        request.url = MattermostChannel.server(request.url) + "/api/v4/posts?set_online=false"
        request.headers.append(("Authorization", "Bearer \(facts.secret ?? "")"))
        if let root = http.extra { request.body = MattermostText.answering(root, request.body) }
    }

    /// The address of a server, which may be given with the path of its interface.
    static func server(_ address: String) -> String {
        let server = withoutSlashes(address)
        let path = ["/api/v4/posts", "/api/v4"].first { server.hasSuffix($0) }
        return path.map { withoutSlashes(String(server.dropLast($0.count))) } ?? server
    }

    private static func withoutSlashes(_ address: String) -> String { String(address[...(address.lastIndex { $0 != "/" } ?? address.startIndex)]) }

    /// The id of the post.
    public static func receipt(of answer: AttemptResult) -> String? { JSONValue(answer.reply.utf8)?["id"]?.string }
    public static func body(_ body: [UInt8], answering receipt: String) -> [UInt8]? { MattermostText.answering(receipt, body) }

    /// The server remembers a post for 30 s by its `pending_post_id`.
    public static func mayRepeat(after age: Int64) -> Bool { age < 25_000_000 }
}
