import TestSupport
import Testing

@testable import SisyphusUnix

struct LinePatternTests {
    private func lines(_ pattern: String, _ text: String, ignoringCase: Bool = false) throws -> [String] {
        let pattern = try LinePattern(pattern, ignoringCase: ignoringCase)
        return Array(text.utf8).withUnsafeBytes { bytes in
            var (found, at): ([String], Int) = ([], 0)
            while let line = pattern.nextLine(in: bytes, from: at) {
                found.append(String(decoding: bytes[line], as: UTF8.self))
                at = line.upperBound + 1
            }
            return found
        }
    }

    @Test(arguments: [
        ("b", ["abc", "b"]), ("^b", ["b"]), ("a.c$", ["abc", "aÄc"]), ("x|Ä", ["aÄc", "x.y"]), ("x\\.y", ["x.y"]), ("", ["abc", "", "aÄc", "b", "x.y"]),
        ("^$", [""]), ("(a)(b|Ä)c", ["abc", "aÄc"]), ("ab?Ä?c", ["abc", "aÄc"]), ("b+", ["abc", "b"]), ("[[:digit:]]", []), ("a[^b]c", ["aÄc"]),
    ])
    func `Lines are found as by grep`(pattern: String, found: [String]) throws {
        #expect(try lines(pattern, "abc\n\naÄc\nb\nx.y\n") == found)
    }

    @Test func `Case may not matter, and the last line may lack its end`() throws {
        #expect(try lines("B", "abc\nB", ignoringCase: true) == ["abc", "B"])
    }

    @Test(arguments: [
        ("plain", "plain"), ("ab*longer?x+y", "longe"), ("a{2}bc", "bc"), ("a|b", ""), ("[^]x]tail", "tail"), ("[[:alpha:]]tail", ""), ("head(x)tail", "head"),
        ("a\\.b\\d", "a.b"), ("ab+?c", "a"), ("ab++*c", "a"), ("ab++c", "ab"), ("^from .* to$", "from "),
    ])
    func `What a line must have in it`(pattern: String, literal: String) { #expect(LinePattern.literal(of: pattern) == literal) }

    @Test func `What is no expression is refused`() {
        for pattern in ["(", "[", "a{2,1}", "a\nb"] { #expect(throws: LinePattern.Malformed.self) { try LinePattern(pattern) } }
    }

    /// Whatever the shortcut by the literal passes over, the expression would not have matched.
    @Test func `The literal changes nothing`() throws {
        let repetitions = ["a", "*", "+", "?", "{2}", "{0,1}"]
        let all = (0..<3).reduce(["a"]) { patterns, _ in patterns + patterns.flatMap { pattern in repetitions.map { pattern + $0 } } }
        var chance = Chance(1)
        let pieces = repetitions + ["b", ".", "(a)", "[ab]", "\\.", "^", "$"]
        let text = (0..<200).map { _ in chance.text(of: ["a", "b", "."], 0...6) + "\n" }.joined()
        for pattern in Set(all + (0..<300).map { _ in chance.text(of: pieces, 1...6) }) where (try? LinePattern(pattern)) != nil {
            #expect(try lines(pattern, text) == lines(pattern, text, ignoringCase: true), "\(pattern)")
        }
    }
}
