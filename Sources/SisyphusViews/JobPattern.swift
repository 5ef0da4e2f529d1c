/// Shell patterns that choose jobs: `*`, `?` and sets such as `[a-f]`; `*` matches `/` only where the pattern has none. A text that is the name of a job means
/// that job alone, whatever its characters.
public struct JobPattern: Sendable {
    private let project: [Unicode.Scalar]
    private let job: [Unicode.Scalar]?
    private var isName = false

    /// `PROJECT/JOB`, or `PROJECT` for all its jobs.
    public init(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        project = Array(parts[0].unicodeScalars)
        job = parts.count > 1 && !parts[1].isEmpty ? Array(parts[1].unicodeScalars) : nil
    }

    /// What it names, where it is no pattern but a name.
    public var name: JobOverview.Place? {
        isName || !(project + (job ?? [])).contains { $0 == "*" || $0 == "?" || $0 == "[" } ? literal : nil
    }

    private var literal: JobOverview.Place? {
        func text(_ scalars: [Unicode.Scalar]) -> String { String(String.UnicodeScalarView(scalars)) }
        return job.map { JobOverview.Place(project: text(project), job: text($0)) }
    }

    /// The same, or the name that it is where there is such a job.
    public func resolved(_ exists: (JobOverview.Place) -> Bool) -> JobPattern {
        guard name == nil, let literal, exists(literal) else { return self }
        var pattern = self
        pattern.isName = true
        return pattern
    }

    /// Whether jobs of a project may match.
    public func matches(project name: String) -> Bool { isName ? name == literal?.project : JobPattern.matches(project, name) }

    public func matches(_ place: JobOverview.Place) -> Bool {
        if isName { return place.name == literal?.name }
        return JobPattern.matches(project, place.project) && (job.map { JobPattern.matches($0, place.job) } ?? true)
    }

    /// In linear space and at most quadratic time: only the last `*` is ever gone back to.
    static func matches(_ pattern: [Unicode.Scalar], _ name: String) -> Bool {
        let name = Array(name.unicodeScalars)
        var (at, of) = (0, 0)
        var retry: (pattern: Int, name: Int)?
        while of < name.count {
            if at < pattern.count, pattern[at] == "*" {
                retry = (at + 1, of)
                at += 1
            } else if at < pattern.count, let length = one(pattern[at...], name[of]) {
                at += length
                of += 1
            } else if let (restart, from) = retry {
                (at, of) = (restart, from + 1)
                retry = (restart, from + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == "*" }
    }

    /// How long the beginning of the pattern is that matches the scalar.
    private static func one(_ pattern: ArraySlice<Unicode.Scalar>, _ scalar: Unicode.Scalar) -> Int? {
        let first = pattern[pattern.startIndex]
        if first == "?" { return 1 }
        guard first == "[", let end = pattern.dropFirst(2).firstIndex(of: "]") else { return first == scalar ? 1 : nil }
        var members = pattern[(pattern.startIndex + 1)..<end]
        let isNegated = members.first == "!"
        if isNegated { members = members.dropFirst() }
        var isMember = false
        while let low = members.first {
            if members.count > 2, members[members.startIndex + 1] == "-" {
                let high = members[members.startIndex + 2]
                isMember = isMember || (low.value <= high.value && low.value...high.value ~= scalar.value)
                members = members.dropFirst(3)
            } else {
                isMember = isMember || low == scalar
                members = members.dropFirst()
            }
        }
        return isMember != isNegated ? end - pattern.startIndex + 1 : nil
    }
}
