import Foundation
import Testing
import UL4

/// Replays what the fuzzer of templates has collected (Fuzz/Corpus/Templates): each is refused, fails, or is rendered, with all kinds of white space.
struct FuzzCorpusTests {
    private static let limits: Limits = {
        var limits = Limits()
        limits.steps = 20_000
        limits.output = 100_000
        limits.objects = 10_000
        return limits
    }()

    @Test func everyInputEnds() throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz/Corpus/Templates").path
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(names.count > 5)
        for name in names {
            // The first byte chooses the white space: all are tried here.
            let input = try #require(FileManager.default.contents(atPath: "\(directory)/\(name)")).dropFirst()
            for whitespace in [Whitespace.keep, .strip, .smart] {
                try replay(String(decoding: input, as: UTF8.self), whitespace, name)
            }
        }
    }

    private func replay(_ source: String, _ whitespace: Whitespace, _ name: String) throws {
        do {
            let template = try Template(source, whitespace: whitespace, name: name)
            let variables: [String: Value] = ["a": .int(7), "s": .string("Gürk <hurz>"), "l": .list([.int(3), .string("x"), .none]), "t": template.value]
            let output = try template.render(variables, limits: FuzzCorpusTests.limits)
            #expect(output.utf8.count <= FuzzCorpusTests.limits.output * 2)
        } catch let error as UL4Error {
            #expect(!error.description.isEmpty)
        }
    }
}
