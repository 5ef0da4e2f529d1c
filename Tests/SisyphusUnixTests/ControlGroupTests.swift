import Glibc
import SisyphusCore
import SisyphusUnix
import Testing

/// A group without limits, so that any cgroup v2 will do, whoever has its controllers.
private func controlGroup(_ id: String) throws -> ControlGroup {
    let directory = "/test/\(getpid())"
    return try ControlGroup(
        named: ControlGroups.name(directory: directory, id: id), stale: ControlGroups.namePrefix(directory: directory), limits: TreeLimits())
}

private let isPossible = (try? controlGroup("possible")) != nil

extension UnixTests {
    @Suite(.enabled(if: isPossible, "a control group takes root and cgroup v2")) struct ControlGroupTests {
        @Test func swarmIsKilledAsAWhole() throws {
            let group = try controlGroup("swarm")
            let swarm = (0..<4).flatMap { _ in ["child", "ignore", "15", "session", "ready", "hop", "50", "end"] }
            let job = try TestJob(swarm + ["ready", "wait"], controlGroup: group)
            #expect(job.wait { $0.ready.count == 5 })
            #expect(try !members(of: group).isEmpty)
            job.keeper.send(.terminate(signal: SIGTERM, graceMicroseconds: 20_000))
            #expect(job.wait { $0.isGone })
            #expect(processes(withCookie: job.cookie) == [])
            group.remove()
            #expect(!File.exists(group.directory.path))
        }

        @Test func orphansAreKilledAsAWhole() throws {
            let group = try controlGroup("orphans")
            // Nothing in it is a child of this process, so only the group leads to it.
            let job = try TestJob(["child", "ignore", "15", "ready", "wait", "end", "ready", "wait"], controlGroup: group)
            #expect(job.wait { $0.ready.count == 2 })
            ControlGroup.end(group.directory.path)
            #expect(!File.exists(group.directory.path))
            #expect(job.wait { $0.isGone })
        }

        @Test func groupThatIsInUseStaysUntilAnotherIsMade() throws {
            var group: ControlGroup? = try controlGroup("used")
            let path = try #require(group).directory.path
            let job = try TestJob(["ready", "wait"], controlGroup: group)
            #expect(job.wait { $0.ready.count == 1 })
            group?.remove()
            group = nil
            #expect(File.exists(path))
            job.keeper.send(.kill)
            #expect(job.wait { $0.isGone })
            _ = try controlGroup("next")
            #expect(!File.exists(path))
        }

        @Test func groupOfAnotherKindIsLeftAlone() throws {
            let group = try controlGroup("kept")
            let other = group.directory.path + "/other"
            mkdir(other, 0o755)
            ControlGroup.end(other)
            #expect(File.exists(other))
            // What a job makes in its own goes with it.
            group.remove()
            #expect(!File.exists(group.directory.path))
        }

        private func members(of group: ControlGroup) throws -> [UInt8] {
            try OpenFile.open(group.directory.path + "/cgroup.procs", File.readOnly).read(upTo: 4096, at: 0)
        }
    }
}
