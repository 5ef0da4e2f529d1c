/// What a line has in common with its neighbours. Its prefix is rendered once for all lines of a read.
final class LineContext {
    let source: Event.Source
    /// Without `delay`.
    let tags: [String]
    let isDelayed: Bool
    let isException: Bool
    let continues: Bool
    /// The tasks of a message that says so itself; `nil`: those that are open when it is read.
    let tasks: [LogTask]?
    let prefix = LinePrefix()
    private var routed: Bool?

    init(source: Event.Source, tags: [String], isDelayed: Bool = false, continues: Bool = false, tasks: [LogTask]? = nil) {
        self.source = source
        self.tags = tags
        self.isDelayed = isDelayed
        self.continues = continues
        self.tasks = tasks
        isException = tags.contains(ReservedTags.exception)
    }

    /// Whether its lines go to people.
    func isRouted(_ settings: JournalSettings) -> Bool {
        if let routed { return routed }
        let found = tags.contains { settings.routing.contains($0) }
        routed = found
        return found
    }

    /// The context of a further line of the same message.
    func continuation(isMarked: Bool) -> LineContext {
        LineContext(
            source: source, tags: isMarked && !tags.contains(ReservedTags.mark) ? tags + [ReservedTags.mark] : tags,
            isDelayed: isDelayed, continues: true, tasks: tasks)
    }
}
