extension Method {
    func callString(_ text: String, _ bound: Bound, _ context: Context) throws -> Value {
        try context.step(bytes: text.utf8.count)
        let value = try make(text, bound, context)
        if case .string(let result) = value { return try context.text(result) }
        return value
    }

    private func make(_ text: String, _ bound: Bound, _ context: Context) throws -> Value {
        switch self {
        case .upper: return .string(text.uppercased())
        case .lower: return .string(text.lowercased())
        case .capitalize: return .string(capitalized(text))
        case .startswith, .endswith:
            let parts = try alternatives(bound[0])
            for part in parts { try context.step(1 + min(text.utf8.count, part.utf8.count) >> 4) }
            return .bool(parts.contains { self == .startswith ? text.utf8.starts(with: $0.utf8) : hasSuffix(text, $0) })
        case .strip, .lstrip, .rstrip:
            return .string(UL4.strip(text, try bound.given(0).map(UL4.text), left: self != .rstrip, right: self != .lstrip))
        case .removeprefix:
            let prefix = try bound.string(0)
            return .string(text.utf8.starts(with: prefix.utf8) ? String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : text)
        case .removesuffix:
            let suffix = try bound.string(0)
            return .string(hasSuffix(text, suffix) ? String(decoding: text.utf8.dropLast(suffix.utf8.count), as: UTF8.self) : text)
        case .isdigit:
            return .bool(!text.isEmpty && text.unicodeScalars.allSatisfy { $0.properties.numericType == .decimal || $0.properties.numericType == .digit })
        case .isasciidigit: return .bool(!text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) })
        case .join:
            var parts: [String] = []
            var size = 0
            let iterator = try iterate(bound[0], context)
            while let item = try iterator.next(context) {
                guard case .string(let part) = item else { throw UL4Error.type("sequence item \(parts.count): expected str instance, \(item.className) found") }
                parts.append(part)
                try context.step(bytes: part.utf8.count)
                size += part.utf8.count + text.utf8.count
                if size > Limits.largestText { throw UL4Error.limit("text too long") }
            }
            return .string(parts.joined(separator: text))
        case .replace:
            return .string(try replaced(text, try bound.string(0), by: try bound.string(1), most: try bound.given(2).map(wholeNumber) ?? -1))
        case .split, .rsplit:
            let separator = try bound.given(0).map(UL4.text)
            if separator?.isEmpty == true { throw UL4Error.value("empty separator") }
            let most = try bound.given(1).map(wholeNumber) ?? -1
            let parts = splitted(text, separator, most: most < 0 ? Int.max : most, fromEnd: self == .rsplit)
            return try context.list(parts.map { .string($0) })
        case .splitlines: return try context.list(splitLines(text, keepEnds: bound.optional(0)?.isTrue ?? false).map { .string($0) })
        default: return try search(text, bound)
        }
    }

    private func alternatives(_ value: Value) throws -> [String] {
        switch value {
        case .string(let text): return [text]
        case .list(let list): return try list.items.map(UL4.text)
        default: throw UL4Error.type("\(rawValue) first arg must be str or a list of str, not \(value.className)")
        }
    }

    private func hasSuffix(_ text: String, _ suffix: String) -> Bool {
        text.utf8.count >= suffix.utf8.count && text.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    private func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return "" }
        return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    /// `count`, `find` and `rfind`
    private func search(_ text: String, _ bound: Bound) throws -> Value {
        let part = try bound.string(0), count = text.scalarCount
        let (start, stop) = (try bound.given(1).flatMap(position), try bound.given(2).flatMap(position))
        let range = clip(start, stop, count: count)
        // Behind the end there is nothing, not even an empty text.
        let end = stop ?? count
        guard (start ?? 0) <= count, (end < 0 ? end + count : end) >= range.lowerBound else { return .int(self == .count ? 0 : -1) }
        let piece = text.slice(range)
        let bytes = Array(piece.utf8)
        switch self {
        case .find: return .int(UL4.find(part, in: bytes).map { range.lowerBound + scalarCount(bytes[..<$0]) } ?? -1)
        case .rfind:
            guard let place = UL4.find(Array(part.utf8.reversed()), in: bytes.reversed()) else { return .int(-1) }
            return .int(range.lowerBound + scalarCount(bytes[..<(bytes.count - place - part.utf8.count)]))
        default:
            if part.isEmpty { return .int(range.count + 1) }
            var found = 0, i = 0
            while let place = UL4.find(part, in: bytes, from: i) {
                found += 1
                i = place + part.utf8.count
            }
            return .int(found)
        }
    }

    private func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }

    private func replaced(_ text: String, _ old: String, by new: String, most: Int) throws -> String {
        let most = most < 0 ? Int.max : most
        var count = 0
        var result: [UInt8] = []
        if old.isEmpty {
            for scalar in text.unicodeScalars {
                if count < most {
                    result += new.utf8
                    count += 1
                }
                result += String(scalar).utf8
                if result.count > Limits.largestText { throw UL4Error.limit("text too long") }
            }
            if count < most { result += new.utf8 }
            return String(decoding: result, as: UTF8.self)
        }
        let bytes = Array(text.utf8)
        var i = 0
        while count < most, let place = UL4.find(old, in: bytes, from: i) {
            result += bytes[i..<place]
            result += new.utf8
            i = place + old.utf8.count
            count += 1
            if result.count > Limits.largestText { throw UL4Error.limit("text too long") }
        }
        result += bytes[i...]
        return String(decoding: result, as: UTF8.self)
    }
}

