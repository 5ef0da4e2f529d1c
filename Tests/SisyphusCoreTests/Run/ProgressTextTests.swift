import SisyphusCore
import Testing

struct ProgressTextTests {
    private static func task(_ name: String, _ index: Int? = nil, of count: Int? = nil) -> LogTask {
        LogTask(type: "import", name: name, index: index, count: count)
    }

    @Test(arguments: [
        ([], ""), ([task("a.csv")], "import a.csv"), ([task("a", 0, of: 4)], "[>                   ]   0%  [1/4] import a"),
        ([task("a", 2, of: 4), task("b", 1, of: 2)], "[============>       ]  62%  [3/4] import a :: [2/2] import b"),
        ([task("x"), task("a", 3, of: 3)], "[====================] 100%  import x :: [4/3] import a"), ([task("a", 5)], "[6] import a"),
    ])
    func `The line tells how far the job is`(tasks: [LogTask], line: String) { #expect(ProgressText.line(tasks, columns: 200) == line) }

    @Test func `It is never wider than the terminal, and nothing in it acts there`() {
        let tasks = [ProgressTextTests.task("漢字\u{1b}[2J\r\n\u{202e}", 1, of: 2)]
        for columns in 0...120 {
            let line = ProgressText.line(tasks, columns: columns)
            #expect(line.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) } <= columns)
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202e}" })
        }
    }
}
