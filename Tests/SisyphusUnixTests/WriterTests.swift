import Glibc
import SisyphusUnix
import Testing

extension UnixTests {
    /// Nobody who reads slowly may hold us up, and the descriptor that we share with our caller stays as it was.
    @Suite struct WriterTests {
        private func fill(_ writer: NonBlockingWriter) -> Int {
            let bytes = [UInt8](repeating: 0x61, count: 8192)
            var total = 0
            while total < 64 << 20 {
                guard case .wrote(let count) = bytes.withUnsafeBytes(writer.write) else { break }
                total += count
            }
            return total
        }

        private func isNonBlocking(_ fd: Int32) -> Bool { fcntl(fd, F_GETFL) & O_NONBLOCK != 0 }

        private func check(_ writing: Int32, reading: Int32) {
            let writer = NonBlockingWriter(duplicating: writing)
            let total = fill(writer)
            #expect(total > 0 && total < 64 << 20)
            #expect([1].withUnsafeBytes(writer.write) == .wouldBlock)
            #expect(!isNonBlocking(writing))
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let taken = read(reading, &buffer, buffer.count)
            #expect(taken > 0)
            #expect(eventually { if case .wrote = [1].withUnsafeBytes(writer.write) { true } else { false } })
            writer.close()
            #expect(fcntl(writing, F_GETFD) != -1)
        }

        @Test func pipe() {
            var ends: [Int32] = [0, 0]
            Glibc.pipe(&ends)
            defer { for end in ends { close(end) } }
            check(ends[1], reading: ends[0])
        }

        @Test func terminal() {
            let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var unlocked: Int32 = 0
            // TIOCSPTLCK, TIOCGPTPEER: macros that Swift does not import.
            #expect(ioctl(main, 0x4004_5431, &unlocked) == 0)
            let side = ioctl(main, 0x5441, O_RDWR | O_NOCTTY)
            defer {
                close(side)
                close(main)
            }
            check(side, reading: main)
        }

        @Test func socket() {
            var ends: [Int32] = [0, 0]
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
            defer { for end in ends { close(end) } }
            check(ends[0], reading: ends[1])
        }

        @Test func file() throws {
            let scratch = Scratch()
            let file = try scratch.directory.openFile("f", File.writeOnly | File.create | File.append)
            let writer = NonBlockingWriter(duplicating: file.fd)
            #expect([7, 8].withUnsafeBytes(writer.write) == .wrote(16))
            file.close()
        }

        @Test func readerThatIsGoneIsTold() {
            Glibc.signal(SIGPIPE, SIG_IGN)
            var ends: [Int32] = [0, 0]
            Glibc.pipe(&ends)
            let writer = NonBlockingWriter(duplicating: ends[1])
            close(ends[0])
            #expect([1].withUnsafeBytes(writer.write) == .failed(.brokenPipe))
            writer.close()
            close(ends[1])
        }
    }
}
