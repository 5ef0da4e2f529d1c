import Glibc

/// What a process hands on to those that it starts, and can be given itself before it becomes another program.
extension Processes {
    /// Its nice value (getpriority(2)).
    public static var niceness: Int {
        Int(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0))
    }

    public static func setNiceness(_ value: Int) throws(SystemError) {
        try attempt("set the nice value to", "\(value)") { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Int32(value)) }
    }

    /// A limit of setrlimit(2) by the kernel's number; `nil` in it: unlimited.
    public static func limit(_ number: Int) -> (soft: UInt64?, hard: UInt64?)? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(number), &limit) == 0 else { return nil }
        func value(_ raw: rlim_t) -> UInt64? { raw == rlim_t.max ? nil : UInt64(raw) }
        return (value(limit.rlim_cur), value(limit.rlim_max))
    }

    public static func setLimit(_ number: Int, soft: UInt64?, hard: UInt64?) throws(SystemError) {
        var limit = rlimit(rlim_cur: soft.map { rlim_t($0) } ?? .max, rlim_max: hard.map { rlim_t($0) } ?? .max)
        try attempt("set the resource limit", "\(number)") { setrlimit(__rlimit_resource_t(number), &limit) }
    }

    /// Its supplementary groups (getgroups(2)), in their order.
    public static var groups: [UInt32] {
        let count = getgroups(0, nil)
        guard count > 0 else { return [] }
        var groups = [gid_t](repeating: 0, count: Int(count))
        return Array(groups.prefix(Int(max(0, getgroups(count, &groups))))).sorted()
    }

    public static func setGroups(_ groups: [UInt32]) throws(SystemError) {
        try attempt("set the", "supplementary groups") { setgroups(groups.count, groups) }
    }

    public static func changeDirectory(to path: String) throws(SystemError) {
        try attempt("enter", path) { chdir(path) }
    }

    /// Becomes another program; returns only by throwing.
    public static func become(_ path: String, _ argv: ArgumentVector, environment: EnvironmentVector) throws(SystemError) {
        let (words, variables) = (CStringArray(argv.words), CStringArray(environment.entries))
        try attempt("start", path) { execve(path, words.pointer, variables.pointer) }
    }
}
