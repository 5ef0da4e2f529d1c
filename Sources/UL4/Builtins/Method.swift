/// The methods of all types; several types may have one of the same name.
enum Method: String, CaseIterable, Sendable {
    case capitalize, count, endswith, find, isasciidigit, isdigit, join, lower, lstrip, removeprefix, removesuffix, replace, rfind, rsplit, rstrip, split
    case splitlines, startswith, strip, upper
    case append, insert, pop
    case clear, get, items, keys, update, values
    case add
    case calendar, date, day, hour, isoformat, microsecond, mimeformat, minute, month, second, timestamp, week, weekday, year, yearday
    case days, seconds, microseconds, months
    case renders
    case r, g, b, a, hsv, hsva, hls, hlsa, hue, sat, light, lum
    case withhue, withlight, withsat, withlum, witha, abslight, rellight, abslum, rellum, combine, invert

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// The methods of this name, whatever type has them.
    init?(name: String) {
        guard let method = Method.byName[name] else { return nil }
        self = method
    }

    /// The method of this name that the value has.
    init?(_ name: String, of value: Value) {
        guard let method = Method(name: name), method.belongs(to: value) else { return nil }
        self = method
    }

    static func names(of value: Value) -> [String] { allCases.filter { $0.belongs(to: value) }.map(\.rawValue).sorted() }

    /// Whether the type of the value has the method.
    func belongs(to value: Value) -> Bool {
        switch (value, self) {
        case (.string, .capitalize), (.string, .count), (.string, .endswith), (.string, .find), (.string, .isasciidigit), (.string, .isdigit), (.string, .join),
            (.string, .lower), (.string, .lstrip), (.string, .removeprefix), (.string, .removesuffix), (.string, .replace), (.string, .rfind),
            (.string, .rsplit),
            (.string, .rstrip), (.string, .split), (.string, .splitlines), (.string, .startswith), (.string, .strip), (.string, .upper):
            true
        case (.list, .append), (.list, .count), (.list, .find), (.list, .insert), (.list, .pop), (.list, .rfind): true
        case (.dict, .clear), (.dict, .get), (.dict, .items), (.dict, .keys), (.dict, .pop), (.dict, .update), (.dict, .values): true
        case (.set, .add), (.set, .clear): true
        case (.datetime, .hour), (.datetime, .minute), (.datetime, .second), (.datetime, .microsecond), (.datetime, .timestamp): true
        case (.date, .calendar), (.date, .date), (.date, .day), (.date, .isoformat), (.date, .mimeformat), (.date, .month), (.date, .week), (.date, .weekday),
            (.date, .year), (.date, .yearday):
            true
        case (.datetime, .calendar), (.datetime, .date), (.datetime, .day), (.datetime, .isoformat), (.datetime, .mimeformat), (.datetime, .month),
            (.datetime, .week), (.datetime, .weekday), (.datetime, .year), (.datetime, .yearday):
            true
        case (.timedelta, .days), (.timedelta, .seconds), (.timedelta, .microseconds), (.monthdelta, .months), (.template, .renders): true
        case (.color, let method): Method.ofColors.contains(method)
        default: false
        }
    }

    private static let ofColors: Set<Method> = [
        .r, .g, .b, .a, .hsv, .hsva, .hls, .hlsa, .hue, .sat, .light, .lum, .withhue, .withlight, .withsat, .withlum, .witha, .abslight, .rellight,
        .abslum, .rellum, .combine, .invert,
    ]

    private static let parameters: [Method: Parameters] = {
        let texts: [Method: String] = [
            .startswith: "prefix, /", .endswith: "suffix, /", .strip: "chars?, /", .lstrip: "chars?, /", .rstrip: "chars?, /", .removeprefix: "prefix, /",
            .removesuffix: "suffix, /", .split: "sep?, maxsplit?", .rsplit: "sep?, maxsplit?", .splitlines: "keepends?", .count: "sub, start?, end?, /",
            .find: "sub, start?, end?, /", .rfind: "sub, start?, end?, /", .replace: "old, new, count?, /", .join: "iterable, /", .append: "*items",
            .insert: "pos, *items", .get: "key, default?, /", .update: "*args, **kwargs", .add: "*items", .calendar: "firstweekday?, mindaysinfirstweek?",
            .week: "firstweekday?, mindaysinfirstweek?", .withhue: "hue", .withlight: "light", .withsat: "sat", .withlum: "lum", .witha: "a",
            .abslight: "f", .rellight: "f", .abslum: "f", .rellum: "f", .combine: "r?, g?, b?, a?", .invert: "f?",
        ]
        return allCases.reduce(into: [:]) { $0[$1] = Parameters($1.rawValue, texts[$1] ?? "") }
    }()
    private static let listPop = Parameters("pop", "pos?")
    private static let dictPop = Parameters("pop", "key, default?")

