import Testing

@testable import SisyphusCore

/// Python, Node, Java, Perl and Swift: printed by the interpreters themselves. Ruby, Go and PHP: as their manuals show them.
@Suite struct TracebackTests {
    func read(_ text: String) -> Traceback? { Traceback(in: text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }) }

    func shown(_ frames: [Traceback.Frame]) -> [String] { frames.map { "\($0.function ?? "-") \($0.file ?? "-"):\($0.line ?? 0)" } }

    @Test func python() throws {
        let text = #"""
            Traceback (most recent call last):
              File "/tmp/text-tb/a.py", line 6, in main
                inner({})
              File "/tmp/text-tb/a.py", line 2, in inner
                return row["name"]
                       ~~~^^^^^^^^
            KeyError: 'name'

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "/tmp/text-tb/a.py", line 10, in <module>
                main()
              File "/tmp/text-tb/a.py", line 8, in main
                raise ValueError("bad customer") from e
            ValueError: bad customer
            """#
        let traceback = try #require(read("working\n" + text))
        #expect(traceback.language == .python && traceback.type == "ValueError" && traceback.value == "bad customer")
        #expect(shown(traceback.frames) == ["<module> /tmp/text-tb/a.py:10", "main /tmp/text-tb/a.py:8"])
        #expect(traceback.frames.last?.source == #"raise ValueError("bad customer") from e"#)
    }

    @Test func node() throws {
        let text = #"""
            /tmp/text-tb/a.js:1
            function inner(x) { return x.name.length; }
                                              ^

            TypeError: Cannot read properties of undefined (reading 'length')
                at inner (/tmp/text-tb/a.js:1:35)
                at main (/tmp/text-tb/a.js:2:19)
                at Object.<anonymous> (/tmp/text-tb/a.js:3:1)
                at Module._compile (node:internal/modules/cjs/loader:1521:14)
                at Module._extensions..js (node:internal/modules/cjs/loader:1623:10)
                at Module.load (node:internal/modules/cjs/loader:1266:32)
                at Module._load (node:internal/modules/cjs/loader:1091:12)
                at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12)
                at node:internal/main/run_main_module:28:49

            Node.js v20.20.2
            """#
        let traceback = try #require(read(text))
        #expect(traceback.language == .javascript && traceback.type == "TypeError")
        #expect(traceback.value == "Cannot read properties of undefined (reading 'length')")
        #expect(shown(traceback.frames.suffix(3)) == ["Object.<anonymous> /tmp/text-tb/a.js:3", "main /tmp/text-tb/a.js:2", "inner /tmp/text-tb/a.js:1"])
        #expect(traceback.frames.last?.column == 35 && traceback.frames.first?.file == "node:internal/main/run_main_module")
    }

    @Test func java() throws {
        let text = #"""
            Exception in thread "main" java.lang.IllegalStateException: bad customer
            	at A.run(A.java:3)
            	at A.main(A.java:4)
            Caused by: java.lang.NullPointerException: Cannot invoke "String.length()" because "<parameter1>" is null
            	at A.inner(A.java:2)
            	at A.run(A.java:3)
            	at A.main(A.java:4)
            	at java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method)
            	at java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke(NativeMethodAccessorImpl.java:77)
            	at java.base/jdk.internal.reflect.DelegatingMethodAccessorImpl.invoke(DelegatingMethodAccessorImpl.java:43)
            	at java.base/java.lang.reflect.Method.invoke(Method.java:569)
            	at jdk.compiler/com.sun.tools.javac.launcher.Main.execute(Main.java:419)
            	at jdk.compiler/com.sun.tools.javac.launcher.Main.run(Main.java:192)
            	at jdk.compiler/com.sun.tools.javac.launcher.Main.main(Main.java:132)
            """#
        let traceback = try #require(read(text))
        #expect(traceback.language == .java && traceback.type == "java.lang.IllegalStateException" && traceback.value == "bad customer")
        #expect(shown(traceback.frames) == ["A.main A.java:4", "A.run A.java:3"])
    }

    @Test func perl() throws {
        let text = #"""
            bad customer at a.pl line 2.
            	main::inner(1) called at a.pl line 3
            	main::main() called at a.pl line 4
            """#
        let traceback = try #require(read(text))
        #expect(traceback.language == .perl && traceback.type == "die" && traceback.value == "bad customer")
        #expect(shown(traceback.frames) == ["- a.pl:4", "main::main a.pl:3", "main::inner a.pl:2"])
        #expect(read("plain words at -e line 1.")?.value == "plain words")
        #expect(read("plain words at -e line 1.\nand more") == nil)
    }

    @Test func swift() throws {
        let text = #"""
            a/a.swift:2: Fatal error: Unexpectedly found nil while unwrapping an Optional value

            *** Signal 4: Backtracing from 0x7feeca36df7f... done ***

            *** Program crashed: Illegal instruction at 0x00007feeca36df7f ***

            Platform: x86_64 Linux (Debian GNU/Linux 12 (bookworm))

            Thread 0 "a" crashed:

              0      0x00007feeca36df7f closure #1 in closure #1 in _assertionFailure(_:_:file:line:flags:) + 623 in libswiftCore.so
              1 [ra] 0x00007feeca4f961f _assertionFailure(_:_:file:line:flags:) + 302 in libswiftCore.so
              2 [ra] 0x00005588a1b75242 inner(_:) + 145 in a at /tmp/text-tb/sw/a.swift:2:33
              3 [ra] 0x00005588a1b75714 main + 35 in a at /tmp/text-tb/sw/a.swift:3:7
            ...


            """#
        let traceback = try #require(read(text))
        #expect(traceback.language == .swift && traceback.type == "Fatal error")
        #expect(traceback.value == "Unexpectedly found nil while unwrapping an Optional value")
        #expect(shown(traceback.frames) == ["main /tmp/text-tb/sw/a.swift:3", "inner(_:) /tmp/text-tb/sw/a.swift:2"])
    }

    /// The first line has the place of what was compiled without debug information, further out it is that of a library.
    @Test func swiftWithoutDebugInformation() throws {
        let text = """
            shop/Import.swift:50: Fatal error: it is fatal

            Thread 2 "task" crashed:

              0         0x00007fb6b4cf9361 _assertionFailure(_:_:file:line:flags:) + 225 in libswiftCore.so
              1 [ra]    0x0000556eb22963c7 Import.execute() + 230 in Shop
              2 [async] 0x0000556eb244f920 static Work.perform(_:) in Shop at /src/WorkTracer.swift:40
            """
        #expect(shown(try #require(read(text)).frames) == ["static Work.perform(_:) /src/WorkTracer.swift:40", "- shop/Import.swift:50"])
    }

    @Test func ruby() throws {
        let text = "a.rb:2:in `inner': bad customer (ArgumentError)\n\tfrom a.rb:5:in `main'\n\tfrom a.rb:7:in `<main>'"
        let traceback = try #require(read(text))
        #expect(traceback.language == .ruby && traceback.type == "ArgumentError" && traceback.value == "bad customer")
        #expect(shown(traceback.frames) == ["<main> a.rb:7", "main a.rb:5", "inner a.rb:2"])
    }

    @Test func go() throws {
        let text = "panic: bad customer\n\ngoroutine 1 [running]:\nmain.inner(...)\n\t/src/main.go:4\nmain.main()\n\t/src/main.go:8 +0x27\nexit status 2"
        let traceback = try #require(read(text))
        #expect(traceback.language == .go && traceback.type == "panic" && traceback.value == "bad customer")
        #expect(shown(traceback.frames) == ["main.main /src/main.go:8", "main.inner /src/main.go:4"])
    }

    @Test func php() throws {
        let text =
            "PHP Fatal error:  Uncaught RuntimeException: bad customer in /src/a.php:3\nStack trace:\n#0 /src/a.php(7): inner(1)\n#1 {main}\n  thrown in /src/a.php on line 3"
        let traceback = try #require(read(text))
        #expect(traceback.language == .php && traceback.type == "RuntimeException" && traceback.value == "bad customer")
        #expect(shown(traceback.frames) == ["- /src/a.php:7", "inner /src/a.php:3"])
    }

    @Test(arguments: [
        "", "error: no such file", "Traceback (most recent call last):", "  at noon", "warning at line 3 of 9", "cannot open a: No such file or directory",
        "\u{e9}: \u{e9}\n    at \u{e9}",
    ])
    func otherTextIsNone(_ text: String) { #expect(read(text) == nil) }

    @Test func everyCutIsReadWithoutHarm() {
        let text = #"""
            Traceback (most recent call last):
              File "/tmp/text-tb/a.py", line 6, in main
                inner({})
              File "/tmp/text-tb/a.py", line 2, in inner
                return row["name"]
                       ~~~^^^^^^^^
            KeyError: 'name'

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "/tmp/text-tb/a.py", line 10, in <module>
                main()
              File "/tmp/text-tb/a.py", line 8, in main
                raise ValueError("bad customer") from e
            ValueError: bad customer
            """#
        for count in 0...text.count { _ = read(String(text.prefix(count))) }
    }

    @Test func aLoggedExceptionHasItsCallsBelowIt() {
        let exception = JobException(
            logged: ["KeyError: 'name'", "Traceback (most recent call last):", "  File \"x.py\", line 3, in main", "    row['name']"], tasks: [])
        #expect(exception.type == "KeyError" && exception.headline == "KeyError: 'name'" && shown(exception.frames) == ["main x.py:3"])
        #expect(JobException(logged: ["no class here"], tasks: []).headline == "no class here")
    }

    /// What C, C++ and Rust say last, and what the result line makes of it.
    static let crashes: [(said: String, headline: String)] = [
        ("terminate called after throwing an instance of 'std::runtime_error'\n  what():  boom", "std::runtime_error: boom"),
        ("terminate called after throwing an instance of 'int'", "int"),
        ("terminate called without an active exception", "terminate: without an active exception"),
        ("libc++abi: terminating due to uncaught exception of type std::runtime_error: boom", "std::runtime_error: boom"),
        ("a: a.c:5: main: Assertion `x == 1' failed.", "Assertion: x == 1 failed (a.c:5)"),
        ("free(): double free detected in tcache 2", "abort: free(): double free detected in tcache 2"),
        (
            "free(): invalid size\n\n*** Signal 6: Backtracing from 0x7f6c... done ***\n\n*** Program crashed: Aborted at 0x1586 ***\n\nThread 0 \"a\" crashed:\n\n0 0x7f6cb8 __GI_abort + 268 in libc.so.6\n1 [ra] 0x55ba f() + 64 in a at /src/a.swift:2:103\n\nThread 1:\n\n0 [ra] 0x55bb g() + 4 in a at /src/b.swift:7:1",
            "abort: free(): invalid size (a.swift:2)"
        ),
        ("*** stack smashing detected ***: terminated", "abort: *** stack smashing detected ***: terminated"),
        (
            "==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x602 at pc 0x55 bp 0x7f\nREAD of size 4\n    #0 0x55 in main /src/x.c:6:10\n\nSUMMARY: AddressSanitizer: heap-use-after-free /src/x.c:6:10 in main\n==7==ABORTING",
            "AddressSanitizer: heap-use-after-free (x.c:6)"
        ),
        ("SUMMARY: LeakSanitizer: 10 byte(s) leaked in 1 allocation(s).", "LeakSanitizer: 10 byte(s) leaked in 1 allocation(s)."),
        ("x.c:3:5: runtime error: signed integer overflow", "runtime error: signed integer overflow (x.c:3)"),
        ("thread 'main' panicked at src/main.rs:2:5:\nno price\nnote: run with `RUST_BACKTRACE=1`", "panic: no price (main.rs:2)"),
    ]

    @Test(arguments: crashes)
    func crashesSayWhy(_ text: String, _ headline: String) {
        #expect(JobException(stderr: text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }, tasks: [])?.headline == headline)
    }

    /// A program may well go on after a line that only looks like glibc's.
    @Test func whatIsFollowedByOtherLinesIsNoReasonToAbort() {
        let lines = ["corrupted records are skipped", "1", "2", "3", "done"]
        #expect(JobException(stderr: lines, tasks: [])?.headline.contains("corrupted") != true)
    }

    @Test func errorsOfJobsInSwiftHaveTheirPlaces() {
        let exception = JobException(
            logged: [
                "Shop.NoPrice", "more about it", "  at closure #1 in Shop.load() (/src/Shop.swift:5)", "  at Shop.run()", "  at main (/src/main.swift:9)",
            ],
            tasks: [])
        #expect(exception.type == "Shop.NoPrice" && exception.value == "" && exception.headline == "Shop.NoPrice")
        #expect(shown(exception.frames) == ["main /src/main.swift:9", "Shop.run() -:0", "closure #1 in Shop.load() /src/Shop.swift:5"])
    }

    @Test(
        arguments: [
            ("NoPrice()", "NoPrice", ""), ("ParseError(line: 3)", "ParseError", "line: 3"), ("NoPrice", "NoPrice", ""), ("shop.failure", "shop.failure", ""),
            ("boom", "Error", "boom"), ("cannot open (yet)", "Error", "cannot open (yet)"), ("Shop.E: bad", "Shop.E", "bad"),
        ] as [(String, String, String)])
    func typesAreAlwaysNamed(_ line: String, _ type: String, _ value: String) {
        let parts = JobException.parts(line)
        #expect(parts.type == type && parts.value == value)
    }
}
