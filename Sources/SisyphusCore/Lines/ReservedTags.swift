/// Tags with a meaning of their own.
///
/// Arrays, since the first set of strings in a process costs its start more than all these comparisons ever will.
package enum ReservedTags {
    /// Only the supervisor may use these: with one of them, in any case, a line of the job is plain text.
    static let ofSupervisor = [
        "sisyphus", "init", "result", "ok", "fail", "errors", "kill", "report", "exc", "lost", "skip", "stderr", "cont",
        "parent", "child",
    ]
    /// A line with it goes to people over all channels that have a tag of their own.
    package static let external = "external"
    static let delay = "delay"
    package static let exception = "exc"
    static let stderr = "stderr"
    static let mark = "cont"

    /// Whether a job may write these tags.
    static func allow(_ tags: [String], _ settings: JournalSettings) -> Bool {
        if settings.linetags == .off || tags.contains(where: { ofSupervisor.contains($0.lowercased()) }) { return false }
        return settings.linetags == .all || !tags.contains { $0 == delay || settings.routing.contains($0) }
    }
}
