import SisyphusCore

/// The form in which deliveries travel to the courier and lie in the spool: a line of JSON, then the body as it is.
///
/// A secret stands in it as it was configured: `env:NAME` and `file:PATH` stay references, and a plain one is why the spool is readable by its owner alone.
extension Delivery {
    public var encoded: [UInt8] {
        JSONValue.members([
            "version": 1, "id": .string(id), "channel": .string(channel.rawValue), "label": .string(label), "created": .int(created),
            "tries": .int(Int64(tries)), "unsure_since": .number(unsureSince), "not_before": .number(notBefore),
            "replaceable": isReplaceable ? true : nil, "transport": transport.json, "size": .int(Int64(body.count)),
        ]).bytes + [UInt8(ascii: "\n")] + body
    }

    /// - Returns: `nil` if the bytes are nothing that `encoded` made.
    public init?(encoded bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), let value = JSONValue(bytes[..<end]), value["version"]?.int == 1,
            let id = value["id"]?.string, let channel = value["channel"]?.string.flatMap(ChannelName.init(rawValue:)),
            let created = value["created"]?.int, let transport = value["transport"].flatMap({ Transport($0) })
        else { return nil }
        let body = Array(bytes[(end + 1)...])
        // A crash of the machine can leave less than was written.
        if let size = value["size"]?.int, size != body.count { return nil }
        self.init(
            id: id, channel: channel, label: value["label"]?.string ?? "", created: created, transport: transport, body: body)
        tries = Int(clamping: value["tries"]?.int ?? 0)
        unsureSince = value["unsure_since"]?.int
        notBefore = value["not_before"]?.int
        isReplaceable = value["replaceable"]?.bool ?? false
    }
}

extension Delivery.Transport {
    var json: JSONValue {
        switch self {
        case .smtp(let smtp):
            .members([
                "kind": "smtp", "host": .string(smtp.host), "port": .int(Int64(smtp.port)), "tls": .string(smtp.tls.rawValue), "user": .text(smtp.user),
                "password": smtp.password?.json, "from": .string(smtp.from), "to": .array(smtp.to.map(JSONValue.string)),
            ])
        case .command(let command):
            .members(["kind": "command", "argv": .array(command.argv.map(JSONValue.string)), "sysexits": .bool(command.followsSysexits)])
        case .http(let http):
            .members([
                "kind": "http", "dialect": .string(http.dialect.word), "url": http.url.json, "secret": http.secret?.json, "extra": .text(http.extra),
                "headers": http.headers.isEmpty ? nil : .array(http.headers.map { .array([.string($0.name), .string($0.value)]) }),
            ])
        case .file(let directory, let name): .members(["kind": "file", "directory": .string(directory), "name": .string(name)])
        }
    }

    init?(_ value: JSONValue) {
        switch value["kind"]?.string {
        case "smtp":
            guard let host = value["host"]?.string, let port = value["port"]?.int, let tls = value["tls"]?.string.flatMap(NotifySettings.TLS.init(rawValue:)),
                let from = value["from"]?.string, let to = value["to"]?.strings
            else { return nil }
            self = .smtp(
                Delivery.SMTP(
                    host: host, port: Int(clamping: port), tls: tls, user: value["user"]?.string, password: value["password"].flatMap { Secret($0) },
                    from: from, to: to))
        case "command":
            guard let argv = value["argv"]?.strings, !argv.isEmpty else { return nil }
            self = .command(Delivery.Command(argv: argv, followsSysexits: value["sysexits"]?.bool ?? false))
        case "http":
            guard let dialect = value["dialect"]?.string, let url = value["url"].flatMap({ Secret($0) })
            else { return nil }
            var http = Delivery.HTTP(
                dialect: Delivery.HTTP.Dialect(dialect), url: url, secret: value["secret"].flatMap { Secret($0) }, extra: value["extra"]?.string)
            if case .array(let headers)? = value["headers"] {
                http.headers = headers.compactMap { $0.strings }.filter { $0.count == 2 }.map { Delivery.HTTP.Header(name: $0[0], value: $0[1]) }
            }
            self = .http(http)
        case "file":
            guard let directory = value["directory"]?.string, let name = value["name"]?.string, !name.contains("/") else { return nil }
            self = .file(directory: directory, name: name)
        default: return nil
        }
    }
}

extension Secret {
    var json: JSONValue {
        switch self {
        case .plain(let text): .members(["plain": .string(text)])
        case .environment(let name): .members(["env": .string(name)])
        case .file(let path): .members(["file": .string(path)])
        }
    }

    init?(_ value: JSONValue) {
        if let text = value["plain"]?.string {
            self = .plain(text)
        } else if let name = value["env"]?.string {
            self = .environment(name)
        } else if let path = value["file"]?.string {
            self = .file(path)
        } else {
            return nil
        }
    }
}
