import Testing

@testable import SisyphusCore

/// Whole lives, where the table shows single steps.
@Suite struct RunStateStoryTests {
    func finish(_ effects: [RunEffect]) -> Termination? {
        for case .finish(let ending) in effects { return ending }
        return nil
    }

    /// What the service manager gives holds for an end that is asked for, in each try; time limits have the grace of the option.
    @Test func anEndThatIsAskedForMayTakeWhatTheManagerGives() {
        func running(_ grace: Int64?) -> RunState {
            var state = RunState(limits: RunLimits(maxtime: 100, grace: 5))
            _ = state.handle(.spawned(pid: 7), at: 1)
            if let grace { _ = state.handle(.stopGrace(grace), at: 2) }
            return state
        }
        var state = running(88)
        #expect(state.stopTime == 88 && state.handle(.signal(15), at: 3).contains(.endTree(grace: 88)))
        #expect(state.deadline == 3 + 88 + RunState.killBound)
        state = running(nil)
        #expect(state.stopTime == 5 && state.handle(.signal(15), at: 3).contains(.endTree(grace: 5)))
        state = running(88)
        #expect(state.handle(.tick, at: 100).contains(.endTree(grace: 5)))
        state = running(88)
        for input in [RunInput.gone, .exited(.exited(3)), .endOfOutput, .retry(at: 5)] { _ = state.handle(input, at: 4) }
        #expect(state.handle(.tick, at: 5) == [.startTry] && state.stopTime == 88)
    }

    @Test func aJobThatEndsAndLeavesNothing() {
        var state = RunState(limits: RunLimits())
        #expect(state.handle(.spawned(pid: 7), at: 1).isEmpty)
        #expect(state.handle(.endOfOutput, at: 2).isEmpty)
        #expect(state.handle(.gone, at: 3).isEmpty)
        #expect(finish(state.handle(.exited(.exited(0)), at: 3))?.cause == .exited(.exited(0)))
        #expect(state.deadline == nil)
    }

    /// Ctrl-C of a terminal that the job has reaches the job alone.
    @Test(
        arguments: [
            (WaitStatus.signalled(Signal.interrupt), Signal.interrupt), (.exited(130), Signal.interrupt), (.signalled(Signal.quit), Signal.quit),
            (.signalled(Signal.terminate), nil), (.exited(131), nil),
        ] as [(WaitStatus, Int32?)])
    func aJobThatHasTheTerminalEndsByItsSignals(_ status: WaitStatus, _ signal: Int32?) {
        var settings = RunSettings()
        settings.okCodes = (try? ExitCodesText.read("131")) ?? ExitCodes()
        #expect(RunLimits(settings).interruptions.isEmpty)
        settings.tty = true
        for leavesSomething in [false, true] {
            var state = RunState(limits: RunLimits(settings))
            _ = state.handle(.spawned(pid: 7), at: 1)
            _ = state.handle(.endOfOutput, at: 2)
            if !leavesSomething { _ = state.handle(.gone, at: 3) }
            var effects = state.handle(.exited(status), at: 3)
            guard let signal else {
                #expect(!effects.contains { if case .signalCaller = $0 { true } else { false } })
                continue
            }
            #expect(effects.prefix(2) == [.signalCaller(signal), .say(.interrupted(signal: signal))])
            #expect(effects.contains(.endTree(grace: 500_000)) == leavesSomething)
            if leavesSomething { effects = state.handle(.gone, at: 4) }
            let ending = finish(effects)
            #expect(ending?.cause == .interrupted(signal: signal) && ending?.stopSignal == signal)
        }
    }

    @Test func theEndOfOutputIsNotTheEndOfTheJob() {
        var state = RunState(limits: RunLimits(maxtime: 100))
        _ = state.handle(.spawned(pid: 7), at: 1)
        #expect(state.handle(.endOfOutput, at: 2).isEmpty)
        #expect(state.phase == .running)
        #expect(state.deadline == 100)
        #expect(state.handle(.tick, at: 100).last == .endTree(grace: 500_000))
    }

    @Test func outputIsReadUntilTheDrainTimeIsOver() {
        var state = RunState(limits: RunLimits(drain: 20))
        _ = state.handle(.spawned(pid: 7), at: 1)
        #expect(state.handle(.exited(.exited(0)), at: 10).isEmpty)
        #expect(state.deadline == 30)
        #expect(state.handle(.tick, at: 29).isEmpty)
        #expect(state.handle(.tick, at: 30) == [.askLeftovers])
    }

    @Test func aKeeperThatDoesNotAnswerIsKilledAndItsTreeEnded() {
        var state = RunState(limits: RunLimits(grace: 5, drain: 0))
        _ = state.handle(.spawned(pid: 7), at: 0)
        _ = state.handle(.signal(Signal.terminate), at: 0)
        let limit = 5 + RunState.killBound
        #expect(state.handle(.tick, at: limit - 1).isEmpty)
        #expect(state.handle(.tick, at: limit) == [.say(.keeperSilent), .killKeeper])
        #expect(state.handle(.tick, at: limit + 1).isEmpty)
        #expect(state.handle(.keeperLost, at: limit + 2) == [.endOrphans(grace: 5)])
        #expect(finish(state.handle(.orphansEnded(.none), at: limit + 3))?.cause == .interrupted(signal: Signal.terminate))
    }

