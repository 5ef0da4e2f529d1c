import SisyphusCore
import SisyphusUnix

/// What `RunState` decides, done.
extension Run {
    func perform(_ effect: RunEffect, at stamp: Stamp) {
        switch effect {
        case .endTree(let grace):
            if !endInProcess(grace: grace, at: stamp) { keeper?.send(.terminate(signal: context.settings.killSignal, graceMicroseconds: grace)) }
        case .killTree:
            if inProcess.patience != nil { _ = endInProcess(grace: 0, at: stamp) }
            keeper?.send(.kill)
        case .killKeeper:
            keeper?.kill()
        case .endOrphans(let grace):
            orphans = TreeKiller(
                graceMicroseconds: grace, signal: context.settings.killSignal, now: stamp.elapsed, sparing: couriers,
                controlGroup: controlGroup)
        case .snapshot:
            logSnapshot(at: stamp)
        case .askUsual:
            if let usual = context.tail?.usual { handle(.usual(usual), at: stamp) }
        case .forward(let signal):
            keeper?.send(.forward(signal))
        case .signalCaller(let signal):
            context.signals.signalGroup(signal)
        case .pause:
            context.progress?.clear()
            keeper?.send(.pause)
            typing?.end()
            context.signals.stopSelf()
        case .resume:
            typing?.begin()
            keeper?.send(.resume)
        case .askLeftovers:
            if !askInProcess(at: stamp) { keeper?.send(.listLeftovers) }
        case .release:
            release()
        case .say(let notice):
            say(notice, at: stamp)
        case .startTry:
            launch()
        case .finish(let ending):
            if retries.isOn, triesAgain(after: ending, at: stamp) { return }
            self.ending = ending
        }
    }

    /// What the processes are doing; a job in this process has none of its own.
    private func logSnapshot(at stamp: Stamp) {
        guard let keeper else { return }
        let snapshot = ProcessSnapshot.take(below: keeper.pid, log: log == nil ? nil : context.store.directory, outputs: outputs.compactMap(\.fd))
        let lines = snapshot.lines.map { Sanitizer(escapes: .escape).text(Array($0.utf8)) }
        if !lines.isEmpty { say(lines.joined(separator: "\n"), tags: ["sisyphus", "snapshot"], at: stamp) }
    }

    func say(_ warning: RunWarning, at stamp: Stamp, delayed: Bool = false) {
        let isRetried = retries.isOn && retries.mayFollow(at: stamp.elapsed)
        var tags = warning.tags(noisykills: context.settings.noisykills, isRetried: isRetried)
        switch warning {
        case .unusuallyLong, .unusuallyShort, .unusualMetric: if context.settings.warnUnusual == .tell { tags.append("external") }
        default: break
        }
        say(warning.text, tags: tags, at: stamp, delayed: delayed)
    }

    /// Tells of readers that take nothing any more. That alone makes no run an eventful one.
    func sayGivenUp(at stamp: Stamp) {
        for stream in context.takeGivenUp() { say(.readerGivenUp(stream.name, patience: stream.patience), at: stamp, delayed: true) }
    }

    /// A line of the supervisor's own.
    func say(_ text: String, tags: [String], at stamp: Stamp, delayed: Bool = false) {
        journal.log(text, tags: tags, as: .parent, at: stamp, delayed: delayed)
    }

    /// Turns what the keeper tells into an input, and keeps the facts that the record needs.
    func note(_ event: KeeperEvent, at stamp: Stamp) -> RunInput {
        switch event {
        case .spawned(let pid):
            jobPID = pid
            journal.childStarted(pid: pid, attempt: retries.isOn ? (retries.attempt, retries.most) : nil)
            files.noteChild(keeper: keeper?.pid, job: pid)
            around = lookAround()
            if context.settings.asksForKillGrace, stopQuestion == nil, context.fleet == nil { stopQuestion = SystemdUnit.StopQuestion() }
            journal.log("forked worker child", tags: ["sisyphus", "init"], as: .child, at: stamp, delayed: true)
            return .spawned(pid: pid)
        case .spawnFailed(let error, let step):
            return .spawnFailed(SpawnFailure(error, step, program: context.settings.command.first ?? ""))
        case .exited(let rawStatus):
            return .exited(WaitStatus(rawStatus: rawStatus))
        case .gone(let usage):
            self.usage = usage
            return .gone
        case .leftovers(let processes, let count, let usage):
            self.usage = usage
            return .leftovers(ProcessList(processes, count: count))
        case .survivors(let processes, let count):
            return .survivors(ProcessList(processes, count: count))
        case .lockLost:
            context.fleet?.turn()
            return .lockLost(context.fleet?.loss ?? "it could not be renewed in time")
        case .lost:
            return .keeperLost
        }
    }

    func lookAround() -> RunSurroundings { RunSurroundings(context, host: files.stateFile.host, boot: files.stateFile.bootID) }

    /// Lets the keeper go. What is left on purpose belongs to nobody from now on, so we stop being its reaper first.
    private func release() {
        Processes.setSubreaper(false)
        keeper?.release()
    }
}
