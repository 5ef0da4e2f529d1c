/// Lays values out for reading: on one line where they fit, else one element a line.
enum ValueText {
    private static let width = 80
    private static let deepest = 16

    static func text(_ value: Any) -> String {
        if let text = value as? any StringProtocol { return String(text) }
        if let character = value as? Character { return String(character) }
        return text(value, indent: 0, depth: 0)
    }

    private static func text(_ value: Any, indent: Int, depth: Int) -> String {
        if let text = value as? any StringProtocol { return String(text).debugDescription }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            return mirror.children.first.map { text($0.value, indent: indent, depth: depth) } ?? "nil"
        }
        guard depth < deepest, let (open, parts, close) = parts(value, mirror, indent, depth) else { return plain(value) }
        let line = open + parts.joined(separator: ", ") + close
        if indent + line.count <= width, !line.contains("\n") { return line }
        let margin = String(repeating: " ", count: indent + 2)
        return open + "\n" + parts.map { margin + $0 }.joined(separator: ",\n") + "\n" + String(repeating: " ", count: indent) + close
    }

    private static func plain(_ value: Any) -> String {
        (value as? Character)?.debugDescription ?? String(describing: value)
    }

    /// Numbers by size, everything else as text.
    private static func isOrdered(_ one: (key: Any, text: String), _ other: (key: Any, text: String)) -> Bool {
        if let one = one.key as? any BinaryInteger, let other = other.key as? any BinaryInteger { return Int(clamping: one) < Int(clamping: other) }
        if let one = one.key as? Double, let other = other.key as? Double { return one < other }
        return one.text < other.text
    }

    /// The pieces of a value that has some; `nil` for one that stands for itself.
    private static func parts(
        _ value: Any, _ mirror: Mirror, _ indent: Int, _ depth: Int
    ) -> (open: String, parts: [String], close: String)? {
        func inner(_ value: Any) -> String { text(value, indent: indent + 2, depth: depth + 1) }
        switch mirror.displayStyle {
        case .dictionary:
            let entries = mirror.children.compactMap { child -> (key: Any, text: String)? in
                let pair = Array(Mirror(reflecting: child.value).children)
                return pair.count == 2 ? (pair[0].value, "\(inner(pair[0].value)): \(inner(pair[1].value))") : nil
            }
            return ("[", entries.isEmpty ? [":"] : entries.sorted(by: isOrdered).map(\.text), "]")
        case .set:
            return ("[", mirror.children.map { (key: $0.value, text: inner($0.value)) }.sorted(by: isOrdered).map(\.text), "]")
        case .collection:
            return ("[", mirror.children.map { inner($0.value) }, "]")
        case .tuple:
            return ("(", labelled(mirror, inner), ")")
        case .struct, .class:
            if value is any CustomStringConvertible || mirror.children.isEmpty { return nil }
            return ("\(type(of: value))(", labelled(mirror, inner), ")")
        case .enum:
            guard !(value is any CustomStringConvertible), let payload = mirror.children.first, let label = payload.label else { return nil }
            // Several associated values, or one with a name, are a tuple.
            let values = Mirror(reflecting: payload.value)
            return ("\(label)(", values.displayStyle == .tuple ? labelled(values, inner) : [inner(payload.value)], ")")
        default:
            return nil
        }
    }

    private static func labelled(_ mirror: Mirror, _ inner: (Any) -> String) -> [String] {
        mirror.children.map { child in
            // The parts of tuples are called .0 and .1.
            guard let label = child.label, !label.hasPrefix(".") else { return inner(child.value) }
            return "\(label): \(inner(child.value))"
        }
    }
}
