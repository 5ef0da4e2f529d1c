import struct FoundationEssentials.Date
import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor
import SisyphusUnix

extension Job {
    /// Adds a destination to those that the settings say, before the job is run.
    public final func add(_ logger: any JobLogger) {
        ownLoggers.append(logger)
    }

    /// The destinations of the log, in the order in which the log names them, links last: those of the settings, then those that were added.
    ///
    /// Destinations live in the supervising process: there the list is complete from the beginning of a run on (`notifystart()`,
    /// ``JobLogger/open(_:)``); before that, and in the process that does the work, it has those that were added.
    public final var loggers: [any JobLogger] { standardLoggers + ownLoggers }

    /// Prepares what a run begins with, in the supervising process.
    final func runOpened(_ access: RunAccess) {
        self.access = access
        starttime = Date(access.start)
        endtime = nil
        logfile = access.logPath
        logfileurl = access.logURL
        standardLoggers = makeStandardLoggers(access)
        for logger in ownLoggers {
            if let logger = logger as? any DirectLogger {
                logger.attach(self, isDirect: true)
            } else if stillOpen.remove(ObjectIdentifier(logger)) == nil {
                logger.open(self)
            }
        }
    }

    /// - Parameter keepsLog: whether the log is still there.
    final func runEnded(_ status: Status, _ result: String, keepsLog: Bool) {
        endtime = Date(SystemClock.wall())
        if !keepsLog { (logfile, logfileurl) = (nil, nil) }
        notifyfinish(status, result)
        for logger in ownLoggers where !logger.close(status) { stillOpen.insert(ObjectIdentifier(logger)) }
        access = nil
    }

    private func makeStandardLoggers(_ access: RunAccess) -> [any JobLogger] {
        /// Those that the job's settings configure, before or behind the files.
        func standard(isCollected: Bool) -> [any JobLogger] {
            settings.notify.channels.map { Swift.type(of: $0) }.filter { ($0.route?.form == .collected) == isCollected }.compactMap { kind in
                channelLoggers.first { $0.kind == kind }.map { $0.init(of: access.channel) }
            }
        }
        var loggers = standard(isCollected: true)
        if let path = access.logPath, let output = access.logOutput { loggers.append(FileLogger(of: self, path: path, output: output)) }
        for (fd, output) in access.copyOutputs.sorted(by: { $0.key < $1.key }) { loggers.append(StreamLogger(of: self, fd, output: output)) }
        loggers += standard(isCollected: false)
        guard access.logPath != nil else { return loggers }
        if let name = currentloglinkname(LinkName.current) { loggers.append(LinkLogger(of: self, name, on: nil)) }
        for status in Status.allCases where status != .uneventful {
            if let name = lastloglinkname(status, LinkName.last(status)) { loggers.append(LinkLogger(of: self, name, on: [status])) }
        }
        return loggers
    }
}
