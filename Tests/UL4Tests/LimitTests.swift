import Testing
import UL4

/// A template may be wrong, or written by somebody who means harm: it ends with an error, never with a crash.
struct LimitTests {
    static let small: Limits = {
        var limits = Limits()
        limits.steps = 100_000
        limits.output = 100_000
        limits.objects = 50_000
        return limits
    }()

    static let runaways: [(String, String)] = [
        ("<?def f?><?render f()?><?end def?><?render f()?>", "RecursionError"),
        ("<?def f(x)?><?return f(x + 1)?><?end def?><?print f(1)?>", "RecursionError"),
        ("<?def f(c)?><?for x in c?><?code f(x)?><?end for?><?end def?><?code x = []?><?code x.append(x)?><?code f(x)?>", "RecursionError"),
        ("<?while True?><?end while?>", "LimitError"),
        ("<?while True?>text<?end while?>", "LimitError"),
        ("<?code l = [1]?><?for x in l?><?code l.append(x)?><?end for?>", "LimitError"),
        ("<?while True?><?code l = [l]?><?end while?>", "LimitError"),
        ("<?code g = [1]?><?while True?><?code g = enumerate(g)?><?end while?>", "RecursionError"),
        ("<?code g = [1]?><?while True?><?code g = (x for x in g)?><?end while?>", "RecursionError"),
        ("<?code m = [].append?><?while True?><?code m = [m].append?><?end while?>", "LimitError"),
        ("<?code s = 'x'?><?while True?><?code s += s?><?end while?>", "LimitError"),
        ("<?code l = [1]?><?while True?><?code l += l?><?end while?>", "LimitError"),
        ("<?code n = 3?><?while True?><?code n *= n?><?end while?>", "LimitError"),
        ("<?print 1 << 1000000000?>", "LimitError"),
        ("<?print 'x' * 1000000000?>", "LimitError"),
        ("<?print [1] * 1000000000?>", "LimitError"),
        ("<?print range(1000000000)?>", "LimitError"),
        ("<?print '%s' % ('x' * 5) + format(1, '99999999999')?>", "ValueError"),
        // Texts count by their size: what is kept, and what is only looked at.
        ("<?code l = []?><?while True?><?code l.append('x' * 100000 + str(len(l)))?><?end while?>", "LimitError"),
        ("<?code d = {}?><?while True?><?code d['x' * 100000 + str(len(d))] = 1?><?end while?>", "LimitError"),
        ("<?while True?><?code x = ('ß' * 100000).upper()?><?end while?>", "LimitError"),
        ("<?while True?><?code x = ('a ' * 10000).split()?><?end while?>", "LimitError"),
        ("<?code s = 'x' * 100000?><?while True?><?code x = s == s[1:]?><?end while?>", "LimitError"),
        ("<?code s = 'ä' * 100000?><?while True?><?code x = s[7]?><?end while?>", "LimitError"),
        ("<?code n = 1 << 60000?><?while True?><?code x = n * n?><?end while?>", "LimitError"),
        ("<?code l = [0]?><?code m = [0]?><?for i in range(60)?><?code l = [l, l]?><?code m = [m, m]?><?end for?><?print l == m?>", "LimitError"),
        ("<?code l = [0]?><?code m = [0]?><?for i in range(60)?><?code l = [l, l]?><?code m = [m, m]?><?end for?><?print l < m?>", "LimitError"),
        // Keys are hashed, what stands behind a place in a list is moved, and what is dropped has been written.
        ("<?code s = 'x' * 100000?><?code d = {s: 1}?><?for i in range(2000)?><?code x = d[s]?><?end for?>", "LimitError"),
        ("<?code s = 'x' * 100000?><?code d = {s: 1}?><?for i in range(2000)?><?code x = {**d}?><?end for?>", "LimitError"),
        ("<?code s = 'x' * 100000?><?for i in range(2000)?><?code x = s in {s}?><?end for?>", "LimitError"),
        ("<?code s = 'x' * 100000?><?code l = [s] * 9000?><?for i in range(2000)?><?code x = s.startswith(l)?><?end for?>", "LimitError"),
        ("<?code l = list(range(50000))?><?for i in range(2000)?><?code l[0:0] = [1]?><?end for?>", "LimitError"),
        ("<?code s = 'x' * 90000?><?def f?><?print s?><?end def?><?for i in range(2000)?><?code f()?><?end for?>", "LimitError"),
        ("<?code l = []?><?for i in range(2000)?><?code l.append(1 << 60000)?><?end for?>", "LimitError"),
        ("<?code n = 1 << 60000?><?for i in range(2000)?><?code x = hex(n)?><?end for?>", "LimitError"),
        ("<?code n = 1 << 60000?><?for i in range(2000)?><?code x = round(n, -4000)?><?end for?>", "LimitError"),
        ("<?code s = '%c' * 20000?><?for i in range(2000)?><?code x = format(@(2000-01-01), s)?><?end for?>", "LimitError"),
        ("<?print 1 << 100000?>", "ValueError"),
        ("<?print [] * 100000000000000000000?>", "OverflowError"),
        ("<?print range(10000000000000000000000)?>", "LimitError"),
        ("<?def k(x)?><?return sorted([x, x], key=k)?><?end def?><?print sorted([1, 2], key=k)?>", "RecursionError"),
        ("<?code d = {1: 2}?><?for k in d?><?code d[3] = 4?><?end for?>", "RuntimeError"),
    ]

