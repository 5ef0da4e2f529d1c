/// Parses the code of one tag.
struct ExpressionParser {
    let scope: Scope
    let tokens: [Token]
    var position = 0
    var nesting = 0

    init(_ source: Source, _ range: Range<Int>, scope: Scope) throws {
        self.scope = scope
        tokens = try Tokenizer.tokens(of: source, range)
    }

    var token: Token { tokens[position] }

    mutating func take(_ symbol: String) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: String) throws {
        guard take(symbol) else { throw unexpected("'\(symbol)'") }
    }

    func unexpected(_ wanted: String) -> UL4Error {
        let found =
            switch token.kind {
            case .end: "the end of the tag"
            case .name(let name), .symbol(let name): "'\(name)'"
            case .value: "a value"
            }
        return UL4Error.syntax("\(wanted) expected, but \(found) found").at(token.range)
    }

    func range(from start: Int) -> Range<Int> {
        let end = position > 0 ? tokens[position - 1].range.upperBound : start
        return start..<max(start, end)
    }

    /// - Throws: `RecursionError` if code is nested so deeply that evaluating it could overflow the stack.
    func checked<T: Node>(_ node: T) throws -> T {
        if node.depth > Limits.nesting { throw UL4Error("RecursionError", "code is nested too deeply") }
        return node
    }

    mutating func nested<T>(_ body: (inout Self) throws -> T) throws -> T {
        nesting += 1
        defer { nesting -= 1 }
        if nesting > 60 { throw UL4Error("RecursionError", "code is nested too deeply") }
        return try body(&self)
    }

    func expectEnd() throws {
        guard case .end = token.kind else { throw unexpected("the end of the tag") }
    }

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

    mutating func postfix() throws -> Node {
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
                if hasDict { throw UL4Error.syntax("iterable argument unpacking follows keyword argument unpacking").at(token.range) }
                arguments.append(.list(try expression()))
            } else if case .name(let name) = token.kind, position + 1 < tokens.count, tokens[position + 1].isSymbol("=") {
                if !names.insert(name).inserted { throw UL4Error.syntax("duplicate keyword argument \(pythonRepr(of: name))").at(token.range) }
                position += 2
                arguments.append(.keyword(name, try expression()))
                hasKeywords = true
            } else {
                if hasKeywords || hasDict { throw UL4Error.syntax("positional argument follows keyword argument").at(token.range) }
                if let end = comprehensionFor() {
                    // A generator needs no parentheses of its own if it is the only argument.
                    if !arguments.isEmpty { throw UL4Error.syntax("generator expression must be in parentheses").at(token.range) }
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
}