    func call(_ object: Value, _ arguments: Arguments, _ context: Context) throws -> Value {
        if self == .renders, case .template(let closure) = object { return try closure.renders(arguments, context) }
        let parameters: Parameters
        if self == .pop, case .dict = object { parameters = Method.dictPop } else { parameters = self == .pop ? Method.listPop : Method.parameters[self]! }
        let bound = try parameters.bind(arguments)
        switch object {
        case .string(let text): return try callString(text, bound, context)
        case .list(let list): return try callList(list, bound, context)
        case .dict(let dict): return try callDict(dict, bound, context)
        case .set(let set):
            try context.step(items: bound.rest.count)
            if self == .clear { set.dict.removeAll() } else { for item in bound.rest { set.dict[try Key(item, context)] = Value.none } }
            return .none
        case .date(let date): return try callTime(CalendarTime(date: date), isDate: true, bound, context)
        case .datetime(let time): return try callTime(time, isDate: false, bound, context)
        case .timedelta(let delta):
            switch self {
            case .days: return .int(delta.days)
            case .seconds: return .int(delta.microseconds / 1_000_000)
            default: return .int(delta.microseconds % 1_000_000)
            }
        case .monthdelta(let months): return .int(months)
        case .color(let color): return try callColor(color, bound, context)
        default: return .none
        }
    }

    private func callList(_ list: List, _ bound: Bound, _ context: Context) throws -> Value {
        switch self {
        case .append: list.items += bound.rest
        case .insert:
            let place = clip(try bound.int(0), nil, count: list.items.count).lowerBound
            try context.step((list.items.count - place) >> 4)
            list.items.insert(contentsOf: bound.rest, at: place)
        case .pop:
            let index = bound.optional(0)?.whole ?? BigInt(-1)
            if list.items.isEmpty { throw UL4Error.index("pop from empty list") }
            guard let place = place(index, count: list.items.count) else { throw UL4Error.index("pop index out of range") }
            try context.step((list.items.count - place) >> 4)
            return list.items.remove(at: place)
        case .count:
            let range = clip(try bound.given(1).flatMap(position), try bound.given(2).flatMap(position), count: list.items.count)
            try context.step(range.count)
            return .int(try list.items[range].count { try isEqual($0, bound[0], context) })
        default:
            let range = clip(try bound.given(1).flatMap(position), try bound.given(2).flatMap(position), count: list.items.count)
            try context.step(range.count)
            let place =
                try self == .find
                ? list.items[range].firstIndex { try isEqual($0, bound[0], context) } : list.items[range].lastIndex { try isEqual($0, bound[0], context) }
            return .int(place ?? -1)
        }
        if list.items.count > Limits.largestList { throw UL4Error.limit("list too long") }
        return .none
    }

    private func callDict(_ dict: Dict, _ bound: Bound, _ context: Context) throws -> Value {
        switch self {
        case .keys: return try context.set(dict.keys)
        case .values: return try context.list(dict.values)
        case .items:
            let set = SetBox()
            try context.register(set)
            try context.step(items: dict.cost)
            for (key, value) in dict.pairs { set.dict[Key(unchecked: try context.list([key, value]))] = Value.none }
            return .set(set)
        case .get: return dict[try Key(bound[0], context)] ?? bound.optional(1) ?? .none
        case .pop:
            guard let value = dict.remove(try Key(bound[0], context)) ?? bound.optional(1) else { throw UL4Error("KeyError", try reprOf(bound[0])) }
            return value
        case .clear: dict.removeAll()
        default:
            for source in bound.rest { try UL4.update(dict, from: source, context) }
            for (name, value) in bound.keywords { dict[Key(unchecked: .string(name))] = value }
        }
        return .none
    }
}
