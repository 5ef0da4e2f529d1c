import Glibc
import SisyphusUnix
import Testing

extension UnixTests {
    @Suite struct KillTests {
        static let trees: [[String]] = [
            ["ready", "wait"],
            ["ignore", "15", "ready", "wait"],
            ["child", "session", "ignore", "15", "ready", "wait", "end", "ready", "wait"],
            ["child", "group", "ready", "wait", "end", "child", "daemon", "ready", "wait", "end", "ready", "wait"],
            ["child", "ready", "stop", "wait", "end", "ready", "wait"],
            ["child", "ready", "hop", "0", "end", "ready", "wait"],
            ["child", "ignore", "15", "ready", "hop", "200", "end", "child", "daemon", "ready", "hop", "2000", "end", "ready", "wait"],
        ]

        @Test(arguments: trees) func treeIsEndedCompletely(_ words: [String]) throws {
            let job = try TestJob(words)
            let expected = words.count { $0 == "ready" }
            #expect(job.wait { $0.ready.count == expected })
            job.keeper.send(.terminate(signal: SIGTERM, graceMicroseconds: 50_000))
            #expect(job.wait { $0.isGone })
            #expect(processes(withCookie: job.cookie) == [])
            #expect(job.exit != nil)
        }

        @Test func willingTreeEndsBeforeItsGrace() throws {
            let job = try TestJob(["child", "session", "ready", "wait", "end", "ready", "wait"])
            #expect(job.wait { $0.ready.count == 2 })
            // Far beyond what `wait` allows: only an early end passes.
            job.keeper.send(.terminate(signal: SIGTERM, graceMicroseconds: 600_000_000))
            #expect(job.wait { $0.isGone })
            #expect(job.exit == SIGTERM)
        }

        @Test func handlerRunsOnceForOneTermination() throws {
            let script = "trap 'echo term' TERM; echo ready; while :; do sleep 0.01; done"
            let job = try TestJob(["-c", script], program: "/bin/sh")
            #expect(job.wait { $0.output.contains("ready") })
            job.keeper.send(.terminate(signal: SIGTERM, graceMicroseconds: 300_000))
            #expect(job.wait { $0.isGone })
            #expect(job.output.split(separator: "\n").count { $0 == "term" } == 1)
            #expect(job.exit == SIGKILL)
        }

        @Test func anotherSignalAsksForTheEnd() throws {
            let job = try TestJob(["-c", "trap 'echo int; exit 5' INT; trap '' TERM; echo ready; while :; do sleep 0.01; done"], program: "/bin/sh")
            #expect(job.wait { $0.output.contains("ready") })
            job.keeper.send(.terminate(signal: SIGINT, graceMicroseconds: 600_000_000))
            #expect(job.wait { $0.isGone })
            #expect(job.output.contains("int"))
        }

        @Test func stoppedKeeperIsLetGoOn() throws {
            let job = try TestJob(["-c", "read x; exit 5"], program: "/bin/sh")
            #expect(!job.keeper.wakeIfStopped())
            kill(job.keeper.pid, SIGSTOP)
            var info = siginfo_t()
            waitid(P_PID, id_t(job.keeper.pid), &info, Int32(WSTOPPED | WNOWAIT))
            #expect(job.keeper.wakeIfStopped())
            #expect(job.wait { $0.isGone })
        }

        @Test func killSkipsTheGrace() throws {
            let job = try TestJob(["ignore", "15", "ready", "wait"])
            #expect(job.wait { !$0.ready.isEmpty })
            job.keeper.send(.terminate(signal: SIGTERM, graceMicroseconds: 600_000_000))
            job.keeper.send(.kill)
            #expect(job.wait { $0.isGone })
            #expect(job.exit == SIGKILL)
        }

        @Test func signalsAreForwardedToTheGroup() throws {
            let job = try TestJob(["-c", "trap 'echo got; exit 5' USR1; echo ready; while :; do sleep 0.01; done"], program: "/bin/sh")
            #expect(job.wait { $0.output.contains("ready") })
            job.keeper.send(.forward(SIGUSR1))
            #expect(job.wait { $0.exit != nil })
            #expect(job.output.contains("got"))
        }

        @Test func pauseStopsAndResumeContinues() throws {
            let job = try TestJob(["child", "session", "ready", "wait", "end", "ready", "wait"])
            #expect(job.wait { $0.ready.count == 2 })
            job.keeper.send(.pause)
            #expect(eventually { job.ready.allSatisfy { ProcessTable.describe($0)?.state == "T" } })
            job.keeper.send(.resume)
            #expect(eventually { job.ready.allSatisfy { ProcessTable.describe($0)?.state == "S" } })
        }

        @Test func leftoversAreNamed() throws {
            let job = try TestJob(["daemon", "ready", "release-output", "wait"])
            #expect(job.wait { $0.exit != nil && $0.ready.count == 1 })
            var left: [ProcessDescription] = []
            #expect(
                job.wait { job in
                    // The process between job and daemon may take a moment to go.
                    job.keeper.send(.listLeftovers)
                    for case .leftovers(let processes, 1, _) in job.events { left = processes }
                    return left.map(\.pid) == job.ready
                })
            #expect(left.first?.command.hasPrefix(String(probe.prefix(82))) == true)
            #expect(!job.isGone)
            let pid = try #require(left.first?.pid)
            job.keeper.release()
            #expect(isAlive(pid))
        }

        @Test func zombiesAreReaped() throws {
            let job = try TestJob(["-c", "for i in 1 2 3 4 5 6 7 8 9; do (sleep 0.01 &) ; done; echo ready; exec sleep 600"], program: "/bin/sh")
            #expect(job.wait { $0.output.contains("ready") })
            #expect(eventually { ProcessTable.descendants(of: job.keeper.pid).count == 1 })
        }

        @Test func cookieFindsWhatIsLeft() throws {
            let job = try TestJob(["daemon", "ignore", "15", "ready", "wait"])
            #expect(job.wait { $0.exit != nil && $0.ready.count == 1 })
            job.keeper.release()
            let (found, left) = ProcessTable.endAll(withCookie: job.cookie, signal: SIGTERM, graceMicroseconds: 50_000)
            #expect(found == 1)
            #expect(left == [])
            #expect(eventually { !job.ready.contains(where: isAlive) })
        }
    }
}
