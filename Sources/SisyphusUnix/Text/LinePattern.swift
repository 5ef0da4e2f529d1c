import CSisyphus
import Glibc

/// Finds lines by an extended regular expression (POSIX.1-2017, XBD 9.4), as `grep -E` does.
///
/// An expression without special characters is looked for as it is; of others the longest text that each match must have in it, and only lines that
/// have it are given to the expression.
public final class LinePattern {
    public struct Malformed: Error, CustomStringConvertible {
        public let description: String
    }

    /// What each line that matches has in it; empty: unknown.
    private let needed: [UInt8]
    /// `nil`: the text is all there is to it.
    private var regex: regex_t?
    /// UTF-8, so that `.` is a character; without it, a byte.
    private let locale: locale_t?

    public init(_ text: String, ignoringCase: Bool = false) throws(Malformed) {
        if text.utf8.contains(10) { throw Malformed(description: "no line has a line feed in it") }
        needed = ignoringCase ? [] : Array(LinePattern.literal(of: text).utf8)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        if !ignoringCase, !text.isEmpty, !text.unicodeScalars.contains(where: LinePattern.isSpecial) { return }
        let before = uselocale(locale)
        defer { uselocale(before) }
        var compiled = regex_t()
        let flags = REG_EXTENDED | REG_NEWLINE | (ignoringCase ? REG_ICASE : 0)
        let result = regcomp(&compiled, text, flags)
        guard result == 0 else {
            var reason = [CChar](repeating: 0, count: 200)
            regerror(result, &compiled, &reason, reason.count)
            throw Malformed(description: String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        regex = compiled
    }

    deinit {
        if regex != nil { regfree(&regex!) }
        if let locale { freelocale(locale) }
    }

    /// The first line from this place on that matches, without its line feed; the place is the beginning of a line.
    public func nextLine(in bytes: UnsafeRawBufferPointer, from place: Int) -> Range<Int>? {
        guard let base = bytes.baseAddress else { return nil }
        var at = place
        let before = regex == nil ? nil : uselocale(locale)
        defer { if let before { uselocale(before) } }
        while at < bytes.count {
            var start = at
            if !needed.isEmpty {
                guard let found = sis_find(base + at, bytes.count - at, needed, needed.count) else { return nil }
                let offset = base.distance(to: found)
                start = sis_last_line_feed(base + at, offset - at).map { base.distance(to: $0) + 1 } ?? at
                at = offset
            }
            let end = LinePattern.end(ofLineIn: bytes, from: at)
            if regex == nil || matches(base, start, end) { return start..<end }
            at = end + 1
        }
        return nil
    }

    /// Where the line ends that this place is in: at its line feed, or at the end of all.
    public static func end(ofLineIn bytes: UnsafeRawBufferPointer, from place: Int) -> Int {
        guard let base = bytes.baseAddress, let feed = memchr(base + place, 10, bytes.count - place) else { return bytes.count }
        return base.distance(to: UnsafeRawPointer(feed))
    }

    private func matches(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Bool {
        var bounds = regmatch_t(rm_so: 0, rm_eo: regoff_t(end - start))
        return regexec(&regex!, (base + start).assumingMemoryBound(to: CChar.self), 1, &bounds, REG_STARTEND) == 0
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool { "\\^$.[]|()*+?{}".unicodeScalars.contains(scalar) }

    /// The longest run of characters before the first group and outside of sets, none of them repeated or left out; none where there are alternatives.
    static func literal(of pattern: String) -> String {
        var (best, run) = (String.UnicodeScalarView(), String.UnicodeScalarView())
        var rest = Array(pattern.unicodeScalars)[...]
        if pattern.contains("|") { return "" }
        func close() {
            if run.count > best.count { best = run }
            run.removeAll()
        }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*", "?", "{":
                if !run.isEmpty { run.removeLast() }
                close()
                if scalar == "{" { rest = rest.drop { $0 != "}" }.dropFirst() }
            case "+":
                // What is repeated may be repeated again, also not at all: `a++*`.
                rest = rest.drop { $0 == "+" }
                if let next = rest.first, "*?{".unicodeScalars.contains(next), !run.isEmpty { run.removeLast() }
                close()
            case ".", "^", "$": close()
            case "[":
                close()
                // A set may begin with `]`, and hold classes such as `[:digit:]`: too rare to be worth more.
                if rest.first == "^" { rest.removeFirst() }
                if rest.first == "]" { rest.removeFirst() }
                if rest.prefix(while: { $0 != "]" }).contains("[") { return String(best) }
                rest = rest.drop { $0 != "]" }.dropFirst()
            case "(", ")": return String(max(best, run))
            case "\\":
                guard let escaped = rest.popFirst(), isSpecial(escaped) else {
                    close()
                    continue
                }
                run.append(escaped)
            default: run.append(scalar)
            }
        }
        close()
        return String(best)
    }

    private static func max(_ one: String.UnicodeScalarView, _ other: String.UnicodeScalarView) -> String.UnicodeScalarView {
        one.count < other.count ? other : one
    }
}
