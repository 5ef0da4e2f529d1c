/// A value as templates see it.
///
/// `list`, `dict` and `set` are references, as in the original language: what a template appends to a list is seen by everybody who
/// holds that list.
public enum Value {
    case undefined(Undefined)
    case none
    case bool(Bool)
    case int(Int)
    /// A whole number that does not fit into `int`.
    case big(BigInt)
    case float(Double)
    case string(String)
    case date(CalendarDate)
    case datetime(CalendarTime)
    case timedelta(TimeDelta)
    case monthdelta(Int)
    case color(Color)
    case list(List)
    case dict(Dict)
    case set(SetBox)
    case iterator(ValueIterator)
    case template(TemplateClosure)
    case signature(Signature)
    case function(Builtin)
    case method(BoundMethod)
    indirect case type(TypeName)
    case module(Module)
    /// `operator.attrgetter(…)` and `operator.itemgetter(…)`.
    case getter(Getter)
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
