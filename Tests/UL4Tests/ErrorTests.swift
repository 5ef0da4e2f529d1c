import Testing
import UL4

struct ErrorTests {
    @Test func tellsLineColumnAndExcerpt() throws {
        let error = try #require(failure("foo\n  bar <?print 1/0?> baz"))
        #expect(error.kind == "ZeroDivisionError")
        #expect(error.locations.map(\.line) == [2])
        #expect(
            error.description == """
                in template (unnamed): offset [18:21]; line 2; col 15
                  bar <?print 1/0?> baz
                              ~~~
                ZeroDivisionError: division by zero
                """)
    }

    @Test func nestsThroughTemplates() throws {
        let error = try #require(failure("<?def x(i)?><?print 1/i?><?render x(i-1)?><?end def?>\n<?render x(1)?>"))
        #expect(error.locations.map(\.source) == ["1/i", "<?render x(i-1)?>", "<?render x(1)?>"])
        #expect(error.locations.map(\.template) == ["local template 'x' in (unnamed)", "local template 'x' in (unnamed)", "template (unnamed)"])
    }

    /// A template that shows an error to people, as the manual of the language has one.
    @Test func canBeShownByTemplates() throws {
        let source = """
            <?def frame(exc)?>
            <?if exc.context?><?render frame(exc.context)?><?end if?>
            <?if exc.location?>[<?print exc.location.template.name?>:<?print exc.location.line?>:<?print exc.location.col?>
             <?print exc.location.sourceprefix?>_<?print exc.location.source?>_<?print exc.location.sourcesuffix?>]
            <?else?><?print type(exc).__name__?>: <?print str(exc)?><?end if?>
            <?end def?>
            <?render frame(exc)?> <?print isexception(exc)?>
            """
        let error = try #require(failure("<?def x(i)?>a <?print 1/i?> b<?end def?>\n<?render x(0)?>"))
        let shown = try render(source, ["exc": .exception(error)], .strip)
        #expect(shown == "[:2:1_<?render x(0)?>_][x:1:23<?def x(i)?>a <?print _1/i_?> b<?end def?>]ZeroDivisionError: division by zero True")
    }

    /// Templates, the kind of their error, and the source that it points to.
    static let mistakes: [(String, String, String)] = [
        ("<?print 1 2?>", "SyntaxError", "2"),
        ("<?print 1+?>", "SyntaxError", ""),
        ("<?print 1 + 'a?>", "SyntaxError", "'a"),
        ("<?print 1 + 'a\\q'?>", "SyntaxError", "'a\\q"),
        ("<?print [0777]?>", "ValueError", "0777"),
        ("<?print @(2000-02-30)?>", "ValueError", "@(2000-02-30)"),
        ("<?print 1 $ 2?>", "SyntaxError", "$"),
        ("<?print #ff + 1?>", "SyntaxError", "#"),
        ("<?code (a, b) += 1?>", "SyntaxError", "(a, b)"),
        ("<?code f(x) = 1?>", "SyntaxError", "f(x)"),
        ("<?print f(x=1, y=2, x=3)?>", "SyntaxError", "x"),
        ("<?print f(x=1, 2)?>", "SyntaxError", "2"),
        ("<?def f(a, b, a)?><?end def?>", "ValueError", "a"),
        ("<?def f(a=1, b)?><?end def?>", "SyntaxError", "b"),
        ("<?for (a, b) of c?><?end for?>", "SyntaxError", "of"),
        ("<?for i in 5?><?end if?>", "BlockError", "<?end if?>"),
        ("<?if 1?>", "BlockError", "<?if 1?>"),
        ("<?if 1?><?else?><?else?><?end if?>", "BlockError", "<?else?>"),
        ("<?end?>", "BlockError", "<?end?>"),
        ("<?break?>", "BlockError", "<?break?>"),
        ("<?note?>", "BlockError", "<?note?>"),
        ("<?for?>", "ValueError", "<?for?>"),
        ("<?render 5?>", "TypeError", "<?render 5?>"),
        ("<?render 5()?>", "TypeError", "<?render 5()?>"),
        ("<?print [1].pop(5)?>", "IndexError", "[1].pop(5)"),
        ("<?print {}.pop(5)?>", "KeyError", "{}.pop(5)"),
        ("<?print len(5)?>", "TypeError", "len(5)"),
        ("<?print getattr(1, [])?>", "TypeError", "getattr(1, [])"),
        ("<?print nothing + 1?>", "TypeError", "nothing + 1"),
        ("<?print len(1, 2)?>", "TypeError", "len(1, 2)"),
        ("<?code x += 1?>", "KeyError", "x"),
        ("<?def f(x)?><?end def?><?render f()?>", "TypeError", "<?render f()?>"),
        ("<?print scrypt('a')?>", "NotImplementedError", "scrypt"),
        ("<?print #fff + 1?>", "TypeError", "#fff + 1"),
        ("<?print #fff / 0?>", "ZeroDivisionError", "#fff / 0"),
        ("<?print color.css('bad')?>", "ValueError", "color.css('bad')"),
        ("<?whitespace foo?>", "ValueError", "<?whitespace foo?>"),
    ]

    @Test(arguments: mistakes)
    func pointsToTheMistake(_ test: (String, String, String)) throws {
        let error = try #require(failure(test.0))
        #expect(error.kind == test.1)
        #expect(error.locations.first?.source == test.2)
    }

    @Test func marksThePlaceOfAMistake() throws {
        let error = try #require(failure("a\nb <?print (1 + ) * 2?> c"))
        #expect(
            error.description == """
                in template (unnamed): offset [17:18]; line 2; col 16
                b <?print (1 + ) * 2?> c
                               ~
                SyntaxError: an expression expected, but ')' found
                """)
    }

    /// A signature that is given apart is a text of its own.
    @Test(arguments: [("a, b c", "c", 6), ("a=1/0", "1/0", 3), ("a, **b, c", "c", 9)])
    func pointsIntoTheSignature(_ test: (signature: String, source: String, column: Int)) throws {
        let error = #expect(throws: UL4Error.self) { try Template("x", signature: test.signature) }
        let place = try #require(error?.locations.first)
        #expect(place.source == test.source)
        #expect(place.column == test.column)
    }
}
