import Testing

@testable import SisyphusCore

@Suite struct ServiceStateTests {
    @Test func aManagerHearsWhatIsNew() {
        var state = ServiceState(watchdog: nil, watched: nil, process: 7)
        state.show("one\ntwo")
        #expect(state.deadline == 0 && state.message(at: 100) == "READY=1\nSTATUS=one two")
        // What was not taken is told again.
        #expect(state.message(at: 200) == "READY=1\nSTATUS=one two")
        state.delivered(at: 200)
        #expect(state.deadline == nil && state.message(at: 9_000_000) == nil)
        state.show("three")
        #expect(state.deadline == 1_000_200 && state.message(at: 1_000_199) == nil && state.message(at: 1_000_200) == "STATUS=three")
        // The same again is nothing new.
        state.show("one two")
        #expect(state.deadline == nil)
        state.stop(within: 5)
        #expect(state.deadline == 0 && state.message(at: 300) == "STOPPING=1\nEXTEND_TIMEOUT_USEC=5")
        state.delivered(at: 300)
        #expect(state.message(at: 1_000_300) == nil)
        state.show(String(repeating: "ä", count: 400))
        #expect(state.message(at: 9_000_000)?.utf8.count == 7 + 499)
    }

    @Test func aWatchdogHearsASignOfLifeEachHalfOfItsTime() {
        var state = ServiceState(watchdog: "400", watched: "7", process: 7)
        state.delivered(at: 0)
        #expect(state.deadline == 200 && state.message(at: 199) == nil && state.message(at: 200) == "WATCHDOG=1")
        state.delivered(at: 230)
        #expect(state.deadline == 430)
        state.show("busy")
        #expect(state.message(at: 430) == "STATUS=busy\nWATCHDOG=1")
    }

    @Test(arguments: [("400", "8"), ("0", nil), ("1", nil), ("-5", nil), ("soon", nil), ("", nil)] as [(String, String?)])
    func whatIsNoWatchdogOfOurs(_ time: String, _ process: String?) {
        var state = ServiceState(watchdog: time, watched: process, process: 7)
        state.delivered(at: 0)
        #expect(state.deadline == nil)
    }
}
