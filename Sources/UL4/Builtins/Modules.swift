/// A module: constants, functions and types under one name.
public enum Module: String, Sendable {
    case math, `operator`, color

    var members: [String: Value] {
        switch self {
        case .math:
            [
                "__name__": .string("math"), "__doc__": .string("Math related functions and constants"), "pi": .float(.pi), "tau": .float(.pi * 2),
                "e": .float(2.718281828459045), "cos": .function(.cos), "sin": .function(.sin), "tan": .function(.tan), "sqrt": .function(.sqrt),
                "isclose": .function(.isclose),
            ]
        case .operator:
            [
                "__name__": .string("operator"), "__doc__": .string("Various operators as functions"), "attrgetter": .type(.attrgetter),
                "itemgetter": .type(.itemgetter),
            ]
        case .color:
            [
                "__name__": .string("color"), "__doc__": .string("Types and functions for handling RGBA colors"), "Color": .type(.color),
                "css": .function(.css), "mix": .function(.mix),
            ]
        }
    }
}

extension Getter {
    /// The attribute or item of the only argument; a list of them if there are several.
    func call(_ arguments: Arguments, _ context: Context) throws -> Value {
        let object = try Parameters(kind == .attribute ? "attrgetter" : "itemgetter", "obj, /").bind(arguments)[0]
        let values = try keys.map { key in kind == .item ? try item(key, of: object, context) : try path(try text(key), of: object) }
        return values.count == 1 ? values[0] : try context.list(values)
    }

    /// `a.b.c`
    private func path(_ names: String, of object: Value) throws -> Value {
        try names.split(separator: ".", omittingEmptySubsequences: false).reduce(object) { object, name in
            let name = String(name)
            if case .object(let host) = object, let value = host.attribute(name) { return value }
            guard let value = try attribute(name, of: object) else { throw UL4Error.attribute(name) }
            return value
        }
    }
}
