/// What is to become of a delivery after an attempt. The texts are for the log.
public enum Disposition: Sendable, Equatable {
    case delivered(String)
    /// Trying again may help; not before so many seconds, if the server said so.
    case retry(String, after: Int64?)
    /// It never will.
    case refused(String)
    /// The receiver may have it. `isSlow`: whoever was asked has not answered in time and may still be about to take it, so that asking at once would double it.
    case unsure(String, isSlow: Bool)

    public var text: String {
        switch self {
        case .delivered(let text), .refused(let text), .unsure(let text, _), .retry(let text, _): text
        }
    }

    /// Says of what went wrong on the way through a proxy that it went that way.
    func through(_ proxy: ProxyChoice?) -> Disposition {
        guard let proxy else { return self }
        if case .delivered = self { return self }
        return mapText { "\($0) (through the proxy \(proxy.shown) of \(proxy.variable))" }
    }

    public func mapText(_ change: (String) -> String) -> Disposition {
        switch self {
        case .delivered(let text): .delivered(change(text))
        case .refused(let text): .refused(change(text))
        case .unsure(let text, let isSlow): .unsure(change(text), isSlow: isSlow)
        case .retry(let text, let after): .retry(change(text), after: after)
        }
    }
}
