import Glibc
import SisyphusUnix
import Testing

extension UnixTests {
    @Suite struct DeathTests {
        @Test func deadKeeperLeavesItsTreeToTheSupervisor() throws {
            Processes.setSubreaper(true)
            defer { Processes.setSubreaper(false) }
            let job = try TestJob(["child", "session", "ignore", "15", "ready", "wait", "end", "ready", "wait"])
            #expect(job.wait { $0.ready.count == 2 })
            kill(job.keeper.pid, SIGKILL)
            #expect(job.wait { $0.events.last == .lost })
            let killer = TreeKiller(graceMicroseconds: 20_000, signal: SIGTERM, now: SystemClock.monotonicMicroseconds())
            var left: [ProcessDescription]?
            #expect(
                eventually {
                    left = killer.step(now: SystemClock.monotonicMicroseconds())
                    return left != nil
                })
            #expect(left == [])
            #expect(processes(withCookie: job.cookie) == [])
        }

        @Test func deadSupervisorLeavesNothingAndTheLockLastsAsLongAsTheTree() throws {
            let scratch = Scratch()
            let directory = try scratch.directory
            let lock = try directory.openFile("lock", File.readWrite | File.create)
            #expect(try lock.lock())
            let job = try TestJob(["child", "daemon", "ignore", "15", "ready", "wait", "end", "ready", "wait"], lock: lock.fd, grace: 400_000)
            #expect(job.wait { $0.ready.count == 2 })
            // What the keeper sees of a supervisor that is killed: descriptors closed, nothing said.
            lock.close()
            File.close(job.keeper.channel)
            let other = try directory.openFile("lock", File.readWrite)
            #expect(try !other.lock())
            #expect(eventually { (try? other.lock()) == true })
            #expect(processes(withCookie: job.cookie) == [])
        }

        @Test func stoppedKeeperCanBeEnded() throws {
            Processes.setSubreaper(true)
            defer { Processes.setSubreaper(false) }
            let job = try TestJob(["child", "session", "ignore", "15", "ready", "wait", "end", "ready", "wait"])
            #expect(job.wait { $0.ready.count == 2 })
            kill(job.keeper.pid, SIGSTOP)
            job.keeper.send(.terminate(signal: SIGTERM, graceMicroseconds: 0))
            job.keeper.kill()
            #expect(job.wait { $0.events.last == .lost })
            let killer = TreeKiller(graceMicroseconds: 0, signal: SIGTERM, now: SystemClock.monotonicMicroseconds())
            #expect(eventually { killer.step(now: SystemClock.monotonicMicroseconds()) != nil })
            #expect(processes(withCookie: job.cookie) == [])
        }

        @Test func stoppedKeeperDoesNotHoldUpItsRelease() throws {
            let job = try TestJob([], program: "/bin/true")
            #expect(job.wait { $0.isGone })
            kill(job.keeper.pid, SIGSTOP)
            job.keeper.release()
            #expect(kill(job.keeper.pid, 0) == -1)
        }

        @Test func thatNothingIsLeftIsToldBeforeTheEnd() throws {
            let job = try TestJob(["exit", "3"])
            #expect(job.wait { $0.isGone })
            guard case .spawned? = job.events.first, case .gone? = job.events.dropFirst().first else {
                Issue.record("\(job.events)")
                return
            }
            #expect(job.events.last == .exited(rawStatus: 3 << 8))
        }
    }
}
