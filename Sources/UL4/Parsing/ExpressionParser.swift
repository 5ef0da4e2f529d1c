/// Parses the code of one tag.
struct ExpressionParser {
    let scope: Scope
    private let tokens: [Token]
    private var position = 0
    private var nesting = 0

    init(_ source: Source, _ range: Range<Int>, scope: Scope) throws {
        self.scope = scope
        tokens = try Tokenizer.tokens(of: source, range)
    }

    private var token: Token { tokens[position] }

    private mutating func take(_ symbol: String) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws {
        guard take(symbol) else { throw unexpected("'\(symbol)'") }
    }

    private func unexpected(_ wanted: String) -> UL4Error {
        let found = switch token.kind {
        case .end: "the end of the tag"
        case .name(let name), .symbol(let name): "'\(name)'"
        case .value: "a value"
        }
        return UL4Error.syntax("\(wanted) expected, but \(found) found")
    }

    private func range(from start: Int) -> Range<Int> {
        let end = position > 0 ? tokens[position - 1].range.upperBound : start
        return start..<max(start, end)
    }

    /// - Throws: `RecursionError` if code is nested so deeply that evaluating it could overflow the stack.
    private func checked<T: Node>(_ node: T) throws -> T {
        if node.depth > Limits.nesting { throw UL4Error("RecursionError", "code is nested too deeply") }
        return node
    }

    private mutating func nested<T>(_ body: (inout Self) throws -> T) throws -> T {
        nesting += 1
        defer { nesting -= 1 }
        if nesting > 60 { throw UL4Error("RecursionError", "code is nested too deeply") }
        return try body(&self)
    }

    private func expectEnd() throws {
        guard case .end = token.kind else { throw unexpected("the end of the tag") }
    }

    // MARK: what tags hold

    mutating func wholeExpression() throws -> Node {
        let node = try expression()
        try expectEnd()
        return node
    }

    /// `x = 1`, `x += 1` or an expression.
    mutating func statement(_ tag: Range<Int>) throws -> Node {
        let operators: [String: ArithmeticOperator] = [
            "+=": .add, "-=": .subtract, "*=": .multiply, "/=": .divide, "//=": .floorDivide, "%=": .modulo, "<<=": .shiftLeft, ">>=": .shiftRight, "&=": .and, "|=": .or, "^=": .xor,
        ]
        var level = 0
        for (i, token) in tokens.enumerated() {
            guard case .symbol(let symbol) = token.kind else { continue }
            if "([{".contains(symbol) { level += 1 } else if ")]}".contains(symbol) { level -= 1 }
            guard level == 0, symbol == "=" || operators[symbol] != nil else { continue }
            let target = try target { $0.assign($1) }
            guard position == i else { throw unexpected("'\(symbol)'") }
            position += 1
            let value = try wholeExpression()
            guard let op = operators[symbol] else { return try checked(AssignmentNode(tag, target, value)) }
            if target is TupleTarget { throw UL4Error.syntax("one variable expected before '\(symbol)'") }
            scope.noteChange()
            return try checked(ChangeNode(tag, target, op, value))
        }
        return try checked(ExpressionNode(tag, try wholeExpression()))
    }

    /// `x in y`
    mutating func loop() throws -> (any Target, Node) {
        let target = try target { $0.assign($1) }
        try expect("in")
        let source = try expression()
        try expectEnd()
        return (target, source)
    }

    /// `f`, `f(x, y=1)` or `(x, y=1)`, as `<?def?>` and `<?ul4?>` have it.
    /// - Parameter inner: the scope of the template that is defined; defaults belong to the scope around it.
    mutating func definition(inner: Scope) throws -> (name: String?, signature: SignatureCode?) {
        var name: String?
        if case .name(let word) = token.kind {
            name = word
            position += 1
            while take(".") {
                guard case .name(let word) = token.kind else { throw unexpected("a name") }
                name! += "." + word
                position += 1
            }
        }
        var signature: SignatureCode?
        if take("(") {
            signature = try parameters(inner: inner)
            try expect(")")
        }
        try expectEnd()
        if name == nil, signature == nil { throw unexpected("a name") }
        return (name, signature)
    }

    /// The parameters alone.
    mutating func wholeSignature(inner: Scope) throws -> SignatureCode {
        let isInParentheses = take("(")
        let signature = try parameters(inner: inner)
        if isInParentheses { try expect(")") }
        try expectEnd()
        return signature
    }

