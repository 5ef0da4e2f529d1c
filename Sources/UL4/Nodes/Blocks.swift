/// `<?if a?>…<?elif b?>…<?else?>…<?end if?>`
final class IfNode: Node {
    /// Without a condition: `else`.
    let branches: [(condition: Node?, content: [Node])]

    init(_ range: Range<Int>, _ branches: [(condition: Node?, content: [Node])]) {
        self.branches = branches
        super.init(range, inside: branches.flatMap { [$0.condition] + $0.content })
    }

    override func exec(_ frame: Frame) throws -> Flow {
        for (condition, content) in branches where try condition?.eval(frame).isTrue ?? true {
            return try runAll(content, frame)
        }
        return .next
    }
}

/// `<?for x in y?>…<?end for?>`
final class ForNode: Node {
    let target: any Target
    let source: Node
    let content: [Node]

    init(_ range: Range<Int>, _ target: any Target, _ source: Node, _ content: [Node]) {
        (self.target, self.source, self.content) = (target, source, content)
        super.init(range, inside: [target, source] + content)
    }

    override func exec(_ frame: Frame) throws -> Flow {
        let items = try source.eval(frame)
        if case .list(let list) = items {
            var i = 0
            while i < list.items.count {
                let flow = try round(list.items[i], frame)
                i += 1
                if flow == .leaveLoop { break }
                if flow == .leaveTemplate { return flow }
            }
            return .next
        }
        let iterator: ValueIterator
        do { iterator = try iterate(items, frame.context) } catch { throw located(error, frame) }
        while true {
            let item: Value?
            do { item = try iterator.next(frame.context) } catch { throw located(error, frame) }
            guard let item else { return .next }
            let flow = try round(item, frame)
            if flow == .leaveLoop { return .next }
            if flow == .leaveTemplate { return flow }
        }
    }

    private func round(_ item: Value, _ frame: Frame) throws -> Flow {
        do {
            try frame.context.step()
            if let variable = target as? VariableTarget { frame[variable.slot] = item } else { try target.set(item, frame) }
        } catch { throw located(error, frame) }
        return try runAll(content, frame)
    }
}

/// `<?while x?>…<?end while?>`
final class WhileNode: Node {
    let condition: Node
    let content: [Node]

    init(_ range: Range<Int>, _ condition: Node, _ content: [Node]) {
        (self.condition, self.content) = (condition, content)
        super.init(range, inside: [condition] + content)
    }

    override func exec(_ frame: Frame) throws -> Flow {
        while try condition.eval(frame).isTrue {
            do { try frame.context.step() } catch { throw located(error, frame) }
            let flow = try runAll(content, frame)
            if flow == .leaveLoop { break }
            if flow == .leaveTemplate { return flow }
        }
        return .next
    }
}

/// `<?def f(x)?>…<?end def?>`
final class DefinitionNode: Node {
    let template: Template
    let slot: Int?

    init(_ range: Range<Int>, _ template: Template, slot: Int?) {
        (self.template, self.slot) = (template, slot)
        super.init(range, inside: template.signature?.parameters.map(\.defaultValue) ?? [])
    }

    override func exec(_ frame: Frame) throws -> Flow {
        let closure = try closure(frame)
        if let slot { frame[slot] = .template(closure) }
        return .next
    }

    func closure(_ frame: Frame) throws -> TemplateClosure {
        do {
            try frame.keep()
            return TemplateClosure(template: template, frame: frame, defaults: try template.signature?.defaults(frame) ?? [])
        } catch { throw located(error, frame) }
    }
}
