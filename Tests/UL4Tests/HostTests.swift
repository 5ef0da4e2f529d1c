import Testing
import UL4

private final class Point: HostObject {
    var x: Value

    init(_ x: Int) { self.x = .int(x) }

    let typeName = "Point"
    var text: String { "a point" }

    func attribute(_ name: String) -> Value? { name == "x" ? x : nil }

    func setAttribute(_ name: String, to value: Value) throws {
        guard name == "x" else { throw UL4Error.host("readonly attribute \(name)") }
        x = value
    }
}

/// Objects and functions of the program that renders a template.
struct HostTests {
    @Test func showsWhatTheObjectShows() throws {
        #expect(
            try render("<?print p.x?>|<?print p?>|<?print type(p.y)?>|<?print hasattr(p, 'x')?>", ["p": .object(Point(7))])
                == "7|a point|<type undefinedkey>|True")
    }

    /// A template that is defined in another one refers to the variables around it, among which it is.
    @Test(arguments: ["<?def f?><?print p?><?end def?>", "<?code g = (p for i in [1])?>", "<?code l = [p]?><?code l.append(l)?>"])
    func letsGoOfTheObject(_ source: String) throws {
        weak var seen: Point?
        do {
            let point = Point(7)
            seen = point
            let renderer = Renderer(try Template(source), varying: ["p"])
            renderer[try #require(renderer.variable("p"))] = .object(point)
            _ = try renderer.render()
        }
        #expect(seen == nil)
        do {
            let point = Point(7)
            seen = point
            _ = try Template(source).render(["p": .object(point)])
        }
        #expect(seen == nil)
    }

    @Test func letsTheObjectDecideAboutChanges() throws {
        let point = Point(7)
        #expect(try render("<?code p.x += 1?><?print p.x?>", ["p": .object(point)]) == "8")
        #expect(failure("<?code p.y = 1?>", ["p": .object(point)])?.message == "readonly attribute y")
    }

    @Test func callsFunctions() throws {
        let sum = HostFunction("sum") { positional, keywords in
            .string("\(positional.count)\(keywords.map(\.0))")
        }
        #expect(try render("<?print f(1, 2, a=3)?>", ["f": .hostFunction(sum)]) == "2[\"a\"]")
    }

    @Test func errorsOfFunctionsAreErrorsOfTheTemplate() throws {
        let broken = HostFunction("broken") { _, _ in throw UL4Error.host("it is broken") }
        let error = try #require(failure("<?print 1?><?print f()?>", ["f": .hostFunction(broken)]))
        #expect(error.summary == "HostError: it is broken")
        #expect(error.locations.first?.source == "f()")
    }

    @Test func globalsReachAllTemplates() throws {
        let inner = try Template("<?print x?>")
        #expect(try Template("<?render t()?>").render(["t": inner.value], globals: ["x": .int(42)]) == "42")
    }

    @Test func returnsValues() throws {
        guard case .int(let value) = try Template("<?return 2*x?>").call(arguments: [("x", .int(21))]) else {
            Issue.record("a number is expected")
            return
        }
        #expect(value == 42)
    }

    @Test func hasNoClockUnlessGivenOne() throws {
        #expect(failure("<?print now()?>")?.kind == "NotImplementedError")
        let noon = try CalendarTime(year: 2000, month: 1, day: 2, hour: 12)
        #expect(try Template("<?print now()?> <?print today()?>").render(clock: TemplateClock(local: { noon }, utc: { noon })) == "2000-01-02 12:00 2000-01-02")
    }
}
