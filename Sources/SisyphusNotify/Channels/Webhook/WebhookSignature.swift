import SisyphusCore

/// Signatures after the Standard Webhooks scheme (version 1, symmetric).
public enum WebhookSignature {
    /// The key of a secret: `whsec_` and base 64; anything else is taken byte for byte.
    public static func key(_ secret: String) -> [UInt8] {
        if secret.hasPrefix("whsec_"), let key = Base64.decode(String(secret.dropFirst(6))) { return key }
        return Array(secret.utf8)
    }

    /// - Parameter timestamp: seconds since 1970.
    public static func headers(id: String, timestamp: Int64, body: [UInt8], secret: String) -> [(name: String, value: String)] {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let signature = Base64.encode(SHA256.authenticate(signed, key: key(secret)))
        return [
            ("webhook-id", id), ("webhook-timestamp", String(timestamp)), ("webhook-signature", "v1," + String(decoding: signature, as: UTF8.self)),
        ]
    }
}
