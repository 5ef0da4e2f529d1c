import Glibc
import SisyphusUnix
import Testing

extension UnixTests {
    /// The test process has threads, so signals are sent to this one alone.
    @Suite struct SignalTests {
        @Test func signalsAreReadInsteadOfDelivered() throws {
            let reader = try SignalReader.start()
            defer { reader.stop() }
            #expect(reader.read() == [])
            #expect(!reader.isPending([SIGUSR1]))
            pthread_kill(pthread_self(), SIGUSR1)
            #expect(reader.isPending([SIGUSR1, SIGTERM]))
            pthread_kill(pthread_self(), SIGTERM)
            #expect(Set(reader.read()) == [SIGUSR1, SIGTERM])
            #expect(reader.read() == [])
        }

        @Test func senderIsTold() throws {
            let reader = try SignalReader.start()
            defer { reader.stop() }
            pthread_kill(pthread_self(), SIGUSR2)
            #expect(reader.readWithSenders().map(\.sender) == [getpid()])
        }

        @Test func maskIsGivenBack() throws {
            func blocked() -> [Int32] {
                var mask = sigset_t()
                pthread_sigmask(SIG_BLOCK, nil, &mask)
                return (1...64).filter { sigismember(&mask, $0) == 1 }
            }
            let before = blocked()
            let reader = try SignalReader.start()
            #expect(blocked().contains(SIGTERM) && blocked().contains(SIGCHLD))
            reader.stop()
            #expect(blocked() == before)
        }

        @Test func limitsAndBrokenPipesEndNothing() throws {
            let reader = try SignalReader.start()
            for signal in [SIGXFSZ, SIGXCPU, SIGPIPE, SIGALRM] { pthread_kill(pthread_self(), signal) }
            var none = timespec()
            var alarm = sigset_t()
            sigemptyset(&alarm)
            sigaddset(&alarm, SIGALRM)
            #expect(sigtimedwait(&alarm, nil, &none) == SIGALRM)
            #expect(reader.read() == [])
            // What limits have raised does not come back with the mask.
            reader.stop()
        }

        @Test func ignoredHangUpStaysIgnored() throws {
            Glibc.signal(SIGHUP, SIG_IGN)
            defer { Glibc.signal(SIGHUP, SIG_DFL) }
            let reader = try SignalReader.start()
            defer { reader.stop() }
            pthread_kill(pthread_self(), SIGHUP)
            #expect(reader.read() == [])
            // Where threads block it from the start, it is pending now.
            var set = sigset_t()
            sigemptyset(&set)
            sigaddset(&set, SIGHUP)
            var none = timespec()
            sigtimedwait(&set, nil, &none)
        }

        @Test func otherIgnoredSignalsAreHeard() throws {
            Glibc.signal(SIGUSR1, SIG_IGN)
            defer { Glibc.signal(SIGUSR1, SIG_DFL) }
            let reader = try SignalReader.start()
            defer { reader.stop() }
            pthread_kill(pthread_self(), SIGUSR1)
            #expect(reader.read() == [SIGUSR1])
        }
    }
}
