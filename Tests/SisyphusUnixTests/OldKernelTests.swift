import CSisyphus
import Glibc
import SisyphusUnix
import Testing

extension UnixTests {
    /// Without close_range(2), pidfd_open(2) and the `children` files of /proc.
    @Suite final class OldKernelTests {
        init() { sis_pretend_old_kernel(true) }

        deinit { sis_pretend_old_kernel(false) }

        /// A process that forks and exits faster than all of /proc can be read is caught only by means of the `children` files.
        static let trees = KillTests.trees.filter { !$0.contains("hop") }

        @Test(arguments: trees) func treeIsEndedCompletely(_ words: [String]) throws {
            let job = try TestJob(words)
            let expected = words.count { $0 == "ready" }
            #expect(job.wait { $0.ready.count == expected })
            job.keeper.send(.terminate(signal: SIGTERM, graceMicroseconds: 50_000))
            #expect(job.wait { $0.isGone })
            #expect(processes(withCookie: job.cookie) == [])
        }

        @Test func jobInheritsNothing() throws {
            let far = fcntl(0, F_DUPFD, 700)
            defer { close(far) }
            let job = try TestJob(["report"])
            #expect(job.wait { $0.isGone })
            #expect(job.output.contains("descriptors [0, 1, 2]\n"))
        }

        @Test func leftProcessesAreFoundByTheirCookie() throws {
            let job = try TestJob(["daemon", "ignore", "15", "ready", "wait"])
            #expect(job.wait { $0.exit != nil && $0.ready.count == 1 })
            job.keeper.release()
            #expect(ProcessTable.endAll(withCookie: job.cookie, signal: SIGTERM, graceMicroseconds: 20_000).left == [])
            #expect(eventually { !job.ready.contains(where: isAlive) })
        }
    }
}
