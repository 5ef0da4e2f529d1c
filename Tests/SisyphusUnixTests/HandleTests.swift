import CSisyphus
import Glibc
import SisyphusUnix
import Testing

extension UnixTests {
    /// Processes that others have started.
    @Suite struct HandleTests {
        @Test func `Only the very process is signalled`() throws {
            let job = try TestJob(["ready", "wait"])
            #expect(job.wait { $0.ready.count == 1 })
            let pid = try #require(job.ready.first)
            let start = try #require(ProcessTable.startTime(of: pid))
            #expect(ProcessHandle(pid, startTime: start + 1, owner: getuid()) == nil)
            #expect(ProcessHandle(pid, startTime: start, owner: getuid() + 1) == nil)
            let handle = try #require(ProcessHandle(pid, startTime: start, owner: getuid()))
            #expect(handle.isAlive)
            #expect(try handle.signal(SIGTERM))
            #expect(job.wait { $0.isGone })
            handle.waitForEnd(microseconds: 10_000_000)
            #expect(!handle.isAlive)
            #expect(try !handle.signal(SIGTERM))
            #expect(ProcessHandle(pid, startTime: start, owner: getuid()) == nil)
        }
    }
}
