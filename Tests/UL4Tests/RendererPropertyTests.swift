import TestSupport
import Testing
import UL4

/// Templates made by chance: a renderer, which keeps what the first tags put out, must give what rendering everything anew gives, whatever
/// changes between the renderings.
struct RendererPropertyTests {
    @Test(arguments: [1, 2, 3, 4])
    func givesWhatAWholeRenderingGives(_ seed: UInt64) throws {
        var maker = TemplateMaker(chance: Chance(seed))
        for _ in 0..<50 {
            let source = maker.template()
            let template = try Template(source, whitespace: maker.chance.pick([.keep, .smart, .strip]))
            let renderer = Renderer(template, varying: ["v", "w"], limits: RendererPropertyTests.limits)
            var given: [String: Int] = [:]
            for round in 0..<6 {
                for name in TemplateMaker.given where round == 0 || maker.chance.below(TemplateMaker.isVarying(name) ? 1 : 4) == 0 {
                    let choice = maker.chance.below(5)
                    given[name] = choice
                    if let variable = renderer.variable(name) { renderer[variable] = TemplateMaker.value(name, choice) }
                }
                let variables = given.reduce(into: [:]) { $0[$1.key] = TemplateMaker.value($1.key, $1.value) }
                let whole = result { try template.render(variables, limits: RendererPropertyTests.limits) }
                // What is kept costs nothing, so that a renderer comes further.
                if whole.contains("LimitError") { break }
                let kept = result { String(decoding: try renderer.render(), as: UTF8.self) }
                #expect(kept == whole, "round \(round) of \(source)")
            }
        }
    }

    private static let limits: Limits = {
        var limits = Limits()
        limits.steps = 1000
        limits.output = 20_000
        limits.objects = 500
        limits.depth = 150
        return limits
    }()

    private func result(_ body: () throws -> String) -> String {
        do { return try body() } catch { return "\((error as? UL4Error)?.summary ?? "\(error)")" }
    }
}

/// Makes templates that use steady variables (`n`, `s`, `a`, `d`) and varying ones (`v`, `w`) in all the ways there are.
private struct TemplateMaker {
    static let given = ["n", "s", "a", "d", "v", "w"]
    var chance: Chance
    private var inLoop = false

    init(chance: Chance) { self.chance = chance }

    static func isVarying(_ name: String) -> Bool { name == "v" || name == "w" }

    /// A new value each time, so that nothing that a template does to one is seen in another rendering.
    static func value(_ name: String, _ choice: Int) -> Value? {
        if choice == 4 { return nil }
        switch name {
        case "n", "v": return .int(choice)
        case "s": return .string("s\(choice)")
        case "d": return .dict(Dict([("k", .int(choice)), ("l", .list([.int(choice), .list([])]))]))
        default: return .list((0..<choice).map { .int($0) } + [.list([.string("in")])])
        }
    }

    mutating func template() -> String {
        inLoop = false
        return (0...chance.below(6)).map { _ in tag(2) }.joined()
    }

    /// Names are mostly steady ones, so that there is something to keep.
    private mutating func name() -> String { chance.pick(["n", "s", "a", "d", "n", "s", "a", "x", "y", "f", "v", "w"]) }

    private mutating func expression(_ depth: Int) -> String {
        if depth <= 0 { return chance.below(3) == 0 ? chance.pick(["1", "'t'", "[]", "[7]", "None", "now"]) : name() }
        let inner = expression(depth - 1)
        switch chance.below(16) {
        case 0: return "[x for x in \(list())]"
        case 1: return "[[x, \(inner)] for x in \(list()) if x]"
        case 2: return "{y: \(inner) for y in [1, 2]}"
        case 3: return "list(\(name()) for y in \(list()))"
        case 4: return "isdefined(\(name()))"
        case 5: return "(\(inner) if \(name()) else \(expression(depth - 1)))"
        case 6: return "d.k"
        case 7: return "getattr(\(name()), 'l')"
        case 8: return "len(\(list()))"
        case 9: return "\(name())[0]"
        case 10: return "[\(inner), *\(list())]"
        case 11: return "f(x=\(inner))"
        case 12: return "f.renders(x=\(inner))"
        case 13: return "a.\(chance.pick(["pop()", "append(\(inner))", "find(1)"]))"
        default: return "repr(\(inner))"
        }
    }

    private mutating func list() -> String { chance.pick(["a", "a", "w", "[n, s]", "range(2)", "x", "(x for x in a)"]) }

    private mutating func content(_ depth: Int) -> String { (0...chance.below(3)).map { _ in tag(depth - 1) }.joined() }

    private mutating func tag(_ depth: Int) -> String {
        switch chance.below(depth > 0 ? 22 : 12) {
        case 0: return "text"
        case 1: return "\n    \(chance.pick(["", "more", "<?note nothing?>", "<?doc text?>"]))"
        case 2, 3, 4: return "<?\(chance.pick(["print", "printx"])) \(expression(1))?>"
        case 5: return "<?code \(name()) = \(expression(2))?>"
        case 6: return "<?code \(name()) \(chance.pick(["+=", "*=", "|="])) \(expression(1))?>"
        case 7: return "<?code \(change())?>"
        case 8: return "<?code (x, y) = [\(name()), \(name())]?>"
        case 9: return "<?code x = (\(name()) for y in \(list()))?><?for y in x?><?print y?><?end for?>"
        case 10: return inLoop ? chance.pick(["<?break?>", "<?continue?>"]) : "<?if \(name())?><?return \(name())?><?end if?>"
        case 11: return "\n  <?render_or_print f(x=\(expression(0)))?>\n"
        case 12, 13: return "<?for \(chance.pick(["x", "y", "n", "v"])) in \(list())?>\(loop(depth))<?end for?>"
        case 14: return "<?code i = 0?><?while i < 2?><?code i += 1?>\(loop(depth))<?end while?>"
        case 15, 16: return "<?if \(expression(1))?>\(content(depth))<?elif \(name())?>\(content(depth))<?else?>\(content(depth))<?end if?>"
        case 17: return "<?def f?>\(body(depth))<?end def?>"
        case 18: return "<?def f(x=\(expression(1)), **more)?>\(body(depth))<?end def?><?render f()?>"
        case 19: return "<?def g(content)?>[<?render content()?>]<?end def?><?renderblock g()?>\(body(depth))<?end renderblock?>"
        case 20: return "<?def h(**all)?><?print all?><?end def?><?renderblocks h()?><?code \(name()) = \(expression(1))?>\(body(depth))<?end renderblocks?>"
        default: return "<?def f(x=None)?>\(body(depth))<?end def?><?code y = f?><?print y(x=\(expression(0)))?>"
        }
    }

    private mutating func change() -> String {
        let new = expression(0)
        return chance.pick([
            "a.append(\(new))", "a[0] = \(new)", "a[:1] = [\(new)]", "d.k = \(new)", "d.l.append(\(new))", "d.update(k=\(new))", "d.l[1].append(\(new))",
            "getattr(a, 'append')(\(new))", "operator.attrgetter('append')(a)(\(new))", "a.append(a)", "d.l += [\(new)]",
        ])
    }

    private mutating func loop(_ depth: Int) -> String {
        let outer = inLoop
        inLoop = true
        defer { inLoop = outer }
        return content(depth)
    }

    /// The content of a template of its own: loops around it are none of its.
    private mutating func body(_ depth: Int) -> String {
        let outer = inLoop
        inLoop = false
        defer { inLoop = outer }
        return content(depth)
    }
}
