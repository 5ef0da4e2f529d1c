import SisyphusCore
import SisyphusSupervisor

/// Tells the supervisor in the same process.
final class InProcessChannel: JobChannel {
    private let work: InProcessWork
    let isHeard = true

    init(_ work: InProcessWork) {
        self.work = work
    }

    func message(task: Int, tags: [String], text: String) {
        work.tell(.message(task: task, tags: tags, text: text, continues: false))
    }

    func taskBegan(id: Int, parent: Int, _ task: LogTask) { work.tell(.taskBegan(id: id, parent: parent, task)) }
    func taskEnded(id: Int, failed: Bool) { work.tell(.taskEnded(id: id, failed: failed)) }
    func outcome(_ outcome: StatedOutcome) { work.tell(.outcome(outcome)) }
}
