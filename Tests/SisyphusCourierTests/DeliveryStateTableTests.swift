import TestSupport
import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

/// Every phase × every input: the life of a courier as one table that can be read.
@Suite struct DeliveryStateTableTests {
    /// In each phase number 1 is a mail that is being tried, 2 waits behind it; while somebody listens, 3 is a ping that is being tried.
    static func state(in phase: DeliveryState.Phase) -> DeliveryState {
        var terms = DeliveryTerms(spool: .usable, patience: 10_000_000)
        terms.background = 900_000_000
        var state = DeliveryState(terms)
        func feed(_ input: DeliveryInput, at second: Int64 = 0) { _ = state.handle(input, at: Sample.moment(second)) }
        feed(.accepted(1, Sample.mail()))
        feed(.accepted(2, Sample.mail("second")))
        feed(.accepted(3, Sample.http(.ping, .ping)))
        for number in [1, 3] { feed(.prepared(number, receiverKey: "key \(number)")) }
        switch phase {
        case .open: break
        case .closing: feed(.endOfInput)
        case .background:
            feed(.endOfInput)
            feed(.tick, at: 10)
            feed(.cancelled(3, wasSent: true), at: 10)
        case .over:
            feed(.endOfInput)
            for number in [1, 2] { feed(.answered(number, Sample.smtp(250))) }
            feed(.answered(3, Sample.http(200)))
        }
        #expect(state.phase == phase)
        return state
    }

    static let inputs: [(String, DeliveryInput, Int64)] = [
        ("accepted, to be kept", .accepted(4, Sample.mail("third")), 0),
        ("accepted, for another", .accepted(4, Sample.http(.generic, .webhook)), 0),
        ("accepted, for the moment", .accepted(4, Sample.hook()), 0),
        ("found", .found([(4, Sample.mail("old"), 0), (5, Sample.http(.generic, .webhook), 0)]), 0),
        ("dropped", .dropped([Sample.mail("old")]), 0),
        ("not stored", .notStored(1, "the disk is full"), 0),
        ("prepared", .prepared(1, receiverKey: "key"), 0),
        ("not begun, for now", .notBegun(1, .retry("no secret", after: nil)), 0),
        ("not begun, for ever", .notBegun(1, .refused("no such program")), 0),
        ("taken", .answered(1, Sample.smtp(250)), 0),
        ("refused for now", .answered(1, Sample.smtp(451, code: 55)), 0),
        ("refused for ever", .answered(1, Sample.smtp(550, code: 55)), 0),
        ("no connection", .answered(1, Sample.smtp(0, code: 7)), 0),
        ("broken off at the end", .answered(1, Sample.smtp(354, code: 56)), 0),
        ("slow at the end", .answered(1, Sample.smtp(354, code: CurlCode.timedOut)), 0),
        ("one receiver refused for now", .answered(1, Sample.smtp(250, replies: ["250 ok", "250 ok", "450 full", "354 go", "250 ok"])), 0),
        ("one receiver refused for ever", .answered(1, Sample.smtp(250, replies: ["250 ok", "550 who", "250 ok", "354 go", "250 ok"])), 0),
        ("ping taken", .answered(3, Sample.http(200)), 0),
        ("ping not taken", .answered(3, Sample.http(503)), 0),
        ("ping limited", .answered(3, Sample.http(429, headers: [("retry-after", "70")])), 0),
        ("cancelled", .cancelled(1, wasSent: false), 0),
        ("cancelled after it was sent", .cancelled(1, wasSent: true), 0),
        ("kept", .kept(1), 0),
        ("not kept", .notKept(1, "the disk is full"), 0),
        ("end of input", .endOfInput, 0),
        ("tick", .tick, 0),
        ("tick when patience is over", .tick, 10),
        ("tick when all is over", .tick, 1000),
        ("unknown number", .answered(99, Sample.http(200)), 0),
    ]

    @Test func everyPhaseAndEveryInput() throws {
        let table = DeliveryState.Phase.allCases.flatMap { phase in
            Self.inputs.map { name, input, second in
                var state = Self.state(in: phase)
                let effects = state.handle(input, at: Sample.moment(second))
                let next = state.phase == phase ? "" : " → \(state.phase)"
                return "\(phase) + \(name):\(next) \(show(effects))".withoutTrailingSpace
            }
        }
        try expectGolden(table.joined(separator: "\n") + "\n", "DeliveryState.txt")
    }
}

extension String {
    fileprivate var withoutTrailingSpace: String { last == " " ? String(dropLast()) : self }
}
