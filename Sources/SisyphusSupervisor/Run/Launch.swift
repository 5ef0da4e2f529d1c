import SisyphusCore
import SisyphusNotify
import SisyphusSchedule
import SisyphusUnix

/// From nothing to a job that runs: files first, so that nothing runs unseen.
extension Run {
    /// Makes the files and says where the log goes.
    func open() throws(StartFailure) {
        let settings = context.settings
        if settings.limits.isOn { try makeControlGroup() }
        if settings.log2file, context.library.map({ $0.names.log(LogName(start: clock.start).text) != nil }) ?? true {
            try openLog()
        } else {
            try files.openWithoutLog()
        }
        files.complain(diskIsKnown: false)
        addCopies()
        if !ProcessTable.isReadable { say(RunWarning.processesUnseen, at: clock.stamp) }
        context.library?.delegate.runOpened(RunAccess(self))
        let stamp = clock.stamp
        let limit = settings.maxtime.map { " (max time \(TimeSpanText.text(microseconds: $0.microseconds)))" } ?? ""
        let command = ShellText.command(MaskedCommand.words(settings.command))
        say(command + limit, tags: ["sisyphus", "init"], at: stamp, delayed: true)
        let targets = logTargets
        say(
            targets.isEmpty ? "no logging" : "logging to " + targets.joined(separator: ", "),
            tags: ["sisyphus", "init"], at: stamp, delayed: true)
        if let fleet = context.fleet, let fence = fleet.fence {
            say("fleet lock\(fleet.key.map { " \($0)" } ?? ""), fence \(fence)", tags: ["sisyphus", "init"], at: stamp, delayed: true)
        }
        if let why = context.lockAway { say(.lockAway(why), at: stamp) }
        if let refusal = files.linkRefusal { say("there are no links to the logs: \(refusal)", tags: ["sisyphus", "info"], at: stamp, delayed: true) }
        showTitle("logging to \(targets.joined(separator: ", "))\(limit)")
    }

    private func makeControlGroup() throws(StartFailure) {
        let (limits, directory) = (context.settings.limits, context.store.directory.path)
        do throws(SystemError) {
            let group = try ControlGroup(
                named: ControlGroups.name(directory: directory, id: id), stale: ControlGroups.namePrefix(directory: directory), limits: limits)
            files.note(controlGroup: group.directory.path)
            controlGroup = group
        } catch {
            throw StartFailure(
                "\(limits.options) needs a control group of its own: \(error); \(ControlGroups.advice); the job was not started", ExitStatus.internalError)
        }
    }

    private func openLog() throws(StartFailure) {
        let settings = context.settings
        let (name, file) = try files.createLog(start: clock.start)
        let output = RenderedOutput(format: settings.logformat, maxBytes: settings.maxlogsize, formatter: lineTemplate)
        journal.add(output)
        log = LogFile(
            LogFile.Place(directory: context.store.directory, name: name, mode: context.store.permissions.mode), file, output,
            encoder: Iconv.needed(for: settings), tells: { [unowned self] in tell($0) })
    }

    /// Tells of a file besides the log.
    func tell(_ trouble: LogFile.Trouble, of path: String) {
        switch trouble {
        case .began(let error): say("\(error); the newest lines for it are kept in memory", tags: ["sisyphus", "warning"], at: clock.stamp)
        case .ended(let lost, let error):
            let text = lost == 0 ? "nothing of it is lost" : "\(grouped(lost)) bytes of it were lost"
            say("\(path) could not be written for a while, \(text): \(error)", tags: ["sisyphus", "warning"], at: clock.stamp)
        // Said for the log, whose encoding it has.
        case .unencodable: break
        }
    }

    private func tell(_ trouble: LogFile.Trouble) {
        switch trouble {
        case .began(let error):
            if files.diskWasTold { return }
            context.complain("\(error); the newest lines are kept in memory until the disk takes them, the job runs on")
        case .ended(let lost, let error):
            let text =
                lost == 0
                ? "the log could not be written for a while, nothing of it is lost" : "\(grouped(lost)) bytes of the log were lost"
            say("\(text): \(error)", tags: ["sisyphus", "warning"] + (lost == 0 ? [] : ["lost"]), at: clock.stamp)
        case .unencodable:
            guard context.settings.errors == .strict else { return }
            say(
                "the encoding \(context.settings.encoding) lacks characters of this log; they are shown as \\uNNNN (--errors)",
                tags: ["sisyphus", "warning"], at: clock.stamp)
        }
    }

    func showTitle(_ detail: String?) {
        shownTasks = journal.taskVersion
        guard context.settings.proctitle || context.service != nil else { return }
        let tasks = journal.facts.activeTasks.filter { !$0.isProcess }.map(TaskLabel.title)
        context.service?.show(tasks.isEmpty ? detail ?? "Running" : tasks.joined(separator: " :: "))
        guard context.settings.proctitle else { return }
        let process = context.settings.fork ? "parent \(Processes.ownID)" : nil
        let title = TitleText.make(original: ProcessTitle.original, process: process, tasks: tasks, detail: detail)
        ProcessTitle.set(context.library?.delegate.processTitle(title) ?? title)
    }

