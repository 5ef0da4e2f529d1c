import SisyphusCore
import SisyphusSupervisor
import Testing

@testable import SisyphusOptions

struct PrecedenceTests {
    private let system = """
        [defaults]
        maxtime = 1
        idle-timeout = 1
        warntime = "100ms"
        drain = 1.5
        ["P"]
        maxtime = 2
        """
    private let user = """
        [defaults]
        maxtime = 3
        keepruns = 7
        ["P"]
        ok_codes = [3, "10-19"]
        maxtime = 4
        ["P/j"]
        maxtime = 5
        log2stdout = true
        ["P/other"]
        maxtime = 6
        """

    @Test func `Each key comes from the strongest place that has it`() throws {
        let words = ["-p", "P", "-j", "j", "x"]
        var result = try settings(words, configurations: [user, system])
        #expect(result.maxtime == .seconds(5))
        #expect(result.idleTimeout == .seconds(1))
        #expect(result.drain == .milliseconds(1500))
        #expect(result.keepruns == 7)
        #expect(result.okCodes == ExitCodes([3...3, 10...19]))
        #expect(result.log2stdout == .yes)
        result = try settings(words, environment: [("SISYPHUS_MAXTIME", "8")], configurations: [user, system])
        #expect(result.maxtime == .seconds(8))
        result = try settings(["-m", "9"] + words, environment: [("SISYPHUS_MAXTIME", "8")], configurations: [user, system])
        #expect(result.maxtime == .seconds(9))
        #expect(try settings(["-p", "Q", "x"], configurations: [user, system]).maxtime == .seconds(3))
        #expect(try settings(["-p", "P", "x"], configurations: [system]).maxtime == .seconds(2))
    }

    @Test func `Names in the environment choose the section, derived ones too`() throws {
        #expect(try settings(["/bin/other.sh"], environment: [("SISYPHUS_PROJECTNAME", "P")], configurations: [user]).maxtime == .seconds(6))
    }

    @Test func `Variables of a running job are no options, empty ones are not set`() throws {
        let result = try settings(["x"], environment: [("SISYPHUS_RUN_ID", "1"), ("SISYPHUS_MAXTIME", ""), ("SISYPHUS_KILL_GRACE", "2"), ("OTHER", "1")])
        #expect(result.maxtime == nil)
        #expect(result.killGrace == .seconds(2))
    }

    @Test(arguments: [
        ("SISYPHUS_MAXTME", "5", "environment variable SISYPHUS_MAXTME names no option; did you mean SISYPHUS_MAXTIME?"),
        ("SISYPHUS_HELP", "5", "environment variable SISYPHUS_HELP names no option"),
        (
            "SISYPHUS_REPEAT", "maybe",
            "environment variable SISYPHUS_REPEAT cannot be \"maybe\": it is neither yes nor no; accepted: 1, true, yes, on, 0, false, no, off"
        ),
    ])
    func `Wrong variables`(name: String, value: String, error: String) {
        #expect(refusal(["x"], environment: [(name, value)]) == error)
    }

    @Test func `Health ignores what only run knows`() throws {
        #expect(try settings(["-j", "j"], environment: [("SISYPHUS_REPEAT", "yes")], configurations: [system], form: .health).maxtime == nil)
    }

    @Test(arguments: [
        (["--leftover", "wait"], "--leftover wait needs --maxtime"), (["--tty", "-r"], "--tty and --repeat"), (["--tty", "--pty"], "--tty and --pty"),
        (["--warntime", "5", "-m5"], "--warntime must be less"),
        (["--log-group", "nagios"], "--log-group needs"),
        (["--log-group", "nagios", "--log-mode", "0600"], "--log-group needs"),
        (["--ok-codes", "1-3", "--warn-codes", "3"], "--ok-codes and --warn-codes both name status 3"),
    ])
    func `Contradictions`(words: [String], error: String) {
        #expect(refusal(words + ["x"]).hasPrefix(error))
    }

