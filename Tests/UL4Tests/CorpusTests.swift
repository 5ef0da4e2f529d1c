import Testing
import UL4

/// Templates and what the original makes of them: one of each kind, the whole suite is compared by Scripts/ul4-conformance.
struct CorpusTests {
    static let cases: [(String, String)] = [
        ("<?print 1 < 2 < 3?>", "True"),
        ("<?print getattr({5: 6}, 5, 4)?><?print getattr([1], 5, 4)?><?print hasattr('x', {/})?>", "64False"),
        ("<?print type(1).__doc__?>", "An integer value"),
        ("<?print not 1 == 2?> <?print -7 // 2?> <?print -7 % 3?> <?print 7.5 // 2?> <?print 2.5 % -1?>", "True -4 2 3.0 -0.5"),
        (
            "<?print 1 << 70?> <?print (1 << 70) * (1 << 70) // 3?> <?print -5 >> 1?> <?print -6 & 11?>",
            "1180591620717411303424 464598858302721315448660797346840864707925 -3 10"
        ),
        ("<?print 0.1 + 0.2?> <?print 1e16?> <?print 1e22?> <?print 1/3?> <?print False / -2?>", "0.30000000000000004 1e+16 1e+22 0.3333333333333333 -0.0"),
        (
            "<?print round(2.5)?> <?print round(2.675, 2)?> <?print floor(-42.567, 1)?> <?print ceil(485, -2)?> <?print round(1250, -2)?>",
            "2 2.67 -42.6 500 1200"
        ),
        (
            "<?print format(1234567.891, ',.2f')?>|<?print format(-42, '08b')?>|<?print format('abc', '^7.2s')?>|<?print format(1e-7, 'g')?>",
            "1,234,567.89|-0101010|  ab   |1e-07"
        ),
        ("<?print format(@(2000-02-29), '%a, %d. %b. %Y', 'de')?>", "Di, 29. Feb. 2000"),
        (
            "<?print [x*2 for x in range(5) if x % 2]?><?print {c: ord(c) for c in 'ab'}?><?print sorted({c for c in 'abcabc'})?>",
            "[2, 6]{'a': 97, 'b': 98}['a', 'b', 'c']"
        ),
        ("<?print ', '.join('(' + c + ')' for c in 'gurk')?>", "(g), (u), (r), (k)"),
        ("<?code (a, (b, c)) = [1, 'xy']?><?print a?><?print b?><?print c?>", "1xy"),
        ("<?code l = [1]?><?code m = l?><?code l += [2]?><?code l.append(l)?><?print m?>", "[1, 2, ...]"),
        ("<?print 'a b  c '.split(None, 1)?><?print 'abc'[:] if 0 else 'abc'[1:]?>", "['a', 'b  c ']bc"),
        ("<?for (i, f, l, c) in enumfl('ab')?><?print [i, f, l, c]?><?end for?>", "[0, True, False, 'a'][1, False, True, 'b']"),
        ("<?for i in range(9)?><?if i == 1?><?continue?><?elif i == 3?><?break?><?else?><?print i?><?end if?><?end for?>", "02"),
        ("<?code i = 1?><?def x?><?code i += 1?><?print i?><?end def?><?code i = 5?><?render x()?><?print i?>", "65"),
        (
            "<?def f(x, y=2, *args, **kwargs)?><?print [x, y, args, kwargs]?><?end def?><?render f(1)?><?render f(1, 3, 4, z=5)?>",
            "[1, 2, [], {}][1, 3, [4], {'z': 5}]"
        ),
        ("<?def f?><?return 2*x?>lost<?end def?><?print f(x=21)?>", "42"),
        ("<?def b(content, p)?>[<?render content()?><?print p?>]<?end def?><?renderblock b(p=1)?>x<?end renderblock?>", "[x1]"),
        (
            "<?def b(**k)?><?print list(k)?><?end def?><?renderblocks b(a=1)?><?code z = 1?><?def y?><?end def?><?end renderblocks?><?print type(z)?>",
            "['a', 'z', 'y']<type undefinedvariable>"
        ),
        ("<?def f?><&'\"><?end def?><?renderx f()?>", "&lt;&amp;&#39;&quot;&gt;"),
        (
            "<?print @(2000-01-31) + monthdelta(1)?> <?print @(2000-03-01T) - timedelta(0, 1)?> <?print timedelta(1) / 7?>",
            "2000-02-29 2000-02-29 23:59:59 3:25:42.857143"
        ),
        ("<?print @(2010-01-01).calendar()?><?print @(2010-01-01).week(6, 1)?>", "[2009, 53, 4]1"),
        ("<?print repr(\"it's\")?><?print ascii('ä')?><?print repr('\\t\\x00')?>", "\"it's\"'\\xe4''\\t\\x00'"),
        ("<?print asjson({'a': [1, None, True, '<']})?><?print fromjson('[1, 2.5, \"x\"]')?>", "{\"a\": [1, null, true, \"\\u003c\"]}[1, 2.5, 'x']"),
        ("<?ignore?><?ignore?><?foo?><?end ignore?>a<?end ignore?>b<?note x?><?note?>c<?end note?><?foo?>", "b<?foo?>"),
        (
            "<?print #369?> <?print repr(#3690)?> <?print [#ff0000, #12345678]?> <?print asjson(#fff)?>",
            "#369 #3690 [#f00, #12345678] new ul4.Color(255, 255, 255, 255)"
        ),
        (
            "<?print rgb(0.2, 0.4, 0.6, 0.8)?> <?print hls(0, 1, 0)?> <?print hsv(1/3, 1, 1)?> <?print color.Color(51, 300, -1)?>",
            "#369c #fff #0f0 #3f0"
        ),
        (
            "<?print color.css('rgba(17, 20%, 40%, 0.6)')?> <?print color.css('bad', 7)?> <?print color.mix(#f00, 2, #0f0, 12, #00f)?>",
            "#1369 7 #12c"
        ),
        (
            "<?print #f00.withlum(0.2126)?> <?print #0f0.withsat(0)?> <?print #f00.rellum(0.2)?> <?print #fff.invert(0.2)?> <?print #123.combine(a=0)?>",
            "#f00 #7f7f7f #f33 #ccc #1230"
        ),
        ("<?print list(#1234)?> <?print #123[-1]?> <?print 17 in #123?> <?print len(#123)?> <?print {#123: 1}[#123]?>", "[17, 34, 51, 68] 255 True 4 1"),
        ("<?print #f008 % #00f?> <?print 0.5 * #f00?> <?print #f00 // 2?> <?print #000 < #001?> <?print iscolor(#000)?>", "#807 #7f0000 #7f0000 True True"),
        ("<?print md5('foo')?> <?print md5(70*'gurk ')?>", "acbd18db4cc2f85cedef654fccc4a4d8 72d06c31fba9dfead23ab5ffd512a1bf"),
        ("<?print math.isclose(1, 1.0000000001)?><?print operator.attrgetter('a.b')({'a': {'b': 7}})?>", "True7"),
    ]

