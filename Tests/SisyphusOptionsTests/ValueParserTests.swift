import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor
import Testing

@testable import SisyphusOptions

struct ValueParserTests {
    @Test(arguments: [
        ("90", Duration.seconds(90)), ("1.5", .milliseconds(1500)), ("3m", .seconds(180)), ("2h30m", .seconds(9000)), ("30d", .seconds(2_592_000)),
        ("1w2d", .seconds(777_600)), ("250ms", .milliseconds(250)), ("1.5h", .seconds(5400)), ("0.000001", .microseconds(1)), ("1m0.5s", .milliseconds(60_500)),
    ])
    func `Durations`(text: String, duration: Duration) throws {
        #expect(try settings(["-m", text, "x"]).maxtime == duration)
    }

    @Test(arguments: ["0", "none", "None", "0.0", "0h"])
    func `Limits are switched off`(text: String) throws {
        let settings = try settings(["-m", text, "--maxlogsize", text == "0h" || text == "0.0" ? "0" : text, "--keepfilelogs", text, "x"])
        #expect(settings.maxtime == nil)
        #expect(settings.maxlogsize == nil)
        #expect(settings.keepfilelogs == nil)
    }

    @Test(arguments: [
        ("-5", "a duration is never negative"), ("", "it is empty"), ("nan", "it is not a duration"), ("inf", "it is not a duration"),
        ("1e3", "there is no unit \"e\""),
        ("5x", "there is no unit \"x\""), ("1h30", "a unit is missing"), ("5m1h", "units go from large to small, each once"),
        ("1m1m", "units go from large to small, each once"),
        ("1.", "digits are missing after the point"), (".5", "it is not a duration"), ("1 m", "a unit is missing"), ("+5", "it is not a duration"),
        ("0x10", "there is no unit \"x\""),
        ("9999999999999", "it is longer than a hundred years"), ("99999999999999999999", "it is too large"), ("40000d", "it is longer than a hundred years"),
    ])
    func `Nonsense is no duration`(text: String, reason: String) {
        #expect(
            refusal(["--maxtime=\(text)", "x"]) == """
                option --maxtime cannot be "\(text)": \(reason); accepted: seconds (90, 1.5) or units from w to ms (3m, 2h30m, 12h, 30d, 250ms), \
                and 0 or none for never
                """)
    }

    @Test func `Days are days`() throws {
        let settings = try settings(["--keepfilelogs", "1.5", "--compressfilelogs=12h", "x"])
        #expect(settings.keepfilelogs == .seconds(129_600))
        #expect(settings.compressfilelogs == .seconds(43_200))
    }

    @Test(arguments: [
        ("65536", 65_536), ("64K", 65_536), ("64KiB", 65_536), ("64kb", 64_000), ("1.5GiB", 1_610_612_736), ("10MB", 10_000_000), ("4096B", 4096),
    ])
    func `Sizes`(text: String, size: Int) throws {
        #expect(try settings(["--maxlogsize", text, "x"]).maxlogsize == size)
    }

    @Test(arguments: ["-1", "", "K", "1Q", "1e3", "99999999T", "12", "nan"])
    func `Nonsense is no size`(text: String) {
        #expect(refusal(["--maxlogsize=\(text)", "x"]).hasPrefix("option --maxlogsize cannot be \"\(text)\": "))
    }

    @Test func `Sets of exit statuses`() throws {
        let codes = try settings(["--ok-codes", "3, 10-19", "x"]).okCodes
        #expect(codes == ExitCodes([3...3, 10...19]))
        #expect(try settings(["--ok-codes", "none", "x"]).okCodes == ExitCodes())
        for text in ["", ",", "256", "-1", "9-3", "1-2-3", "a", "1,,2", "1-"] {
            #expect(refusal(["--ok-codes=\(text)", "x"]).contains("accepted: statuses from 0 to 255"), "\(text)")
        }
    }

    @Test func `Next run`() throws {
        #expect(try settings(["-r", "--nextrun", "1.5", "x"]).nextrun == .after(.milliseconds(1500)))
        #expect(try settings(["-r", "--nextrun", "0", "x"]).nextrun == .after(.zero))
        #expect(try settings(["-r", "--nextrun", "none", "x"]).nextrun == nil)
        let time = CivilTime(year: 2026, month: 11, day: 24, hour: 6, minute: 30)
        for text in ["2026-11-24 06:30", "2026-11-24T06:30:00"] { #expect(try settings(["-r", "--nextrun", text, "x"]).nextrun == .at(time)) }
        #expect(try settings(["-r", "--nextrun", "2028-02-29", "x"]).nextrun == .at(CivilTime(year: 2028, month: 2, day: 29)))
        for text in ["2026-02-29", "2026-13-01", "2026-00-01", "2026-11-24 24:00", "2026-11-24 06", "2026-11-24 06:30:00Z", "2026-1-1", "0000"] {
            if text != "0000" { #expect(!refusal(["-r", "--nextrun", text, "x"]).isEmpty, "\(text)") }
        }
    }

    @Test func `Overlap`() throws {
        #expect(try settings(["--overlap", "wait", "x"]).overlap == .wait(nil))
        #expect(try settings(["--overlap=wait=5m", "x"]).overlap == .wait(.seconds(300)))
        #expect(try settings(["--overlap", "SKIP", "x"]).overlap == .skip)
        for text in ["", "waits", "wait=", "skip=5", "wait=-1"] { #expect(!refusal(["--overlap=\(text)", "x"]).isEmpty, "\(text)") }
    }

    @Test func `Log mode`() throws {
        #expect(try settings(["--log-mode", "0640", "x"]).logMode == 0o640)
        for text in ["0660", "0400", "755", "64", "00640", "0o640", "6a0", "4600"] { #expect(!refusal(["--log-mode=\(text)", "x"]).isEmpty, "\(text)") }
    }

    @Test(arguments: [("TERM", 15), ("sigint", 2), ("SIGUSR1", 10), ("9", 9), ("RTMIN", 34), ("rtmin+3", 37), ("64", 64)] as [(String, Int32)])
    func `Signals that end a program`(text: String, number: Int32) throws {
        #expect(try settings(["--kill-signal", text, "x"]).killSignal == number)
    }

    @Test(arguments: ["", "0", "32", "65", "-1", "SIG", "NOPE", "RTMIN+31", "STOP", "SIGCONT", "17"])
    func `Signals that do not`(text: String) throws {
        #expect(refusal(["--kill-signal=\(text)", "x"]).contains("--kill-signal"))
    }

    @Test func `Choices, counts, paths and encodings`() throws {
        #expect(try settings(["--compressmode", "LZMA", "x"]).compressmode == .lzma)
        #expect(try settings(["--skip-status", "0", "x"]).skipStatus == 0)
        #expect(try settings(["--keepruns", "none", "x"]).keepruns == nil)
        for words in [
            ["--compressmode=zip"], ["--skip-status=256"], ["--skip-status=none"], ["--keepruns=-1"], ["--basedir="], ["--encoding="], ["--encoding=a b"],
            ["--maxline=255"],
        ] {
            #expect(!refusal(words + ["x"]).isEmpty, "\(words)")
        }
    }

    /// Whatever help texts call the default is what the settings have by themselves.
    @Test func `Documented defaults are the defaults`() throws {
        for row in OptionTable.standard.rows {
            guard let standard = row.standard(), row.kind.acceptsDefault(standard) else { continue }
            let words = ["--repeat", "--" + row.name + "=" + standard, "x"]
            guard row.scope.contains(.run) else { continue }
            #expect(try effective(settings(words)) == effective(settings(row.name == "repeat" ? ["x"] : ["--repeat", "x"])), "\(row.name)")
        }
    }

    private func effective(_ settings: RunSettings) -> RunSettings {
        var settings = settings
        settings.commandStart = 0
        settings.logMode = settings.logMode ?? 0o600
        return settings
    }
}

extension OptionKind {
    /// Not defaults in words, as of `--basedir`.
    fileprivate func acceptsDefault(_ text: String) -> Bool { !text.contains(" ") && !text.contains("'") }
}
