/// Constants, names, brackets and comprehensions.
extension ExpressionParser {
    mutating func atom() throws -> Node {
        let range = token.range
        switch token.kind {
        case .value(let value):
            position += 1
            return ConstantNode(range, value)
        case .name(let name):
            position += 1
            return VariableNode(range, name: name, places: scope.places(name))
        case .symbol("("):
            position += 1
            if let end = comprehensionFor() {
                let node = try generator(end)
                try expect(")")
                return node
            }
            let node = try expression()
            try expect(")")
            return node
        case .symbol("["):
            position += 1
            return try list(range.lowerBound)
        case .symbol("{"):
            position += 1
            return try braces(range.lowerBound)
        default: throw unexpected("an expression")
        }
    }

    /// The position of the `for` that makes a comprehension of what follows, before anything closes or separates it.
    func comprehensionFor() -> Int? {
        var level = 0
        for i in position..<tokens.count {
            guard case .symbol(let symbol) = tokens[i].kind else { continue }
            switch symbol {
            case "(", "[", "{": level += 1
            case ")", "]", "}":
                level -= 1
                if level < 0 { return nil }
            case ",": if level == 0 { return nil }
            case "for": if level == 0 { return i }
            default: break
            }
        }
        return nil
    }

    /// Parses a comprehension: the loop first, as its variables are known to the items, which stand before it.
    private mutating func comprehension<T>(_ end: Int, _ items: (inout Self) throws -> T) throws -> (T, ComprehensionLoop) {
        let start = position
        position = end + 1
        scope.open(takesAll: false)
        var isOpen = true
        defer { if isOpen { scope.close() } }
        let target = try target { $0.declare($1) }
        try expect("in")
        let names = scope.suspend()
        isOpen = false
        let source = try expression(isSource: true)
        scope.resume(names)
        isOpen = true
        let condition = take("if") ? try expression() : nil
        let after = position
        position = start
        let result = try items(&self)
        guard position == end else { throw unexpected("'for'") }
        position = after
        return (result, ComprehensionLoop(target: target, source: source, condition: condition))
    }

    mutating func generator(_ end: Int) throws -> Node {
        let start = token.range.lowerBound
        let (item, loop) = try comprehension(end) { try $0.expression() }
        return try checked(GeneratorNode(range(from: start), item, loop))
    }

    private mutating func list(_ start: Int) throws -> Node {
        if let end = comprehensionFor() {
            let (item, loop) = try comprehension(end) { try $0.expression() }
            try expect("]")
            return try checked(SequenceComprehensionNode(range(from: start), item, loop, isSet: false))
        }
        let items = try sequence(until: "]")
        try expect("]")
        return try checked(SequenceNode(range(from: start), items, isSet: false))
    }

    private mutating func sequence(until end: String) throws -> [(node: Node, unpacks: Bool)] {
        var items: [(node: Node, unpacks: Bool)] = []
        while !token.isSymbol(end) {
            let unpacks = take("*")
            items.append((try expression(), unpacks))
            if !take(",") { break }
        }
        return items
    }

    /// `{}` a dictionary, `{/}` an empty set, `{a: b}` or `{**a}` a dictionary, everything else a set.
    private mutating func braces(_ start: Int) throws -> Node {
        if take("}") { return DictNode(range(from: start), []) }
        if take("/") {
            try expect("}")
            return SequenceNode(range(from: start), [], isSet: true)
        }
        if let end = comprehensionFor() {
            let ((key, value), loop) = try comprehension(end) { parser -> (Node, Node?) in
                let key = try parser.expression()
                return (key, parser.take(":") ? try parser.expression() : nil)
            }
            try expect("}")
            let range = range(from: start)
            return try checked(value.map { DictComprehensionNode(range, key, $0, loop) } ?? SequenceComprehensionNode(range, key, loop, isSet: true))
        }
        if token.isSymbol("*") { return try set(start, []) }
        if !token.isSymbol("**") {
            let first = try expression()
            guard token.isSymbol(":") else {
                let hasMore = take(",")
                return try set(start, [(first, false)], hasMore: hasMore)
            }
            position += 1
            let value = try expression()
            return try dict(start, [(first, value)], hasMore: take(","))
        }
        return try dict(start, [], hasMore: true)
    }

    private mutating func set(_ start: Int, _ first: [(node: Node, unpacks: Bool)], hasMore: Bool = true) throws -> Node {
        let items = first + (hasMore ? try sequence(until: "}") : [])
        try expect("}")
        return try checked(SequenceNode(range(from: start), items, isSet: true))
    }

    private mutating func dict(_ start: Int, _ first: [(key: Node?, value: Node)], hasMore: Bool) throws -> Node {
        var items = first
        var hasMore = hasMore
        while hasMore, !token.isSymbol("}") {
            if take("**") {
                items.append((nil, try expression()))
            } else {
                let key = try expression()
                try expect(":")
                items.append((key, try expression()))
            }
            hasMore = take(",")
        }
        try expect("}")
        return try checked(DictNode(range(from: start), items))
    }
}
