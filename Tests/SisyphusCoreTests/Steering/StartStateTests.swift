import Testing

@testable import SisyphusCore

struct StartStateTests {
    private static func words(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }

    private static var start: StartState {
        var start = StartState(words: words("sisyphus", "run", "--maxtime", "3", "--", "echo") + [[0x63, 0xff]], commandStart: 5)
        (start.directory, start.umask, start.nice, start.groups) = ("/srv/a b", 0o027, -5, [0, 4])
        start.limits = [.init(number: 7, soft: 1024, hard: nil), .init(number: 9, soft: .max - 1, hard: .max - 1)]
        return start
    }

    @Test func `A start is read back, byte for byte`() {
        var start = Self.start
        #expect(StartState(bytes: start.bytes) == start)
        (start.environment, start.secrets) = (Self.words("A=1", "B=\u{1}"), ["--smtppassword"])
        #expect(StartState(bytes: start.bytes) == start)
    }

    @Test(arguments: ["", "{}", "{\"words\":[\"a\"]}", "{\"words\":[\"a\"],\"command\":2}", "{\"words\":[7],\"command\":1}"])
    func `A damaged file is none`(_ text: String) { #expect(StartState(bytes: Array(text.utf8)) == nil) }

    @Test func `What no system has is left out`() {
        let start = StartState(bytes: Array(#"{"words":["a"],"command":1,"nice":9223372036854775807,"limits":[[-1,1,1],[4294967296,1,1],[7,1,1]]}"#.utf8))
        #expect(start?.nice == 0 && start?.limits == [.init(number: 7, soft: 1, hard: 1)])
    }

    @Test func `Secrets are left out with their options, and named`() {
        var start = StartState(words: Self.words("s", "run", "--token", "x", "-p", "P", "--dsn=y", "--", "job", "--token", "z"), commandStart: 8)
        start.forget([(3, 0), (6, 6)])
        #expect(start.words == Self.words("s", "run", "-p", "P", "--", "job", "--token", "z") && start.commandStart == 5)
        #expect(start.secrets.sorted() == ["--dsn", "--token"])
    }

    @Test func `What differs between two environments`() {
        func variables(_ pairs: [(String, UInt32)]) -> [Surroundings.Variable] { pairs.map { .init(name: $0.0, hash: $0.1) } }
        let (then, now) = (variables([("A", 1), ("B", 2), ("C", 3), ("PWD", 1)]), variables([("B", 2), ("C", 4), ("D", 5), ("SHLVL", 1)]))
        #expect(StartState.differences(then, now) == ["missing: A", "with another value: C", "new: D"] && StartState.differences(then, then) == [])
        #expect(["api_key", "GITHUB_TOKEN", "PGPASSWORD", "SSH_AUTH_SOCK"].allSatisfy(StartState.isSecret) && !StartState.isSecret("PATH"))
    }

    @Test func `A run that takes far longer than usual is warned of once`() throws {
        let second: Int64 = 1_000_000
        var limits = RunLimits()
        limits.warnsOfUnusual = true
        func run(_ median: Int64) -> [(Int64, [RunEffect])] {
            var state = RunState(limits: limits)
            _ = state.handle(.spawned(pid: 7), at: 0)
            var found: [(Int64, [RunEffect])] = []
            for time in stride(from: 1, through: 200, by: 1) {
                let effects = state.handle(.tick, at: Int64(time) * second)
                if effects == [.askUsual] { _ = state.handle(.usual(UsualDuration([Int64](repeating: median * second, count: 5))!), at: Int64(time) * second) }
                if !effects.isEmpty { found.append((Int64(time), effects)) }
            }
            return found
        }
        let usual = try #require(UsualDuration([Int64](repeating: 60 * second, count: 5)))
        #expect(run(60).map(\.0) == [20, 90] && run(60)[1].1 == [.say(.unusuallyLong(usual))])
        // Of short jobs nothing is said.
        #expect(run(9).map(\.0) == [20])
        #expect(usual.shortest == 6 * second && UsualDuration([Int64](repeating: 9 * second, count: 5))?.shortest == nil)
        #expect(RunWarning.unusuallyLong(usual).text == "it takes far longer than usual: more than 1m30s, where 1m is usual")
        #expect(RunWarning.unusuallyShort(second, usual).text == "it took 1s, where 1m is usual")
    }
}