    @Test(arguments: cases)
    func rendersAsTheOriginal(_ test: (String, String)) throws {
        #expect(try render(test.0) == test.1)
    }

    /// Smart and stripped white space.
    static let layouts: [(String, Whitespace, String)] = [
        ("<?if 1?>\n\ta\n\t\tb\n<?end if?>\n", .smart, "a\n\tb\n"),
        (" <?if True?>\n\tTrue\n <?end if?>\n", .smart, "\tTrue\n"),
        (" <?if 1?>\n\t \t a\n<?end if?>", .smart, "\ta\n"),
        ("<?def f?>\n\ta\n\t\tb\n<?end def?>\n  <?render f()?>\n|", .smart, "  a\n  \tb\n|"),
        ("<?if 1?>\n\ta\n  \n\tb\n<?end if?>\n", .smart, "a\n\nb\n"),
        ("\n\t<?for i in range(3)?>\n\t\t<?print i?>\n\t\t;\n\t<?end for?>\n", .strip, "0;1;2;"),
        ("  a\r\n  b\n", .strip, "  ab"),
        ("<?def f?>a\n\nb<?end def?>|\n  <?doc d?><?render f()?>", .keep, "|\na\n  \n  b"),
    ]

    @Test(arguments: layouts)
    func treatsWhiteSpaceAsTheOriginal(_ test: (String, Whitespace, String)) throws {
        #expect(try render(test.0, [:], test.1) == test.2)
    }
}
