import SisyphusCore

/// What one attempt to deliver something over the network came to, as libcurl and the server tell it.
public struct AttemptResult: Sendable, Equatable {
    /// CURLcode; 0: no trouble.
    public var code: Int32
    /// libcurl's words.
    public var error: String
    /// Of SMTP or HTTP; 0: none came.
    public var status: Int
    /// The last reply of an SMTP server, or the body of an HTTP answer (at most 64 KiB).
    public var reply: String
    /// All replies of an SMTP server, a line each.
    public var replies: [String] = []
    /// Names in lower case.
    public var headers: [(name: String, value: String)] = []
    /// Seconds that a `Retry-After` means which is written as a date, as libcurl reads it; 0: none.
    public var retryAfterDate: Int64 = 0
    /// Whether the request itself had been sent as a whole: what a proxy was asked first does not count.
    public var wasSent: Bool
    /// The proxy of the environment that it went through.
    public var proxy: ProxyChoice?
    /// Takes out of all texts what they must not show.
    public var redactor = Redactor([])

    public init(code: Int32, error: String, status: Int, reply: String, headers: [(name: String, value: String)] = [], wasSent: Bool = false) {
        (self.code, self.error, self.status, self.reply, self.headers, self.wasSent) = (code, error, status, reply, headers, wasSent)
    }

    public static func == (one: AttemptResult, other: AttemptResult) -> Bool {
        one.code == other.code && one.status == other.status && one.reply == other.reply && one.wasSent == other.wasSent
    }

    public func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }

    /// Seconds, from `Retry-After` (RFC 9110, 10.2.3): a number, also with a fraction, or a date; at most a day.
    var retryAfter: Int64? {
        guard let header = header("retry-after") else { return nil }
        return RateLimits.pause(header.trimmed) ?? (retryAfterDate > 0 ? min(retryAfterDate, RateLimits.longestPause) : nil)
    }
}

/// libcurl's numbers (curl/curl.h, CURLcode) that say more than that it failed.
public enum CurlCode {
    public static let timedOut: Int32 = 28, cannotConnect: Int32 = 7, cannotReceive: Int32 = 56
    static let unsupportedProtocol: Int32 = 1, malformedURL: Int32 = 3, certificate: Int32 = 60, useTLSFailed: Int32 = 64
    static let ownCertificate: Int32 = 58, trustedFile: Int32 = 77
    /// What was received could not be written: the answer is too large.
    public static let tooLarge: Int32 = 23

    /// Whether it would fail the same way again until somebody changes something.
    public static func isLasting(_ code: Int32) -> Bool {
        [unsupportedProtocol, malformedURL, certificate, ownCertificate, trustedFile].contains(code)
    }
}
