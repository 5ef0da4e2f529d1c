/// Base directories that were collected from several hosts, and what the hosts are called.
public enum CollectedHosts {
    /// Parts the words behind an option `--from`: what begins with `/` or `.` is a further directory, as no job is.
    public static func directories(_ given: [String], _ words: [String]) -> (directories: [String], names: [String]) {
        let isDirectory = { (word: String) in word.hasPrefix("/") || word.hasPrefix(".") }
        return given.isEmpty ? ([], words) : (given + words.filter(isDirectory), words.filter { !isDirectory($0) })
    }

    /// The part of each path by which it differs from the others: `h1` and `h2` for `/srv/h1/jobs` and `/srv/h2/jobs`.
    public static func names(_ paths: [String]) -> [String] {
        var parts = paths.map { path in path.split(separator: "/").filter { $0 != "." }[...] }
        func drop(_ part: (ArraySlice<Substring>) -> Substring?, _ remove: (inout ArraySlice<Substring>) -> Void) {
            while let first = parts.first, first.count > 1, let common = part(first), parts.allSatisfy({ $0.count > 1 && part($0) == common }) {
                for index in parts.indices { remove(&parts[index]) }
            }
        }
        drop({ $0.first }) { $0.removeFirst() }
        // A single one is called as its directory is by now.
        drop({ $0.last }) { $0.removeLast() }
        return zip(parts, paths).map { $0.isEmpty ? $1 : $0.joined(separator: "/") }
    }
}
