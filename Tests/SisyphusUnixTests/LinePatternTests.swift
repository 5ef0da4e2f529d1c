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
        ("a\\.b\\d", "a.b"), ("ab+?c", "a"), ("^from .* to$", "from "),
    ])
    func `What a line must have in it`(pattern: String, literal: String) { #expect(LinePattern.literal(of: pattern) == literal) }

    @Test func `What is no expression is refused`() {
        for pattern in ["(", "[", "a{2,1}", "a\nb"] { #expect(throws: LinePattern.Malformed.self) { try LinePattern(pattern) } }
    }

    /// Whatever the shortcut by the literal passes over, the expression would not have matched.
    @Test func `The literal changes nothing`() throws {
        var random = SystemRandomNumberGenerator()
        let pieces = ["a", "b", ".", "*", "+", "?", "(a)", "[ab]", "\\.", "{2}", "^", "$"]
        let text = (0..<200).map { _ in (0..<Int.random(in: 0...6, using: &random)).map { _ in ["a", "b", "."].randomElement(using: &random)! }.joined() + "\n"
        }.joined()
        for _ in 0..<100 {
            let pattern = (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
            guard (try? LinePattern(pattern)) != nil else { continue }
            #expect(try lines(pattern, text) == lines(pattern, text, ignoringCase: true), "\(pattern)")
        }
    }
}
