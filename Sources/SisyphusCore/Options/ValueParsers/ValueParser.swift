/// Reads the texts of a kind of value: the one parser of command line, environment, configuration and class properties.
public struct ValueParser<Value>: Sendable {
    private let makeKind: @Sendable () -> OptionKind
    public var kind: OptionKind { makeKind() }
    let read: @Sendable (String) throws(Refusal) -> Value
    let write: @Sendable (Value) -> String?

    /// - Parameters:
    ///   - kind: made when somebody asks: to know all words of a choice may cost a start as much as a program that says hello.
    ///   - read: the value of a text.
    ///   - write: the text of a value, as help shows defaults; `nil`: there is nothing to show.
    public init(
        _ kind: @autoclosure @escaping @Sendable () -> OptionKind, read: @escaping @Sendable (String) throws(Refusal) -> Value,
        write: @escaping @Sendable (Value) -> String?
    ) {
        (makeKind, self.read, self.write) = (kind, read, write)
    }
}

/// Why a value cannot be taken.
public struct Refusal: Error {
    public let reason: String
    /// Which accepted word is meant, as a half sentence; empty when none is near.
    let hint: String

    /// - Parameters:
    ///   - wrong: the word that was given where one of a few is accepted.
    ///   - words: these.
    public init(_ reason: String, insteadOf wrong: String = "", of words: [String] = []) {
        (self.reason, hint) = (reason, NearestName.hint(for: wrong, among: words))
    }
}

extension ValueParser {
    /// Free text that `read` makes a value of.
    ///
    /// - Parameter accepts: what is taken, for errors.
    public static func parsed(
        accepts: String, takesNumbers: Bool = false, _ read: @escaping @Sendable (String) throws(Refusal) -> Value,
        write: @escaping @Sendable (Value) -> String?
    ) -> ValueParser {
        ValueParser(.text(accepts: accepts, takesNumbers: takesNumbers), read: read, write: write)
    }

    /// A value that may also be absent, which is its default and cannot be written.
    public static func optional<Wrapped>(_ parser: ValueParser<Wrapped>) -> ValueParser<Wrapped?> where Value == Wrapped? {
        ValueParser<Wrapped?>(parser.kind, read: { text throws(Refusal) in try parser.read(text) }, write: { $0.flatMap(parser.write) })
    }
}

extension ValueParser<String> {
    /// Free text that is kept as it is.
    ///
    /// - Parameters:
    ///   - accepts: what is taken, for errors.
    ///   - refusal: why a text is not; `nil`: it is.
    public static func text(accepts: String, _ refusal: @escaping @Sendable (String) -> String?) -> ValueParser {
        .parsed(accepts: accepts) { text throws(Refusal) in
            if let reason = refusal(text) { throw Refusal(reason) }
            return text
        } write: {
            $0
        }
    }
}

extension ValueParser<String?> {
    /// The same of an option that may have no value.
    public static func text(accepts: String, _ refusal: @escaping @Sendable (String) -> String?) -> ValueParser {
        .optional(.text(accepts: accepts, refusal))
    }
}

extension ValueParser<Secret?> {
    /// Text, `env:NAME` or `file:PATH`; never shown.
    public static var secret: ValueParser {
        ValueParser(.secret) { text throws(Refusal) in
            guard let secret = Secret(text) else { throw Refusal("it is empty") }
            // What waits in the spool is delivered from wherever the next run is started.
            if case .file(let path) = secret, !path.hasPrefix("/") { throw Refusal("the path is not absolute") }
            return secret
        } write: { _ in
            nil
        }
    }
}

extension ValueParser where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of the words that the cases of the type are called, in any case of letters.
    public static var choice: ValueParser {
        ValueParser(.choice(Value.allCases.map(\.rawValue))) { text throws(Refusal) in
            guard let value = Value(rawValue: text.lowercased()) else {
                throw Refusal(text.isEmpty ? "it is empty" : "there is no such choice", insteadOf: text, of: Value.allCases.map(\.rawValue))
            }
            return value
        } write: {
            $0.rawValue
        }
    }
}

extension ValueParser<Int32> {
    /// A signal by name (with or without `SIG`, in any case) or by number, written as its name without `SIG`.
    package static var signal: ValueParser {
        .parsed(accepts: "the name or number of a signal that can ask a program to end: TERM, INT, QUIT, HUP, USR1, RTMIN+3", takesNumbers: true) {
            text throws(Refusal) in
            guard let number = Signal.number(text) else { throw Refusal("there is no such signal", insteadOf: Signal.withoutPrefix(text), of: Signal.words) }
            if [Signal.stop, Signal.continue, Signal.childEnded].contains(number) { throw Refusal("\(Signal.name(number)) does not end a program") }
            return number
        } write: {
            String(Signal.name($0).dropFirst(3))
        }
    }
}
