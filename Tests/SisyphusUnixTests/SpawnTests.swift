import Glibc
import SisyphusUnix
import Testing

extension UnixTests {
    @Suite struct SpawnTests {
        @Test func jobSeesNothingOfItsSupervisor() throws {
            let job = try TestJob(["report"], umask: 0o027)
            #expect(job.wait { $0.isGone })
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(7), &limit)
            #expect(job.output.contains("descriptors [0, 1, 2]\n"))
            #expect(job.output.contains("blocked []\n"))
            #expect(job.output.contains("ignored []\n"))
            #expect(job.output.contains("umask 27\n"))
            #expect(job.output.contains("files \(limit.rlim_cur)\n"))
            #expect(job.output.contains("leader true\n"))
            #expect(job.output.contains("directory \(String(cString: getcwd(nil, 0)))\n"))
        }

        @Test(arguments: [0, 1, 3, 255]) func exitStatusIsTold(_ code: Int32) throws {
            let job = try TestJob(["exit", "\(code)"])
            #expect(job.wait { $0.isGone })
            #expect(job.exit == code << 8)
        }

        @Test(arguments: [SIGKILL, SIGTERM, SIGSEGV, SIGPIPE]) func signalIsTold(_ signal: Int32) throws {
            let job = try TestJob(["die", "\(signal)"])
            #expect(job.wait { $0.isGone })
            #expect(job.exit.map { $0 & 0x7f } == signal)
        }

        @Test func missingCommandIsTold() throws {
            for program in ["/nowhere/command", "no-such-command-anywhere"] {
                let job = try TestJob([], program: program)
                #expect(job.wait { $0.isGone })
                #expect(job.events.first == .spawnFailed(.noSuchFileOrDirectory, .execute))
                #expect(job.exit == nil)
            }
        }

        @Test func fileThatIsNotExecutableIsTold() throws {
            let job = try TestJob([], program: "/etc/passwd")
            #expect(job.wait { $0.isGone })
            #expect(job.events.first == .spawnFailed(.permissionDenied, .execute))
        }

        @Test func jobsOwnPathIsSearched() throws {
            let scratch = Scratch()
            try scratch.directory.replaceFile("greet", with: Array("echo hello from $0 $1\n".utf8), mode: 0o755, sync: false)
            var environment = EnvironmentVector.inherited()
            environment.set("PATH", "/nowhere:\(scratch.path)")
            // A script without #! is the shell's, as everywhere.
            let job = try TestJob(["you"], program: "greet", environment: environment)
            #expect(job.wait { $0.isGone })
            #expect(job.output == "hello from \(scratch.path)/greet you\n")
        }

        @Test func standardDescriptorsMayBeInterchanged() throws {
            let job = try TestJob(["print", "2", "complain"], stdin: 0)
            #expect(job.wait { $0.isGone })
            #expect(job.output == "line 1\nline 2\ncomplaint\n")
        }

        @Test func usageIsTold() throws {
            let job = try TestJob(["-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"], program: "/bin/sh")
            #expect(job.wait { $0.isGone })
            let usage = try #require(job.usage)
            #expect(usage.userMicroseconds + usage.systemMicroseconds > 0)
            #expect(usage.maxResidentKiB > 100)
        }

        @Test func nothingLeaksOverManySpawns() throws {
            func descriptors() -> Int { (0..<4096).count { fcntl(Int32($0), F_GETFD) != -1 } }
            let before = descriptors()
            for _ in 0..<200 {
                let job = try TestJob([], program: "/bin/true")
                #expect(job.wait { $0.isGone })
            }
            // Other suites open and close some meanwhile; one that leaks with every spawn stands out.
            #expect(abs(descriptors() - before) < 100)
            var info = siginfo_t()
            #expect(waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == -1 && errno == ECHILD)
        }
    }
}
