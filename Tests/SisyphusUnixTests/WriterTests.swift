import CSisyphus
import Glibc
@testable import SisyphusUnix
import Testing

extension UnixTests {
    /// Nobody who reads slowly may hold us up, and the descriptor that we share with our caller stays as it was.
    @Suite struct WriterTests {
        private func fill(_ writer: BoundedWriter) -> Int {
            let bytes = [UInt8](repeating: 0x61, count: 8192)
            var total = 0
            while total < 64 << 20 {
                guard case .wrote(let count) = bytes.withUnsafeBytes(writer.write) else { break }
                total += count
            }
            return total
        }

        private func isNonBlocking(_ fd: Int32) -> Bool { fcntl(fd, F_GETFL) & O_NONBLOCK != 0 }

        private func check(_ writing: Int32, reading: Int32, reopening: Bool = true) {
            let writer = BoundedWriter(writing, reopening: reopening)
            let total = fill(writer)
            #expect(total > 0 && total < 64 << 20)
            #expect([1].withUnsafeBytes(writer.write) == .wouldBlock)
            #expect(!isNonBlocking(writing))
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let taken = read(reading, &buffer, buffer.count)
            #expect(taken > 0)
            #expect(eventually { if case .wrote = [1].withUnsafeBytes(writer.write) { true } else { false } })
            #expect(fcntl(writing, F_GETFD) != -1)
        }

        @Test(arguments: [true, false]) func pipe(reopening: Bool) {
            var ends: [Int32] = [0, 0]
            Glibc.pipe(&ends)
            defer { for end in ends { close(end) } }
            check(ends[1], reading: ends[0], reopening: reopening)
        }

        @Test(arguments: [true, false]) func terminal(reopening: Bool) {
            let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var unlocked: Int32 = 0
            // TIOCSPTLCK, TIOCGPTPEER: macros that Swift does not import.
            #expect(ioctl(main, 0x4004_5431, &unlocked) == 0)
            let side = ioctl(main, 0x5441, O_RDWR | O_NOCTTY)
            defer {
                close(side)
                close(main)
            }
            check(side, reading: main, reopening: reopening)
        }

        /// A daemon gets a message a line, and what comes when it has begun anew too.
        @Test func daemon() throws {
            let scratch = Scratch()
            let path = scratch.path + "/log"
            #expect(throws: SystemError.self) { try BoundedWriter(daemon: path) }
            var listener = try listen(path)
            let writer = try BoundedWriter(daemon: path)
            #expect(writer.takesMessages)
            func send(_ text: String) -> BoundedWriter.Result { Array(text.utf8).withUnsafeBytes(writer.write) }
            func receive() -> String {
                var buffer = [UInt8](repeating: 0, count: 1 << 20)
                return String(decoding: buffer[..<max(0, recv(listener, &buffer, buffer.count, Int32(MSG_DONTWAIT)))], as: UTF8.self)
            }
            #expect(send("one\ntwo\n") == .wrote(4))
            #expect(send("two\n") == .wrote(4))
            #expect([receive(), receive()] == ["one", "two"])
            let long = String(repeating: "x", count: 4 << 20)
            #expect(send(long + "\n") == .wrote(long.utf8.count + 1))
            let cut = receive()
            #expect(cut.utf8.count >= 480 && long.hasPrefix(cut))
            while case .wrote = send("full\n") {}
            #expect(send("full\n") == .wouldBlock)
            close(listener)
            unlink(path)
            #expect(send("lost\n") == .wouldBlock)
            listener = try listen(path)
            #expect(send("again\n") == .wrote(6))
            #expect(receive() == "again")
            close(listener)
        }

        private func listen(_ path: String) throws -> Int32 {
            let fd = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(fd, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
            }
            try #require(bound == 0)
            return fd
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
            let writer = BoundedWriter(file.fd)
            #expect([7, 8].withUnsafeBytes(writer.write) == .wrote(16))
            file.close()
        }

        /// A second writer may take the room that `poll` has just found.
        @Test func callThatWaitsIsInterrupted() {
            var ends: [Int32] = [0, 0]
            Glibc.pipe(&ends)
            defer { for end in ends { close(end) } }
            _ = fill(BoundedWriter(ends[1]))
            let byte: [UInt8] = [1]
            var before = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &before)
            #expect(byte.withUnsafeBytes { sis_write_within(ends[1], $0.baseAddress, 1, 10_000, true) } == -1)
            #expect(errno == EAGAIN)
            var now = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &now)
            #expect((1..<65).allSatisfy { sigismember(&now, $0) == sigismember(&before, $0) })
        }

        @Test func readerThatIsGoneIsTold() {
            Glibc.signal(SIGPIPE, SIG_IGN)
            var ends: [Int32] = [0, 0]
            Glibc.pipe(&ends)
            let writer = BoundedWriter(ends[1])
            close(ends[0])
            #expect([1].withUnsafeBytes(writer.write) == .failed(.brokenPipe))
            close(ends[1])
        }
    }
}
