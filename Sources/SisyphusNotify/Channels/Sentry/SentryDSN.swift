import SisyphusCore

/// Where a project of Sentry receives: `SCHEME://PUBLIC[:SECRET]@HOST[:PORT][/PREFIX]/PROJECT`.
struct SentryDSN: Sendable, Equatable {
    var endpoint: String
    var publicKey: String
    /// Of old servers only.
    var secretKey: String?

    static let accepted = "https://KEY@HOST[:PORT][/PREFIX]/PROJECT with a numeric PROJECT"

    init?(_ text: String) {
        let text = text.trimmed
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let mark = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<mark.lowerBound]
        guard scheme == "https" || scheme == "http" else { return nil }
        var rest = text[mark.upperBound...]
        if let end = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) { rest = rest[..<end] }
        guard let at = rest.firstIndex(of: "@"), let slash = rest[at...].lastIndex(of: "/") else { return nil }
        let keys = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let place = rest[rest.index(after: at)..<slash]
        let project = rest[rest.index(after: slash)...]
        let host = place.prefix { $0 != "/" }
        guard let key = keys.first, SentryDSN.isKey(key), keys.count == 1 || SentryDSN.isKey(keys[1]), !host.isEmpty, !host.hasPrefix(":"),
            !project.isEmpty, project.utf8.allSatisfy({ $0 &- 0x30 < 10 })
        else { return nil }
        publicKey = String(key)
        secretKey = keys.count == 2 ? String(keys[1]) : nil
        endpoint = "\(scheme)://\(place)/api/\(project)/envelope/"
    }

    /// What authorizes.
    var keys: [String] { [publicKey, secretKey].compactMap { $0 } }

    /// The value of the header `X-Sentry-Auth`.
    func authorization(client: String) -> String {
        "Sentry sentry_version=7, sentry_client=\(client), sentry_key=\(publicKey)" + (secretKey.map { ", sentry_secret=\($0)" } ?? "")
    }

    private static func isKey(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
}
