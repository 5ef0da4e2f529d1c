/// The code points of a string, which positions and lengths are counted in.
typealias Scalars = [Unicode.Scalar]

extension String {
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }

    var scalarCount: Int { isAllASCII ? utf8.count : unicodeScalars.count }

    var isAllASCII: Bool { withBytes { $0.allSatisfy { $0 < 0x80 } } }

    /// The code point at a position that exists.
    func scalar(at position: Int) -> String {
        if isAllASCII { return withBytes { String(UnicodeScalar($0[position])) } }
        return String(unicodeScalars[unicodeScalars.index(unicodeScalars.startIndex, offsetBy: position)])
    }

    /// The code points from one position to another; both exist.
    func slice(_ range: Range<Int>) -> String {
        if isAllASCII { return withBytes { String(decoding: $0[range], as: UTF8.self) } }
        let start = unicodeScalars.index(unicodeScalars.startIndex, offsetBy: range.lowerBound)
        return String(unicodeScalars[start..<unicodeScalars.index(start, offsetBy: range.count)])
    }
}

extension Unicode.Scalar {
    /// White space as `strip` and `split` know it.
    var isSpace: Bool {
        switch value {
        case 9...13, 28...32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// What ends a line for `splitlines`; CR LF counts as one.
    var isLineEnd: Bool {
        switch value {
        case 10...13, 28...30, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Whether `repr` shows it as it is.
    var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: value == 32
        default: true
        }
    }
}

/// The text without white space, or without these characters, at its ends.
func strip(_ text: String, _ characters: String?, left: Bool, right: Bool) -> String {
    let unwanted = characters.map { Set($0.unicodeScalars) }
    func goes(_ scalar: Unicode.Scalar) -> Bool { unwanted.map { $0.contains(scalar) } ?? scalar.isSpace }
    var rest = text.unicodeScalars[...]
    if left { rest = rest.drop(while: goes) }
    if right { while let last = rest.last, goes(last) { rest.removeLast() } }
    return String(rest)
}

/// `start:stop` as the language clips it to the length of a sequence.
func clip(_ start: Int?, _ stop: Int?, count: Int) -> Range<Int> {
    func place(_ position: Int) -> Int { min(max(position < 0 ? position &+ count : position, 0), count) }
    let lower = start.map(place) ?? 0
    return lower..<max(lower, stop.map(place) ?? count)
}
