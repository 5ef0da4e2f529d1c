import Foundation
import Glibc
import Testing

/// What a job brings along: options, destinations, names, another library's logging.
@Suite struct OwnTests {
    @Test func ownOptionsStandBesideTheOthers() throws {
        let run = try ProbeRun(
            "options", ["--source", "a.csv", "--dry", "-m", "55", "one", "two"], environment: ["SISYPHUS_WARNTIME": "40"])
        #expect(run.status == 0)
        #expect(
            run.lines == [
                " :: child N >> a.csv true [\"one\", \"two\"]",
                // Command line over class, instance over class, environment over instance.
                " :: child N >> 55 2 40", " :: child N >> clean", " :: child N :: {sisyphus}{result}{ok} >> done",
            ])
    }

    @Test func wrongOptionsAreRefused() throws {
        for (job, words, part) in [
            ("options", ["--bogus"], "SisyphusProbeJobs: Unknown option '--bogus'\nUsage: SisyphusProbeJobs [--source <source>]"),
            ("options", ["--bogus"], "See 'SisyphusProbeJobs --help' for"), ("text", ["--bogus"], "there is no option --bogus"),
            ("text", ["word"], "the job takes no arguments, but there is \"word\""), ("text", ["--maxtime", "x"], "option --maxtime cannot be \"x\""),
        ] {
            let run = try ProbeRun(job, words)
            #expect(run.status == 64)
            #expect(run.stderr.hasPrefix("SisyphusProbeJobs: ") && run.stderr.contains(part))
            #expect(run.files == [])
        }
    }

    @Test func helpShowsBothKindsOfOptions() throws {
        let own = try ProbeRun("options", ["--help"])
        #expect(own.status == 0)
        #expect(own.stdout.hasPrefix("OVERVIEW: Shows its options.\n\nUSAGE: SisyphusProbeJobs [--source <source>]"), "\(own.stdout)")
        #expect(own.stdout.contains("Where to read from.") && own.stdout.hasSuffix(": --help-sisyphus\n") && !own.stdout.contains("--maxtime"))
        let run = try ProbeRun("options", ["--help-sisyphus"])
        #expect(run.status == 0)
        for part in ["Usage: SisyphusProbeJobs [OPTIONS]", "Shows its options.", "--maxtime TIME", "(default: 60)"] {
            #expect(run.stdout.contains(part), "\(part)")
        }
        #expect(!run.stdout.contains("--ok-codes") && !run.stdout.contains("Where to read from."))
    }

    @Test func filesCanBeElsewhere() throws {
        let run = try ProbeRun("paths", ["--fromemail", "a@b.example", "--toemail", "c@d.example", "--sendmail", "/bin/true"])
        #expect(run.status == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: run.base).filter { $0 != "Probe" && $0 != "count" && !$0.hasPrefix(".") }.sorted()
        let logs = names.filter { $0.hasSuffix(".sisyphuslog") }
        #expect(logs.count == 2 && names.filter { !$0.hasSuffix(".sisyphuslog") } == ["health", "mail", "now", "successful"], "\(names)")
        func text(_ path: String) -> String { FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? "" }
        #expect(text(run.base + "/successful").contains(":: [2/2] part b >> in b\n"))
        #expect(text(run.directory + "/last_failed.sisyphuslog") == text(run.base + "/now") && text(run.base + "/now").contains("ValueError: enough"))
        #expect(text(run.base + "/mail").contains("\nTo: c@d.example\n") && text(run.base + "/mail").contains("ValueError: enough"))
        #expect(text(run.base + "/health") == "Failed with ValueError: enough\n")
        #expect(run.files == ["last_failed.sisyphuslog", "notify.state"])
        #expect(run.stdout == "open\n")
        let health = try withExtendedLifetime(run) { try ProbeRun("paths", ["--healthcheck"], base: run.base) }
        #expect(health.status == 1 && health.stdout.hasPrefix("Failed with ValueError: enough (since "), "\(health.stdout)")
    }

    /// What stands elsewhere may be a device, or a directory of somebody else's.
    @Test func filesElsewhereReplaceFilesOnly() throws {
        let base = ProbeRun.makeBase()
        defer { try? FileManager.default.removeItem(atPath: base) }
        for (path, make) in [("directory", { mkdir($0, 0o700) }), ("fifo", { mkfifo($0, 0o600) })] as [(String, (String) -> Int32)] {
            let place = base + "/" + path
            #expect(make(place) == 0)
            let run = try ProbeRun("paths", environment: ["PROBE_HEALTH": place])
            #expect(run.status == 1 && run.stderr.contains("cannot replace \(place): it is no regular file"), "\(run.stderr)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: base).contains(path))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: base).sorted() == ["directory", "fifo"])
    }

    @Test func recordsTellHealthWhereThereIsNoFile() throws {
        let never = try ProbeRun("logger", ["--healthcheck"])
        #expect(never.status == 1 && never.stdout == "Not run yet\n", "\(never.stdout)")
        let run = try ProbeRun("logger")
        let health = try withExtendedLifetime(run) { try ProbeRun("logger", ["--healthcheck"], base: run.base) }
        #expect(health.status == 0 && health.stdout == "", "\(health.stdout)")
    }

    @Test func commandsAreLogged() throws {
        let run = try ProbeRun("commands")
        #expect(
            run.lines.sorted()
                == [
                    " :: child N :: step one :: {shell} >> here /", " :: child N :: step one :: {shell} >> one",
                    " :: child N :: step one :: {shell}{stderr} >> two",
                    " :: child N :: {sisyphus}{result}{ok} >> done", " :: child N >> 3 one", " :: child N >> 9 true",
                    " :: child N >> cannot start /nonexistent: No such file or directory", " :: child N >> here / two", " :: child N >>  false",
                ].sorted(), "\(run.lines)")
    }

    @Test func commandsEndWithTheJob() throws {
        let run = try ProbeRun("commands", ["-m", "1", "--kill-grace", "20"], environment: ["PROBE_SLEEP": "1"])
        #expect(run.status == 124)
        #expect(run.lines.contains { $0.hasSuffix(">> up") } && run.lines.contains { $0.hasSuffix(">> asked") }, "\(run.lines)")
    }

    @Test func ownDestinationsGetEverything() throws {
        let run = try ProbeRun("logger")
        let lines = run.stdout.split(separator: "\n").map(String.init)
        #expect(
            lines.filter { !$0.contains("\"init\"") } == [
                "start [\"outer\"]", "log [\"tag\"] hello 1", "end [\"outer\"]", "log [\"sisyphus\", \"result\", \"ok\"] done 0",
                "finished successful done", "close successful",
            ])
        #expect(run.content("my.log")?.contains("my.log, <lines>\n") == true)
        #expect(run.files == ["my.log", "my_successful"])
    }

    @Test func tasksHaveFactsOfTheirItems() throws {
        let run = try ProbeRun("items")
        #expect(
            run.stdout == """
                square 2 ["is=4", "of=2"]
                square 3 ["is=9", "of=3"]
                 n4 ["same=for all"]
                 5 ["half=2"]

                """)
    }

    @Test func healthCanBeItsOwn() throws {
        let unhealthy = try ProbeRun("unhealthy", ["--healthcheck"])
        #expect(unhealthy.status == 1 && unhealthy.stdout == "out of order\n")
        let base = ProbeRun.makeBase()
        let never = try ProbeRun("text", ["--healthcheck"])
        #expect(never.status == 1 && never.stdout.contains("missing"))
        let run = try ProbeRun("text", base: base)
        let healthy = try withExtendedLifetime(run) { try ProbeRun("text", ["--healthcheck"], base: base) }
        #expect(healthy.status == 0 && healthy.stdout == "")
    }

    @Test func valuesAreLaidOut() throws {
        let run = try ProbeRun("values", ["--fork", "no", "--log2stdout"])
        let lines = run.stdout.split(separator: "\n").compactMap { $0.split(separator: "] >> ", maxSplits: 1).dropFirst().first.map(String.init) }
        #expect(
            lines == [
                "42", "[\"a\": [], \"b\": [1, 2]]", "Point(x: 1, y: \"two\")", "nil", "[9: nil, 10: Point(x: 1, y: \"two\")]",
                "box(width: 1, corner: Point(x: 1, y: \"two\"))", "part of a text", "[", "  \"a long enough text\",",
                "  \"a long enough text\",", "  \"a long enough text\",", "  \"a long enough text\",", "  \"a long enough text\"", "]",
            ])
    }

    @Test func swiftLogIsBridged() throws {
        let run = try ProbeRun("bridge")
        #expect(
            run.lines == [
                " :: child N :: {shop}{info} >> opened {file=a.csv from=provider size=3}",
                " :: child N :: outer :: {shop}{error}{external} >> broken {from=provider size=4}",
                " :: child N :: {shop}{notice}{one}{two}{exc} >> ValueError: bad value",
                " :: child N :: {shop}{notice}{one}{two}{exc} >> odd {from=provider size=3}", " :: child N :: {sisyphus}{result}{errors} >> done",
            ])
    }
}
