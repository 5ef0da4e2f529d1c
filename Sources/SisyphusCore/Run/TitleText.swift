/// What `ps` shows for the supervisor: `ORIGINAL COMMAND LINE :: parent :: parent 4711 :: [3/9] import a.csv >> Working`.
public enum TitleText {
    /// - Parameters:
    ///   - original: the command line as it was given, secrets blanked out.
    ///   - process: `parent 4711`; `nil` where the pseudo tasks are left out (`--fork no`).
    ///   - tasks: labels of the job's open tasks, outermost first.
    ///   - detail: what the supervisor is doing; left out while a task is open.
    public static func make(original: String, process: String?, tasks: [String], detail: String?) -> String {
        var parts = [original]
        if let process {
            parts += [String(process.prefix { $0 != " " }), process]
        }
        parts += tasks
        let title = parts.joined(separator: " :: ")
        guard let detail, tasks.isEmpty else { return title }
        return title + (process == nil ? " :: " : " >> ") + detail
    }
}
