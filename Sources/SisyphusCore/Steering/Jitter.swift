/// How long a start is put off, so that not all machines begin in the same second.
public enum Jitter: Sendable, Equatable {
    /// By a share of this that is the same each time for this job on this machine.
    case steady(Duration)
    /// By another share each time.
    case random(Duration)

    /// - Parameters:
    ///   - machine: tells this machine from others (machine-id(5)).
    ///   - chance: any number, another one each time.
    /// - Returns: microseconds, less than the whole.
    public func delay(machine: String, _ place: JobPlace, chance: @autoclosure () -> UInt64) -> Int64 {
        switch self {
        case .steady(let span):
            let text = "\(machine)\u{0}\(place.project)\u{0}\(place.directoryName)"
            let hash = Array(text.utf8).withUnsafeBytes { SipHash(key: [UInt8](repeating: 0, count: 16)).hash($0) }
            return Jitter.share(span, hash)
        case .random(let span): return Jitter.share(span, chance())
        }
    }

    private static func share(_ span: Duration, _ number: UInt64) -> Int64 {
        Int64(number.multipliedFullWidth(by: UInt64(max(0, span.microseconds))).high)
    }
}

extension ValueParser<Jitter?> {
    package static var jitter: ValueParser {
        .parsed(accepts: "\(DurationText.accepted), random=TIME for another share each time, or none", takesNumbers: true) { text throws(Refusal) in
            if text.lowercased() == "none" { return nil }
            if text.lowercased().hasPrefix("random=") { return .random(try DurationText.read(String(text.dropFirst(7)), unit: .seconds)) }
            let span = try DurationText.read(text, unit: .seconds)
            return span == .zero ? nil : .steady(span)
        } write: { jitter in
            switch jitter {
            case nil: "none"
            case .steady(let span)?: DurationText.write(span, unit: .seconds)
            case .random(let span)?: "random=" + DurationText.write(span, unit: .seconds)
            }
        }
    }
}
