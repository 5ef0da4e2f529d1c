public import SisyphusCore

/// A file in the subset of TOML 1.0 that the configuration uses: tables of one level, and in them keys with strings, numbers, booleans
/// and arrays of these. Everything else of TOML (dates, tables in tables, multi-line strings) is refused, never read differently.
public struct TOMLDocument: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public let key: String
        public let value: TOMLValue
        public let place: ConfigurationPlace
    }

    public struct Table: Sendable, Equatable {
        public let name: String
        public let place: ConfigurationPlace
        public var entries: [Entry] = []
    }

    public var tables: [Table] = []
}

public indirect enum TOMLValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    case array([TOMLValue])

    /// For errors: what it is.
    var article: String {
        switch self {
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a number"
        case .boolean: "a boolean"
        case .array: "an array"
        }
    }
}
