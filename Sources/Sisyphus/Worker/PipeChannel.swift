import SisyphusCore
import SisyphusUnix

/// Sends records to the supervisor, among what the job prints.
final class PipeChannel: JobChannel {
    let isHeard: Bool
    private let fd: Int32
    /// The lock keeps the parts of a long text together.
    private let writer: Guarded<JobRecordWriter>

    init(key: RecordKey, isHeard: Bool) throws(SystemError) {
        self.isHeard = isHeard
        fd = try StandardOutput.duplicate()
        writer = Guarded(JobRecordWriter(key: key))
        write { $0.began() }
    }

    func message(task: Int, tags: [String], text: String) {
        // Whoever waits here says when it came.
        let moment = SystemClock.monotonicMicroseconds()
        writer.withLock { writer in
            StandardOutput.flush()
            writer.message(task: task, tags: tags, text: text, at: moment) { send(writer) }
        }
    }

    func taskBegan(id: Int, parent: Int, _ task: LogTask) {
        let moment = SystemClock.monotonicMicroseconds()
        write { $0.taskBegan(id: id, parent: parent, task, at: moment) }
    }

    func taskEnded(id: Int, failed: Bool) {
        write { $0.taskEnded(id: id, failed: failed) }
    }

    func outcome(_ outcome: StatedOutcome) {
        write { $0.outcome(outcome) }
    }

    func metric(_ metric: Metric) {
        write { $0.metric(metric) }
    }

    private func write(_ compose: (JobRecordWriter) -> Void) {
        writer.withLock { writer in
            StandardOutput.flush()
            compose(writer)
            send(writer)
        }
    }

    private func send(_ writer: JobRecordWriter) {
        StandardOutput.send(writer.buffer.bytes, to: fd)
    }
}
