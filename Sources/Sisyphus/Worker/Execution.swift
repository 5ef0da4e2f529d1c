import SisyphusCore

/// `execute` and what comes of it.
enum Execution {
    /// - Parameter root: of all that the job logs.
    static func perform(_ job: Job, in root: TaskFrame = .root) async -> StatedOutcome {
        do {
            guard let result = try await Work.perform(job) else { return .uneventful }
            return .successful(result)
        } catch {
            let tasks = root.takeFailure(of: error)
            report(error, in: tasks)
            return .failed(ErrorText.line(error))
        }
    }

    /// The error that ends a run is told to people, with the tasks that it happened in: they have ended meanwhile, so they
    /// are begun once more.
    private static func report(_ error: any Error, in tasks: [TaskNode]) {
        let channel = CurrentRun.channel
        for node in tasks { channel.taskBegan(id: node.id, parent: node.parent?.id ?? 0, node.task) }
        // A job that was asked to end and does so tells people nothing that they do not know.
        let tags = Task.isCancelled ? ["sisyphus", "exc"] : ["sisyphus", "external", "exc"]
        channel.message(task: tasks.last?.id ?? 0, tags: tags, text: ErrorText.full(error))
        for node in tasks.reversed() { channel.taskEnded(id: node.id, failed: false) }
    }
}
