/// What one rendering of a template, and of all that it calls, shares.
final class Context {
    var output: [UInt8] = []
    /// The indentation that rendering tags add to the lines of the templates that they render.
    var indent: [UInt8] = []
    let globals: [String: Value]
    let clock: TemplateClock
    let limits: Limits
    private var stepsLeft: Int
    private var depthLeft: Int
    /// Everything that was made and refers to other values. At the end each is emptied: neither cycles nor long chains can then
    /// leak, or overflow the stack when they are freed.
    private var made: [AnyObject] = []

    init(globals: [String: Value], clock: TemplateClock, limits: Limits) {
        self.globals = globals
        self.clock = clock
        self.limits = limits
        stepsLeft = limits.steps
        depthLeft = limits.depth
    }

    @inline(__always)
    func step(_ count: Int = 1) throws {
        stepsLeft &-= count
        if stepsLeft < 0 { throw UL4Error.limit("the template does more than \(limits.steps) steps") }
    }

    @inline(__always)
    func enter(_ weight: Int) throws {
        guard depthLeft >= weight else { throw UL4Error.recursion }
        depthLeft -= weight
    }

    @inline(__always)
    func leave(_ weight: Int) { depthLeft += weight }

    func checkOutput() throws {
        if output.count > limits.output { throw UL4Error.limit("the template puts out more than \(limits.output) bytes") }
    }

    /// Remembers an object that refers to other values.
    func register(_ object: AnyObject) throws {
        if made.count >= limits.objects { throw UL4Error.limit("the template makes more than \(limits.objects) objects") }
        made.append(object)
    }

    func list(_ items: [Value]) throws -> Value {
        if items.count > Limits.largestList { throw UL4Error.limit("list too long") }
        let list = List(items)
        try register(list)
        return .list(list)
    }

    func set(_ items: [Value]) throws -> Value {
        let set = SetBox()
        for item in items { set.dict[try Key(item)] = Value.none }
        try register(set)
        return .set(set)
    }

    func dict() throws -> Dict {
        let dict = Dict()
        try register(dict)
        return dict
    }

    func text(_ text: String) throws -> Value {
        if text.utf8.count > Limits.largestText { throw UL4Error.limit("text too long") }
        return .string(text)
    }

    /// Empties all that was made.
    func clear() {
        for object in made {
            switch object {
            case let list as List: list.items = []
            case let dict as Dict: dict.removeAll()
            case let set as SetBox: set.dict.removeAll()
            case let frame as Frame: frame.slots = []
            case let iterator as ValueIterator: iterator.close()
            default: break
            }
        }
        made = []
    }
}

/// The variables of one run of a template.
final class Frame {
    var slots: [Value?]
    let template: Template
    /// The variables of the template around this one.
    let parent: Frame?
    let context: Context
    var returned = Value.none
    private var isRegistered = false

    init(_ template: Template, parent: Frame?, context: Context) {
        slots = [Value?](repeating: nil, count: template.slotCount)
        self.template = template
        self.parent = parent
        self.context = context
    }

    /// Something that will be kept refers to this frame.
    func keep() throws {
        guard !isRegistered else { return }
        isRegistered = true
        try context.register(self)
    }
}
