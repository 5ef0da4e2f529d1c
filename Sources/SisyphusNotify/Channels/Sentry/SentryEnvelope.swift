import SisyphusCore

/// Envelopes of Sentry: a header and items, each in lines (develop.sentry.dev, "Envelopes").
enum SentryEnvelope {
    /// An item with its header; the header of the envelope is written when it is sent, because it holds that time.
    static func item(_ type: String, _ payload: JSONValue) -> [UInt8] {
        let bytes = payload.bytes
        let header = JSONValue.members(["type": .string(type), "content_type": "application/json", "length": .int(Int64(bytes.count))])
        return header.bytes + [UInt8(ascii: "\n")] + bytes + [UInt8(ascii: "\n")]
    }

    /// - Parameters:
    ///   - eventID: needed with an event.
    ///   - sentAt: microseconds since 1970.
    static func bytes(items: [UInt8], eventID: String?, sentAt: Int64, version: String) -> [UInt8] {
        let header = JSONValue.members([
            "event_id": .text(eventID), "sent_at": .string(utc(sentAt)),
            "sdk": .members(["name": "sisyphus", "version": .string(version)]),
        ])
        return header.bytes + [UInt8(ascii: "\n")] + items
    }

    /// Makes a request of items: address and authorization are those of the project.
    static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts) throws(HTTPRequest.Refusal) {
        guard let dsn = SentryDSN(facts.url) else { throw HTTPRequest.Refusal("the DSN is not of the form \(SentryDSN.accepted)") }
        let client = "sisyphus/\(facts.version)"
        request.url = dsn.endpoint
        request.headers = [("Content-Type", "application/x-sentry-envelope"), ("User-Agent", client), ("X-Sentry-Auth", dsn.authorization(client: client))]
        request.body = bytes(items: delivery.body, eventID: http.extra, sentAt: facts.now, version: facts.version)
    }

    private static func utc(_ microseconds: Int64) -> String {
        String(Timestamp(microseconds: microseconds).rfc3339.dropLast(6)) + "Z"
    }
}
