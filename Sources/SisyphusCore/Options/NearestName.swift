/// Which of some names is meant by a wrong one.
public enum NearestName {
    /// A half sentence for errors, "; did you mean status?"; empty when no name is near. Upper and lower case are the same.
    ///
    /// - Parameter spell: how a name is shown.
    public static func hint(for wrong: String, among names: [String], spelled spell: (String) -> String = { $0 }) -> String {
        let wrong = wrong.lowercased()
        let near = names.map { (name: $0, distance: distance(wrong, $0.lowercased())) }.min { $0.distance < $1.distance }
        if let near, near.distance <= min(2, max(1, near.name.utf8.count / 3)) { return "; did you mean \(spell(near.name))?" }
        if wrong.utf8.count >= 3, let longer = names.first(where: { $0.lowercased().hasPrefix(wrong) }) {
            return "; names cannot be abbreviated, did you mean \(spell(longer))?"
        }
        if let near, near.distance <= near.name.utf8.count / 3 { return "; did you mean \(spell(near.name))?" }
        return ""
    }

    /// What could have been given instead, and which of it is meant: "; accepted: status, history; did you mean status?".
    public static func accepted(_ names: [String], insteadOf wrong: String) -> String {
        "; accepted: " + names.joined(separator: ", ") + hint(for: wrong, among: names)
    }

    /// The number of letters to insert, delete, replace or swap with their neighbour.
    package static func distance(_ one: String, _ other: String) -> Int {
        let (a, b) = (Array(one.utf8.prefix(40)), Array(other.utf8.prefix(40)))
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
