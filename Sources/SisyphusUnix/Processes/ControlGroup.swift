import CSisyphus
import Glibc
public import SisyphusCore

/// A control group (cgroup v2) for the processes of one run. It is removed with the last reference, or before, once it has no processes.
public final class ControlGroup {
    public let directory: Directory
    private let parent: Directory
    private let name: String
    /// Whoever writes 0 into it is in the group.
    let entry: OpenFile
    /// A 1 in it kills all that is in the group and below, at once and whatever it forks; `nil`: Linux before 5.14.
    let end: OpenFile?
    private var isRemoved = false

    /// Makes a group beside those of other runs.
    ///
    /// - Parameters:
    ///   - stale: the beginning of the names of groups that are removed if nothing is in them.
    ///   - limits: what is written into its files.
    /// - Throws: `SystemError` that says why there can be none.
    public init(named name: String, stale: String, limits: TreeLimits) throws(SystemError) {
        let parent = try ControlGroup.parent()
        self.parent = parent
        // Whoever removes the last group takes the controllers away, which must not be while this one is made.
        _ = try parent.handle.lock(wait: true)
        defer { parent.handle.unlock() }
        try ControlGroup.enable(limits.controllers, in: parent)
        for old in parent.names(where: { $0.hasPrefix(stale) }) { ControlGroup.remove(old, from: parent) }
        (self.name, directory) = (name, try parent.subdirectory(name, createMode: 0o755))
        do throws(SystemError) {
            for file in limits.files { try ControlGroup.write(file.content, to: file.name, in: directory) }
            entry = try directory.openFile("cgroup.procs", O_WRONLY)
            end = try directory.openIfThere("cgroup.kill", O_WRONLY)
        } catch {
            ControlGroup.remove(name, from: parent)
            throw error
        }
    }

    deinit { remove() }

    /// Removes it, with groups below it that the processes made. Stays if there are processes in it.
    ///
    /// After the last one the group above has no controllers for groups below it any more, unless it is the top of the machine: it can have processes again.
    public func remove() {
        guard !isRemoved else { return }
        isRemoved = ControlGroup.remove(name, from: parent)
        guard isRemoved, parent.has("cgroup.type"), (try? parent.handle.lock()) == true else { return }
        defer { parent.handle.unlock() }
        guard ControlGroup.groups(in: parent).allSatisfy({ $0 == ControlGroups.leaf }) else { return }
        let enabled = ControlGroup.words("cgroup.subtree_control", in: parent)
        if !enabled.isEmpty { try? ControlGroup.write(enabled.map { "-\($0)" }.joined(separator: " "), to: "cgroup.subtree_control", in: parent) }
    }

    /// What it has counted so far.
    public var use: TreeUse {
        var use = TreeUse()
        let events = content("memory.events")
        use.memoryPeak = Int64(content("memory.peak").trimmed)
        (use.memoryRefused, use.oomKills) = (TreeUse.number("oom", in: events) ?? 0, TreeUse.number("oom_kill", in: events) ?? 0)
        use.tasksRefused = TreeUse.number("max", in: content("pids.events")) ?? 0
        use.cpuPressure = TreeUse.pressure(content("cpu.pressure"))
        use.memoryPressure = TreeUse.pressure(content("memory.pressure"))
        use.ioPressure = TreeUse.pressure(content("io.pressure"))
        return use
    }

    private func content(_ file: String) -> String { ControlGroup.content(file, in: directory) }

    /// Ends whatever is in the group of a run that was killed, waits for that (at most 2 s), and removes the group.
    ///
    /// - Parameter path: where it was made; anything that is no group of a run is left alone.
    public static func end(_ path: String) {
        guard let slash = path.lastIndex(of: "/"), case let name = String(path[path.index(after: slash)...]), name.hasPrefix(ControlGroups.prefix),
            let parent = try? Directory.open(String(path[..<slash]), createMode: nil), let group = try? parent.subdirectory(name, createMode: nil),
            group.has("cgroup.procs")
        else { return }
        try? write("1", to: "cgroup.kill", in: group)
        for _ in 0..<400 where TreeUse.number("populated", in: content("cgroup.events", in: group)) == 1 { usleep(5000) }
        remove(name, from: parent)
    }

