import Testing

@testable import SisyphusCore

struct SurroundingsTests {
    @Test func `What is secret by its form is masked`() {
        let command = [
            "./job", "--password=abc", "--db-password", "abc", "PGPASSWORD=abc", "--api-key=abc", "--token-file=/x", "https://joe:abc@host/x@y",
            "ftp://joe@host",
            "--secret", "--verbose", "a=b", "password=1 and more text",
        ]
        #expect(
            MaskedCommand.words(command) == [
                "./job", "--password=•••", "--db-password", "•••", "PGPASSWORD=•••", "--api-key=•••", "--token-file=/x", "https://joe:•••@host/x@y",
                "ftp://joe@host",
                "--secret", "--verbose", "a=b", "password=•••",
            ])
        let more = [
            "env", "AWS_SECRET_ACCESS_KEY=x", "MYSQL_PWD=x", "PWD=/srv", "TOKEN_FILE_AUTH=x", "--access-key=x", "--pass=x", "--sort=key", "-H",
            "Authorization: Bearer x", "--header=X-Api-Key: x", "Accept: */*", "auth:6379",
        ]
        #expect(
            MaskedCommand.words(more) == [
                "env", "AWS_SECRET_ACCESS_KEY=•••", "MYSQL_PWD=•••", "PWD=/srv", "TOKEN_FILE_AUTH=•••", "--access-key=•••", "--pass=•••", "--sort=key", "-H",
                "Authorization: •••", "--header=X-Api-Key: •••", "Accept: */*", "auth:6379",
            ])
        #expect(MaskedCommand.words(["/bin/curl", "-u", "joe:x", "--user", "joe", "a:b"]) == ["/bin/curl", "-u", "joe:•••", "--user", "joe", "a:b"])
        #expect(MaskedCommand.words(["ftp://u:\u{301}secret@\u{301}h"]) == ["ftp://u:•••@\u{301}h"])
        #expect(MaskedCommand.words(["docker", "run", "-u", "1000:1000"]).last == "1000:1000")
        #expect(MaskedCommand.words(["sh", "-c", "echo the password=1"]).last == "echo the password=1")
    }

    @Test func `A record has at most 4 KiB of arguments`() {
        let words = Surroundings.words(of: ["./job"] + Array(repeating: String(repeating: "ä", count: 100), count: 100))
        #expect((4000...4096).contains(words.reduce(0) { $0 + $1.utf8.count }) && words.last?.hasSuffix("…") == true)
    }

    @Test func `Limits that a machine starts with are left out`() {
        let usual: [UInt64?] = [nil, nil, nil, 8 << 20, 0, nil, 9000, 1024, 8 << 20, nil, nil, 9000, 819_200, 0, 0, nil]
        let none = Surroundings.limits { usual[$0] }
        #expect(none.isEmpty)
        var other = usual
        (other[0], other[4], other[6]) = (60, nil, 100)
        let some = Surroundings.limits { other[$0] }
        #expect(some.map(\.name) == ["cpu", "core", "nproc"] && some.map(\.value) == [60, nil, 100])
    }

    @Test(
        arguments: [
            (["cron"], [], Trigger.cron), (["sh", "cron"], [], .cron), (["bash", "sshd"], [], .unknown), (["systemd"], ["invocation"], .timer),
            (["systemd"], [], .unknown), (["cron"], ["terminal"], .shell), (["cron"], ["pod"], .kubernetes), (["cron"], ["repeats", "terminal"], .repeat),
            ([], ["unit"], .timer), (["cron"], ["again", "terminal", "repeats"], .again), ([], [], .unknown),
        ] as [([String], [String], Trigger)])
    func `What started a run`(parents: [String], facts: [String], trigger: Trigger) {
        var known = Trigger.Facts()
        (known.hasTerminal, known.isInPod, known.repeats) = (facts.contains("terminal"), facts.contains("pod"), facts.contains("repeats"))
        known.isAgain = facts.contains("again")
        (known.hasInvocation, known.triggerUnit) = (facts.contains("invocation"), facts.contains("unit") ? "fetch.timer" : nil)
        #expect(Trigger.judge(known) { $0 < parents.count ? parents[$0] : nil } == trigger)
    }

    @Test func `SipHash as its authors have it`() {
        // The vectors of the reference implementation: key 00 01 … 0f, messages 00, 00 01, ….
        let hash = SipHash(key: Array(0..<16))
        func of(_ count: UInt8) -> UInt64 { Array(0..<count).withUnsafeBytes { hash.hash($0) } }
        #expect(of(0) == 0x726f_db47_dd0e_0e31 && of(8) == 0x93f5_f579_9a93_2462 && of(15) == 0xa129_ca61_49be_45e5)
    }

    @Test func `Fingerprints are read back, and what is damaged is made anew`() throws {
        var known = Fingerprints(key: Array(0..<16))
        #expect(Fingerprints(bytes: known.bytes) == known)
        let file = Surroundings.ProgramFile(path: "/a b/ä", modified: Timestamp(microseconds: 7), size: 9, hash: "00ff00ff00ff00ff")
        (known.user, known.program) = ((0, "root"), (file, 42))
        let again = try #require(Fingerprints(bytes: known.bytes))
        #expect(again == known && again.hash(of: file, inode: 42) == .some("00ff00ff00ff00ff"))
        #expect(again.hash(of: file, inode: 43) == nil)
        for end in 1..<known.bytes.count { #expect(Fingerprints(bytes: Array(known.bytes.dropLast(end))) != known) }
        #expect(Fingerprints(bytes: Array("key 00\n".utf8)) == nil)
    }
}
