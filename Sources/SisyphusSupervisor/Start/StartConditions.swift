import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Asks what must hold for a start to become a run (`--only-if`). No lock is held meanwhile.
struct StartConditions {
    enum Answer {
        case hold
        case skip(SkipReason)
        /// It could not be found out: a sentence.
        case broken(String)
        case interrupted(Int32)
    }

    private let context: JobContext

    /// All conditions, until one does not hold.
    static func ask(_ context: JobContext) -> Answer {
        for condition in context.settings.onlyIf {
            let answer = StartConditions(context: context).answer(condition)
            guard case .hold = answer else { return answer }
        }
        return .hold
    }

    private func answer(_ condition: Condition) -> Answer {
        switch condition {
        case .mounted(let path): return translate(Condition.judge(mounted: path, content("/proc/self/mountinfo")))
        case .load(let limit): return translate(Condition.judge(loadBelow: limit, content("/proc/loadavg")))
        case .acPower: return translate(Condition.judge(supplies: PowerSupplies.all))
        case .after(let project, let job): return translate(after(project, job))
        case .online(let host, let port):
            return run(condition) { output throws(SystemError) in try Program.connecting(to: host, port: port, output: output) }
        case .free(let path, let bytes):
            return run(condition) { output throws(SystemError) in try Program.looking(forFree: bytes, at: path, output: output) }
        case .command(let text):
            return run(condition) { output throws(SystemError) in
                let null = try File.openNull()
                let umask = File.setUmask(context.caller.umask)
                defer {
                    File.close(null)
                    _ = File.setUmask(umask)
                }
                return try Program("/bin/sh", ArgumentVector(["sh", "-c", text]), environment: context.environment, input: null, output: output)
            }
        }
    }

    private func translate(_ answer: Condition.Answer) -> Answer {
        switch answer {
        case .holds: .hold
        case .fails(let why): .skip(.condition(why))
        case .broken(let sentence): .broken(sentence)
        }
    }

    private func content(_ path: String) -> String {
        let bytes = (try? OpenFile.open(path, File.readOnly).read(upTo: 1 << 20, at: 0)) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    private func after(_ project: String, _ job: String) -> Condition.Answer {
        do throws(StartFailure) {
            let base = try Notifications.base(context.settings)
            let other = try JobStore.find(JobPlace(project: project, job: job), base: base)
            // Neither job's lock is held: what could not be written of their runs stands beside the records.
            func newest(of store: JobStore, where condition: (RunRecord) -> Bool) -> RunRecord? {
                (try? store.lastRecord(HealthQuestion.run(in: store.directory).unwritten, where: condition)) ?? nil
            }
            let last = other.flatMap { newest(of: $0) { $0.isRun } }
            let lastGood = newest(of: context.store) { $0.isGood }
            return Condition.judge(after: "\(project)/\(job)", last: last, lastGood: lastGood?.end)
        } catch {
            return .broken(error.message)
        }
    }

    /// Waits for the answer of a program, and ends it when it takes too long or a signal comes.
    private func run(_ condition: Condition, _ start: (Int32) throws(SystemError) -> Program) -> Answer {
        let program: Program
        let pipe: PipeEnds
        do throws(SystemError) {
            pipe = try PipeEnds()
            defer { File.close(pipe.writing) }
            program = try start(pipe.writing)
        } catch {
            return .broken("the condition \"\(condition)\" cannot be asked: \(error)")
        }
        defer {
            program.end()
            File.close(pipe.reading)
        }
        let end = SystemClock.monotonicMicroseconds() + Condition.patience
        var line = FirstLine()
        var poll = Poll()
        while true {
            line.read(pipe.reading)
            if let status = program.poll() {
                line.read(pipe.reading)
                return translate(condition.answer(WaitStatus(rawStatus: status), firstLine: line.text))
            }
            let now = SystemClock.monotonicMicroseconds()
            if now >= end { return translate(condition.answer(nil, firstLine: line.text)) }
            poll.removeAll()
            poll.add(context.signals.fd)
            if !line.isOver { poll.add(pipe.reading) }
            poll.wait(microseconds: end - now)
            for signal in context.signals.read() where Signal.endsRun(signal) { return .interrupted(signal) }
        }
    }
}

/// The first line of what a program prints; the rest is read and forgotten, so that it waits for nobody.
private struct FirstLine {
    private var bytes: [UInt8] = []
    private(set) var isOver = false

    mutating func read(_ fd: Int32) {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 16) { buffer in
            // Who prints without end must not keep us from looking at the clock.
            for _ in 0..<16 where !isOver {
                switch File.readAvailable(fd, buffer) {
                case .bytes(let count): if bytes.count < 4096 { bytes += buffer[..<count] }
                case .wouldBlock: return
                case .end, .failed: isOver = true
                }
            }
        }
    }

    var text: String {
        let line = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).first.map(Array.init) ?? []
        return TextCut.head(Sanitizer(escapes: .strip).text(line), bytes: 300)
    }
}

/// The power supplies that the kernel knows (Documentation/ABI/testing/sysfs-class-power).
private enum PowerSupplies {
    static var all: [(type: String, isOnline: Bool)] {
        guard let directory = try? Directory.open("/sys/class/power_supply", createMode: nil) else { return [] }
        return directory.names { !$0.hasPrefix(".") }.compactMap { name in
            guard let type = value("type", name) else { return nil }
            return (type, value("online", name).map { $0 != "0" } ?? false)
        }
    }

    private static func value(_ attribute: String, _ name: String) -> String? {
        guard let bytes = try? OpenFile.open("/sys/class/power_supply/\(name)/\(attribute)", File.readOnly).read(upTo: 64, at: 0) else { return nil }
        return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }
}
