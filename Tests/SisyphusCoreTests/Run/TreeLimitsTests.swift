import Testing

@testable import SisyphusCore

@Suite struct TreeLimitsTests {
    @Test func `What the kernel counts is read`() {
        let events = "low 0\nhigh 7\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n"
        #expect(TreeUse.number("oom", in: events) == 3)
        #expect(TreeUse.number("oom_kill", in: events) == 2)
        #expect(TreeUse.number("kill", in: events) == nil)
        #expect(TreeUse.pressure("some avg10=0.00 avg60=1.25 avg300=0.31 total=4711\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=12\n") == 4711)
        #expect(TreeUse.pressure("") == nil)
    }

    @Test func `A kill for memory is the reason of a failure`() {
        var limits = TreeLimits()
        limits.memoryMax = 512 << 20
        var use = TreeUse()
        #expect(use.death(since: TreeUse(), limits: limits) == nil)
        (use.oomKills, use.memoryRefused) = (2, 1)
        #expect(use.death(since: TreeUse(), limits: limits) == "killed for memory at 512 MiB")
        // That was in the try before.
        #expect(use.death(since: use, limits: limits) == nil)
        use.memoryRefused = 0
        #expect(use.death(since: TreeUse(), limits: limits) == "killed because there was no memory left outside its own limits")

        let killed = Outcome.judge(Termination(cause: .exited(.signalled(9))), facts: JournalFacts(result: "half"), settings: RunSettings())
        let outcome = killed.killed("killed for memory at 512 MiB")
        #expect((outcome.line, outcome.reason) == ("killed for memory at 512 MiB: half", "memory"))
        #expect((outcome.health, outcome.exit) == ("Killed for memory at 512 MiB: half", .exited(137)))
        let interrupted = Outcome.judge(Termination(cause: .interrupted(signal: 15)), facts: JournalFacts(), settings: RunSettings())
        #expect(interrupted.killed("x") == interrupted)
    }
}

@Suite struct ControlGroupsTests {
    static let unified = "30 1 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
    static let bound = "30 1 0:26 /docker/ab /sys/fs/cgroup ro - cgroup2 cgroup rw\n"
    static let hybrid = "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"

    @Test(
        arguments: [
            (unified, "0::/user.slice/x.scope\n", "/sys/fs/cgroup/user.slice/x.scope"), (unified, "0::/\n", "/sys/fs/cgroup"),
            (bound, "0::/docker/ab/c\n", "/sys/fs/cgroup/c"), (bound, "0::/docker/ab\n", "/sys/fs/cgroup"), (bound, "0::/docker/abc\n", nil),
            (hybrid, "1:cpu:/x\n0::/y\n", "/sys/fs/cgroup/unified/y"), (unified, "0::/../x\n", nil), ("", "0::/x\n", nil), (unified, "1:cpu:/x\n", nil),
        ] as [(String, String, String?)])
    func `The own group is found`(mounts: String, membership: String, path: String?) {
        let groups = ControlGroups(mounts: mounts, membership: membership)
        #expect(groups.map { $0.path($0.own) } == path)
    }

    @Test(
        arguments: [
            // A unit with Delegate=yes; the same when this process, or one before it, has gone into the leaf.
            ("/a.service", true, false, "/a.service"), ("/a.service/sisyphus-supervisors", false, false, "/a.service"),
            ("/sisyphus-supervisors", false, false, "/"),
            // A service or session that is nobody's to divide: root has the top of the machine.
            ("/a.service", false, false, nil), ("/a.service", false, true, "/"),
            // The top of a container.
            ("/", false, false, "/"),
            // Within a run that has limits they hold for what it starts.
            ("/sisyphus-run-0a-1", false, true, "/sisyphus-run-0a-1"),
            ("/sisyphus-run-0a-1/sisyphus-supervisors", false, true, "/sisyphus-run-0a-1"),
        ] as [(String, Bool, Bool, String?)])
    func `A place for a group`(own: String, isDelegated: Bool, isRoot: Bool, parent: String?) throws {
        let groups = try #require(ControlGroups(mounts: Self.unified, membership: "0::\(own)\n"))
        var facts = ControlGroups.Facts()
        (facts.isDelegated, facts.isRoot, facts.topIsMachine) = (isDelegated, isRoot, true)
        #expect(groups.parent(facts) == parent)
        facts.topIsMachine = false
        #expect(groups.parent(facts) == (own == "/a.service" && !isDelegated ? nil : parent))
    }

    @Test func `Groups of one job have one beginning`() {
        let name = ControlGroups.name(directory: "/base/P/job", id: "01k")
        #expect(name.hasPrefix(ControlGroups.namePrefix(directory: "/base/P/job")) && name.hasSuffix("-01k"))
        #expect(!name.hasPrefix(ControlGroups.namePrefix(directory: "/base/P/job2")))
    }
}
