public import SisyphusCore

/// What the command line of a subcommand looks like.
public struct CommandLineForm: Sendable {
    /// What stands behind the options.
    public enum Operand: Sendable {
        case none
        /// Names of jobs, or patterns for them, also between the options.
        case jobs
        /// The command that is run as a job.
        case command
        /// The command that a job's name is derived from; may be absent.
        case job
        /// A command that is read over, so that the command line of a run can be tried out.
        case trial
    }

    /// The options that it takes.
    public let options: OptionTable
    /// Which settings are taken from environment and configuration.
    public let scope: OptionScope
    public let operand: Operand

    public init(_ options: OptionTable, settings scope: OptionScope, operand: Operand) {
        (self.options, self.scope, self.operand) = (options, scope, operand)
    }

    /// Whether it is about one job, which must have a name then.
    var needsJob: Bool { operand == .command || operand == .job }
    /// Whether values are refused that cannot be meant together.
    var checksTogether: Bool { operand == .command || operand == .trial }
    /// Whether a command may follow.
    public var takesCommand: Bool { operand != .none && operand != .jobs }
}
