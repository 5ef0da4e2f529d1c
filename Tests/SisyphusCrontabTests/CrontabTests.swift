import SisyphusCore
import SisyphusOptions
import SisyphusUnix
import TestSupport
import Testing

@testable import SisyphusCrontab
@testable import SisyphusSchedule

/// A machine on which little is installed.
private struct Machine: CrontabSurroundings {
    var takesMail = false

    func hasProgram(_ name: String, in path: [String]) -> Bool { ["/bin/sh", "true", "/usr/bin/fetch", "flock"].contains(name) }
    func hasUser(_ name: String) -> Bool { ["root", "www-data"].contains(name) }
    func zone(_ name: String) -> ZoneRules? { ZoneFiles.zone(name) }
    func refusal(of comment: CommentOptions) -> String? { comment.words.contains { $0.hasPrefix("--maxtimes") } ? "there is no option --maxtimes" : nil }
}

struct CrontabTests {
    private func check(_ text: String, _ kind: Crontab.Kind = .user, takesMail: Bool = true) -> [CrontabFinding] {
        CrontabCheck(Crontab(Array(text.utf8), kind), Machine(takesMail: takesMail), zone: ZoneFiles.zone("Europe/Berlin")!, now: 1_790_000_000).findings
    }

    @Test(
        arguments: [
            ("0 5 * * * true\n", nil), ("0 5 * * * true", "error 1:15 no newline"), ("0 5 * * * date +%F\n", "warning 1:17 unescaped %"),
            ("0 5 * * * true \\%F\n", nil),
            ("0 5 * * * nothere\n", "warning 1 no program nothere"), ("PATH=$HOME/bin\n0 5 * * * true\n", "warning 1 literally"),
            ("0 5 1 * mon true\n", "warning 1 one of the two"),
            ("0 5 */2 * mon true\n", "warning 1 fit both"), ("30 2 * * * true\n", "warning 1 Debian's cron"), ("*/5 * * * * true\n", nil),
            ("*/30 2 * * * true\n", "warning 1 left out"),
            ("0 5 * * * true >/dev/null 2>&1\n", "warning 1 throws away"), ("0 5 * * * true > /dev/null 2>&1\n", "warning 1 throws away"),
            ("0 5 * * * true >/dev/null\n", nil),
            ("0 5 * * * bin/true\n", "warning 1 relative"), ("0 5 * * * root true\n", "warning 1:11 name no user"),
            ("0 5 * * * true # sisyphus: maxtimes=3\n", "error 1 no option --maxtimes"),
            ("0 5 * * * true # sisyphus: name=a\n1 5 * * * fetch2 # sisyphus: name=a\n", "warning 2 same job name"),
            ("0 5 * * * true a\n0 5 * * * true a\n", "warning 2 same moment"), ("*/7 * * * * true a\n0 5 * * * true a\n", "warning 2 same moment"),
            ("0 5 * * * true a\n0 6 * * * true a\n", nil), ("0 5 30 2 * true\n", "error 1 never runs"),
            ("MAILTO=ada\n0 5 * * * true\n", nil), ("0 25 * * * true\n", "error 1:3 hour"), ("0 5 * * *\n", "error 1:10 command is missing"),
            ("CRON_TZ=Mars/Base\n", "error 1 no time zone"),
            ("0 5 * * * true\r\n", "error 1:15 carriage return"), ("SHELL=/bin/zsh\n", "error 1 no program /bin/zsh"), ("@reboot true\n", nil),
        ] as [(String, String?)])
    func findings(_ text: String, _ expected: String?) throws {
        let found = check(text).filter { $0.level > .note }.map { finding in
            (place: "\(finding.level.rawValue) \(finding.line.map(String.init) ?? "-")\(finding.column.map { ":\($0)" } ?? "") ", text: finding.text)
        }
        guard let expected else { return #expect(found.isEmpty, "\(found)") }
        let words = expected.split(separator: " ", maxSplits: 2)
        #expect(found.contains { $0.place == "\(words[0]) \(words[1]) " && $0.text.contains(words[2]) }, "\(found)")
    }

    @Test func systemLinesNameUsers() {
        #expect(check("0 5 * * * root true\n", .system).isEmpty)
        #expect(check("0 5 * * * nobodyhere true\n", .system).contains { $0.level == .error && $0.text.contains("no user nobodyhere") })
        #expect(check("0 5 * * * root true\n", .system, takesMail: false).contains { $0.line == nil && $0.text.contains("sendmail") })
        #expect(check("0 5 * * * root true\n0 5 * * * www-data true\n", .system).isEmpty)
        let good = CrontabFileFacts(name: "php", isOneOfMany: true, isRegular: true, owners: [0], mode: 0o644)
        #expect(good.findings.isEmpty)
        for name in ["php.dpkg-old", "a b", ""] {
            var facts = good
            facts.name = name
            #expect(facts.isIgnored && facts.findings.count == 1, "\(name)")
        }
        var foreign = good
        foreign.owners = [0, 1000]
        #expect(foreign.isIgnored)
        foreign = good
        foreign.mode = 0o664
        #expect(!foreign.isIgnored && foreign.findings.count == 1)
    }

    @Test func namesAreToldApart() {
        let crontab = Crontab(Array("0 1 * * * /x/sync.sh a\n0 2 * * * /x/sync.sh b\n0 3 * * * /x/sync.sh b\n0 4 * * * /x/other.sh\n".utf8), .user)
        let names = CrontabNames(crontab.jobs.map(\.job.command))
        let all = crontab.jobs.map { names.name(of: $0.job.command) }
        #expect(all[0].hasPrefix("sync-") && all[0] != all[1] && all[1] == all[2] && all[3] == "other", "\(all)")
    }

    @Test func cronAndWeTakeTheSameCommand() throws {
        let job = { (line: String) in try CrontabJob(Array(line.utf8)[...], .user) }
        #expect(try job("* * * * * date +\\%F%in%put").command == "date +%F")
        #expect(try job("* * * * * date +\\%F%in\\%put").input == "in%put")
        #expect(try job("* * * * * a \\\\ b").isRun(as: "a \\ b"))
        #expect(try job("-*/5 * * * * a").command == "a")
        let variables = Crontab(Array("A = b \n'C'= \"d e\" \n\"F=1\n".utf8), .user).lines.map(\.content)
        guard case .variable("A", "b") = variables[0], case .variable("C", "d e") = variables[1] else {
            Issue.record("\(variables)")
            return
        }
    }

    private static let way = CrontabAdoption.Way.wrap(program: "/usr/bin/sisyphus")

    @Test(arguments: [
        "0 5 * * * true\n",
        "# a\n\n\nSHELL=/bin/bash\n  SHELL = \"/bin/sh\"\n0 5 * * * echo 'it''s' \"x\" %in%put\n\t@daily  date +\\%F # sisyphus: name=a maxtime=3\n",
        "0 5 * * * true",
        "0 5 * * * \\%cd && date +\\%F # sisyphus: project=\\%F\n",
        "61 * * * * broken\n* * * * * sisyphus run -j x -- sh -c 'mine'\r\n* * * * * \u{1}\u{ff}'\n",
    ])
    func whatIsAdoptedIsReleasedToTheByte(_ text: String) throws {
        let bytes = Array(text.utf8)
        for way in [.shell(path: "/usr/bin/sisyphus-sh"), CrontabTests.way] {
            let adopted = try #require(try CrontabAdoption.adopted(Crontab(bytes, .user), way))
            #expect(adopted != bytes)
            #expect(CrontabAdoption.released(Crontab(adopted, .user)) == bytes)
        }
        #expect(CrontabAdoption.released(Crontab(bytes, .user)) == nil)
    }

    @Test func whatCannotBeWrittenForAllCronsIsNotWrapped() throws {
        #expect(try CrontabAdoption.adopted(Crontab(Array("SHELL=/x\\%y\n0 5 * * * true\n".utf8), .user), CrontabTests.way) == nil)
    }

    @Test func aLineThatWouldNotRunIsNotWrapped() throws {
        let crontab = Crontab(Array("0 5 * * * true # sisyphus: nme=a\n1 5 * * * true # sisyphus: name=b\n".utf8), .user)
        let adopted = try CrontabAdoption.adopted(crontab, CrontabTests.way) { $1.words == ["--nme=a"] }
        let lines = String(decoding: try #require(adopted), as: UTF8.self).split(separator: "\n")
        #expect(lines[0] == "0 5 * * * true # sisyphus: nme=a" && lines[1].hasPrefix("1 5 * * * /usr/bin/sisyphus run -j b -- "))
    }

    @Test func anyBytes() throws {
        var chance = Chance(1)
        let pieces = [
            "*", "0", "5-7", "/", ",", " ", " ", "\t", "%", "\\", "\n", "\n", "'", "\"", "=", "#", "SHELL", "sisyphus: name=", "@daily", "root", "cd /x &&",
            "\u{0}", "é", "(", "$(", "`", "~", "{",
        ]
        for _ in 0..<3000 {
            var bytes = Array(chance.text(of: pieces, 0...40).utf8)
            if !bytes.isEmpty, Bool.random(using: &chance) { bytes[chance.below(bytes.count)] = .random(in: 0...255, using: &chance) }
            for kind in [Crontab.Kind.user, .system] {
                let crontab = Crontab(bytes, kind)
                #expect(Array(crontab.lines.map(\.bytes).joined(separator: [10])) + (crontab.endsWithNewline && !crontab.lines.isEmpty ? [10] : []) == bytes)
                _ = CrontabCheck(crontab, Machine(), zone: .utc, now: 1_790_000_000)
                for way in [.shell(path: "/x/sisyphus-sh"), CrontabTests.way] {
                    guard let adopted = try? CrontabAdoption.adopted(crontab, way), CrontabAdoption.released(crontab) == nil else { continue }
                    #expect(CrontabAdoption.released(Crontab(adopted, kind)) == bytes, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                }
            }
        }
    }

    @Test(arguments: [
        ("flock -n /run/l timeout -k 10 300 chronic /usr/bin/fetch -v", ["overlap=skip", "maxtime=300", "kill-grace=10"], ["/usr/bin/fetch", "-v"]),
        ("/usr/bin/flock -w 5 l fetch", ["overlap=wait=5"], ["fetch"]), ("chronic fetch", [], ["fetch"]),
        ("timeout --signal=INT 5m fetch", ["maxtime=5m", "kill-signal=INT"], ["fetch"]),
    ])
    func habits(_ text: String, _ options: [String], _ command: [String]) {
        let habit = CrontabHabit(text)
        #expect(habit?.options == options && habit?.command == command, "\(String(describing: habit))")
    }

    @Test(arguments: ["fetch", "flock -s l fetch", "flock -n l -c 'fetch'", "cd /x && flock -n l fetch", "timeout 5"]) func noHabits(_ text: String) {
        #expect(CrontabHabit(text) == nil)
    }
}
