/// What tags hold besides expressions: assignments, loops, definitions.
extension ExpressionParser {
    mutating func wholeExpression() throws -> Node {
        let node = try expression()
        try expectEnd()
        return node
    }

    /// `x = 1`, `x += 1` or an expression.
    mutating func statement(_ tag: Range<Int>) throws -> Node {
        let operators: [String: ArithmeticOperator] = [
            "+=": .add, "-=": .subtract, "*=": .multiply, "/=": .divide, "//=": .floorDivide, "%=": .modulo, "<<=": .shiftLeft, ">>=": .shiftRight, "&=": .and,
            "|=": .or, "^=": .xor,
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
            if target is TupleTarget { throw UL4Error.syntax("one variable expected before '\(symbol)'").at(target.range) }
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
            guard names.insert(name).inserted else {
                throw UL4Error.value("duplicate parameter name: \(pythonRepr(of: name))").at(tokens[position - 1].range)
            }
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
                let place = token.range
                let word = try name(&self)
                let value = take("=") ? try expression() : nil
                if value == nil, parameters.last?.defaultValue != nil {
                    throw UL4Error.syntax("parameter '\(word)' without a default follows one with a default").at(place)
                }
                parameters.append(.init(name: word, slot: try slot(word), defaultValue: value))
            }
            if !take(",") { break }
        }
        return SignatureCode(parameters: parameters, rest: rest, keywords: keywords)
    }

    mutating func target(_ declare: (Scope, String) -> Int) throws -> any Target {
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
            guard let target = node as? any Target else { throw UL4Error.syntax("this cannot be assigned to").at(node.range) }
            parser.scope.noteChange()
            return target
        }
    }
}