/// `split` and `rsplit`; without a separator between runs of white space.
private func splitted(_ text: String, _ separator: String?, most: Int, fromEnd: Bool) -> [String] {
    if let separator { return splitted(Array(text.utf8), Array(separator.utf8), most: most, fromEnd: fromEnd) }
    var scalars = Array(text.unicodeScalars)
    if fromEnd { scalars.reverse() }
    var parts: [Scalars] = []
    var rest = scalars.drop { $0.isSpace }
    while !rest.isEmpty {
        if parts.count == most {
            parts.append(Array(rest))
            break
        }
        let word = rest.prefix { !$0.isSpace }
        parts.append(Array(word))
        rest = rest.dropFirst(word.count).drop { $0.isSpace }
    }
    return fromEnd ? parts.reversed().map { String($0.reversed()) } : parts.map { String($0) }
}

private func splitted(_ bytes: [UInt8], _ separator: [UInt8], most: Int, fromEnd: Bool) -> [String] {
    if fromEnd {
        // Bytes in reverse are no text, but the parts are when they are turned around again.
        return splitted(bytes.reversed(), separator.reversed(), most: most).reversed().map { String(decoding: $0.reversed(), as: UTF8.self) }
    }
    return splitted(bytes, separator, most: most).map { String(decoding: $0, as: UTF8.self) }
}

private func splitted(_ bytes: [UInt8], _ separator: [UInt8], most: Int) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    while parts.count < most, let place = find(separator, in: bytes, from: start) {
        parts.append(bytes[start..<place])
        start = place + separator.count
    }
    parts.append(bytes[start...])
    return parts
}

private func splitLines(_ text: String, keepEnds: Bool) -> [String] {
    var lines: [String] = []
    var rest = Array(text.unicodeScalars)[...]
    while !rest.isEmpty {
        let end = rest.firstIndex(where: \.isLineEnd) ?? rest.endIndex
        var next = min(end + 1, rest.endIndex)
        if end < rest.endIndex, rest[end] == "\r", next < rest.endIndex, rest[next] == "\n" { next += 1 }
        lines.append(String(rest[rest.startIndex..<(keepEnds ? next : end)]))
        rest = rest[next...]
    }
    return lines
}
