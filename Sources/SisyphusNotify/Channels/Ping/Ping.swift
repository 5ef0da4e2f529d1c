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
    static func url(_ base: String, _ event: Event, rid: String) -> String {
        let parts = base.split(separator: "?", maxSplits: 1).map { String($0) }
        var path = parts.first ?? base
        while path.hasSuffix("/") { path.removeLast() }
        return path + event.suffix + "?" + (parts.count == 2 ? parts[1] + "&" : "") + "rid=" + rid
    }
}
