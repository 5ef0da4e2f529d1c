public import SisyphusCore

/// What one try came to, as libcurl and the server tell it.
public struct TryResult: Sendable, Equatable {
    /// CURLcode; 0: no trouble.
    public var code: Int32
    /// libcurl's words.
    public var error: String
    /// Of SMTP or HTTP; 0: none came.
    public var status: Int
    /// The last reply of an SMTP server, or the body of an HTTP answer (at most 64 KiB).
    public var reply: String
    /// Names in lower case.
    public var headers: [(name: String, value: String)] = []
    /// Whether the request had been sent as a whole.
    public var wasSent: Bool

    public init(code: Int32, error: String, status: Int, reply: String, headers: [(name: String, value: String)] = [], wasSent: Bool = false) {
        (self.code, self.error, self.status, self.reply, self.headers, self.wasSent) = (code, error, status, reply, headers, wasSent)
    }

    public static func == (one: TryResult, other: TryResult) -> Bool {
        one.code == other.code && one.status == other.status && one.reply == other.reply && one.wasSent == other.wasSent
    }

    public func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }

    /// Seconds, from `Retry-After`.
    var retryAfter: Int64? { header("retry-after").flatMap { Int64($0.trimmed) }.map { min(max($0, 0), 86_400) } }
}

/// What is to be done after a try.
public enum TryVerdict: Sendable, Equatable {
    case delivered(String)
    /// Trying again may help; not before so many seconds, if the server said so.
    case retry(String, after: Int64?)
    /// It never will.
    case refused(String)
    /// The receiver may have it.
    case unsure(String)

    public var text: String {
        switch self {
        case .delivered(let text), .refused(let text), .unsure(let text), .retry(let text, _): text
        }
    }
}

/// libcurl's numbers (curl/curl.h, CURLcode) that say more than that it failed.
enum CurlCode {
    static let couldNotResolveProxy: Int32 = 5, couldNotResolveHost: Int32 = 6, couldNotConnect: Int32 = 7
    static let writeError: Int32 = 23, timedOut: Int32 = 28, tlsConnect: Int32 = 35, gotNothing: Int32 = 52
    static let sendError: Int32 = 55, receiveError: Int32 = 56, unsupportedProtocol: Int32 = 1, malformedURL: Int32 = 3
    static let certificate: Int32 = 60, useTLSFailed: Int32 = 64, aborted: Int32 = 42
}
