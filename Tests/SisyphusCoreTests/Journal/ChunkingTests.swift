import Testing

@testable import SisyphusCore

/// Whatever a child prints and however it arrives.
@Suite struct ChunkingTests {
    /// A small generator, so that a failure can be repeated.
    struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }
    }

    static let parts: [[UInt8]] =
        [
            "@", "xml", ">", "> ", "@xml> ", "@delay> ", "@email,x> ", "@+> ", "@> ", "@!result> ", "@!uneventful>", "@!task> ", "@!endtask>",
            "@!endtask> failed", "@!exception> ", "@!plain abcdefgh>\n", "@!abcdefgh>\n", "[1/3] ", "[2/3] ", "{\"name\": \"x\"}", "{sisyphus}", "{result}",
            " :: ", " >> ", "\n", "\n", "\n", "\n", "\r", "\r\n", "\t", "\u{1b}[31m", "€", "😀", "\u{85}", "\u{2028}", "text ",
            "a longer piece of text, longer than the limit",
            "@sisyphus,result> ",
        ].map { Array($0.utf8) } + [[0xff], [0xe2, 0x82], [0xf0, 0x9f], [0x00]]

    static func input(_ seed: Int) -> [UInt8] {
        var dice = Dice(state: UInt64(seed))
        return (0..<(5 + dice.roll(60))).flatMap { _ in parts[dice.roll(parts.count)] }
    }

    @Test(arguments: RunSettings.LogFormat.allCases)
    func anyChunkingGivesTheSameLines(format: RunSettings.LogFormat) {
        for seed in 0..<1500 {
            let input = ChunkingTests.input(seed)
            let whole = JournalRig(format: format) { $0.maxline = 24 }.feed(input).end()
            whole.journal.openGate(at: whole.stamp)
            for size in [1, 2, 3, 7, 0] {
                let rig = JournalRig(format: format) { $0.maxline = 24 }
                var dice = Dice(state: UInt64(seed + 1))
                var at = 0
                while at < input.count {
                    let end = min(at + (size == 0 ? 1 + dice.roll(30) : size), input.count)
                    rig.feed(Array(input[at..<end]))
                    at = end
                }
                rig.end()
                rig.journal.openGate(at: rig.stamp)
                if rig.log != whole.log || rig.journal.facts != whole.journal.facts {
                    Issue.record("seed \(seed), chunks of \(size): \(rig.lines) instead of \(whole.lines)")
                }
            }
        }
    }

    @Test func noInputSpeaksForTheSupervisor() {
        for seed in 0..<3000 {
            let rig = JournalRig { $0.maxline = seed.isMultiple(of: 2) ? 24 : 65_536 }
            rig.feed(ChunkingTests.input(seed)).end()
            rig.journal.openGate(at: rig.stamp)
            rig.own("done", ["sisyphus", "result", "ok"])
            let left = rig.lines.map { Array($0.utf8) }.map { line in
                line.indices.first { line[$0...].starts(with: Array(">> ".utf8)) }.map { Array(line[..<$0]) } ?? line
            }.map { String(decoding: $0, as: UTF8.self) }
            #expect(left.filter { $0.contains("{sisyphus}") } == [":: {sisyphus}{result}{ok} "])
            #expect(left.filter { $0.contains("{result}") }.count == 1)
        }
    }

    @Test func everythingThatIsWrittenCanBeShown() {
        for seed in 0..<1500 {
            let rig = JournalRig().feed(ChunkingTests.input(seed)).end()
            for byte in rig.output.pending.bytes where byte < 0x20 && byte != 0x0a && byte != 0x09 { Issue.record("seed \(seed): \(byte)") }
            #expect(String(validating: rig.output.pending.bytes, as: UTF8.self) != nil)
        }
    }
}
