import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// The courier as the supervisor sees it: a process that takes deliveries and gives answers. Writing to it never waits.
final class CourierLink {
    private let program: Program
    private var input: Int32?
    private var output: Int32?
    private var outgoing: [UInt8] = []
    private var incoming: [UInt8] = []
    /// A delivery, and its file in the spool as long as the courier may not have written one itself.
    struct Handed {
        let delivery: Delivery
        let held: Undelivered.Held?
    }

    /// What it has not answered yet, oldest first.
    private(set) var unanswered: [Handed] = []

    /// More than this waits only for a courier that does not read.
    private static let maxOutgoing = 16 << 20

    var pid: Int32 { program.pid }
    /// To be polled for reading; `nil` at its end.
    var readingFD: Int32? { output }
    /// To be polled for writing while something waits.
    var writingFD: Int32? { outgoing.isEmpty ? nil : input }

    init(_ role: CourierRole) throws(SystemError) {
        // A long mail fits in: what has been handed over outlives us.
        let requests = try PipeEnds(capacity: 1 << 20)
        let answers: PipeEnds
        do throws(SystemError) {
            answers = try PipeEnds()
        } catch {
            File.close(requests.reading)
            File.close(requests.writing)
            throw error
        }
        defer {
            File.close(requests.reading)
            File.close(answers.writing)
        }
        do throws(SystemError) {
            try File.setNonBlocking(requests.writing)
            var environment = EnvironmentVector.inherited(without: "SISYPHUS_RUN_")
            environment.set(CourierRole.variable, "1")
            program = try Program(
                Processes.ownProgram, ArgumentVector(role.arguments), environment: environment, input: requests.reading, output: answers.writing)
        } catch {
            File.close(requests.writing)
            File.close(answers.reading)
            throw error
        }
        input = requests.writing
        output = answers.reading
    }

    /// - Returns: whether it was taken.
    func send(_ handed: Handed) -> Bool {
        guard input != nil, outgoing.count < Self.maxOutgoing else { return false }
        outgoing += DeliveryFrame.frame(handed.delivery)
        unanswered.append(handed)
        flush()
        return true
    }

    /// Writes what the pipe takes.
    func flush() {
        while let input, !outgoing.isEmpty {
            do throws(SystemError) {
                var failure: SystemError?
                var count = 0
                outgoing.withUnsafeBytes { bytes in
                    do throws(SystemError) { count = try File.write(input, bytes) } catch { failure = error }
                }
                if let failure { throw failure }
                outgoing.removeFirst(count)
            } catch {
                if error.errno == .wouldBlock { return }
                outgoing = []
                closeInput()
            }
        }
    }

    /// Tells it that nothing more comes. To be called when nothing waits any more.
    func closeInput() {
        if let input { File.close(input) }
        input = nil
    }

    /// What it says: answers, and lines that are none.
    func receive() -> (answers: [DeliveryAnswer], lines: [String]) {
        readAll()
        var answers: [DeliveryAnswer] = []
        var lines: [String] = []
        while let end = incoming.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(incoming[..<end])
            incoming.removeFirst(end + 1)
            if var answer = DeliveryAnswer(line: line) {
                if !answer.isOld, let place = unanswered.firstIndex(where: { $0.delivery.id == answer.id && $0.delivery.channel == answer.channel }) {
                    settle(unanswered.remove(at: place), &answer)
                }
                answers.append(answer)
            } else if !line.isEmpty {
                lines.append(String(decoding: line, as: UTF8.self))
            }
        }
        return (answers, lines)
    }

    private func settle(_ handed: Handed, _ answer: inout DeliveryAnswer) {
        guard let held = handed.held else { return }
        // The courier could not write it down, and gave it up therefore: ours is left.
        if answer.result == .lost, held.place == .here { (answer.result, answer.text) = (.spooled, answer.text + "; it is kept for a later run") }
        if answer.result == .spooled { held.release() } else { held.remove() }
    }

    private func readAll() {
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 16) { buffer in
            while let output {
                switch File.readAvailable(output, buffer) {
                case .bytes(let count): incoming += buffer[..<count]
                case .wouldBlock: return
                case .end, .failed:
                    File.close(output)
                    self.output = nil
                    if !incoming.isEmpty { incoming.append(UInt8(ascii: "\n")) }
                }
            }
        }
    }

    /// Whether it has been handed everything.
    var isFed: Bool { outgoing.isEmpty }

    /// Lets it go on by itself, though it has not said so.
    func letGo() {
        closeInput()
        if let output { File.close(output) }
        output = nil
    }

    /// Ends it, unless it has let go of us: then it has ended, or goes on by itself with what it has told us to be kept.
    func end() {
        closeInput()
        guard let output else {
            _ = program.poll()
            return
        }
        program.end()
        File.close(output)
        self.output = nil
    }
}
