/// A template: parsed once, rendered many times.
///
///     let template = try Template("Hello <?print name?>!")
///     try template.render(["name": .string("world")])   // "Hello world!"
///
/// A template may be rendered by several threads at the same time.
public final class Template {
    /// The name that errors show.
    public internal(set) var name: String?
    /// The content of the first `<?doc?>` tag.
    public internal(set) var doc: String?
    /// What is done with line feeds and indentation.
    public internal(set) var whitespace: Whitespace
    let source: Source
    /// The part of the source that is this template.
    var range: Range<Int>
    /// The template that this one is defined in.
    unowned let parent: Template?
    var signature: SignatureCode?
    /// What the signature was read from.
    var signatureSource: Source
    var content: [Node] = []
    /// What each node of the content uses; of templates in templates nobody asks.
    var uses: [Uses] = []
    /// The variables by name.
    var slots: [String: Int] = [:]
    var slotCount = 0
    /// How much stack a run needs, counted in nested nodes.
    var weight = 8
    /// The defaults of the signature of a template that is defined in no other one.
    private var defaults: [Value?] = []
    /// Whether they can change, so that each rendering needs its own.
    private var changesDefaults = false

    /// Parses a template.
    /// - Parameters:
    ///   - source: The text of the template.
    ///   - whitespace: What to do with line feeds and indentation; a `<?whitespace?>` tag in the source has the last word.
    ///   - name: Shown in errors; a `<?ul4?>` tag has the last word.
    ///   - signature: The parameters, as in `x, y=23, *args, **kwargs`; nil accepts any by name.
    /// - Throws: `UL4Error` with the place of the mistake.
    public convenience init(_ source: String, whitespace: Whitespace = .keep, name: String? = nil, signature: String? = nil) throws {
        self.init(source: Source(source), name: name, whitespace: whitespace, parent: nil)
        do {
            try TemplateParser.parse(self, signature: signature)
            defaults = try makeDefaults()
            changesDefaults = defaults.contains { $0?.isConstant == false }
        } catch var error as UL4Error where error.wantsLocation {
            error.locations.append(self.source.location(0..<0, in: self))
            error.wantsLocation = false
            throw error
        }
    }

    init(source: Source, name: String?, whitespace: Whitespace, parent: Template?) {
        (self.source, signatureSource) = (source, source)
        self.name = name
        self.whitespace = whitespace
        self.parent = parent
        range = 0..<source.scalars.count
    }

    /// How errors call the template.
    var title: String {
        func quoted(_ name: String?) -> String { name.map { pythonRepr(of: $0) } ?? "(unnamed)" }
        guard let parent else { return "template \(quoted(name))" }
        var title = "local template \(quoted(name)) in \(quoted(parent.name))"
        var outer = parent.parent
        while let template = outer {
            title += " in \(quoted(template.name))"
            outer = template.parent
        }
        return title
    }

    private func makeDefaults() throws -> [Value?] {
        guard let signature else { return [] }
        // Errors are shown where they stand, which may be another text.
        var place = self
        if signatureSource !== source {
            place = Template(source: signatureSource, name: name, whitespace: whitespace, parent: nil)
            place.slotCount = slotCount
        }
        return try signature.defaults(Frame(place, parent: nil, context: Context(globals: [:], clock: .none, limits: Limits())))
    }

    var closure: TemplateClosure {
        TemplateClosure(template: self, frame: nil, defaults: changesDefaults ? (try? makeDefaults()) ?? defaults : defaults)
    }

    /// The template as a value, to be given to other templates.
    public var value: Value { .template(closure) }

    /// Whether a variable of this name can be given to the template: always, unless it has a signature that says something else.
    public func accepts(_ variable: String) -> Bool {
        guard let signature else { return true }
        return signature.keywords != nil || signature.parameters.contains { $0.name == variable }
    }

    /// Renders the template.
    /// - Parameters:
    ///   - variables: The arguments by name.
    ///   - globals: Variables that all templates see which are rendered on the way.
    ///   - clock: For `now()`, `today()` and `utcnow()`.
    ///   - limits: What the rendering may cost.
    /// - Throws: `UL4Error`; what host functions throw comes as `HostError`.
    public func render(_ variables: [String: Value] = [:], globals: [String: Value] = [:], clock: TemplateClock = .none, limits: Limits = Limits()) throws
        -> String
    {
        var output: [UInt8] = []
        try render(variables, into: &output, globals: globals, clock: clock, limits: limits)
        return String(decoding: output, as: UTF8.self)
    }

    /// Renders the template and appends the output, which is UTF-8; nothing is appended when an error is thrown.
    public func render(
        _ variables: [String: Value], into output: inout [UInt8], globals: [String: Value] = [:], clock: TemplateClock = .none, limits: Limits = Limits()
    ) throws {
        var arguments = Arguments()
        arguments.keywords.reserveCapacity(variables.count)
        for (name, value) in variables { arguments.keywords.append((name, value)) }
        try run(arguments, into: &output, Context(globals: globals, clock: clock, limits: limits))
    }

    /// The same with arguments in an order of their own and by position.
    public func render(
        positional: [Value] = [], arguments: [(String, Value)], into output: inout [UInt8], globals: [String: Value] = [:], clock: TemplateClock = .none,
        limits: Limits = Limits()
    ) throws {
        try run(
            Arguments(positional: positional, keywords: arguments.map { ($0.0, $0.1) }), into: &output, Context(globals: globals, clock: clock, limits: limits))
    }

    private func run(_ arguments: Arguments, into output: inout [UInt8], _ context: Context) throws {
        defer { context.clear() }
        try closure.run(arguments, context)
        output += context.output.bytes
    }

    /// Runs the template as a function.
    /// - Returns: the value of its `<?return?>` tag, `None` without one.
    public func call(
        positional: [Value] = [], arguments: [(String, Value)] = [], globals: [String: Value] = [:], clock: TemplateClock = .none, limits: Limits = Limits()
    ) throws -> Value {
        let context = Context(globals: globals, clock: clock, limits: limits)
        let value = try closure.call(Arguments(positional: positional, keywords: arguments.map { ($0.0, $0.1) }), context)
        // Else the value may need what was made.
        if value.isConstant { context.clear() }
        return value
    }
}

/// Nothing of a template changes once it is parsed, and what rendering needs belongs to the rendering.
extension Template: @unchecked Sendable {}
