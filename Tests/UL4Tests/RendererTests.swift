import Testing
import UL4

/// A renderer that keeps what the first tags put out must give what rendering everything anew gives.
struct RendererTests {
    /// Templates of two variables: `a` is set once, `b` every time.
    static let templates = [
        "[<?print a?>] <?print b?>",
        "<?print b?><?print a?>",
        "<?for x in a?><?print x?>,<?end for?><?print b?>",
        "<?for x in a?><?print x?>,<?end for?><?for x in b?><?print x?>;<?end for?>",
        "<?code n = len(a)?><?print b?><?print n?>",
        "<?code n = len(a)?><?print n?><?print b?>",
        "<?if isdefined(seen)?>again<?end if?><?print b?><?code seen = True?>",
        "<?print a?><?print b?><?code b = a?><?print b?>",
        "<?print a?><?code a.append(7)?><?print b?><?print a?>",
        "<?code a += [7]?><?print a?><?print b?>",
        "<?code a[0] = 7?><?print a?><?print b?>",
        "<?def f?><?print b?><?end def?><?render f()?><?print a?>",
        "<?def f(x)?><<?print x?>><?end def?><?render f(a)?><?print b?>",
        "<?if a?><?return 1?><?end if?><?print b?>",
        "<?print a?><?if b == '3'?><?return 1?><?end if?><?print b?>",
        "<?code g = (x for x in a)?><?print b?><?for x in g?><?print x?><?end for?>",
        "<?print a?><?code getattr(a, 'append')(7)?><?print b?><?print a?>",
        "text only",
    ]

    @Test(arguments: templates)
    func keepsOnlyWhatStaysTheSame(_ source: String) throws {
        let template = try Template(source)
        let renderer = Renderer(template, varying: ["b"])
        for round in 0..<3 {
            let a: [Value] = [.int(round), .string("x")]
            if let variable = renderer.variable("a") { renderer[variable] = .list(a) }
            for text in ["1", "22", "3"] {
                if let variable = renderer.variable("b") { renderer[variable] = .string(text) }
                let output = String(decoding: try renderer.render(), as: UTF8.self)
                #expect(try output == template.render(["a": .list(a), "b": .string(text)]))
            }
        }
    }

    /// Lists in lists, dictionaries and sets are as good as new for each rendering, and none holds itself for ever.
    @Test func undoesWhatATemplateDoesToValues() throws {
        let renderer = Renderer(
            try Template("<?code a[0].append(b)?><?code a.append(a)?><?code d.x = b?><?code s.add(b)?><?print a?><?print d?><?print s?>"), varying: ["b"])
        weak var list: List?
        do {
            let inner = List([])
            list = inner
            for (name, value) in [("a", Value.list([.list(inner)])), ("d", .dict(Dict())), ("s", try .set([]))] {
                renderer[try #require(renderer.variable(name))] = value
            }
        }
        for b in [1, 2] {
            renderer[try #require(renderer.variable("b"))] = .int(b)
            #expect(String(decoding: try renderer.render(), as: UTF8.self) == "[[\(b)], ...]{'x': \(b)}{\(b)}")
        }
        #expect(list?.items.isEmpty == true)
    }

    @Test func asksTheObjectsOfTheHostOnce() throws {
        let calls = Counter()
        let count = HostFunction("count") { _, _ in
            calls.count += 1
            return .int(calls.count)
        }
        let renderer = Renderer(try Template("<?print count()?> <?print line?>"), varying: ["line"])
        let (function, line) = (try #require(renderer.variable("count")), try #require(renderer.variable("line")))
        renderer[function] = .hostFunction(count)
        let outputs = try ["a", "b", "c"].map { text in
            renderer[line] = .string(text)
            return String(decoding: try renderer.render(), as: UTF8.self)
        }
        #expect(outputs == ["1 a", "1 b", "1 c"])
        renderer[function] = .hostFunction(count)
        #expect(String(decoding: try renderer.render(), as: UTF8.self) == "2 c")
        #expect(renderer.variable("unused").map { _ in true } == nil)
    }

    @Test func looksAtTheClockEachTime() throws {
        let calls = Counter()
        let clock = TemplateClock(
            local: {
                calls.count += 1
                return try CalendarTime(year: 2000, month: 1, day: calls.count)
            }, utc: { try CalendarTime(year: 2000, month: 1, day: 1) })
        let renderer = Renderer(try Template("<?print now().day()?>"), varying: [], clock: clock)
        #expect(try (0..<3).map { _ in String(decoding: try renderer.render(), as: UTF8.self) } == ["1", "2", "3"])
    }

    @Test func failsAgainWhenItFailed() throws {
        let renderer = Renderer(try Template("<?print 1 / a?><?print b?>"), varying: ["b"])
        let (a, b) = (try #require(renderer.variable("a")), try #require(renderer.variable("b")))
        renderer[b] = .string("!")
        for divisor in [0, 2, 0] {
            renderer[a] = .int(divisor)
            let output = try? String(decoding: renderer.render(), as: UTF8.self)
            #expect(output == (divisor == 0 ? nil : "0.5!"))
        }
    }

    @Test func givesASignatureAllVariables() throws {
        let renderer = Renderer(try Template("<?print x?><?print rest?>", signature: "x, **rest"), varying: ["x"])
        for (name, value) in [("x", 1), ("y", 2)] { renderer[try #require(renderer.variable(name))] = .int(value) }
        #expect(String(decoding: try renderer.render(), as: UTF8.self) == "1{'y': 2}")
    }

    @Test func keepsFromASignatureWhatItDoesNotTake() throws {
        let renderer = Renderer(try Template("<?ul4 line(x)?><?print x?>"), varying: ["x"])
        renderer[try #require(renderer.variable("x"))] = .int(1)
        #expect(renderer.variable("y").map { _ in true } == nil)
        #expect(String(decoding: try renderer.render(), as: UTF8.self) == "1")
    }

    private final class Counter {
        var count = 0
    }
}
