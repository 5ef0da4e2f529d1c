/// Settings that a room above this one adds to those of a run: a type of its own, reached by that type.
public protocol SettingsPart: Sendable, Equatable {
    /// What holds where nobody says anything.
    init()
}

/// The parts of the settings that other rooms add. One that nobody has changed is not stored and costs nothing.
public struct SettingsParts: Sendable, Equatable {
    /// Few; a dictionary costs a start more than it saves.
    private var parts: [(type: ObjectIdentifier, value: any SettingsPart)] = []

    public init() {}

    public var isEmpty: Bool { parts.isEmpty }

    public subscript<Part: SettingsPart>(type: Part.Type) -> Part {
        get { part(ObjectIdentifier(type)) as? Part ?? Part() }
        set {
            parts.removeAll { $0.type == ObjectIdentifier(type) }
            if newValue != Part() { parts.append((ObjectIdentifier(type), newValue)) }
        }
    }

    private func part(_ type: ObjectIdentifier) -> (any SettingsPart)? { parts.first { $0.type == type }?.value }

    public static func == (one: SettingsParts, other: SettingsParts) -> Bool {
        one.parts.count == other.parts.count && one.parts.allSatisfy { $0.value.isEqual(other.part($0.type)) }
    }
}

extension SettingsPart {
    fileprivate func isEqual(_ other: (any SettingsPart)?) -> Bool { self == other as? Self }
}
