import SisyphusCore

/// The messages of a running job that go to a channel.
public struct Route: Hashable, Sendable {
    /// The lines with this tag, besides those with `external`.
    public var tag: String
    public var form: Form

    public enum Form: Sendable {
        /// All together at the end of the run.
        case collected
        /// Each at once; the error that ended the run with the outcome.
        case posted
        /// Each at once.
        case event
    }

    /// With one of its tags, a line goes to people.
    func takes(_ tags: [String]) -> Bool { tags.contains(ReservedTags.external) || tags.contains(tag) }
}
