public import SisyphusCore
public import SisyphusNotify
import SisyphusTemplates
import SisyphusUnix

/// What a library job and its destinations know of the run that has begun, and what they can add to it. It belongs to the
/// supervisor's thread and is of no use when the run is over.
public final class RunAccess {
    private unowned let run: Run

    init(_ run: Run) {
        self.run = run
    }

    public var start: Timestamp { run.clock.start }
    /// The log of the run, absolute; `nil`: there is none.
    public var logPath: String? { run.log?.path }
    /// The log as file managers and terminals open it from elsewhere.
    public var logURL: String? {
        var report = RunReport(run.context.settings, id: run.id, start: start)
        report.logPath = logPath
        return report.logURL
    }

    // MARK: Outputs that the run has by itself

    public var logOutput: RenderedOutput? { run.log?.output }
    /// The outputs for standard output and standard error, by descriptor.
    public var copyOutputs: [Int32: RenderedOutput] { run.copyOutputs }
    /// Who tells people by the job's own settings.
    public var channel: (any EventSink)? { run.notifier?.own }

    // MARK: Further ones

    /// - Parameters:
    ///   - template: for text; `nil`: as the log of the run.
    ///   - isDirect: every line of the run is rendered into it; else those that are appended.
    /// - Throws: `StartFailure` if the template is wrong.
    public func makeOutput(format: RunSettings.LogFormat, template: String?, isDirect: Bool) throws(StartFailure) -> RenderedOutput {
        let lines: LineTemplate?
        if let template {
            lines = try LineFormat.template(template, LineFormat.facts(run.context.settings, start: start))
        } else {
            lines = try LineFormat.template(run.context, start: start)
        }
        let output = RenderedOutput(format: format, formatter: lines)
        if isDirect { run.journal.add(output) }
        return output
    }

    /// Appends what an output renders to a file. What the disk does not take is held, counted and told, as for the log of the run. A FIFO or device
    /// is written to as a descriptor that others read is: nobody waits until somebody reads there.
    ///
    /// - Throws: `StartFailure` if its directory, or what is no regular file, cannot be opened.
    public func write(_ output: RenderedOutput, toFile path: String) throws(StartFailure) {
        do throws(SystemError) {
            let (directory, name) = try Directory.holding(path)
            if let kind = try directory.status(of: name)?.kind, kind != .regular, kind != .symlink {
                // A FIFO that nobody reads yet can be opened for both.
                let flags = (kind == .fifo ? File.readWrite : File.writeOnly) | File.nonBlocking | File.noTerminal
                let stream = try run.context.stream(path) { () throws(SystemError) in BoundedWriter(try directory.openFile(name, flags)) }
                return run.copy(output, to: stream)
            }
            run.extraLogs.append(
                LogFile(
                    LogFile.Place(directory: directory, name: name, mode: run.context.store.permissions.mode, flags: LogFile.appending), nil, output,
                    encoder: Iconv.needed(for: run.context.settings), tells: { [unowned run] in run.tell($0, of: path) }))
        } catch {
            throw .cannotCreate(error)
        }
    }

    /// Copies what an output renders to a descriptor. A reader that takes nothing for too long loses lines, it does not hold up the run.
    public func write(_ output: RenderedOutput, toDescriptor fd: Int32) {
        run.copy(output, to: run.context.copyStream(fd))
    }

    /// Tells people and services by settings besides the job's own.
    ///
    /// - Throws: `StartFailure` if there can be no base directory.
    public func addChannel(_ settings: NotifySettings, isDirect: Bool) throws(StartFailure) -> any EventSink {
        let channel = try run.neededNotifier().add(settings)
        if isDirect { run.journal.add(channel) }
        return channel
    }

    /// Makes a symbolic link to the log of the run, in place of what link stands there.
    ///
    /// - Parameter path: absolute, or a name in the directory of the job.
    public func linkLog(_ path: String) {
        guard let log = run.log else { return }
        atLink(path) { directory, name throws(SystemError) in
            try directory.replaceLink(name, to: path.contains("/") ? log.path : log.name)
        }
    }

    /// Removes a link that leads to the log of the run.
    public func unlinkLog(_ path: String) {
        guard let log = run.log else { return }
        atLink(path) { directory, name throws(SystemError) in
            let target = try directory.readLink(name)
            if target == log.name || target == log.path { try directory.unlink(name) }
        }
    }

    private func atLink(_ path: String, _ body: (Directory, String) throws(SystemError) -> Void) {
        do throws(SystemError) {
            guard path.contains("/") else { return try body(run.context.store.directory, path) }
            let (directory, name) = try Directory.holding(path)
            try body(directory, name)
        } catch {
            warn("\(error)")
        }
    }

    /// Says in the log that something does not work.
    public func warn(_ text: String) {
        run.say(text, tags: ["sisyphus", "warning"], at: run.clock.stamp)
    }
}
