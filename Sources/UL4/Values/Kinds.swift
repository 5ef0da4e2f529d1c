/// The type of a value, as `type(x)` gives it.
public enum TypeName: Hashable, Sendable {
    case undefinedVariable, undefinedKey, none, bool, int, float, str, date, datetime, timedelta, monthdelta, color
    case list, dict, set, function, method, type, module, template, closure, signature, iterator
    case attrgetter, itemgetter
    case exception(String)
    case host(String)

    /// `__name__`.
    var name: String {
        switch self {
        case .undefinedVariable: "undefinedvariable"
        case .undefinedKey: "undefinedkey"
        case .none: "None"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .str: "str"
        case .date: "date"
        case .datetime: "datetime"
        case .timedelta: "timedelta"
        case .monthdelta: "monthdelta"
        case .color: "Color"
        case .list: "list"
        case .dict: "dict"
        case .set: "set"
        case .function: "function"
        case .method: "method"
        case .type: "type"
        case .module: "module"
        case .template: "Template"
        case .closure: "TemplateClosure"
        case .signature: "SignatureAST"
        case .iterator: "iterator"
        case .attrgetter: "attrgetter"
        case .itemgetter: "itemgetter"
        case .exception(let name), .host(let name): name
        }
    }

    /// `__doc__`, in the words of the original.
    var doc: String? {
        switch self {
        case .none: "Nothing"
        case .bool: "A boolean value (True or False)"
        case .int: "An integer value"
        case .float: "An floating point value"
        case .str: "A string"
        case .date: "A date"
        case .datetime: "A date and time value"
        case .timedelta: "A time span"
        case .monthdelta: "A number of months"
        case .color: "An RGBA color object with 8-bit red, green and blue components and opacity."
        case .list: "A list"
        case .dict: "A dictionary"
        case .set: "A set"
        default: nil
        }
    }

    /// `__module__`, nil for the types of the language itself.
    var module: String? {
        switch self {
        case .template, .closure, .signature: "ul4"
        case .attrgetter, .itemgetter: "operator"
        case .color: "color"
        default: nil
        }
    }

    /// `ul4.Template`.
    var fullName: String { module.map { "\($0).\(name)" } ?? name }
}

extension Value {
    var typeName: TypeName {
        switch self {
        case .undefined(let undefined): undefined.isVariable ? .undefinedVariable : .undefinedKey
        case .none: .none
        case .bool: .bool
        case .int, .big: .int
        case .float: .float
        case .string: .str
        case .date: .date
        case .datetime: .datetime
        case .timedelta: .timedelta
        case .monthdelta: .monthdelta
        case .color: .color
        case .list: .list
        case .dict: .dict
        case .set: .set
        case .iterator: .iterator
        case .template(let closure): closure.frame == nil ? .template : .closure
        case .signature: .signature
        case .function, .hostFunction: .function
        case .method: .method
        case .type: .type
        case .module: .module
        case .getter(let getter): getter.kind == .attribute ? .attrgetter : .itemgetter
        case .exception(let error): .exception(error.kind)
        case .object(let object): .host(object.typeName)
        }
    }

    /// The name that messages of errors use.
    var className: String {
        switch self {
        case .none: "NoneType"
        case .undefined(let undefined): undefined.className
        default: typeName.name
        }
    }

    /// The truth of a value.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .big: true
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .timedelta(let value): value != TimeDelta(days: 0, microseconds: 0)
        case .monthdelta(let value): value != 0
        case .list(let list): !list.items.isEmpty
        case .dict(let dict): !dict.isEmpty
        case .set(let set): !set.dict.isEmpty
        case .iterator(let iterator): iterator.count.map { $0 > 0 } ?? true
        default: true
        }
    }

    /// Whether the value can neither change nor refer to what can.
    var isConstant: Bool {
        switch self {
        case .undefined, .none, .bool, .int, .big, .float, .string, .date, .datetime, .timedelta, .monthdelta, .color: true
        default: false
        }
    }
}
