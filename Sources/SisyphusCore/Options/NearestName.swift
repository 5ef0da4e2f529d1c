/// How far two names are apart.
enum NearestName {
    /// The number of letters to insert, delete, replace or swap with their neighbour.
    static func distance(_ one: String, _ other: String) -> Int {
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
