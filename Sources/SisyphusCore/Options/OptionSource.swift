/// A place in a configuration file; line and column count from 1, columns in characters.
public struct ConfigurationPlace: Sendable, Equatable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String { "\(file):\(line):\(column)" }
}

/// Where a value was written, for errors.
public enum OptionSource: Sendable, Equatable {
    /// With the spelling used there, `--max-time` or `-m`.
    case commandLine(String)
    case environment(String)
    case configuration(ConfigurationPlace, key: String)
    /// A property of a library job's class.
    case classProperty(String)
    /// A parameter of a library job's destination, `to of EmailLogger`.
    case parameter(String)

    func subject(of row: OptionRow) -> String {
        switch self {
        case .commandLine(let spelling): spelling == "-\(row.short ?? "-")" ? "option --\(row.name) (\(spelling))" : "option \(spelling)"
        case .environment(let name): "environment variable \(name)"
        case .configuration(let place, let key): "\(place): \(key)"
        case .classProperty(let name): "the class property \(name)"
        case .parameter(let name): "the parameter \(name)"
        }
    }

    /// The place alone; `nil` for the command line, of which messages name the option anyway.
    fileprivate var place: String? {
        switch self {
        case .commandLine: nil
        case .environment(let name): "environment variable \(name)"
        case .configuration(let place, _): "\(place)"
        case .classProperty(let name): "the class property \(name)"
        case .parameter(let name): "the parameter \(name)"
        }
    }
}

/// Where the values of settings were written, as far as that is not the command line: what is found wrong only when a value is used can be told with its
/// place too.
package struct OptionOrigins: Sendable, Equatable {
    private var places: [String: String] = [:]

    mutating func note(_ source: OptionSource, of option: String) {
        guard let place = source.place else {
            // The usual start has no others and pays for none.
            if !places.isEmpty { places[option] = nil }
            return
        }
        places[option] = place
    }

    /// A sentence about options, which it names as `--NAME`: the place of the first one stands in front of it, those of others behind it.
    package func located(_ sentence: String) -> String {
        if places.isEmpty { return sentence }
        var found: [(option: Substring, place: String)] = []
        for word in sentence.split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-") }) where word.hasPrefix("--") {
            let option = word.dropFirst(2)
            if let place = places[String(option)], !found.contains(where: { $0.option == option }) { found.append((option, place)) }
        }
        guard let first = found.first else { return sentence }
        let others = found.dropFirst().map { "--\($0.option): \($0.place)" }.joined(separator: ", ")
        return "\(first.place): \(sentence)" + (others.isEmpty ? "" : " (\(others))")
    }

    package func located(_ error: OptionError) -> OptionError { OptionError(located(error.description), yields: error.yields) }

    /// Settings are the same wherever they were written.
    package static func == (one: OptionOrigins, other: OptionOrigins) -> Bool { true }
}
