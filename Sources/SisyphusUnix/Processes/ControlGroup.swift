/// The control group that this process is in, as far as it can be read.
public enum ControlGroup {
    /// How many processes in it, and in groups below it, the kernel has killed for want of memory; `nil`: it does not tell (it is the root, or nothing is
    /// mounted at /sys/fs/cgroup).
    public static var oomKills: Int64? {
        guard let table = read("/proc/self/cgroup") else { return nil }
        for line in table.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("memory") else { continue }
            let file = parts[1].isEmpty ? "/sys/fs/cgroup\(parts[2])/memory.events" : "/sys/fs/cgroup/memory\(parts[2])/memory.oom_control"
            for event in read(file)?.split(separator: "\n") ?? [] where event.hasPrefix("oom_kill ") { return Int64(event.dropFirst(9)) }
        }
        return nil
    }

    private static func read(_ path: String) -> String? {
        (try? OpenFile.open(path, File.readOnly).read(upTo: 4096, at: 0)).map { String(decoding: $0, as: UTF8.self) }
    }
}
