/// Where this process stands among the control groups of version 2, and where one for a run can be made.
public struct ControlGroups: Sendable, Equatable {
    /// Where they are mounted.
    public let mount: String
    /// The group of this process, below that: `/user.slice/x.scope`.
    public let own: String

    /// - Parameters:
    ///   - mounts: the content of `/proc/self/mountinfo`.
    ///   - membership: the content of `/proc/self/cgroup`.
    /// - Returns: `nil` where there are none, or that of this process lies outside what is mounted.
    public init?(mounts: String, membership: String) {
        guard let line = membership.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return nil }
        let path = String(line.dropFirst(3))
        for mount in mounts.split(separator: "\n") {
            let fields = mount.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash > 4, dash + 1 < fields.count, fields[dash + 1] == "cgroup2" else { continue }
            let root = fields[3] == "/" ? "" : String(fields[3])
            guard path == root || path.hasPrefix(root + "/"), !path.hasPrefix("/..") else { continue }
            let rest = String(path.dropFirst(root.utf8.count))
            (self.mount, own) = (String(fields[4]), rest.isEmpty ? "/" : rest)
            return
        }
        return nil
    }

    /// What those who look find out about the group of this process and about the top of what is mounted.
    public struct Facts: Sendable, Equatable {
        /// Whether the top is that of the machine, where processes and controllers may be together.
        public var topIsMachine = false
        /// Whether the group is left to whoever is in it: another user than root owns it, or it is marked so (`Delegate=yes`).
        public var isDelegated = false
        /// Whether the effective user is root.
        public var isRoot = false

        public init() {}
    }

    /// The group below which one for a run is made; `nil`: none may be.
    ///
    /// Within a run that has one the new one is made below that, so that the limits of both hold. Root may use the top of the machine, where a
    /// service's own group has processes of others.
    public func parent(_ facts: Facts) -> String? {
        if own.hasSuffix("/" + Self.leaf) {
            let parent = String(own.dropLast(Self.leaf.utf8.count + 1))
            return parent.isEmpty ? "/" : parent
        }
        // The top of a namespace belongs to whoever lives in it.
        if facts.isDelegated || own == "/" || own.contains("/" + Self.prefix) { return own }
        return facts.topIsMachine && facts.isRoot ? "/" : nil
    }

    /// The path of a group.
    public func path(_ group: String) -> String { group == "/" ? mount : mount + group }

    /// Where processes go that stand in a group which is to have others below it: only groups without processes of their own may.
    public static let leaf = "sisyphus-supervisors"
    /// What the names of runs' groups begin with.
    public static let prefix = "sisyphus-run-"

    /// - Parameters:
    ///   - directory: of the job.
    ///   - id: of the run.
    public static func name(directory: String, id: String) -> String { namePrefix(directory: directory) + id }

    /// What the names of the groups of all runs of a job begin with.
    public static func namePrefix(directory: String) -> String {
        prefix + SHA256.hash(Array(directory.utf8)).prefix(6).map(Hex.pair).joined() + "-"
    }

    /// How to get one, for those who get none.
    public static let advice =
        "a unit of systemd has one with Delegate=yes, a command with systemd-run --user --scope -p Delegate=yes, and root has one where the controllers of the kernel belong to cgroup v2"
}
