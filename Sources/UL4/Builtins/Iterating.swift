extension Builtin {
    /// The functions that work on the items of something.
    func callIterating(_ bound: Bound, _ context: Context) throws -> Value {
        switch self {
        case .all, .any:
            let iterator = try iterate(bound[0], context)
            while let item = try iterator.next(context) {
                if item.isTrue == (self == .any) { return .bool(self == .any) }
            }
            return .bool(self == .all)
        case .first:
            return try iterate(bound[0], context).next(context) ?? bound.optional(1) ?? .none
        case .last:
            let iterator = try iterate(bound[0], context)
            var last = bound.optional(1) ?? .none
            while let item = try iterator.next(context) { last = item }
            return last
        case .enumerate:
            let source = try iterate(bound[0], context)
            var i = try bound.int(1, default: 0)
            return .iterator(
                try ValueIterator(depth: source.depth + 1, context: context) { context in
                    guard let item = try source.next(context) else { return nil }
                    defer { i &+= 1 }
                    return try context.list([.int(i), item])
                })
        case .isfirst, .islast, .isfirstlast, .enumfl: return try callMarking(bound, context)
        case .zip:
            let sources = try bound.rest.map { try iterate($0, context) }
            return .iterator(
                try ValueIterator(depth: (sources.map(\.depth).max() ?? 0) + 1, context: context) { context in
                    var items: [Value] = []
                    for source in sources {
                        guard let item = try source.next(context) else { return nil }
                        items.append(item)
                    }
                    return items.isEmpty ? nil : try context.list(items)
                })
        case .range: return try range(bound, context)
        case .slice: return try slice(bound, context)
        case .reversed:
            switch bound[0] {
            case .list, .string, .dict, .color:
                var items = Array(try items(of: bound[0], context).reversed())[...]
                return .iterator(try ValueIterator(context: context) { _ in items.popFirst() })
            default: throw UL4Error.type("'\(bound[0].className)' object is not reversible")
            }
        case .sum:
            var total = bound.optional(1) ?? .int(0)
            if case .string = total { throw UL4Error.type("sum() can't sum strings [use ''.join(seq) instead]") }
            let iterator = try iterate(bound[0], context)
            while let item = try iterator.next(context) { total = try combine(.add, total, item, context) }
            return total
        case .sorted: return try sorted(bound, context)
        default: return try extreme(bound, context)
        }
    }

    /// `isfirst`, `islast`, `isfirstlast`, `enumfl`: each item with marks before it.
    private func callMarking(_ bound: Bound, _ context: Context) throws -> Value {
        let source = try iterate(bound[0], context)
        var i = self == .enumfl ? try bound.int(1, default: 0) : 0
        var isFirst = true
        var ahead: Value?
        return .iterator(
            try ValueIterator(depth: source.depth + 1, context: context) { context in
                guard let item = try isFirst ? source.next(context) : ahead else { return nil }
                // What is last is only known when the next one was asked for.
                ahead = try source.next(context)
                let isLast = ahead == nil
                defer {
                    isFirst = false
                    i &+= 1
                }
                switch self {
                case .isfirst: return try context.list([.bool(isFirst), item])
                case .islast: return try context.list([.bool(isLast), item])
                case .isfirstlast: return try context.list([.bool(isFirst), .bool(isLast), item])
                default: return try context.list([.int(i), .bool(isFirst), .bool(isLast), item])
                }
            })
    }

    private func range(_ bound: Bound, _ context: Context) throws -> Value {
        for value in bound.values {
            if case .big? = value { throw UL4Error.limit("range too long") }
        }
        let (start, stop) = bound.has(1) ? (try bound.int(0), try bound.int(1)) : (0, try bound.int(0))
        let step = try bound.int(2, default: 1)
        if step == 0 { throw UL4Error.value("range() arg 3 must not be zero") }
        var items: [Value] = []
        var i = start
        while step > 0 ? i < stop : i > stop {
            items.append(.int(i))
            if items.count > Limits.largestList { throw UL4Error.limit("range too long") }
            let (next, overflow) = i.addingReportingOverflow(step)
            if overflow { break }
            i = next
        }
        try context.step(items.count)
        return try context.list(items)
    }

    private func slice(_ bound: Bound, _ context: Context) throws -> Value {
        func place(_ position: Int, _ what: String) throws -> Int? {
            guard let value = bound.given(position) else { return nil }
            guard let number = value.smallInt, number >= 0 else { throw UL4Error.value("\(what) of slice() must be None or an integer that is not negative") }
            return number
        }
        let start = bound.has(2) || bound.has(3) ? try place(1, "start") ?? 0 : 0
        let stop = bound.has(2) ? try place(2, "stop") : try place(1, "stop")
        let step = try place(3, "step") ?? 1
        if step == 0 { throw UL4Error.value("step of slice() must be a positive integer or None") }
        let source = try iterate(bound[0], context)
        var i = 0, wanted = start
        return .iterator(
            try ValueIterator(depth: source.depth + 1, context: context) { context in
                while stop.map({ i < $0 }) ?? true, let item = try source.next(context) {
                    defer { i += 1 }
                    if i == wanted {
                        wanted = wanted &+ step
                        return item
                    }
                }
                return nil
            })
    }

    private func sorted(_ bound: Bound, _ context: Context) throws -> Value {
        let items = try items(of: bound[0], context)
        let keys = try bound.given(1).map { key in try items.map { try UL4.call(key, Arguments(positional: [$0]), context) } } ?? items
        let isReversed = bound.optional(2)?.isTrue ?? false
        // Sorting is stable in both directions: equal items keep their order.
        let order = try items.indices.sorted { a, b in
            try context.step()
            let (left, right) = isReversed ? (keys[b], keys[a]) : (keys[a], keys[b])
            if try compare(left, right, operation: "<", context) == .less { return true }
            return try compare(right, left, operation: "<", context) != .less && a < b
        }
        return try context.list(order.map { items[$0] })
    }

    /// `min` and `max`
    private func extreme(_ bound: Bound, _ context: Context) throws -> Value {
        let wanted: Order = self == .min ? .less : .greater
        guard let single = bound.rest.first else { throw UL4Error.type("\(rawValue) expected at least 1 argument, got 0") }
        if bound.rest.count > 1, bound.has(0) { throw UL4Error.type("Cannot specify a default for \(rawValue)() with multiple positional arguments") }
        let items = try bound.rest.count > 1 ? bound.rest : UL4.items(of: single, context)
        func key(_ item: Value) throws -> Value { try bound.given(1).map { try UL4.call($0, Arguments(positional: [item]), context) } ?? item }
        guard var best = items.first else {
            guard let value = bound.optional(0) else { throw UL4Error.value("\(rawValue)() arg is an empty sequence") }
            return value
        }
        var bestKey = try key(best)
        for item in items.dropFirst() {
            let itemKey = try key(item)
            if try compare(itemKey, bestKey, operation: self == .min ? "<" : ">", context) == wanted { (best, bestKey) = (item, itemKey) }
        }
        return best
    }
}