    // MARK: - Where it is made

    private static func parent() throws(SystemError) -> Directory {
        guard let groups = ControlGroups(mounts: text("/proc/self/mountinfo"), membership: text("/proc/self/cgroup")) else {
            throw SystemError(
                operation: "find", object: "a control group", errno: .notSupported, explanation: "there is no cgroup v2 here, or it is not mounted")
        }
        var facts = ControlGroups.Facts()
        let own = groups.path(groups.own)
        facts.isRoot = geteuid() == 0
        // The top of the machine is the only group without a type.
        facts.topIsMachine = !File.exists(groups.mount + "/cgroup.type")
        facts.isDelegated = (FileStatus.of(own)?.owner).map { $0 != 0 && $0 == geteuid() } ?? false || sis_has_mark(own, "delegate", "1")
        guard let parent = groups.parent(facts) else {
            throw SystemError(
                operation: "use", object: own, errno: .permissionDenied,
                explanation: "this control group is not left to user \(User.name() ?? String(geteuid()))")
        }
        return try Directory.open(groups.path(parent), createMode: nil)
    }

    private static func enable(_ controllers: [String], in group: Directory) throws(SystemError) {
        let there = words("cgroup.controllers", in: group)
        if let missing = controllers.first(where: { !there.contains($0) }) {
            throw SystemError(
                operation: "limit with", object: "the controller \(missing)", errno: .notSupported,
                explanation: "\(group.path) has \(there.isEmpty ? "none" : "only \(there.sorted().joined(separator: ", "))")")
        }
        let enabled = words("cgroup.subtree_control", in: group)
        let wanted = controllers.filter { !enabled.contains($0) }.map { "+\($0)" }.joined(separator: " ")
        // Some controllers the kernel gives to a group with processes too, but below that there can be no others then (threaded mode).
        if group.has("cgroup.type") { try moveProcesses(of: group) }
        if !wanted.isEmpty { try write(wanted, to: "cgroup.subtree_control", in: group) }
    }

    /// Only a group without processes has others below it. This process and whoever started it go into one of those.
    private static func moveProcesses(of group: Directory) throws(SystemError) {
        // They may start others meanwhile.
        for _ in 0..<16 {
            // A process of another namespace is shown as 0, which would mean this one.
            let members = words("cgroup.procs", in: group).subtracting(["0"])
            if members.isEmpty { return }
            let leaf = try group.subdirectory(ControlGroups.leaf, createMode: 0o755)
            for member in members {
                do throws(SystemError) { try write(member, to: "cgroup.procs", in: leaf) } catch  where error.errno == .noSuchProcess {}
            }
        }
    }

    // MARK: - Files

    private static func text(_ path: String) -> String {
        (try? OpenFile.open(path, O_RDONLY).read(upTo: 1 << 20, at: 0)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func content(_ file: String, in group: Directory) -> String {
        ((try? group.openFile(file, O_RDONLY).read(upTo: 64 << 10, at: 0)) ?? nil).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func words(_ file: String, in group: Directory) -> Set<String> {
        Set(content(file, in: group).split { $0 == " " || $0 == "\n" }.map(String.init))
    }

    private static func write(_ content: String, to file: String, in group: Directory) throws(SystemError) {
        try group.openFile(file, O_WRONLY).writeAll(Array(content.utf8))
    }

    private static func groups(in group: Directory) -> [String] {
        group.names(where: { ((try? group.status(of: $0)) ?? nil)?.kind == .directory })
    }

    /// - Returns: whether it is not there any more.
    @discardableResult
    private static func remove(_ name: String, from parent: Directory) -> Bool {
        guard let group = try? parent.subdirectory(name, createMode: nil) else { return true }
        for child in groups(in: group) { remove(child, from: group) }
        do throws(SystemError) { try parent.removeDirectory(name) } catch { return error.isMissing }
        return true
    }
}
