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
            ("options", ["--bogus"], "Unknown option '--bogus'"), ("text", ["--bogus"], "there is no option --bogus"),
            ("text", ["word"], "the job takes no arguments, but there is \"word\""), ("text", ["--maxtime", "x"], "option --maxtime cannot be \"x\""),
        ] {
            let run = try ProbeRun(job, words)
            #expect(run.status == 64)
            #expect(run.stderr.hasPrefix("SisyphusProbeJobs: ") && run.stderr.contains(part))
            #expect(run.files == [])
        }
    }

    @Test func helpShowsBothKindsOfOptions() throws {
        let run = try ProbeRun("options", ["--help"])
        #expect(run.status == 0)
        for part in [
            "Usage: SisyphusProbeJobs [OPTIONS]", "Shows its options.", "--maxtime TIME", "(default: 60)", "Where to read from.",
        ] {
            #expect(run.stdout.contains(part), "\(part)")
        }
        #expect(!run.stdout.contains("--ok-codes"))
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
