/// What one rendering of a template, and of all that it calls, shares.
final class Context {
    var output = Output()
    /// The indentation that rendering tags add to the lines of the templates that they render.
    var indent: [UInt8] = []
    let globals: [String: Value]
    let clock: TemplateClock
    let limits: Limits
    private var stepsLeft: Int
    private var depthLeft: Int
    /// Everything that was made and refers to other values. At the end each is emptied: neither cycles nor long chains can then
    /// leak, or overflow the stack when they are freed.
    private var made: [any Emptied] = []

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

    /// The steps that are left.
    var budget: Int { stepsLeft }

    /// Work on so many bytes of text counts too: strings take memory and time.
    @inline(__always)
    func step(bytes count: Int) throws { try step(count >> 4) }

    /// Text that was written for a value, which takes longer than copying one.
    func step(written text: String) throws { try step(text.utf8.count >> 1) }

    /// Items of dictionaries and sets: each needs about 64 bytes.
    func step(items count: Int) throws { try step(count << 2) }

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
    func register(_ object: any Emptied) throws {
        if made.count >= limits.objects { throw UL4Error.limit("the template makes more than \(limits.objects) objects") }
        made.append(object)
    }

    func list(_ items: [Value]) throws -> Value {
        if items.count > Limits.largestList { throw UL4Error.limit("list too long") }
        try step(items.count)
        let list = List(items)
        try register(list)
        return .list(list)
    }

    func set(_ items: [Value]) throws -> Value {
        let set = SetBox()
        try step(items: items.count)
        for item in items { set.dict[try Key(item, self)] = Value.none }
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
        try step(bytes: text.utf8.count)
        return .string(text)
    }

    /// Empties all that was made.
    func clear() {
        for object in made { object.empty() }
        made.removeAll(keepingCapacity: true)
    }

    /// Begins anew, for another rendering.
    func reset() {
        clear()
        stepsLeft = limits.steps
        depthLeft = limits.depth
    }
}

/// An object that refers to values and can let go of them.
protocol Emptied: AnyObject {
    func empty()
}

extension List: Emptied {
    func empty() { items = [] }
}

extension Dict: Emptied {
    func empty() { removeAll() }
}

extension SetBox: Emptied {
    func empty() { dict.removeAll() }
}