    private mutating func parameters(inner: Scope) throws -> SignatureCode {
        var parameters: [SignatureCode.Parameter] = []
        var rest: (name: String, slot: Int)?, keywords: (name: String, slot: Int)?
        var names: Set<String> = []
        func slot(_ name: String) throws -> Int {
            guard names.insert(name).inserted else { throw UL4Error.value("duplicate parameter name: \(pythonRepr(of: name))") }
            return inner.assign(name)
        }
        func name(_ parser: inout Self) throws -> String {
            guard case .name(let word) = parser.token.kind else { throw parser.unexpected("a name") }
            parser.position += 1
            return word
        }
        while !token.isSymbol(")") {
            if case .end = token.kind { break }
            if keywords != nil { throw unexpected("')'") }
            if take("**") {
                let word = try name(&self)
                keywords = (word, try slot(word))
            } else if take("*") {
                if rest != nil { throw unexpected("')'") }
                let word = try name(&self)
                rest = (word, try slot(word))
            } else {
                if rest != nil { throw unexpected("')'") }
                let word = try name(&self)
                let value = take("=") ? try expression() : nil
                if value == nil, parameters.last?.defaultValue != nil { throw UL4Error.syntax("parameter '\(word)' without a default follows one with a default") }
                parameters.append(.init(name: word, slot: try slot(word), defaultValue: value))
            }
            if !take(",") { break }
        }
        return SignatureCode(parameters: parameters, rest: rest, keywords: keywords)
    }

    // MARK: targets

    private mutating func target(_ declare: (Scope, String) -> Int) throws -> any Target {
        try nested { parser in
            let start = parser.token.range.lowerBound
            if parser.take("(") {
                var targets = [try parser.target(declare)]
                var isTuple = false
                while parser.take(",") {
                    isTuple = true
                    if parser.token.isSymbol(")") { break }
                    targets.append(try parser.target(declare))
                }
                try parser.expect(")")
                return isTuple ? try parser.checked(TupleTarget(parser.range(from: start), targets)) : targets[0]
            }
            let node = try parser.postfix()
            if let variable = node as? VariableNode {
                let slot = declare(parser.scope, variable.name)
                // The name may have a new place now.
                let places = VariableNode(variable.range, name: variable.name, places: parser.scope.places(variable.name))
                return VariableTarget(variable.range, name: variable.name, slot: slot, places: places)
            }
            guard let target = node as? any Target else { throw UL4Error.syntax("this cannot be assigned to") }
            parser.scope.noteChange()
            return target
        }
    }

    // MARK: expressions

    /// - Parameter isSource: Whether this is what a comprehension takes its items from.
    mutating func expression(isSource: Bool = false) throws -> Node {
        try nested { parser in
            let start = parser.token.range.lowerBound
            let value = try parser.binary(0)
            // Behind the source of a comprehension an `if` without an `else` is its condition.
            if isSource, !parser.hasElse() { return value }
            guard parser.take("if") else { return value }
            let condition = try parser.binary(0)
            try parser.expect("else")
            let other = try parser.binary(0)
            return try parser.checked(ConditionNode(parser.range(from: start), condition: condition, yes: value, no: other))
        }
    }

    /// Whether the `if` at the current position has an `else` before the next `if` and before anything closes or separates it.
    private func hasElse() -> Bool {
        guard token.isSymbol("if") else { return false }
        var level = 0
        for token in tokens[(position + 1)...] {
            guard case .symbol(let symbol) = token.kind else { continue }
            switch symbol {
            case "(", "[", "{": level += 1
            case ")", "]", "}":
                level -= 1
                if level < 0 { return false }
            case ",", "if": if level == 0 { return false }
            case "else": if level == 0 { return true }
            default: break
            }
        }
        return false
    }

    private enum Operator {
        case logic(isAnd: Bool), compare(ComparisonOperator), calculate(ArithmeticOperator)
    }

    /// The operator at the current position and how many tokens it has, if it binds as tightly as the level says.
    private func operatorHere(_ level: Int) -> (Operator, Int)? {
        guard case .symbol(let symbol) = token.kind else { return nil }
        switch level {
        case 0: return symbol == "or" ? (.logic(isAnd: false), 1) : nil
        case 1: return symbol == "and" ? (.logic(isAnd: true), 1) : nil
        case 2:
            let isNot = position + 1 < tokens.count && tokens[position + 1].isSymbol("not")
            if symbol == "is" { return isNot ? (.compare(.notIdentical), 2) : (.compare(.identical), 1) }
            if symbol == "not" { return position + 1 < tokens.count && tokens[position + 1].isSymbol("in") ? (.compare(.containsNot), 2) : nil }
            return ComparisonOperator(rawValue: symbol).map { (.compare($0), 1) }
        default:
            let symbols: [[String]] = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%"]]
            return symbols[level - 3].contains(symbol) ? ArithmeticOperator(rawValue: symbol).map { (.calculate($0), 1) } : nil
        }
    }

