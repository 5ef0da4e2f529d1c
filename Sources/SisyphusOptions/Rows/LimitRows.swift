import SisyphusCore

extension OptionRow {
    /// What the processes of a run may use together.
    static let limitRows: [OptionRow] = [
        OptionRow(
            "memory-max", in: .limits, .setting(.sizeLimit(1 << 20...1 << 50), \.limits.memoryMax, class: \ClassSettings.Type.memoryMax),
            help: """
                The most memory that all processes of the run may have together, page cache included; a run that cannot be kept below it is killed as a \
                whole. Like all limits here it needs a control group (cgroup v2) that sisyphus may make: a start that gets none is refused.
                """),
        OptionRow(
            "memory-high", in: .limits, .setting(.sizeLimit(1 << 20...1 << 50), \.limits.memoryHigh, class: \ClassSettings.Type.memoryHigh),
            help: "Slow the processes down and take memory from them above this, without killing any."),
        OptionRow(
            "tasks-max", in: .limits, .setting(.countLimit(1...4_194_304), \.limits.tasksMax, class: \ClassSettings.Type.tasksMax),
            help: "How many processes and threads of the run there may be at one time; further ones cannot be started."),
        OptionRow(
            "cpu-max", "SHARE", in: .limits, .setting(.cpuShare, \.limits.cpuMax, text: \ClassSettings.Type.cpuMax),
            help: "How much processor time all processes together get: 50% of one processor, 250% or 2.5 of several."),
    ]
}