    @Test func aKeeperThatCannotBeKilledIsGivenUp() {
        var state = RunState(limits: RunLimits(grace: 5, drain: 0))
        _ = state.handle(.spawned(pid: 7), at: 0)
        _ = state.handle(.signal(Signal.terminate), at: 0)
        _ = state.handle(.tick, at: 5 + RunState.killBound)
        #expect(finish(state.handle(.tick, at: 5 + 2 * RunState.killBound)) != nil)
    }

    @Test func outputPutsTheIdleLimitOff() {
        var state = RunState(limits: RunLimits(idle: 50))
        _ = state.handle(.spawned(pid: 7), at: 0)
        _ = state.handle(.output, at: 40)
        #expect(state.deadline == 90)
        #expect(state.handle(.tick, at: 89).isEmpty)
        #expect(state.handle(.tick, at: 90).contains(.endTree(grace: 500_000)))
    }

    @Test func aTimeoutStaysATimeoutWhenASignalComesLater() {
        var state = RunState(limits: RunLimits(maxtime: 100))
        _ = state.handle(.spawned(pid: 7), at: 0)
        _ = state.handle(.tick, at: 100)
        #expect(state.handle(.signal(15), at: 101).isEmpty)
        _ = state.handle(.endOfOutput, at: 102)
        let ending = finish(state.handle(.gone, at: 103))
        #expect(ending?.cause == .timedOut(limit: 100))
        #expect(ending?.stopSignal == 15)
    }

    @Test func aKeeperThatDoesNotAnswerIsEndedAndItsTreeWithIt() {
        var state = RunState(limits: RunLimits(maxtime: 100))
        _ = state.handle(.spawned(pid: 7), at: 0)
        _ = state.handle(.tick, at: 100)
        let silence = state.deadline!
        #expect(state.handle(.tick, at: silence) == [.say(.keeperSilent), .killKeeper])
        #expect(state.handle(.keeperLost, at: silence + 1).contains(.endOrphans(grace: 500_000)))
        _ = state.handle(.endOfOutput, at: silence + 2)
        #expect(finish(state.handle(.orphansEnded(.none), at: silence + 3))?.cause == .timedOut(limit: 100))
    }

    @Test func aKeeperThatCannotEvenBeKilledIsGivenUp() {
        var state = RunState(limits: RunLimits(maxtime: 100))
        _ = state.handle(.spawned(pid: 7), at: 0)
        _ = state.handle(.tick, at: 100)
        _ = state.handle(.endOfOutput, at: 101)
        _ = state.handle(.tick, at: state.deadline!)
        #expect(finish(state.handle(.tick, at: state.deadline!))?.cause == .timedOut(limit: 100))
    }

    @Test func aHangUpAfterATermDoesNotSkipTheGrace() {
        var state = RunState(limits: RunLimits())
        _ = state.handle(.spawned(pid: 7), at: 0)
        _ = state.handle(.signal(15), at: 1)
        #expect(state.handle(.signal(1), at: 2).isEmpty)
        #expect(state.handle(.signal(15), at: 3) == [.killTree])
        #expect(state.handle(.signal(15), at: 4).isEmpty)
    }

    @Test func aTermBeforeTheCommandStartsEndsTheRun() {
        var state = RunState(limits: RunLimits())
        #expect(state.handle(.signal(15), at: 0).last == .endTree(grace: 500_000))
        #expect(state.handle(.spawned(pid: 7), at: 1).isEmpty)
        _ = state.handle(.endOfOutput, at: 2)
        #expect(finish(state.handle(.gone, at: 2))?.cause == .interrupted(signal: 15))
    }

    @Test func waitingForLeftoversIsBoundedByMaxtime() {
        var state = RunState(limits: RunLimits(maxtime: 100, leftover: .wait))
        _ = state.handle(.spawned(pid: 7), at: 0)
        _ = state.handle(.exited(.exited(0)), at: 10)
        #expect(state.handle(.endOfOutput, at: 11).isEmpty)
        #expect(state.deadline == 100)
        #expect(state.handle(.tick, at: 100).last == .endTree(grace: 500_000))
        #expect(finish(state.handle(.gone, at: 101))?.cause == .timedOut(limit: 100))
    }

    @Test func aLostKeeperEndsTheTreeAndFailsTheRun() {
        var state = RunState(limits: RunLimits())
        _ = state.handle(.spawned(pid: 7), at: 0)
        #expect(state.handle(.keeperLost, at: 1).last == .endOrphans(grace: 500_000))
        #expect(state.handle(.endOfOutput, at: 2).isEmpty)
        #expect(finish(state.handle(.orphansEnded(.none), at: 3))?.cause == .keeperLost)
    }

    @Test func noDeadlineIsEverInThePastWithoutAnEffect() {
        // A deadline that has passed and changes nothing would spin the loop.
        for phase in RunState.Phase.allCases {
            for leftover in RunSettings.Leftover.allCases {
                var state = RunStateTableTests.state(in: phase, leftover: leftover)
                var steps = 0
                while let deadline = state.deadline, steps < 10 {
                    let before = (state.phase, state.deadline)
                    _ = state.handle(.tick, at: deadline)
                    #expect((state.phase, state.deadline) != before, "\(phase) stays where it is")
                    steps += 1
                }
                #expect(steps < 10)
            }
        }
    }
}
