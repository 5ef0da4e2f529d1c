/// What the values of an option look like, which setting they go to, and which property of a job's class says what holds without the option.
public struct OptionValue: Sendable {
    private let makeKind: @Sendable () -> OptionKind
    public var kind: OptionKind { makeKind() }
    private let store: @Sendable (String, inout RunSettings) throws(Refusal) -> Void
    private let show: @Sendable (RunSettings) -> String?
    private let property: Property

    private enum Property: Sendable {
        case none
        /// Its value is the setting's.
        case value(@Sendable (ClassSettings.Type, inout RunSettings) -> Void)
        /// Its value is what the option takes; `nil` says nothing.
        case text(@Sendable (ClassSettings.Type) -> String?)
    }

    /// Sets nothing: whoever reads the command line takes the text from there.
    public static func unstored<Value>(_ parser: ValueParser<Value>) -> OptionValue {
        OptionValue(parser.kind, { text, _ throws(Refusal) in _ = try parser.read(text) }, { _ in nil }, .none)
    }

    public static func action(_ action: OptionAction) -> OptionValue {
        OptionValue(.action(action), { _, _ throws(Refusal) in throw Refusal("it takes no value") }, { _ in nil }, .none)
    }

    /// Key paths are made when they are followed: making one costs more than following it.
    public typealias Path<Value> = @Sendable () -> WritableKeyPath<RunSettings, Value>

    /// For those who start a job only, whatever its class says.
    public static func setting<Value>(_ parser: ValueParser<Value>, _ path: @autoclosure @escaping Path<Value>) -> OptionValue {
        OptionValue(parser, path, .none)
    }

    /// - Parameter property: the class property of a job written in Swift.
    public static func setting<Value: Equatable & Sendable, Owner: ClassSettings>(
        _ parser: ValueParser<Value>, _ path: @autoclosure @escaping Path<Value>, class property: @escaping @Sendable (Owner.Type) -> Value
    ) -> OptionValue {
        OptionValue(
            parser, path,
            .value { type, settings in
                guard let type = type as? Owner.Type else { return }
                let value = property(type)
                // A class says little that its base does not say, whose values are the usual ones.
                if value != property(Owner.self) { settings[keyPath: path()] = value } else { assert(settings[keyPath: path()] == value) }
            })
    }

    /// - Parameter property: the class property of a job written in Swift, whose text is judged as that of the option is.
    public static func setting<Value, Owner: ClassSettings>(
        _ parser: ValueParser<Value>, _ path: @autoclosure @escaping Path<Value>, text property: @escaping @Sendable (Owner.Type) -> String?
    ) -> OptionValue {
        OptionValue(parser, path, .text { type in (type as? Owner.Type).flatMap(property) })
    }

    private init<Value>(_ parser: ValueParser<Value>, _ path: @escaping Path<Value>, _ property: Property) {
        self.init(
            parser.kind, { text, settings throws(Refusal) in settings[keyPath: path()] = try parser.read(text) },
            { settings in parser.write(settings[keyPath: path()]) }, property)
    }

    private init(
        _ kind: @autoclosure @escaping @Sendable () -> OptionKind, _ store: @escaping @Sendable (String, inout RunSettings) throws(Refusal) -> Void,
        _ show: @escaping @Sendable (RunSettings) -> String?, _ property: Property
    ) {
        (makeKind, self.store, self.show, self.property) = (kind, store, show, property)
    }

    /// Judges a text and stores its value.
    /// - Throws: why it is refused; `kind.accepted` tells what is not.
    func read(_ text: String, into settings: inout RunSettings) throws(Refusal) { try store(text, &settings) }

    /// The setting as a text of this option; `nil` for secrets and for what cannot be written.
    package func text(in settings: RunSettings) -> String? { show(settings) }

    /// Whether a property of a job's class says it; else only what that says about further options.
    package var hasProperty: Bool { if case .none = property { false } else { true } }

    /// Takes what a job's class says.
    ///
    /// - Returns: a text that is still to be read.
    package func take(from type: ClassSettings.Type, into settings: inout RunSettings) -> String? {
        switch property {
        case .none: return nil
        case .value(let take): take(type, &settings)
        case .text(let text): return text(type)
        }
        return nil
    }
}
