import SisyphusCore
public import SisyphusOptions
public import SisyphusSchedule

/// Something that is to be said about a crontab.
public struct CrontabFinding: Sendable, Equatable {
    public enum Level: String, Sendable, Comparable {
        /// Nothing is wrong.
        case note
        /// It is probably not what was meant.
        case warning
        /// cron refuses or ignores it.
        case error

        public static func < (one: Level, other: Level) -> Bool { one.rank < other.rank }
        private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
    }

    public let level: Level
    /// Counted from 1; `nil`: it is about the whole file.
    public let line: Int?
    /// Counted in bytes, from 1.
    public let column: Int?
    public let text: String

    public init(_ level: Level, line: Int? = nil, column: Int? = nil, _ text: String) {
        (self.level, self.line, self.column, self.text) = (level, line, column, text)
    }
}

/// What the machine knows about what a crontab names.
public protocol CrontabSurroundings {
    /// Whether there is a program: a name to be found in the directories, or a path.
    func hasProgram(_ name: String, in path: [String]) -> Bool
    func hasUser(_ name: String) -> Bool
    /// Whether there is a program that cron can hand mail to.
    var takesMail: Bool { get }
    func zone(_ name: String) -> ZoneRules?
    /// Why options in the comment of a line cannot be; `nil`: they can, or there are none.
    func refusal(of comment: CommentOptions) -> String?
}
