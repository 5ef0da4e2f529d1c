/// `callee(a, name=b, *c, **d)`
final class CallNode: Node {
    enum Argument {
        case positional(Node)
        case keyword(String, Node)
        case list(Node)
        case dict(Node)

        var node: Node {
            switch self {
            case .positional(let node), .keyword(_, let node), .list(let node), .dict(let node): node
            }
        }
    }

    let callee: Node
    let arguments: [Argument]

    init(_ range: Range<Int>, _ callee: Node, _ arguments: [Argument]) {
        (self.callee, self.arguments) = (callee, arguments)
        super.init(range, inside: [callee] + arguments.map(\.node))
    }

    override func eval(_ frame: Frame) throws -> Value {
        // A method of a built-in type is called without making an object of it first.
        if let access = callee as? AttributeNode {
            let object = try access.object.eval(frame)
            let member: Value
            do {
                if let method = access.method, method.belongs(to: object) {
                    let arguments = try evalArguments(frame)
                    return try method.call(object, arguments, frame.context)
                }
                member = try attribute(access.name, of: object) ?? .undefined(Undefined(key: access.name))
            } catch { throw located(error, frame) }
            let arguments = try evalArguments(frame)
            do { return try call(member, arguments, frame.context) } catch { throw located(error, frame) }
        }
        let function = try callee.eval(frame)
        let arguments = try evalArguments(frame)
        do { return try call(function, arguments, frame.context) } catch { throw located(error, frame) }
    }

    func evalArguments(_ frame: Frame) throws -> Arguments {
        var result = Arguments()
        result.positional.reserveCapacity(arguments.count)
        for argument in arguments {
            let value = try argument.node.eval(frame)
            do {
                switch argument {
                case .positional: result.positional.append(value)
                case .keyword(let name, _): try add(name, value, to: &result, frame)
                case .list: result.positional += try items(of: value, frame.context)
                case .dict:
                    let dict = Dict()
                    try update(dict, from: value, frame.context)
                    for (key, value) in dict.pairs {
                        guard case .string(let name) = key else { throw UL4Error.type("keywords must be strings, not \(key.className)") }
                        try add(name, value, to: &result, frame)
                    }
                }
            } catch { throw argument.node.located(error, frame) }
        }
        return result
    }

    private func add(_ name: String, _ value: Value, to arguments: inout Arguments, _ frame: Frame) throws {
        // It is held against all before it.
        try frame.context.step(arguments.keywords.count >> 4)
        try arguments.add(name, value)
    }
}
