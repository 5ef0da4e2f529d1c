// Reads cases as lines of JSON, renders them, and writes one line of JSON for each: what came out, or the error.
// The form of the cases is described in Scripts/ul4/record.py.
import UL4

func decode(_ value: Value) throws -> Value {
    switch value {
    case .list(let list): return .list(try list.items.map(decode))
    case .dict(let dict):
        guard case .string(let kind)? = dict[text: "$"], let content = dict[text: "v"] else { return value }
        return try decode(kind, content)
    default: return value
    }
}

func numbers(_ value: Value) -> [Int] {
    guard case .list(let list) = value else { return [] }
    return list.items.map { if case .int(let number) = $0 { number } else { 0 } }
}

func items(_ value: Value) -> [Value] {
    if case .list(let list) = value { return list.items }
    return []
}

func decode(_ kind: String, _ content: Value) throws -> Value {
    let n = numbers(content)
    switch kind {
    case "int": return Value(decimal: try content.text())!
    case "float":
        let text = try content.text()
        return .float(text == "nan" ? .nan : text == "inf" ? .infinity : text == "-inf" ? -.infinity : Double(text)!)
    case "date": return .date(try CalendarDate(year: n[0], month: n[1], day: n[2]))
    case "datetime": return .datetime(try CalendarTime(year: n[0], month: n[1], day: n[2], hour: n[3], minute: n[4], second: n[5], microsecond: n[6]))
    case "timedelta": return .timedelta(TimeDelta(days: n[0], microseconds: n[1] * 1_000_000 + n[2]))
    case "monthdelta":
        if case .int(let months) = content { return .monthdelta(months) }
        return .none
    case "color":
        return .color(Color(red: UInt8(n[0]), green: UInt8(n[1]), blue: UInt8(n[2]), alpha: UInt8(n[3])))
    case "dict":
        let dict = Dict()
        for pair in items(content) { try dict.set(decode(items(pair)[0]), to: decode(items(pair)[1])) }
        return .dict(dict)
    case "set": return try .set(items(content).map(decode))
    case "template":
        guard case .dict(let dict) = content else { return .none }
        return try template(dict).value
    default: return .none
    }
}

func encode(_ value: Value) throws -> Value {
    func tagged(_ kind: String, _ content: Value) -> Value { .dict(Dict([("$", .string(kind)), ("v", content)])) }
    switch value {
    case .none, .bool, .int, .string: return value
    case .big: return tagged("int", .string(try value.text()))
    case .float: return tagged("float", .string(try value.repr()))
    case .date(let date): return tagged("date", .list([.int(date.civil.year), .int(date.civil.month), .int(date.civil.day)]))
    case .color(let color): return tagged("color", .list([color.red, color.green, color.blue, color.alpha].map { .int(Int($0)) }))
    case .list(let list): return .list(try list.items.map(encode))
    case .dict(let dict): return tagged("dict", .list(try dict.pairs.map { .list([try encode($0.key), try encode($0.value)]) }))
    case .set(let set): return tagged("set", .list(try set.items.map(encode)))
    default: return tagged("repr", .string(try value.repr()))
    }
}

func string(_ value: Value?) -> String? {
    if case .string(let text)? = value { return text }
    return nil
}

func template(_ built: Dict) throws -> Template {
    try Template(
        string(built[text: "source"]) ?? "", whitespace: Whitespace(rawValue: string(built[text: "whitespace"]) ?? "keep") ?? .keep,
        name: string(built[text: "name"]), signature: string(built[text: "signature"]))
}

func arguments(_ value: Value?) throws -> [(String, Value)] {
    guard case .dict(let dict)? = value else { return [] }
    return try dict.pairs.map { (string($0.key)!, try decode($0.value)) }
}

func run(_ line: String) throws -> Value {
    guard case .dict(let test) = try Value(json: line) else { return .none }
    let template = try template(test)
    let positional = try test[text: "args"].map(items)?.map(decode) ?? []
    let globals = Dictionary(uniqueKeysWithValues: try arguments(test[text: "globals"]))
    let clock = TemplateClock(
        local: { try CalendarTime(year: 2024, month: 5, day: 6, hour: 7, minute: 8, second: 9, microsecond: 10) },
        utc: { try CalendarTime(year: 2024, month: 5, day: 6, hour: 5, minute: 8, second: 9, microsecond: 10) })
    if string(test[text: "mode"]) == "call" {
        return try encode(template.call(positional: positional, arguments: arguments(test[text: "kwargs"]), globals: globals, clock: clock))
    }
    func render(_ arguments: [(String, Value)]) throws -> String {
        var output: [UInt8] = []
        try template.render(positional: positional, arguments: arguments, into: &output, globals: globals, clock: clock)
        return String(decoding: output, as: UTF8.self)
    }
    let given = try arguments(test[text: "kwargs"])
    let output = try render(given)
    if positional.isEmpty, globals.isEmpty, (try? render(given)) == output {
        try renderAgain(template, test[text: "kwargs"], output, clock)
    }
    return .string(output)
}

/// Renders with a `Renderer`, which keeps parts of the output: it must make no difference.
func renderAgain(_ template: Template, _ values: Value?, _ expected: String, _ clock: TemplateClock) throws {
    let names = try arguments(values).map(\.0)
    for varying in [names, Array(names.dropFirst()), Array(names.prefix(1)), []] {
        let renderer = Renderer(template, varying: Set(varying), clock: clock)
        for (i, names) in [names, varying, varying, names].enumerated() {
            for (name, value) in try arguments(values) where names.contains(name) {
                if let variable = renderer.variable(name) { renderer[variable] = value }
            }
            let output = String(decoding: try renderer.render(), as: UTF8.self)
            if output != expected { throw UL4Error.host("rendering \(i) with varying \(varying) puts out \(output)") }
        }
    }
}

while let line = readLine() {
    let result: Value
    do {
        result = .dict(Dict([("output", try run(line))]))
    } catch let error as UL4Error {
        result = .dict(Dict([("error", .list([.string(error.kind), .string(error.message), .string(error.description)]))]))
    } catch {
        result = .dict(Dict([("error", .list([.string("HostError"), .string("\(error)"), .string("")]))]))
    }
    print(try result.json())
}
