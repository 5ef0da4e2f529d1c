@testable import SisyphusCore

/// A journal of a library job, fed with bytes.
final class RecordRig {
    static let key = RecordKey("0123456789abcdef")!
    let journal: Journal
    let output = RenderedOutput(format: .text)
    let writer = JobRecordWriter(key: RecordRig.key)
    private var count: Int64 = 0

    init(maxline: Int = 65_536) {
        var settings = JournalSettings()
        settings.showsProcesses = false
        settings.speaksInRecords = true
        settings.recordKey = RecordRig.key
        settings.maxline = maxline
        journal = Journal(settings)
        journal.add(output)
    }

    private var stamp: Stamp { Stamp(time: Timestamp(microseconds: 0), elapsed: 0) }

    /// What follows the times of each line.
    var lines: [String] {
        String(decoding: output.pending.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            let end = line.firstRange(of: "]=[t+0:00:00.000000]")!.upperBound
            return String(line[end...])
        }
    }

    func feed(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { journal.consume($0, from: .stdout, at: stamp) }
    }

    func end() {
        journal.end(of: .stdout, at: stamp)
    }

    func flush() {
        journal.flushUnfinished(.stdout, at: stamp)
    }

    /// The bytes of a message.
    func message(_ text: String, task: Int = 0, tags: [String] = [], at moment: Int64 = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        writer.message(task: task, tags: tags, text: text, at: moment) { bytes += writer.buffer.array }
        return bytes
    }

    func began(_ id: Int, parent: Int = 0, _ task: LogTask, at moment: Int64 = 0) -> [UInt8] {
        writer.taskBegan(id: id, parent: parent, task, at: moment)
        return writer.buffer.array
    }

    func ended(_ id: Int, failed: Bool = false) -> [UInt8] {
        writer.taskEnded(id: id, failed: failed)
        return writer.buffer.array
    }

    func outcome(_ outcome: StatedOutcome) -> [UInt8] {
        writer.outcome(outcome)
        return writer.buffer.array
    }
}
