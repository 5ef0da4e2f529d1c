import Testing

@testable import SisyphusNotify

@Suite struct HearingTests {
    private func hearing(_ answers: [(String, DeliveryAnswer.Result)], asked: [String] = ["a", "b"]) -> Hearing {
        var hearing = Hearing()
        for id in asked { hearing.ask(id) }
        for (id, result) in answers { hearing.note(id, result, "\(id) \(result)") }
        return hearing
    }

    @Test(arguments: [.delivered, .spooled, .unsure] as [DeliveryAnswer.Result]) func oneIsEnough(_ result: DeliveryAnswer.Result) {
        #expect(hearing([("a", .lost), ("b", result)]).silence == nil)
    }

    @Test func nobodyHears() {
        #expect(hearing([("a", .lost), ("b", .lost)]).silence == ["a lost", "b lost"])
        #expect(hearing([("x", .delivered), ("a", .lost)], asked: ["a"]).silence == ["a lost"])
    }

    @Test func nothingWasToBeTold() {
        #expect(hearing([("x", .lost)], asked: []).silence == nil)
    }
}
