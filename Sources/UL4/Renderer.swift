/// Renders a template again and again, with variables that are other ones every time and variables that seldom change.
///
/// What the template puts out before it first uses one of the former is kept for the next renderings, until one of the others is set.
/// So objects and functions of the host must answer the same until then.
///
///     let renderer = Renderer(try Template("<?print job?>: <?print line?>"), varying: ["line"])
///     if let job = renderer.variable("job") { renderer[job] = .string("fetch") }
///     let line = renderer.variable("line")
///     …
///     if let line { renderer[line] = .string("one") }
///     try renderer.render()                       // the bytes of "fetch: one"
public final class Renderer {
    /// A variable that the template uses.
    public struct Variable {
        fileprivate let position: Int
        fileprivate let isVarying: Bool
    }

    private let template: Template
    private let context: Context
    private let varying: Set<String>
    /// The nodes whose output is kept, and those that follow.
    private let head: ArraySlice<Node>, tail: ArraySlice<Node>
    private let changesValues: Bool
    private var frame: Frame
    private var variables: [(name: String, slot: Int, value: Value?)] = []
    /// How many bytes the head put out and how it ended; nil if it has to be rendered.
    private var kept: (count: Int, flow: Flow)?

    /// - Parameters:
    ///   - template: What is rendered.
    ///   - varying: The variables that change with every rendering.
    ///   - clock: For `now()`, `today()` and `utcnow()`.
    ///   - limits: What each rendering may cost.
    public init(_ template: Template, varying: Set<String>, clock: TemplateClock = .none, limits: Limits = Limits()) {
        self.template = template
        self.varying = varying
        context = Context(globals: [:], clock: clock, limits: limits)
        let count = template.signature == nil ? template.uses.steadyCount(without: varying) : 0
        (head, tail) = (template.content[..<count], template.content[count...])
        changesValues = template.uses.contains(where: \.changesValues)
        frame = Frame(template, parent: nil, context: context)
    }

    /// What the last rendering made may hold itself: a template that is defined in another one refers to the variables around it, among which it is.
    deinit { context.clear() }

    /// A variable by its name; nil if the template does not use it, or has a signature without it, so that nobody needs to know its value.
    public func variable(_ name: String) -> Variable? {
        guard template.accepts(name), let slot = template.slots[name] ?? template.signature.map({ _ in -1 }) else { return nil }
        let position = variables.firstIndex { $0.name == name } ?? variables.count
        if position == variables.count { variables.append((name, slot, nil)) }
        return Variable(position: position, isVarying: varying.contains(name))
    }

    /// The value of a variable; nil leaves it undefined.
    public subscript(variable: Variable) -> Value? {
        get { variables[variable.position].value }
        set {
            variables[variable.position].value = newValue
            if !variable.isVarying { kept = nil }
        }
    }

    /// Renders the template.
    /// - Returns: the output, UTF-8, valid until the next rendering.
    /// - Throws: `UL4Error`; what host functions throw comes as `HostError`.
    public func render() throws -> UnsafeBufferPointer<UInt8> {
        context.reset()
        if template.signature != nil {
            context.output.truncate(to: 0)
            try template.closure.run(Arguments(keywords: variables.compactMap { variable in variable.value.map { (variable.name, $0) } }), context)
            return context.output.bytes
        }
        try context.enter(template.weight)
        var flow = Flow.next
        if let kept {
            context.output.truncate(to: kept.count)
            flow = kept.flow
        } else {
            context.output.truncate(to: 0)
            try prepareFrame()
            flow = try runAll(head, frame)
            kept = (context.output.count, flow)
        }
        if flow == .next {
            try prepareFrame()
            _ = try runAll(tail, frame)
        }
        return context.output.bytes
    }

    /// Makes the variables those that were given, and no others.
    /// - Throws: `UL4Error` for values that are too large to be copied.
    private func prepareFrame() throws {
        if frame.isKept { frame = Frame(template, parent: nil, context: context) } else { frame.empty() }
        guard changesValues else {
            for variable in variables { frame[variable.slot] = variable.value }
            return
        }
        // What the template does to lists and dictionaries must be gone the next time.
        var copier = ValueCopier(context)
        for variable in variables { frame[variable.slot] = try variable.value.map { try copier.copy($0) } }
    }
}
