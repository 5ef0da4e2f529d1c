import SisyphusCore
import SisyphusViews
import Testing

struct CheckupTests {
    /// An installation with which nothing is wrong.
    private static var good: InstallationFacts {
        var facts = InstallationFacts()
        facts.version = "1.2.3"
        (facts.program, facts.hasShell, facts.kernel) = ("/usr/bin/sisyphus", true, "6.1.0-13-amd64")
        (facts.basePath, facts.base) = ("/srv/logs", .directory(owner: "acme", isOwn: true, mode: 0o700, free: 1 << 40))
        (facts.mailProgram, facts.curl, facts.compression) = ("/usr/sbin/sendmail", "libcurl/8.5.0", "bzip2")
        facts.codecs = [("gzip", "1.2.13"), ("bzip2", "1.0.8"), ("lzma", "5.4.1")]
        return facts
    }

    @Test func `Nothing is wrong with a good installation`() {
        let checkup = Checkup(Self.good)
        #expect(checkup.isHealthy)
        #expect(checkup.findings.allSatisfy { $0.verdict == .ok && $0.fix == nil })
        #expect(checkup.text.hasPrefix("ok     program        sisyphus 1.2.3 at /usr/bin/sisyphus\n"))
    }

    @Test func `Programs read the same`() {
        var facts = Self.good
        facts.hasShell = false
        let json = Checkup(facts).json
        #expect(
            json.hasPrefix(#"{"v":2,"healthy":true,"findings":[{"verdict":"ok","subject":"program","text":"sisyphus 1.2.3 at /usr/bin/sisyphus","fix":null},"#))
        #expect(
            json.contains(
                #"{"verdict":"note","subject":"sisyphus-sh","text":"is not beside it, so that no crontab can be adopted","fix":"ln -s sisyphus /usr/bin/sisyphus-sh"}"#
            ))
        #expect(JSONValue(Array(json.utf8)) != nil)
    }

    struct Trouble: Sendable, CustomTestStringConvertible {
        let subject: String
        let isWrong: Bool
        let change: @Sendable (inout InstallationFacts) -> Void
        var testDescription: String { subject }
    }

    static let troubles: [Trouble] = [
        Trouble(subject: "cron's PATH", isWrong: false) { $0.program = "/usr/local/bin/sisyphus" },
        Trouble(subject: "sisyphus-sh", isWrong: false) { $0.hasShell = false },
        Trouble(subject: "base directory", isWrong: true) { $0.base = .unusable("it is a file") },
        Trouble(subject: "base directory", isWrong: true) { $0.base = .directory(owner: "acme", isOwn: true, mode: 0o777, free: nil) },
        Trouble(subject: "free space", isWrong: true) { $0.base = .directory(owner: "acme", isOwn: true, mode: 0o700, free: 1 << 20) },
        Trouble(subject: "configuration", isWrong: true) { $0.configurations = [.init("/etc/sisyphus/config.toml", "line 1 is no TOML")] },
        Trouble(subject: "settings", isWrong: true) { $0.settings = "--a and --b exclude each other" },
        Trouble(subject: "settings", isWrong: false) { $0.warnings = ["SISYPHUS_X names no option"] },
        Trouble(subject: "channels", isWrong: false) { $0.mailProgram = nil },
        Trouble(subject: "channel", isWrong: true) { $0.channels = [.init("e-mail", "there is no sendmail")] },
        Trouble(subject: "server", isWrong: true) { $0.servers = [.init("mail.example.org:25", "refused")] },
        Trouble(subject: "libcurl", isWrong: false) { $0.curl = nil },
        Trouble(subject: "codec", isWrong: true) { $0.codecs[1].version = nil },
        Trouble(subject: "codec", isWrong: false) { $0.codecs[2].version = nil },
        Trouble(subject: "kernel", isWrong: true) { $0.kernel = "5.3.18-lp152" },
        Trouble(subject: "clock", isWrong: true) { $0.year = 1970 },
        Trouble(subject: "clock", isWrong: false) { $0.isClockKept = false },
    ]

    @Test(arguments: troubles)
    func `Each trouble is found once, judged, and has a fix`(trouble: Trouble) {
        var facts = Self.good
        trouble.change(&facts)
        let found = Checkup(facts).findings.filter { $0.verdict != .ok }
        #expect(found.map(\.subject) == [trouble.subject])
        #expect(found.first?.verdict == (trouble.isWrong ? .wrong : .note))
        #expect(found.first?.fix != nil)
        #expect(Checkup(facts).isHealthy == !trouble.isWrong)
    }

    @Test func `Without libcurl no server can be told, which is wrong where there is one`() {
        var facts = Self.good
        facts.curl = nil
        facts.servers = [.init("mail.example.org:25")]
        #expect(!Checkup(facts).isHealthy)
    }

    @Test func `A sticky directory that everyone may write is fine`() {
        var facts = Self.good
        facts.base = .directory(owner: "root", isOwn: false, mode: 0o1777, free: nil)
        #expect(Checkup(facts).findings.contains { $0.text == "/srv/logs, which belongs to root" && $0.verdict == .ok })
    }
}
