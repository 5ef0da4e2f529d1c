/// Settings that a room above this one adds to those of a run: a type of its own, reached by that type.
public protocol SettingsPart: Sendable, Equatable {
    /// What holds where nobody says anything.
    init()
}

/// The parts of the settings that other rooms add. One that nobody has changed is not stored and costs nothing.
public struct SettingsParts: Sendable, Equatable {
    private var parts: [ObjectIdentifier: any SettingsPart] = [:]

    public init() {}

    public var isEmpty: Bool { parts.isEmpty }

    public subscript<Part: SettingsPart>(type: Part.Type) -> Part {
        get { parts[ObjectIdentifier(type)] as? Part ?? Part() }
        set { parts[ObjectIdentifier(type)] = newValue == Part() ? nil : newValue }
    }

    public static func == (one: SettingsParts, other: SettingsParts) -> Bool {
        one.parts.count == other.parts.count && one.parts.allSatisfy { key, part in isEqual(part, other.parts[key]) }
    }

    private static func isEqual<Part: SettingsPart>(_ part: Part, _ other: (any SettingsPart)?) -> Bool { part == other as? Part }
}
