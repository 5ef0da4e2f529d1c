/// The functions of the language.
public enum Builtin: String, CaseIterable, Sendable {
    case abs, all, any, ascii, asjson, bin, ceil, chr, csv, dir, enumerate, enumfl, exp, first, floor, format, fromjson, getattr, hasattr, hex
    case isbool, iscolor, isdate, isdatetime, isdefined, isdict, isexception, isfirst, isfirstlast, isfloat, isfunction, isinstance, isint, islast
    case islist, ismonthdelta, isnone, isset, isstr, istemplate, istimedelta, isundefined, last, len, log, max, min, now, oct, ord, pow
    case randchoice, random, randrange, range, repr, reversed, round, setattr, slice, sorted, sum, today, type, urlquote, urlunquote, utcnow, xmlescape, zip
    case cos, sin, tan, sqrt, isclose
    case rgb, hls, hsv, css, mix, md5
    /// A part of the language that is left out here.
    case missing = ""

    private static let table: [Builtin: Parameters] = {
        var texts: [Builtin: String] = [
            .ceil: "number, /, digits?", .floor: "number, /, digits?", .round: "number, /, digits?", .dir: "obj, /", .enumerate: "iterable, start?",
            .enumfl: "iterable, /, start?",
            .first: "iterable, /, default?", .last: "iterable, /, default?", .format: "obj, fmt, lang?", .getattr: "obj, attrname, default?, /",
            .hasattr: "obj, attrname, /", .isinstance: "obj, type, /", .log: "x, base?, /", .max: "*args, default?, key?", .min: "*args, default?, key?",
            .now: "", .today: "", .utcnow: "", .random: "", .pow: "x, y, /", .randchoice: "seq", .randrange: "start, stop?, step?, /",
            .range: "start, stop?, step?, /",
            .setattr: "obj, attrname, value, /", .slice: "iterable, start, stop?, step?, /", .sorted: "iterable, /, key?, reverse?",
            .sum: "iterable, /, start?",
            .urlquote: "string", .urlunquote: "string", .zip: "*iterables", .isclose: "a, b, *, rel_tol?, abs_tol?",
            .rgb: "r, g, b, a?", .hls: "h, l, s, a?", .hsv: "h, s, v, a?", .css: "value, default?, /", .mix: "*args", .md5: "string, /",
        ]
        for function in allCases where texts[function] == nil { texts[function] = "obj, /" }
        return texts.reduce(into: [:]) { $0[$1.key] = Parameters($1.key.rawValue, $1.value) }
    }()

    func call(_ arguments: Arguments, _ context: Context) throws -> Value {
        let bound = try Builtin.table[self]!.bind(arguments)
        switch self {
        case .abs, .ceil, .exp, .floor, .log, .pow, .round, .cos, .sin, .tan, .sqrt, .isclose, .hex, .oct, .bin, .random, .randrange, .randchoice:
            return try callNumeric(bound, context)
        case .rgb, .hls, .hsv, .css, .mix: return try callColor(bound)
        case .all, .any, .enumerate, .enumfl, .first, .isfirst, .isfirstlast, .islast, .last, .max, .min, .range, .reversed, .slice, .sorted, .sum, .zip:
            return try callIterating(bound, context)
        case .isbool, .iscolor, .isdate, .isdatetime, .isdefined, .isdict, .isexception, .isfloat, .isfunction, .isinstance, .isint, .islist, .ismonthdelta,
            .isnone, .isset, .isstr, .istemplate, .istimedelta, .isundefined:
            return .bool(try test(bound))
        case .now: return .datetime(try context.clock.local())
        case .utcnow: return .datetime(try context.clock.utc())
        case .today: return .date(try context.clock.local().date)
        case .getattr:
            guard case .string(let name) = bound[1] else {
                if case .dict(let dict) = bound[0], let value = try dict[attributeKey(bound[1], context)] { return value }
                _ = try attributeKey(bound[1], context)
                return try bound.optional(2) ?? .undefined(Undefined(key: reprOf(bound[1])))
            }
            if case .object(let object) = bound[0] { return object.attribute(name) ?? bound.optional(2) ?? .undefined(Undefined(key: name)) }
            return try attribute(name, of: bound[0]) ?? bound.optional(2) ?? .undefined(Undefined(key: name))
        case .hasattr:
            guard case .string(let name) = bound[1] else {
                _ = try attributeKey(bound[1], context)
                return .bool(false)
            }
            if case .dict = bound[0] { return .bool(Method(name, of: bound[0]) != nil) }
            if case .object(let object) = bound[0] { return .bool(object.attribute(name) != nil) }
            return .bool(try attribute(name, of: bound[0]) != nil)
        case .setattr:
            if case .object(let object) = bound[0] {
                try object.setAttribute(try bound.string(1), to: bound[2])
            } else {
                throw UL4Error.type("attribute \(try reprOf(bound[1])) is readonly")
            }
            return .none
        case .dir: return try context.set(attributeNames(of: bound[0]).map { .string($0) })
        case .type: return .type(bound[0].typeName)
        default: return try callText(bound, context)
        }
    }