    /// Operators from the loosest (`or`) to the tightest (`*`), all from left to right.
    private mutating func binary(_ level: Int) throws -> Node {
        let start = token.range.lowerBound
        // `not` stands between `and` and the comparisons.
        if level == 2, take("not") {
            return try nested { parser in
                let operand = try parser.binary(2)
                return try parser.checked(NegationNode(parser.range(from: start), .not, operand))
            }
        }
        if level == 9 { return try unary() }
        var left = try binary(level + 1)
        while let (op, count) = operatorHere(level) {
            position += count
            let right = level == 2 ? try binary(3) : try binary(level + 1)
            let range = range(from: start)
            switch op {
            case .logic(let isAnd): left = try checked(LogicNode(range, isAnd: isAnd, left, right))
            case .compare(let op): left = try checked(ComparisonNode(range, op, left, right))
            case .calculate(let op): left = try checked(ArithmeticNode(range, op, left, right))
            }
        }
        return left
    }

    private mutating func unary() throws -> Node {
        let start = token.range.lowerBound
        let kind: NegationNode.Kind
        if take("-") { kind = .minus } else if take("~") { kind = .invert } else { return try postfix() }
        return try nested { parser in
            let operand = try parser.unary()
            return try parser.checked(NegationNode(parser.range(from: start), kind, operand))
        }
    }

    private mutating func postfix() throws -> Node {
        let start = token.range.lowerBound
        var node = try atom()
        while true {
            if take(".") {
                guard case .name(let name) = token.kind else { throw unexpected("a name") }
                position += 1
                if Uses.changing.contains(name) { scope.noteChange() }
                node = try checked(AttributeNode(range(from: start), node, name))
            } else if take("[") {
                node = try subscripted(node, start)
            } else if take("(") {
                let arguments = try arguments()
                try expect(")")
                node = try checked(CallNode(range(from: start), node, arguments))
            } else {
                return node
            }
        }
    }

    private mutating func subscripted(_ object: Node, _ start: Int) throws -> Node {
        let first = token.isSymbol(":") ? nil : try expression()
        if take(":") {
            let last = token.isSymbol("]") ? nil : try expression()
            try expect("]")
            return try checked(SliceNode(range(from: start), object, first, last))
        }
        try expect("]")
        return try checked(ItemNode(range(from: start), object, first!))
    }

    private mutating func arguments() throws -> [CallNode.Argument] {
        var arguments: [CallNode.Argument] = []
        var names: Set<String> = []
        var hasKeywords = false, hasDict = false
        while !token.isSymbol(")") {
            if take("**") {
                arguments.append(.dict(try expression()))
                hasDict = true
            } else if take("*") {
                if hasDict { throw UL4Error.syntax("iterable argument unpacking follows keyword argument unpacking") }
                arguments.append(.list(try expression()))
            } else if case .name(let name) = token.kind, position + 1 < tokens.count, tokens[position + 1].isSymbol("=") {
                position += 2
                if !names.insert(name).inserted { throw UL4Error.syntax("duplicate keyword argument \(pythonRepr(of: name))") }
                arguments.append(.keyword(name, try expression()))
                hasKeywords = true
            } else {
                if hasKeywords || hasDict { throw UL4Error.syntax("positional argument follows keyword argument") }
                if let end = comprehensionFor() {
                    // A generator needs no parentheses of its own if it is the only argument.
                    if !arguments.isEmpty { throw UL4Error.syntax("generator expression must be in parentheses") }
                    arguments.append(.positional(try generator(end)))
                    _ = take(",")
                    if !token.isSymbol(")") { throw unexpected("')'") }
                    return arguments
                }
                arguments.append(.positional(try expression()))
            }
            if !take(",") { break }
        }
        return arguments
    }

    // MARK: atoms

    private mutating func atom() throws -> Node {
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
    private func comprehensionFor() -> Int? {
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

    private mutating func generator(_ end: Int) throws -> Node {
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
