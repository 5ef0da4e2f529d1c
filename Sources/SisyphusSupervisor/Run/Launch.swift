import SisyphusCore
import SisyphusNotify
import SisyphusSchedule
import SisyphusUnix

/// From nothing to a job that runs: files first, so that nothing runs unseen.
extension Run {
    /// Makes the files and says where the log goes.
    func open() throws(StartFailure) {
        let settings = context.settings
        if settings.log2file, context.library.map({ $0.names.log(LogName(start: clock.start).text) != nil }) ?? true {
            try openLog()
        } else {
            try files.openWithoutLog()
        }
        files.complain(diskIsKnown: false)
        addCopies()
        if !ProcessTable.isReadable { say(RunWarning.processesUnseen, at: clock.stamp) }
        context.library?.opened?(RunAccess(self))
        let stamp = clock.stamp
        let limit = settings.maxtime.map { " (max time \(TimeSpanText.text(microseconds: $0.microseconds)))" } ?? ""
        let command = settings.command.joined(separator: " ")
        say(command + limit, tags: ["sisyphus", "init"], at: stamp, delayed: true)
        let targets = logTargets
        say(
            targets.isEmpty ? "no logging" : "logging to " + targets.joined(separator: ", "),
            tags: ["sisyphus", "init"], at: stamp, delayed: true)
        if let refusal = files.linkRefusal { say("there are no links to the logs: \(refusal)", tags: ["sisyphus", "info"], at: stamp, delayed: true) }
        showTitle("logging to \(targets.joined(separator: ", "))\(limit)")
    }

    private func openLog() throws(StartFailure) {
        let settings = context.settings
        let (name, file) = try files.createLog(start: clock.start)
        let output = RenderedOutput(format: settings.logformat, maxBytes: settings.maxlogsize, template: lineTemplate)
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
        guard context.settings.proctitle else { return }
        let process = context.settings.fork ? "parent \(Processes.ownID)" : nil
        let tasks = journal.facts.activeTasks.filter { !$0.isProcess }.map(TaskLabel.title)
        let title = TitleText.make(original: ProcessTitle.original, process: process, tasks: tasks, detail: detail)
        ProcessTitle.set(context.library?.title?(title) ?? title)
    }

    private var logTargets: [String] {
        let routes = notifier?.own.channels.compactMap { type(of: $0).route } ?? []
        var targets = routes.filter { $0.form == .collected }.map { "<\($0.tag)>" }
        if let log { targets.append(log.path) }
        if context.settings.log2stdout == .yes { targets.append("<stdout>") }
        if context.settings.log2stderr { targets.append("<stderr>") }
        targets += routes.filter { $0.form != .collected }.map { "<\($0.tag)>" }
        return targets + (context.library?.destinations ?? [])
    }

    private func addCopies() {
        let settings = context.settings
        if settings.log2stdout == .yes { addLogCopy(1) }
        if settings.log2stderr { addLogCopy(2) }
        let isForCron = settings.shellUse.isUsed && settings.shellUse.cronOutput == .all
        guard settings.log2stdout == .auto, context.caller.stdoutIsTerminal || isForCron else { return }
        // What a library job writes has records in it, which are for us alone.
        if context.library != nil { return addLogCopy(1) }
        for (stream, fd) in [(JobStream.stdout, Int32(1)), (.stderr, 2)] {
            plainCopies[stream] = copyStream(fd)
        }
    }

    private func addLogCopy(_ fd: Int32) {
        let output = RenderedOutput(format: context.settings.logformat, template: lineTemplate)
        journal.add(output)
        copyOutputs[fd] = output
        copies.append((output, copyStream(fd)))
    }

    /// The stream of a descriptor that gets a copy of what the job prints: its reader is given more time than one of mere complaints.
    func copyStream(_ fd: Int32) -> StreamQueue {
        let stream = context.stream(fd)
        stream.patience = Terminal.isTerminal(fd) ? 5_000_000 : 10_000_000
        return stream
    }

    /// Asks a new keeper to start the command. Whatever fails here is a failed run, not a failed start: the log exists.
    func launch() {
        if let work = context.library?.inProcess { return launchInProcess(work) }
        Processes.setSubreaper(true)
        do {
            let out = try PipeEnds(capacity: 256 << 10)
            let err = context.settings.stderr == .tag ? try PipeEnds(capacity: 256 << 10) : nil
            outputs = [JobOutput(stream: .stdout, fd: out.reading)]
            if let err { outputs.append(JobOutput(stream: .stderr, fd: err.reading)) }
            defer {
                File.close(out.writing)
                if let err { File.close(err.writing) }
            }
            let stdin = try jobInput()
            defer { if stdin != 0 { File.close(stdin) } }
            keeper = try Keeper.start(
                SpawnSpec(
                    argv: context.caller.argv, file: context.library.map { _ in Processes.ownProgram }, environment: jobEnvironment, stdin: stdin,
                    stdout: out.writing,
                    stderr: err?.writing ?? out.writing, isTTY: context.settings.tty, umask: context.caller.umask,
                    lock: context.lock?.file.fd, graceMicroseconds: context.settings.killGrace.microseconds,
                    killSignal: context.settings.killSignal,
                    title: context.settings.proctitle ? ProcessTitle.original + " :: keeper" : nil))
        } catch {
            let stamp = clock.stamp
            for output in outputs { output.close() }
            handle(.spawnFailed(SpawnFailure(kind: .other, message: "\(error)")), at: stamp)
        }
    }

    /// The caller's stdin, but never a terminal (a background reader would be stopped by it), nor any in repeat mode (the
    /// first run would eat it).
    private func jobInput() throws(SystemError) -> Int32 {
        let settings = context.settings
        if settings.tty { return 0 }
        return settings.repeats || Terminal.isTerminal(0) ? try File.openNull() : 0
    }

    private var jobEnvironment: EnvironmentVector {
        // A library job reads its options once more, in its own process, and then removes them.
        var environment = EnvironmentVector.inherited(
            without: context.library == nil ? "SISYPHUS_" : "SISYPHUS_RUN_",
            names: context.settings.notify.secretVariables.union(context.library?.secretVariables ?? []))
        if let library = context.library, let recordKey {
            let mark = WorkerMark(key: recordKey, ordinal: library.ordinal, isHeard: journal.hasListeners, start: clock.start.microseconds)
            environment.set(WorkerMark.variable, mark.text)
        }
        // A job that starts its shell means the real one.
        if context.settings.shellUse.isUsed { environment.set("SHELL", context.settings.shellUse.shell) }
        environment.set("SISYPHUS_RUN_ID", id)
        environment.set("SISYPHUS_RUN_PROJECT", context.settings.projectname)
        environment.set("SISYPHUS_RUN_JOB", JobPlace(context.settings).directoryName)
        if let log { environment.set("SISYPHUS_RUN_LOG", log.path) }
        return environment
    }
}
