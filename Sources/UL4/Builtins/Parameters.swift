/// The parameters of a built-in function or method, written as in `iterable, /, start=0`.
struct Parameters: Sendable {
    let name: String
    let names: [String]
    /// So many cannot be given by name.
    let positionalOnly: Int
    /// So many cannot be given by position: those behind `*args`.
    let keywordOnly: Int
    let required: Int
    let takesRest: Bool
    let takesKeywords: Bool

    /// - Parameter text: A `?` marks those with a default.
    init(_ name: String, _ text: String) {
        self.name = name
        var names: [String] = []
        var positionalOnly = 0, keywordOnly = 0, required = 0
        var takesRest = false, takesKeywords = false, isBehindStar = false
        for part in text.split(separator: ",") {
            let word = part.drop { $0 == " " }
            if word == "/" {
                positionalOnly = names.count
            } else if word.hasPrefix("**") {
                takesKeywords = true
            } else if word.hasPrefix("*") {
                takesRest = word != "*"
                isBehindStar = true
            } else {
                let isOptional = word.hasSuffix("?")
                names.append(String(isOptional ? word.dropLast() : word))
                if isBehindStar { keywordOnly += 1 } else if !isOptional { required += 1 }
            }
        }
        self.names = names
        self.positionalOnly = positionalOnly
        self.keywordOnly = keywordOnly
        self.required = required
        self.takesRest = takesRest
        self.takesKeywords = takesKeywords
    }

    /// The arguments in the order of the parameters; nil where none was given.
    /// - Throws: `TypeError` if they do not fit.
    func bind(_ arguments: Arguments) throws -> Bound {
        let places = names.count - keywordOnly
        var values = [Value?](repeating: nil, count: names.count)
        var rest: [Value] = []
        for (i, value) in arguments.positional.enumerated() {
            if i < places { values[i] = value } else { rest.append(value) }
        }
        if !rest.isEmpty, !takesRest {
            throw UL4Error.type(
                "\(name)() takes \(required == places ? "" : "from \(required) to ")\(places) positional argument\(places == 1 ? "" : "s") but \(arguments.positional.count) were given"
            )
        }
        var keywords: [(name: String, value: Value)] = []
        for (key, value) in arguments.keywords {
            if let i = names.firstIndex(of: key), i >= positionalOnly {
                if values[i] != nil { throw UL4Error.type("\(name)() got multiple values for argument '\(key)'") }
                values[i] = value
            } else if takesKeywords {
                keywords.append((key, value))
            } else {
                throw UL4Error.type("\(name)() got an unexpected keyword argument '\(key)'")
            }
        }
        for i in 0..<required where values[i] == nil { throw UL4Error.type("\(name)() missing a required argument: '\(names[i])'") }
        return Bound(values: values, rest: rest, keywords: keywords)
    }
}

/// Arguments sorted by parameters.
struct Bound {
    let values: [Value?]
    let rest: [Value]
    let keywords: [(name: String, value: Value)]

    /// An argument that is there.
    subscript(_ position: Int) -> Value { values[position]! }

    func optional(_ position: Int) -> Value? { values[position] }

    func has(_ position: Int) -> Bool { values[position] != nil }

    /// An argument where `None` means the same as nothing.
    func given(_ position: Int) -> Value? {
        if case .none? = values[position] { return nil }
        return values[position]
    }

    func int(_ position: Int) throws -> Int { try wholeNumber(self[position]) }

    func int(_ position: Int, default value: Int) throws -> Int { try values[position].map(wholeNumber) ?? value }

    func string(_ position: Int) throws -> String { try text(self[position]) }
}

/// - Throws: `TypeError` if the value is no whole number, `OverflowError` if it is too large for what it is needed for.
func wholeNumber(_ value: Value) throws -> Int {
    guard let whole = value.whole else { throw UL4Error.type("'\(value.className)' object cannot be interpreted as an integer") }
    guard let small = whole.small else { throw UL4Error.overflow("number too large") }
    return small
}

/// - Throws: `TypeError` if the value is no string.
func text(_ value: Value) throws -> String {
    guard case .string(let text) = value else { throw UL4Error.type("string required, not \(value.className)") }
    return text
}
