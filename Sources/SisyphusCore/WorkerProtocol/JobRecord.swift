/// What a library job tells its supervisor.
public enum JobRecord: Sendable, Equatable {
    /// A text for the log, or a part of one: `continues` says that the next record goes on with it.
    case message(task: Int, tags: [String], text: String, continues: Bool)
    /// A task begins; 0 as `parent` means none.
    case taskBegan(id: Int, parent: Int, LogTask)
    case taskEnded(id: Int, failed: Bool)
    case outcome(StatedOutcome)
}

/// How a library job says that its `execute` ended.
public enum StatedOutcome: Sendable, Equatable {
    /// It returned nothing to tell.
    case uneventful
    /// It returned this.
    case successful(String)
    /// It threw this error, in one line or several.
    case failed(String)
}
