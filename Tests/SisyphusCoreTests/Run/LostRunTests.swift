import Testing

@testable import SisyphusCore

@Suite struct LostRunTests {
    func end(_ log: String) -> LostRun.End? { LostRun.end(logEnd: Array(log.utf8)) }
    let head = "[2026-11-23 17:45:29.773522]=[t+0:00:00.005041] :: child 7 :: "

    @Test func aResultLineTellsHowTheRunEnded() {
        #expect(end("x\n" + head + "{sisyphus}{result}{ok} >> done >> really\n") == .init(status: .successful, text: "done >> really", health: nil))
        #expect(
            end(head + "{sisyphus}{result}{fail} >> failed with exit status 3\n")
                == .init(status: .failed, text: "failed with exit status 3", health: "Failed with exit status 3", exitCode: 3))
        #expect(end(head + "{sisyphus}{result}{fail} >> killed by signal 9 (SIGKILL)\n")?.signal == 9)
        #expect(end(head + "{sisyphus}{result}{fail} >> interrupted by SIGTERM\n")?.status == .interrupted)
        #expect(end(head + "{sisyphus}{result}{kill} >> Terminated: timed out after 0:00:01\n")?.status == .timeout)
        #expect(
            end(#"{"time":"x","elapsed":0.1,"tasks":["parent 1"],"tags":["sisyphus","result","ok"],"text":"done"}"# + "\n")?.text == "done")
    }

    @Test func aRecoveryThatWasKilledIsNotRepeated() {
        #expect(
            end(head + "{sisyphus}{result}{fail}{lost} >> lost: killed\n")
                == .init(status: .failed, text: "lost: killed", health: "Lost: killed"))
        #expect(end(#"{"tags":["sisyphus","result","fail","lost"],"text":"lost: killed"}"# + "\n")?.status == .failed)
    }

    @Test func whatTheJobPrintedIsNoResult() {
        #expect(end(head.dropLast(4) + " >> {sisyphus}{result}{ok} >> done\n") == nil)
        #expect(end(#"{"tags":[],"text":"\"tags\":[\"sisyphus\",\"result\",\"ok\"],\"text\":\"x"}"# + "\n") == nil)
        #expect(end(head + "{sisyphus}{result}{ok} >> done") == nil, "a line that a kill cut short")
        #expect(end(head + "{sisyphus}{result}{ok} >> done\n" + head.dropLast(4) + " >> more\n") == nil)
        #expect(end("") == nil)
    }
}