    private var logTargets: [String] {
        let routes = notifier?.own.channels.compactMap { type(of: $0).route } ?? []
        let settings = context.settings
        var targets = routes.filter { $0.form == .collected }.map { "<\($0.tag)>" }
        if let log { targets.append(log.path) }
        if [.yes, .journal].contains(settings.log2stdout) { targets.append("<stdout>") }
        if settings.log2stderr { targets.append("<stderr>") }
        if settings.syslog != nil { targets.append("<syslog>") }
        targets += routes.filter { $0.form != .collected }.map { "<\($0.tag)>" }
        return targets + (context.library?.destinations ?? [])
    }

    private func addCopies() {
        let settings = context.settings
        context.progress = ProgressLine(settings) { [unowned context] in context.openStreams }
        switch settings.log2stdout {
        case .yes: addLogCopy(1)
        case .journal: addCopy(.journal(), to: context.copyStream(1))
        case .lines: mirrorLines()
        case .auto where context.caller.stdoutIsTerminal: if context.library == nil { mirrorLines() } else { addLogCopy(1) }
        case .auto where settings.shellUse.line != nil && settings.shellUse.cronOutput == .all: mirrorLines()
        case .auto, .no: break
        }
        if settings.log2stderr { addLogCopy(2) }
        if let facility = settings.syslog { addSyslog(facility) }
    }

    private func addLogCopy(_ fd: Int32) {
        let output = RenderedOutput(format: context.settings.logformat, formatter: lineTemplate)
        copyOutputs[fd] = output
        addCopy(output, to: context.copyStream(fd))
    }

    /// Shows what the job prints, and nothing else.
    private func mirrorLines() {
        if context.library == nil {
            plainCopies = (context.copyStream(1), context.copyStream(2))
        } else {
            // What a library job writes has records in it, which are for us alone.
            let (out, err) = (context.copyStream(1), context.copyStream(2))
            journal.add(LineMirror { ($0.source == .stderr ? err : out).append($1) })
        }
    }

    private func addSyslog(_ facility: SyslogFacility) {
        let settings = context.settings
        do throws(SystemError) {
            let stream = try context.stream("syslog (\(settings.syslogSocket))") { () throws(SystemError) in try BoundedWriter(daemon: settings.syslogSocket) }
            let sender = SyslogSender(
                facility, settings.syslogFormat, host: Processes.hostName, job: JobPlace(settings).directoryName, process: Processes.ownID)
            addCopy(.syslog(sender), to: stream)
        } catch {
            say("nothing goes to syslog: \(error)", tags: ["sisyphus", "info"], at: clock.stamp, delayed: true)
        }
    }

    private func addCopy(_ output: RenderedOutput, to stream: StreamQueue) {
        journal.add(output)
        copy(output, to: stream)
    }

    /// Gives what an output renders to a reader elsewhere; the line that counts what that did not take has the same form.
    func copy(_ output: RenderedOutput, to stream: StreamQueue) {
        copies.append((output, stream))
        let marks = output.another
        let renderer = EventRenderer(marks, escapes: context.settings.escapes)
        stream.mark = { [clock, tasks = journal.ownTasks] missing in
            renderer.append(
                Event(
                    stamp: clock.stamp, source: .supervisor, tasks: tasks, tags: ["sisyphus", "warning"], text: Array(StreamQueue.markText(missing).utf8)))
            defer { marks.pending.removeAll() }
            return marks.pending.array
        }
    }

    /// Asks a new keeper to start the command. Whatever fails here is a failed run, not a failed start: the log exists.
    func launch() {
        if let work = context.library?.inProcess { return launchInProcess(work) }
        Processes.setSubreaper(true)
        context.fleet?.begin(id)
        do {
            let (stdin, stdout, stderr) = try jobStreams()
            defer {
                if stdin > 2 { File.close(stdin) }
                if stdout > 2, stdout != stdin { File.close(stdout) }
                if stderr > 2, stderr != stdin, stderr != stdout { File.close(stderr) }
            }
            let mark = workerMark, work = mark.flatMap(forkedWork)
            var spec = SpawnSpec(
                argv: context.caller.argv, file: context.library.map { _ in Processes.ownProgram },
                environment: work == nil ? jobEnvironment(mark) : EnvironmentVector(), stdin: stdin,
                stdout: stdout, stderr: stderr, isTTY: context.settings.tty, ownTerminal: context.settings.pty ? stdout : nil,
                umask: context.caller.umask,
                lock: context.lock?.file.fd, slot: context.groupPlace?.fd, controlGroup: controlGroup,
                graceMicroseconds: context.settings.killGrace.microseconds,
                killSignal: context.settings.killSignal,
                title: context.settings.proctitle ? ProcessTitle.original + " :: keeper" : nil)
            spec.work = work
            spec.fleet = context.fleet?.watch(context.settings)
            keeper = try Keeper.start(spec)
        } catch {
            let stamp = clock.stamp
            for output in outputs { output.close() }
            handle(.spawnFailed(SpawnFailure(kind: .other, message: "\(error)")), at: stamp)
        }
    }

