import Glibc
import SisyphusUnix
import Testing

extension UnixTests {
    /// The keeper ends the tree by itself when the lock of all hosts is lost.
    @Suite struct FleetTests {
        private static let stubborn = ["child", "session", "ignore", "15", "ready", "wait", "end", "ignore", "15", "ready", "wait"]

        @Test func theDeadlineEndsTheTreeInTime() throws {
            let deadline = try SharedDeadline()
            deadline.moment = SystemClock.bootMicroseconds() + 2_000_000
            var fleet = SpawnSpec.Fleet()
            fleet.deadline = (deadline, 1_500_000)
            let job = try TestJob(Self.stubborn, fleet: fleet)
            #expect(job.wait { $0.isGone })
            #expect(SystemClock.bootMicroseconds() < deadline.moment)
            #expect(processes(withCookie: job.cookie) == [])
            #expect(job.events.firstIndex(of: .lockLost)! < job.events.firstIndex { if case .exited = $0 { true } else { false } }!)
        }

        @Test func aDeadlineThatIsPutOffDoesNot() throws {
            let deadline = try SharedDeadline()
            deadline.moment = SystemClock.bootMicroseconds() + 300_000
            var fleet = SpawnSpec.Fleet()
            fleet.deadline = (deadline, 100_000)
            let job = try TestJob(["ready", "wait"], fleet: fleet)
            #expect(job.wait { $0.ready.count == 1 })
            let first = deadline.moment
            deadline.moment = first + 600_000_000
            #expect(eventually { SystemClock.bootMicroseconds() > first })
            job.keeper.send(.terminate(signal: SIGTERM, graceMicroseconds: 600_000_000))
            #expect(job.wait { $0.isGone })
            #expect(!job.events.contains(.lockLost))
        }

        /// Both ends are of pipes that the holder of the lock has; its input stays open as long as the keeper lives.
        @Test func theEndOfTheHolderEndsTheTree() throws {
            let (output, input) = (try PipeEnds(), try PipeEnds())
            var fleet = SpawnSpec.Fleet()
            (fleet.output, fleet.input) = (output.reading, input.writing)
            do {
                let job = try TestJob(Self.stubborn, fleet: fleet)
                File.close(input.writing)
                #expect(job.wait { $0.ready.count == 2 })
                File.close(output.writing)
                #expect(job.wait { $0.isGone && $0.events.contains(.lockLost) })
                withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { buffer in
                    if case .wouldBlock = File.readAvailable(input.reading, buffer) {} else { Issue.record("the keeper has let go of the input") }
                }
            }
            withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { buffer in
                if case .end = File.readAvailable(input.reading, buffer) {} else { Issue.record("the input is open though the keeper has gone") }
            }
        }
    }
}
