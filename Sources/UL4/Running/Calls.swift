/// A template together with the variables around its definition.
public final class TemplateClosure {
    /// The template itself.
    public let template: Template
    /// Nil for templates that stand for themselves.
    let frame: Frame?
    let defaults: [Value?]

    init(template: Template, frame: Frame?, defaults: [Value?]) {
        self.template = template
        self.frame = frame
        self.defaults = defaults
    }

    /// Runs the template; its output goes to the output of the context.
    /// - Returns: what it returns, `None` without `<?return?>`.
    @discardableResult
    func run(_ arguments: Arguments, _ context: Context) throws -> Value {
        try context.step()
        try context.enter(template.weight)
        defer { context.leave(template.weight) }
        let own = Frame(template, parent: frame, context: context)
        if let signature = template.signature {
            try signature.bind(arguments, defaults: defaults, into: own)
        } else {
            if !arguments.positional.isEmpty { throw UL4Error.type("positional arguments not supported") }
            for (name, value) in arguments.keywords {
                if let slot = template.slots[name] { own[slot] = value }
            }
        }
        do {
            _ = try runAll(template.content, own)
        } catch var error as UL4Error {
            // The place of the call is a place of the error too.
            error.wantsLocation = true
            throw error
        }
        return own.returned
    }

    /// Runs the template as a function: what it puts out is dropped.
    func call(_ arguments: Arguments, _ context: Context) throws -> Value {
        let output = context.output
        context.output = Output()
        defer { context.output = output }
        return try run(arguments, context)
    }

    /// Runs the template and returns what it puts out.
    func renders(_ arguments: Arguments, _ context: Context) throws -> Value {
        let (output, indent) = (context.output, context.indent)
        context.output = Output()
        context.indent = []
        defer { (context.output, context.indent) = (output, indent) }
        try run(arguments, context)
        return .string(context.output.text)
    }
}

/// Calls whatever can be called.
func call(_ callee: Value, _ arguments: Arguments, _ context: Context) throws -> Value {
    switch callee {
    case .function(let function): return try function.call(arguments, context)
    case .type(let type): return try make(type, arguments, context)
    case .method(let method): return try method.method.call(method.object, arguments, context)
    case .template(let closure): return try closure.call(arguments, context)
    case .getter(let getter): return try getter.call(arguments, context)
    case .hostFunction(let function):
        try context.step()
        return try function.body(arguments.positional, arguments.keywords.map { ($0.name, $0.value) })
    case .undefined(let undefined): throw UL4Error.type("\(undefined.repr) is not callable")
    default: throw UL4Error.type("'\(callee.className)' object is not callable")
    }
}
