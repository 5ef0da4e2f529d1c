/// A value as templates see it.
///
/// `list`, `dict` and `set` are references, as in the original language: what a template appends to a list is seen by everybody who
/// holds that list.
public enum Value {
    /// What a variable, a key or an attribute that does not exist evaluates to; it prints as nothing.
    case undefined(Undefined)
    /// `None`
    case none
    /// `True` or `False`
    case bool(Bool)
    /// A whole number that fits into 64 bits.
    case int(Int)
    /// A whole number that does not fit into `int`.
    case big(BigInt)
    /// `2.5`
    case float(Double)
    /// A text of Unicode scalars.
    case string(String)
    /// `@(2026-11-28)`
    case date(CalendarDate)
    /// `@(2026-11-28T12:30)`, in no time zone.
    case datetime(CalendarTime)
    /// A span of days, seconds and microseconds.
    case timedelta(TimeDelta)
    /// So many months.
    case monthdelta(Int)
    /// `#369`
    case color(Color)
    /// `[1, 2]`
    case list(List)
    /// `{"a": 1}`, in the order of insertion.
    case dict(Dict)
    /// `{1, 2}`
    case set(SetBox)
    /// What gives values one after the other, once: `enumerate(x)`, a generator expression.
    case iterator(ValueIterator)
    /// A template, which can be called and rendered.
    case template(TemplateClosure)
    /// The signature of a template.
    case signature(Signature)
    /// A function of the language.
    case function(Builtin)
    /// An attribute that is a function of its object: `text.upper`.
    case method(BoundMethod)
    /// A type of the language, which can be called to make a value of it.
    indirect case type(TypeName)
    /// `math`, `operator` or `color`.
    case module(Module)
    /// `operator.attrgetter(…)` and `operator.itemgetter(…)`.
    case getter(Getter)
    /// An error that templates show.
    indirect case exception(UL4Error)
    /// An object of the host program.
    case object(any HostObject)
    /// A function of the host program.
    case hostFunction(HostFunction)

    /// A new list with these items.
    public static func list(_ items: [Value]) -> Value { .list(List(items)) }

    /// A new set.
    /// - Throws: `TypeError` if one of the items is a list, a dictionary or a set.
    public static func set(_ items: [Value]) throws -> Value {
        let set = SetBox()
        for item in items { set.dict[try UL4.Key(item)] = Value.none }
        return .set(set)
    }

    /// A value from JSON text.
    /// - Throws: `UL4Error` that says where the text is wrong.
    public init(json: String) throws { self = try JSONReader.read(json) }

    /// The text that `<?print x?>` shows.
    /// - Throws: `UL4Error` for what is nested endlessly or too large.
    public func text() throws -> String { try textOf(self) }

    /// A whole number from its decimal digits; nil if they are none.
    public init?(decimal: String) {
        guard let value = readWhole(decimal, base: 10) else { return nil }
        self.init(value)
    }

    /// The text that `repr(x)` gives.
    public func repr() throws -> String { try reprOf(self) }

    /// The text that `asjson(x)` gives.
    public func json() throws -> String {
        var writer = JSONWriter()
        try writer.write(self)
        return writer.text
    }
}

/// What a variable, a key or an attribute that does not exist evaluates to.
public final class Undefined {
    let name: String
    let isVariable: Bool

    init(variable name: String) {
        self.name = name
        isVariable = true
    }

    init(key name: String) {
        self.name = name
        isVariable = false
    }

    var className: String { isVariable ? "UndefinedVariable" : "UndefinedKey" }

    var repr: String { isVariable ? "UndefinedVariable(\(pythonRepr(of: name)))" : "UndefinedKey(\(name))" }
}

/// A list.
public final class List {
    /// The items, in order.
    public internal(set) var items: [Value]

    /// A list of these items.
    public init(_ items: [Value]) { self.items = items }
}

/// A set; its order is that of insertion.
public final class SetBox {
    var dict = Dict()

    /// The members.
    public var items: [Value] { dict.keys }
}

/// An attribute that is a function of its object, as in `text.upper`.
public final class BoundMethod {
    let object: Value
    let method: Method

    init(object: Value, method: Method) {
        self.object = object
        self.method = method
    }
}

/// `operator.attrgetter("a", "b.c")` or `operator.itemgetter(0, 1)`.
public final class Getter {
    enum Kind { case attribute, item }

    let kind: Kind
    let keys: [Value]

    init(kind: Kind, keys: [Value]) {
        self.kind = kind
        self.keys = keys
    }
}
