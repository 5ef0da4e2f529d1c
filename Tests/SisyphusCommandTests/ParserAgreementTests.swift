import ArgumentParser
import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import TestSupport
import Testing

@testable import SisyphusCommand

/// The option table's pass and swift-argument-parser read the same from the same rows.
struct ParserAgreementTests {
    @Test func `Both readers agree on generated command lines`() throws {
        var chance = Chance(42)
        let rows = OptionTable.standard.about(.run).rows.filter { !$0.kind.isAction }
        for _ in 0..<80 {
            var words: [String] = []
            for _ in 0..<Int.random(in: 0...6, using: &chance) {
                words += spelled(chance.pick(rows), &chance)
            }
            let command = ["./cmd", "-m", "7", "--", "--repeat"].prefix(Int.random(in: 1...5, using: &chance))
            words += ["--"] + command
            let ours = try OptionTable.standard.about(.run).read(words, from: 0)
            let values = Dictionary(ours.assignments.map { ($0.row.name, $0.text) }, uniquingKeysWith: { $1 })
            let parsed = try ParserRun.parse(words)
            #expect(parsed.options.values == values, "\(words)")
            #expect(parsed.command.drop { $0 == "--" } == words[ours.commandStart...].drop { $0 == "--" }, "\(words)")
        }
    }

    /// One of the spellings of an option with a value that no option could be.
    private func spelled(_ row: OptionRow, _ chance: inout Chance) -> [String] {
        let value =
            row.kind.isFlag
            ? chance.pick(["yes", "no", "1", "off"]) : chance.pick(["5", "a b", "x=y", "é"])
        let long = "--" + (Bool.random(using: &chance) ? row.alias ?? row.name : row.name)
        switch chance.below(4) {
        // The parser drops the value of a flag that is joined by "=", and takes `--log2file=off` for yes.
        case 0 where !row.kind.isFlag: return [long + "=" + value]
        case 1 where row.kind.isFlag: return [long]
        case 2: return row.short.map { ["-\($0)", value] } ?? [long, value]
        case 3 where !row.kind.isFlag && !value.contains("="): return row.short.map { ["-\($0)\(value)"] } ?? [long, value]
        default: return [long, value]
        }
    }
}
