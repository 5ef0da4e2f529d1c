/// The parameters of a template.
final class SignatureCode {
    struct Parameter {
        let name: String
        let slot: Int
        let defaultValue: Node?
    }

    let parameters: [Parameter]
    /// `*args`
    let rest: (name: String, slot: Int)?
    /// `**kwargs`
    let keywords: (name: String, slot: Int)?

    init(parameters: [Parameter], rest: (name: String, slot: Int)?, keywords: (name: String, slot: Int)?) {
        self.parameters = parameters
        self.rest = rest
        self.keywords = keywords
    }

    /// The values of the defaults, where and when the template is defined.
    func defaults(_ frame: Frame) throws -> [Value?] { try parameters.map { try $0.defaultValue?.eval(frame) } }

    /// Puts the arguments of a call into the variables of a template.
    func bind(_ arguments: Arguments, defaults: [Value?], into frame: Frame) throws {
        for (value, parameter) in zip(arguments.positional, parameters) { frame[parameter.slot] = value }
        if arguments.positional.count > parameters.count {
            guard rest != nil else { throw UL4Error.type("too many positional arguments") }
        }
        if let rest { frame[rest.slot] = try frame.context.list(Array(arguments.positional.dropFirst(parameters.count))) }
        let others = try keywords.map { _ in try frame.context.dict() }
        for (name, value) in arguments.keywords {
            if let position = parameters.firstIndex(where: { $0.name == name }) {
                if position < arguments.positional.count { throw UL4Error.type("multiple values for argument '\(name)'") }
                frame[parameters[position].slot] = value
            } else if let others {
                others[Key(unchecked: .string(name))] = value
            } else {
                throw UL4Error.type("got an unexpected keyword argument '\(name)'")
            }
        }
        if let keywords, let others { frame[keywords.slot] = .dict(others) }
        for (position, parameter) in parameters.enumerated() where frame[parameter.slot] == nil {
            guard let value = defaults[position] else { throw UL4Error.type("missing a required argument: '\(parameter.name)'") }
            frame[parameter.slot] = value
        }
    }
}

/// The signature of a template as a value: `template.signature`.
public final class Signature {
    let code: SignatureCode
    let defaults: [Value?]

    init(code: SignatureCode, defaults: [Value?]) {
        self.code = code
        self.defaults = defaults
    }

    /// `(x, y=23, *args, **kwargs)`
    func text() throws -> String {
        var parts = try zip(code.parameters, defaults).map { parameter, value in
            try value.map { "\(parameter.name)=\(try reprOf($0))" } ?? parameter.name
        }
        if let rest = code.rest { parts.append("*" + rest.name) }
        if let keywords = code.keywords { parts.append("**" + keywords.name) }
        return "(\(parts.joined(separator: ", ")))"
    }
}

/// The arguments of a call.
struct Arguments {
    var positional: [Value] = []
    var keywords: [(name: String, value: Value)] = []

    /// - Throws: `TypeError` if there is an argument of this name already.
    mutating func add(_ name: String, _ value: Value) throws {
        if keywords.contains(where: { $0.name == name }) { throw UL4Error.type("multiple values for keyword argument '\(name)'") }
        keywords.append((name, value))
    }
}
