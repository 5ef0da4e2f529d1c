@testable import SisyphusCore

extension JournalFacts {
    /// What a verdict depends on.
    init(
        lines: Int = 0, isNotable: Bool = false, hasErrors: Bool = false, hasUndelayedLines: Bool = false, result: String? = nil, saidUneventful: Bool = false
    ) {
        self.init()
        (self.lines, stderrLines, exceptions) = (lines, isNotable ? 1 : 0, hasErrors ? 1 : 0)
        (undelayed, self.result, self.saidUneventful) = (hasUndelayedLines, result, saidUneventful)
    }
}