    @Test(arguments: runaways)
    func endsWithAnError(_ test: (String, String)) throws {
        let error = try #require(failure(test.0, limits: LimitTests.small))
        #expect(error.kind == test.1, "\(error)")
    }

    /// Keys that are equal to nobody else, or hard to tell apart, must not make each insertion a search.
    @Test func findsKeysOfAllKinds() throws {
        for key in ["[].append", "nix", "(1 << 100) + i", "float('nan')", "(y for y in [])"] {
            let output = try render("<?code d = {}?><?for i in range(3000)?><?code d[\(key)] = i?><?end for?><?print len(d)?>")
            #expect(output == (key == "float('nan')" ? "1" : "3000"))
        }
        #expect(
            try render("<?code d = {i: i for i in range(3000)}?><?print len(d.items())?> <?print [7, 7] in d.items()?> <?print [7, 8] in d.items()?>")
                == "3000 True False")
    }

    /// A key is found again whatever type of number it is.
    @Test func takesEqualNumbersForTheSameKey() throws {
        #expect(try render("<?print {1 << 100: 'big'}[float(1 << 100)]?>") == "big")
        let source = "<?code d = {}?><?for i in range(60, 1000)?><?code d[1 << i] = 1?><?code d[float(1 << i)] = 2?><?end for?><?print len(d)?>"
        #expect(try render(source) == "940")
    }

    @Test func looksForTheEndOfTagsOnce() throws {
        let beginnings = String(repeating: "<?print '", count: 20_000)
        #expect(try render(beginnings) == beginnings)
        #expect(try render(String(repeating: "<?print'", count: 20_000) + "<?print 1?>").hasSuffix("<?print'1"))
    }

    @Test func fillsWithGroupedZeros() throws {
        #expect(
            try render("<?print len(format(1, '0100000,'))?> <?print format(1234, '012,')?> <?print format(1, '08,')?>") == "100001 0,000,001,234 0,000,001")
    }

    @Test func endsDeepValues() throws {
        let source = "<?code l = []?><?for i in range(5000)?><?code l = [l]?><?end for?>"
        #expect(failure(source + "<?print l?>")?.kind == "RecursionError")
        #expect(failure(source + "<?print asjson(l)?>")?.kind == "RecursionError")
        #expect(failure(source + "<?print l == [l]?>") == nil)
    }

    @Test(arguments: ["(", "[", "{", "-", "not ", "f(", "x[", "1+(", "[a for a in "])
    func refusesDeepCode(_ opening: String) throws {
        let error = try #require(failure("<?print \(String(repeating: opening, count: 5000))?>"))
        #expect(["RecursionError", "SyntaxError"].contains(error.kind))
    }

    @Test func refusesLongChainsAndDeepBlocks() throws {
        #expect(failure("<?print 1\(String(repeating: "+1", count: 5000))?>")?.kind == "RecursionError")
        #expect(failure("<?print x\(String(repeating: ".x", count: 5000))?>")?.kind == "RecursionError")
        #expect(failure(String(repeating: "<?if 1?>", count: 5000))?.kind == "RecursionError")
        #expect(failure(String(repeating: "<?def f?>", count: 5000))?.kind == "RecursionError")
    }

    @Test func nothingIsPutOutByATemplateThatFails() throws {
        var output = Array("before".utf8)
        let template = try Template("after<?print 1/0?>")
        #expect(throws: UL4Error.self) { try template.render([:], into: &output) }
        #expect(output == Array("before".utf8))
    }

    /// Times that grow with the product of two lengths are those of a fool.
    @Test func searchesInATimeThatGrowsWithTheText() throws {
        let source = "<?code t = 'a' * 40000?><?code p = 'a' * 20000 + 'b'?>"
        let output = try render(
            source + "<?print t.find(p)?> <?print t.rfind(p)?> <?print p in t?> <?print t.count(p)?> <?print len(t.split(p))?> <?print len(t.replace(p, 'c'))?>"
        )
        #expect(output == "-1 -1 False 0 1 40000")
    }
}