    /// A name of an attribute that is no string: the original looks it up and finds nothing, but not every value can be looked up.
    private func attributeKey(_ name: Value, _ context: Context) throws -> Key {
        if case .set = name { return Key(unchecked: name) }
        return try Key(name, context)
    }

    private func callText(_ bound: Bound, _ context: Context) throws -> Value {
        switch self {
        case .repr, .ascii:
            let text = try reprOf(bound[0], ascii: self == .ascii)
            try context.step(written: text)
            return try context.text(text)
        case .asjson:
            var writer = JSONWriter()
            try writer.write(bound[0])
            try context.step(written: writer.text)
            return try context.text(writer.text)
        case .fromjson:
            let text = try bound.string(0)
            try context.step(bytes: text.utf8.count * 8)
            return try JSONReader.read(text)
        case .format:
            guard case .string(let spec) = bound[1] else { throw UL4Error.type("format() argument 2 must be str, not \(bound[1].className)") }
            try context.step(spec.utf8.count)
            return try context.text(try formatted(bound[0], spec, lang: try bound.given(2).map(text)))
        case .csv:
            switch bound[0] {
            case .none, .undefined: return .string("")
            case .string(let text): return try context.text(csvField(text))
            default: return try context.text(csvField(try reprOf(bound[0])))
            }
        case .chr:
            let code = try bound.int(0)
            guard (0...0x10FFFF).contains(code) else { throw UL4Error.value("chr() arg not in range(0x110000)") }
            guard let scalar = Unicode.Scalar(UInt32(code)) else { throw UL4Error.value("no character has the code point \(code)") }
            return .string(String(scalar))
        case .ord:
            guard case .string(let text) = bound[0] else { throw UL4Error.type("ord() expected string of length 1, but \(bound[0].className) found") }
            guard text.unicodeScalars.count == 1 else {
                throw UL4Error.type("ord() expected a character, but string of length \(text.unicodeScalars.count) found")
            }
            return .int(Int(text.unicodeScalars.first!.value))
        case .len:
            if case .string(let text) = bound[0] { try context.step(bytes: text.utf8.count) }
            return .int(try length(of: bound[0]))
        case .urlquote: return try context.text(urlQuoted(try bound.string(0)))
        case .urlunquote: return try context.text(urlUnquoted(try bound.string(0)))
        case .md5:
            let text = try bound.string(0)
            try context.step(written: text)
            return .string(UL4.md5(text))
        case .xmlescape: return try context.text(xmlEscaped(try textOf(bound[0])))
        default: throw UL4Error.missing("'\(rawValue)' is")
        }
    }

    private func length(of value: Value) throws -> Int {
        switch value {
        case .string(let text): return text.scalarCount
        case .list(let list): return list.items.count
        case .dict(let dict): return dict.count
        case .set(let set): return set.dict.count
        case .color: return 4
        case .undefined(let undefined): throw UL4Error.attribute("\(undefined.repr) has no len()")
        default: throw UL4Error.type("object of type '\(value.className)' has no len()")
        }
    }

    private func test(_ bound: Bound) throws -> Bool {
        switch (self, bound[0]) {
        case (.isbool, .bool), (.iscolor, .color), (.isdate, .date), (.isdatetime, .datetime), (.isdict, .dict), (.isexception, .exception), (.isfloat, .float),
            (.isint, .int),
            (.isint, .big), (.islist, .list), (.ismonthdelta, .monthdelta), (.isnone, .none), (.isset, .set), (.isstr, .string), (.istemplate, .template),
            (.istimedelta, .timedelta), (.isundefined, .undefined):
            return true
        case (.isdefined, let value):
            if case .undefined = value { return false }
            return true
        case (.isfunction, .function), (.isfunction, .hostFunction), (.isfunction, .method), (.isfunction, .type), (.isfunction, .template),
            (.isfunction, .getter):
            return true
        case (.isinstance, let value):
            guard case .type(let type) = bound[1] else { throw UL4Error.type("isinstance() arg 2 must be a type") }
            return value.typeName == type || (type == .template && value.typeName == .closure)
        default: return false
        }
    }
}

/// What a name means that no template has set.
func builtinValue(_ name: String) -> Value? {
    switch name {
    case "bool": .type(.bool)
    case "int": .type(.int)
    case "float": .type(.float)
    case "str": .type(.str)
    case "date": .type(.date)
    case "datetime": .type(.datetime)
    case "timedelta": .type(.timedelta)
    case "monthdelta": .type(.monthdelta)
    case "list": .type(.list)
    case "dict": .type(.dict)
    case "set": .type(.set)
    case "math": .module(.math)
    case "operator": .module(.operator)
    case "color": .module(.color)
    case "ul4", "ul4on", "asul4on", "fromul4on", "scrypt": .function(.missing)
    case "cos", "sin", "tan", "sqrt", "isclose", "css", "mix", "": nil
    default: Builtin(rawValue: name).map { .function($0) }
    }
}
