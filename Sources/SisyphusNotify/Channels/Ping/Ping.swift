import SisyphusCore

/// Pings of the healthchecks.io dialect.
enum Ping {
    enum Event: Sendable, Equatable {
        case start, success, fail
        case exit(Int32)
        case log

        var suffix: String {
            switch self {
            case .start: "/start"
            case .success: ""
            case .fail: "/fail"
            case .exit(let status): "/\(status & 0xff)"
            case .log: "/log"
            }
        }
    }

    /// Bytes of output that a server takes if it has not said so.
    static let bodyLimit = 10_000

    /// The event that tells how a run ended.
    static func event(_ report: RunReport) -> Event {
        switch report.status {
        case .uneventful, .successful: .success
        case .interrupted: .log
        case .timeout: .fail
        case .failed:
            if let code = report.exitCode, code != 0 { .exit(code) } else if let signal = report.signal { .exit(128 + signal) } else { .fail }
        }
    }

    /// The address of an event; a query of the address given stays.
    /// - Parameter slug: of a check of the project whose ping key the address ends in; the server makes it if there is none.
    static func url(_ base: String, _ event: Event, rid: String, slug: String? = nil) -> String {
        let parts = base.split(separator: "?", maxSplits: 1).map { String($0) }
        var path = parts.first ?? base
        while path.hasSuffix("/") { path.removeLast() }
        let query = (slug == nil ? "" : "create=1&") + (parts.count == 2 ? parts[1] + "&" : "") + "rid=" + rid
        return path + (slug.map { "/" + $0 } ?? "") + event.suffix + "?" + query
    }

    /// The check of a job in a project of Healthchecks: lower case letters, digits, hyphens and underscores, at most 100 (healthchecks.io, "Pinging by slugs").
    /// Names that hold other characters, or are longer, get a hash, so that no two jobs have one check.
    static func slug(_ report: RunReport) -> String {
        let name = [report.project == RunSettings().projectname ? nil : report.project, report.job, report.identifier].compactMap { $0 }.joined(separator: "-")
        let lower = name.lowercased()
        let isAllowed = { (byte: UInt8) in byte &- 0x30 < 10 || byte &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") }
        if lower.utf8.allSatisfy(isAllowed), lower.utf8.count <= 100 { return lower }
        let hash = SHA256.hash(Array(name.utf8)).prefix(4).map(Hex.pair).joined()
        return String(decoding: lower.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "-") }.prefix(91), as: UTF8.self) + "-" + hash
    }
}