    @Test func `What means nothing beside a stronger value is left out`() throws {
        func read(_ words: [String], _ text: String, environment: [(name: String, value: String)] = []) throws -> RunSettings {
            try settings(["-p", "P", "-j", "j"] + words + ["x"], environment: environment, configurations: [text])
        }
        #expect(try read([], "[defaults]\nwarntime = 60\n[\"P/j\"]\nmaxtime = 10").warntime == nil)
        #expect(try read(["-m", "10"], "", environment: [("SISYPHUS_WARNTIME", "60")]).warntime == nil)
        #expect(try read([], "[defaults]\nleftover = \"wait\"\nmaxtime = 9\n[\"P\"]\nmaxtime = 0").leftover == .report)
        #expect(try read([], "[defaults]\nlogformat = \"json\"\n[\"P\"]\nformatlogline = \"a\"").logformat == .text)
        #expect(try read(["--logformat", "json"], "[defaults]\nformatlogline = \"a\"").formatlogline == nil)
        #expect(try read([], "[defaults]\nlog-mode = \"0640\"\nlog-group = \"daemon\"\n[\"P/j\"]\nlog-mode = \"0600\"").logGroup == nil)
        #expect(
            try read([], "[defaults]\nwarntime = 5\n[\"P\"]\nwarntime = 60\n[\"P/j\"]\nmaxtime = 10").warntime == .seconds(5), "an even weaker one holds then")
        // A limit is never left out, what was said in one place is a mistake, and so is what lacks the other.
        for text in ["[defaults]\nmaxtime = 10\n[\"P\"]\nwarntime = 60", "[\"P\"]\nmaxtime = 10\nwarntime = 60", "[\"P\"]\nleftover = \"wait\""] {
            #expect(refusal(["-p", "P", "x"], configurations: [text]) != "", "\(text)")
        }
    }

    @Test func `A section may be for one identifier`() throws {
        let text = "[\"P/j\"]\nmaxtime = 1\ndrain = 2\n[\"P/j.a\"]\nmaxtime = 3"
        func read(_ words: [String]) throws -> RunSettings { try settings(["-p", "P", "-j", "j"] + words + ["x"], configurations: [text]) }
        #expect(try read(["--identifier", "a"]).maxtime == .seconds(3) && read(["--identifier", "a"]).drain == .seconds(2))
        #expect(try read(["--identifier", "b"]).maxtime == .seconds(1) && read([]).maxtime == .seconds(1))
    }

    @Test func `The smallest limit is one`() throws {
        #expect(try settings(["-m", "0.0000000001", "x"]).maxtime == .microseconds(1) && settings(["-m", "0.000", "x"]).maxtime == nil)
        #expect(try settings(["x"], configurations: ["[defaults]\nmaxtime = 0.00005\nretry-delay = 2.5e-7"]).maxtime == .microseconds(50))
        #expect(try settings(["x"], configurations: ["[defaults]\nmaxtime = 1.5e2\ndrain = 12.25e-1"]).maxtime == .seconds(150))
    }

    @Test(arguments: [
        ["--nextrun", "5"], ["--exit_on_error", "yes"], ["--nextrun", "5", "--repeat", "no"], ["-r", "no", "--exit_on_error", "no"],
    ])
    func `What is merely useless is accepted`(words: [String]) {
        #expect(refusal(words + ["x"]) == "")
    }

    @Test(arguments: [
        ("SISYPHUS_TIMEOUT", "; there are SISYPHUS_IDLE_TIMEOUT, SISYPHUS_NOTIFY_TIMEOUT"),
        ("SISYPHUS_MAILTO", "; there are SISYPHUS_FROMEMAIL, SISYPHUS_TOEMAIL, SISYPHUS_SENDMAIL"),
        ("SISYPHUS_XYZZYPLUGH", ""),
    ])
    func `Variables that name no option are told`(name: String, hint: String) throws {
        let reader = try SettingsReader(.run, table: .standard, words: ["x"], from: 0, environment: [(name, "60")])
        #expect(reader.warnings(with: []) == ["environment variable \(name) names no option and is ignored\(hint)"])
        #expect(try SettingsReader(.health, table: .standard, words: ["x"], from: 0, environment: [(name, "60")]).warnings(with: []).isEmpty)
    }

    @Test func `Base directories have places for user, home and host`() throws {
        #expect(try BasedirText.expanded("/a/%u/%%/%H%h") { ["u": "me", "h": "/home/me", "H": "box"][$0] } == "/a/me/%/box/home/me")
        #expect(refusal(["--basedir", "/a/%x", "x"]).hasPrefix("option --basedir cannot be \"/a/%x\": after % there is none of u, h, H and %"))
        #expect(refusal(["--basedir", "/a%", "x"]).hasPrefix("option --basedir cannot be"))
    }

    @Test func `Help takes the width of the terminal`() {
        #expect(TextColumns.width(terminal: nil, variable: nil) == 80 && TextColumns.width(terminal: 72, variable: nil) == 72)
        #expect(TextColumns.width(terminal: 40, variable: nil) == 60 && TextColumns.width(terminal: 200, variable: nil) == 100)
        #expect(TextColumns.width(terminal: 72, variable: "90") == 90 && TextColumns.width(terminal: nil, variable: "zero") == 80)
        #expect(TextColumns.width(terminal: 72, variable: "0") == 72)
    }

    @Test func `What is merely useless may stand in a configuration`() throws {
        #expect(refusal(["x"], configurations: ["[defaults]\nnextrun = 5\nexit-on-error = true"]) == "")
        #expect(refusal(["--exit-on-error=no", "x"]) == "")
    }
}
