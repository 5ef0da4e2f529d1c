import SisyphusCore

/// Hands the lines of a run on to a destination of the job's own.
final class LoggerAdapter: JournalObserver {
    private let logger: any JobLogger

    init(_ logger: any JobLogger) {
        self.logger = logger
    }

    func receive(_ event: Event) { logger.log(LogEntry(event)) }
    func taskBegan(_ tasks: [LogTask]) { logger.taskStart(tasks.map(JobTask.init)) }
    func taskEnded(_ tasks: [LogTask]) { logger.taskEnd(tasks.map(JobTask.init)) }
    func runEnded(_ status: Status) {}
}