    /// What the job gets as 0, 1 and 2; what it prints is read from `outputs`. Closing those above 2 is up to the caller.
    private func jobStreams() throws(SystemError) -> (stdin: Int32, stdout: Int32, stderr: Int32) {
        if context.settings.pty {
            let keyboard = context.settings.repeats ? nil : Keyboard(0)
            let terminal = try PseudoTerminal(hasKeys: keyboard != nil)
            outputs = [JobOutput(stream: .stdout, fd: terminal.main, isTerminal: true)]
            typing = Typing(keyboard, main: terminal.main)
            return (keyboard != nil ? terminal.side : try jobInput(), terminal.side, terminal.side)
        }
        let out = try PipeEnds(capacity: 256 << 10)
        outputs = [JobOutput(stream: .stdout, fd: out.reading)]
        guard context.settings.stderr == .tag else { return (try jobInput(), out.writing, out.writing) }
        let err = try PipeEnds(capacity: 256 << 10)
        outputs.append(JobOutput(stream: .stderr, fd: err.reading))
        return (try jobInput(), out.writing, err.writing)
    }

    /// The caller's stdin, but never a terminal (a background reader would be stopped by it), nor any in repeat mode (the
    /// first run would eat it).
    private func jobInput() throws(SystemError) -> Int32 {
        let settings = context.settings
        if settings.tty { return 0 }
        return settings.repeats || Terminal.isTerminal(0) ? try File.openNull() : 0
    }

    /// Tells the worker of a library job what it is.
    private var workerMark: WorkerMark? {
        guard let library = context.library, let recordKey else { return nil }
        return WorkerMark(key: recordKey, call: library.call, isHeard: journal.hasListeners, start: clock.start.microseconds)
    }

    /// What the worker does if it is a copy of this process, which spares a start of the program. It has the job as that was made when the supervisor
    /// began; later runs and tries are to have a new one.
    private func forkedWork(_ mark: WorkerMark) -> (() -> Never)? {
        guard let work = context.library?.forkedWork, !context.hasSecrets, !context.settings.repeats, retries.attempt == 1, Processes.threadCount == 1 else {
            return nil
        }
        let environment = jobEnvironment(nil)
        return {
            Environment.replace(by: environment, erasing: Environment.variables(withPrefix: "SISYPHUS_").map(\.name))
            work(mark)
        }
    }

    /// - Parameter mark: for a worker that begins anew.
    private func jobEnvironment(_ mark: WorkerMark?) -> EnvironmentVector {
        // Such a worker reads its options once more, and then removes them.
        var environment = EnvironmentVector.inherited(without: mark == nil ? "SISYPHUS_" : "SISYPHUS_RUN_", names: context.secretVariables)
        if let mark {
            environment.set(WorkerMark.variable, mark.text)
            environment.set(WorkerMark.backtraceVariable, WorkerMark.backtrace(asking: Environment.value(of: WorkerMark.backtraceVariable)))
        }
        // A job that starts its shell means the real one.
        if context.settings.shellUse.line != nil { environment.set("SHELL", context.settings.shellUse.shell) }
        environment.set("SISYPHUS_RUN_ID", id)
        environment.set("SISYPHUS_RUN_PROJECT", context.settings.projectname)
        environment.set("SISYPHUS_RUN_JOB", JobPlace(context.settings).directoryName)
        if let log { environment.set("SISYPHUS_RUN_LOG", log.path) }
        environment.set("SISYPHUS_RUN_TRY", String(retries.attempt))
        if let fleet = context.fleet, let fence = fleet.fence {
            environment.set("SISYPHUS_RUN_FENCE", fence)
            // By these names commands know it that `etcdctl lock` starts.
            if let key = fleet.key {
                environment.set("SISYPHUS_RUN_LOCK", key)
                environment.set("ETCD_LOCK_KEY", key)
                environment.set("ETCD_LOCK_REV", fence)
            }
        }
        if let previous = lastEnds.previous { environment.set("SISYPHUS_RUN_PREVIOUS_STATUS", previous) }
        if context.settings.notify.telemetry.isUsed {
            environment.set(TraceContext.variable, TraceContext(run: id, in: context.settings.notify.telemetry.parent).text)
        }
        if context.service != nil { for name in ServiceManager.variables { environment.remove(name) } }
        if let good = lastEnds.lastGood { environment.set("SISYPHUS_RUN_LAST_SUCCESS", good.rfc3339) }
        return environment
    }
}
