/// The live line that shows how far a job is: `[=====>              ]  33%  [3/9] import customers.csv :: [120/400] row`.
public enum ProgressText {
    /// - Parameters:
    ///   - tasks: the job's open ones, outermost first.
    ///   - columns: how many the line may take.
    /// - Returns: nothing when no task is open; never a character that acts on a terminal.
    public static func line(_ tasks: [LogTask], columns: Int) -> String {
        guard !tasks.isEmpty else { return "" }
        let label = tasks.map(TaskLabel.title).joined(separator: " :: ")
        guard let share = share(tasks) else { return cut(label, columns) }
        let filled = Int(share * Double(width))
        let bar = String(repeating: "=", count: filled) + (filled < width ? ">" : "") + String(repeating: " ", count: max(0, width - filled - 1))
        let percent = "\(Int(share * 100))%"
        return cut("[\(bar)] \(String(repeating: " ", count: 4 - percent.count))\(percent)  \(label)", columns)
    }

    /// Whether the job says how much there is to do.
    public static func isCounted(_ tasks: [LogTask]) -> Bool { tasks.contains { $0.index != nil && $0.count ?? 0 > 0 } }

    private static let width = 20

    /// What is done: tasks that have ended, and of the one that is open what those in it tell. `nil`: nobody counts.
    private static func share(_ tasks: [LogTask]) -> Double? {
        var (share, step): (Double, Double) = (0, 1)
        for task in tasks {
            guard let index = task.index, let count = task.count, count > 0 else { continue }
            share += step * Double(min(max(index, 0), count)) / Double(count)
            step /= Double(count)
        }
        return isCounted(tasks) ? min(share, 1) : nil
    }

    /// Counts characters beyond Latin, Greek and Cyrillic as two columns: too short is no harm, a line too long cannot be taken away again.
    private static func cut(_ text: String, _ columns: Int) -> String {
        var (result, used) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            used += scalar.value < 0x1100 ? 1 : 2
            if used > columns { break }
            result.append(scalar)
        }
        return String(result)
    }
}
