import Testing

@testable import SisyphusCore

@Suite struct TaskTests {
    @Test(
        arguments: [
            (nil, nil, nil, nil, "?", "?"), (nil, nil, nil, 5678, "?", "?"), (nil, nil, 0, nil, "[1]", "[1]"),
            (nil, nil, 1233, 5678, "[1234/5678]", "[1,234/5,678]"),
            (nil, "customers.csv", nil, 9, "customers.csv", "customers.csv"), ("import", "", nil, 9, "import", "import"),
            ("import", nil, 1233, nil, "[1234] import", "[1,234] import"),
            ("import", "customers.csv", 1233, 5678, "[1234/5678] import customers.csv", "[1,234/5,678] import customers.csv"),
        ] as [(String?, String?, Int?, Int?, String, String)])
    func labels(type: String?, name: String?, index: Int?, count: Int?, log: String, title: String) {
        let task = LogTask(type: type, name: name, index: index, count: count)
        #expect(TaskLabel.log(task) == log)
        #expect(TaskLabel.title(task) == title)
    }

    @Test(arguments: [
        ("{sisyphus}", "\\x7bsisyphus\\x7d"), ("a :: b", "a \\x3a: b"), ("a >> b", "a \\x3e> b"), (">> a", "\\x3e> a"),
        ("a >>", "a \\x3e>"), ("::", "\\x3a:"), ("a::b>>c", "a::b>>c"), ("a\nb\u{1b}", "a\\x0ab\\x1b"), (":: ::", "\\x3a: \\x3a:"),
    ])
    func labelsAreEscaped(name: String, shown: String) {
        #expect(TaskLabel.log(LogTask(name: name)) == shown)
    }

    @Test func labelsAreCut() {
        #expect(TaskLabel.log(LogTask(name: String(repeating: "x", count: 200))).utf8.count == 200)
        let cut = TaskLabel.log(LogTask(name: String(repeating: "€", count: 100)))
        #expect(cut == String(repeating: "€", count: 65) + "…")
        #expect(TaskLabel.log(LogTask(name: String(repeating: "x", count: 100_000))).utf8.count == 200)
    }

    @Test(arguments: [
        ("[3/9] import customers.csv", ":: [3/9] import customers.csv >> x"), ("customers.csv", ":: customers.csv >> x"),
        ("[3] a b c", ":: [3] a b c >> x"), ("", ":: ? >> x"), ("[0/9] a", ":: [0/9] a >> x"), ("[10/9] a", ":: [10/9] a >> x"),
        ("[x] a", ":: [x] a >> x"), ("[3/9]a", ":: [3/9]a >> x"), ("{\"type\": \"t\", \"name\": \"n m\", \"index\": 3, \"count\": 9}", ":: [3/9] t n m >> x"),
        ("{\"name\": \"\\u20ac\\ud83d\\ude00\\n\"}", ":: €😀\\x0a >> x"), ("{\"name\": 7, \"type\": null}", ":: 7 >> x"),
    ])
    func begin(text: String, line: String) {
        #expect(JournalRig().feed("@!task> \(text)\nx\n").lines == [line])
    }

    @Test(arguments: [
        "{", "{\"name\": [1]}", "{\"other\": 1}", "{\"name\": \"\\ud83d\"}", "{\"index\": 0}", "{\"index\": 4, \"count\": 3}", "{} x",
        "{\"name\": \"a\", \"name\": \"b\"}",
    ])
    func objectsThatAreNoTaskAreText(text: String) {
        #expect(JournalRig().feed("@!task> \(text)\nx\n").lines == [">> @!task> \(text)", ">> x"])
    }

    @Test func aTaskWithAnIndexEndsItsPredecessor() {
        let rig = JournalRig()
        rig.feed("@!task> [1/2] file a\n@!task> [1/3] step parse\nx\n@!task> [2/3] step load\ny\n@!task> [2/2] file b\nz\n@!endtask>\nw\n")
        #expect(
            rig.lines == [
                ":: [1/2] file a :: [1/3] step parse >> x", ":: [1/2] file a :: [2/3] step load >> y", ":: [2/2] file b >> z", ">> w",
            ])
        let other = JournalRig().feed("@!task> a b\n@!task> a b\nx\n")
        #expect(other.lines == [":: a b :: a b >> x"], "without an index nothing ends")
    }

    @Test func endtask() {
        let rig = JournalRig().feed("@!endtask>\n@!task> a\n@!endtask> well\n@!endtask> failed\nx\n")
        #expect(rig.lines == [">> @!endtask>", ":: a >> @!endtask> well", ":: a >> @!endtask> failed", ">> x"])
        #expect(rig.journal.facts.failedTasks == 1)
    }

    @Test func allTasksEndWithTheJob() {
        let rig = JournalRig { $0.showsProcesses = true }
        rig.journal.childStarted(pid: 5)
        rig.feed("@!task> a\n@!task> b\n")
        let version = rig.journal.taskVersion
        rig.journal.endTasks()
        #expect(rig.journal.facts.activeTasks.map(\.type) == ["child"])
        #expect(rig.journal.taskVersion != version)
    }

    @Test func depthIsLimited() {
        let rig = JournalRig { $0.showsProcesses = true }
        rig.journal.childStarted(pid: 5)
        for depth in 1...33 { rig.feed("@!task> t \(depth)\n") }
        #expect(rig.journal.facts.activeTasks.count == 33)
        #expect(rig.lines.count == 1)
        #expect(rig.lines[0].hasSuffix(":: t 32 >> @!task> t 33"))
    }

    @Test func tasksAreSharedByBothStreams() {
        let rig = JournalRig().feed("@!task> a\n").feed("x\n", .stderr)
        #expect(rig.lines == [":: a :: {stderr} >> x"])
    }

    @Test func processesAreTheOutermostTasks() {
        let rig = JournalRig { $0.showsProcesses = true }
        rig.own("start", ["sisyphus", "init"])
        rig.journal.childStarted(pid: 19061)
        rig.feed("@!task> a\nx\n").own("done", ["sisyphus", "result", "ok"], .child)
        #expect(
            rig.lines == [
                ":: parent 19058 :: {sisyphus}{init} >> start", ":: child 19061 :: a >> x", ":: child 19061 :: {sisyphus}{result}{ok} >> done",
            ])
        let second = JournalRig {
            $0.showsProcesses = true; $0.runNumber = 2
        }
        second.journal.childStarted(pid: 30118)
        #expect(second.feed("x\n").lines == [":: [2] child 30118 >> x"])
    }
}
