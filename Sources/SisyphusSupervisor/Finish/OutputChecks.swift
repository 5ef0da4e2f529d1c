import SisyphusCore
import SisyphusUnix

/// Looks at every line of a run for `--expect-output` and `--reject-output`, and at what else is expected of it when it has ended.
final class OutputChecks: JournalObserver {
    private let checks: ResultChecks
    private let wanted: LinePattern?
    private let unwanted: LinePattern?
    private var found = ResultChecks.Findings()

    /// - Throws: `StartFailure` 64 for a malformed expression, or one whose time would grow with more than the length of lines.
    init(_ checks: ResultChecks) throws(StartFailure) {
        self.checks = checks
        wanted = try OutputChecks.pattern(checks.output, "--expect-output")
        unwanted = try OutputChecks.pattern(checks.noOutput, "--reject-output")
    }

    private static func pattern(_ text: String?, _ option: String) throws(StartFailure) -> LinePattern? {
        guard let text else { return nil }
        let isReferring = zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: "\\") && (49...57).contains($1) }
        if isReferring { throw .refused("\(option) \"\(text)\": references to earlier parts (\\1) are not taken") }
        do throws(LinePattern.Malformed) { return try LinePattern(text) } catch { throw .refused("\(option) \"\(text)\": \(error)") }
    }

    func receive(_ event: Event) {
        guard event.source != .supervisor else { return }
        event.text.withUnsafeBytes { line in
            if !found.isMatched, let wanted, wanted.nextLine(in: line, from: 0) != nil { found.isMatched = true }
            if found.rejected == nil, let unwanted, unwanted.nextLine(in: line, from: 0) != nil {
                found.rejected = TextCut.head(Sanitizer(escapes: .strip).text(Array(line.prefix(1000))), bytes: 200)
            }
        }
    }

    func taskBegan(_ tasks: [LogTask]) {}
    func taskEnded(_ tasks: [LogTask]) {}
    func runEnded(_ status: Status) {}

    /// Another try speaks.
    func begin() { found = ResultChecks.Findings() }

    /// Why a run that ended well has failed.
    ///
    /// - Parameter lines: that the job printed.
    func failure(lines: Int, start: Timestamp) -> String? {
        (found.lines, found.start) = (lines, start)
        if let path = checks.file, let status = FileStatus.of(path) {
            found.file = .there(bytes: status.size, modified: Timestamp(microseconds: status.modified, utcOffset: start.utcOffset))
        }
        return checks.failure(found)
    }
}
