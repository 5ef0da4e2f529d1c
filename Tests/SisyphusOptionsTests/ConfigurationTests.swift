import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor
import Testing

@testable import SisyphusOptions

struct ConfigurationTests {
    @Test func `A byte order mark is said as such`() {
        #expect(
            throws: OptionError("/c.toml:1:1: the configuration begins with a byte order mark (BOM), as some editors of Windows write it; save it without one")
        ) {
            try Configuration([0xef, 0xbb, 0xbf] + Array("[defaults]".utf8), file: "/c.toml", table: .standard)
        }
    }

    @Test(arguments: [
        ("maxtime = 5", "/c.toml:1:1: the configuration has a key outside of any section; sections are [defaults], [\"PROJECT\"] and [\"PROJECT/JOB\"]"),
        ("[defaults]\nmaxtme = 5", "/c.toml:2:1: there is no option \"maxtme\"; did you mean maxtime?"),
        ("[defaults]\n  jobname = \"x\"", "/c.toml:2:3: jobname cannot be set in a configuration file, only on the command line and in the environment"),
        ("[defaults]\nhealthcheck = true", "/c.toml:2:1: healthcheck cannot be set in a configuration file, only on the command line"),
        ("[defaults]\nmaxtime = true", "/c.toml:2:1: maxtime is a boolean, but must be a number or a string"),
        ("[defaults]\nrepeat = \"yes\"", "/c.toml:2:1: repeat is a string, but must be true or false"),
        ("[defaults]\nkeepruns = 1.5", "/c.toml:2:1: keepruns is a number, but must be an integer or a string"),
        ("[defaults]\nlog-mode = 640", "/c.toml:2:1: log-mode is an integer, but must be a string"),
        (
            "[\"other\"]\nkeepruns = -1",
            "/c.toml:2:1: keepruns cannot be \"-1\": it is not a whole number without sign; accepted: whole numbers from 1 to 2147483647, and 0 or none for no limit"
        ),
        ("[defaults]\nkill-grace = 1\nkill_grace = 2", "/c.toml:3:1: kill_grace sets --kill-grace a second time in one section"),
        ("[defaults]\nutc = true\nutc = true", "/c.toml:3:1: the configuration sets utc a second time in one section"),
        ("[defaults]\n[ \"defaults\" ]", "/c.toml:2:1: the configuration declares the section [\"defaults\"] a second time"),
        ("[ACME.Foo]", "/c.toml:1:6: the configuration has a dot after ACME; write the section name in quotes, [\"ACME.FooBar\"]"),
        (
            "[\"a/b/c\"]",
            "/c.toml:1:1: section [\"a/b/c\"] is for no job: the name \"b/c\" is wrong, it contains /; accepted: [defaults], [\"PROJECT\"], [\"PROJECT/JOB\"], [\"PROJECT/JOB.IDENTIFIER\"]"
        ),
        (
            "[defaults]\nmaxtime = 1979-05-27",
            "/c.toml:2:11: the configuration has \"1979-05-27\" for a value, which is no number, true or false; texts stand in quotes"
        ),
        ("[defaults]\nmaxtime = 010", "/c.toml:2:11: the configuration has \"010\" for a value, which is no number, true or false; texts stand in quotes"),
        ("[defaults]\nerrors = \"a", "/c.toml:2:12: the configuration lacks the end quote of a text, or has a control character in it"),
        ("[defaults]\nerrors = \"\"\"a\"\"\"", "/c.toml:2:10: the configuration has a multi-line text, which is not used here"),
        ("[defaults]\nutc = true false", "/c.toml:2:12: the configuration has something after the end of a value or section"),
        ("[defaults]\nutc", "/c.toml:2:4: the configuration lacks the = after utc"),
        ("[defaults]\nutc =", "/c.toml:2:6: the configuration lacks a value"),
        ("[defaults]\nok-codes = [1 2]", "/c.toml:2:15: the configuration lacks a comma or the ] of an array"),
        ("[defaults]\nok-codes = [[1]]", "/c.toml:2:1: ok-codes is an array, but must be an integer, a string or an array of these"),
        ("[[a]]", "/c.toml:1:2: the configuration has an array of tables, which is not used here"),
        ("[défaults]", "/c.toml:1:3: the configuration lacks the ] of a section"),
        ("[a]\nb = \"é\" x", "/c.toml:2:9: the configuration has something after the end of a value or section"),
        ("[defaults]\nerrors = \"\\ud800\"", "/c.toml:2:11: the configuration has an escape in a text that is no character"),
    ])
    func `Errors name file, line, column and key`(text: String, error: String) {
        #expect(refusal(["x"], configurations: [text]) == error)
    }

    @Test func `What is wrong only together names the places too`() throws {
        let text = "[defaults]\nwarntime = 5\nmaxtime = 3"
        #expect(
            refusal(["x"], configurations: [text])
                == "/c.toml:2:1: --warntime must be less than --maxtime: the command is ended before it could warn (--maxtime: /c.toml:3:1)")
        #expect(
            refusal(["--warntime", "4", "x"], configurations: [text])
                == "/c.toml:3:1: --warntime must be less than --maxtime: the command is ended before it could warn")
        #expect(
            refusal(["--warntime", "4", "x"], environment: [("SISYPHUS_MAXTIME", "4")])
                == "environment variable SISYPHUS_MAXTIME: --warntime must be less than --maxtime: the command is ended before it could warn")
        let origins = try settings(["x"], configurations: ["[defaults]\nsentry_dsn = \"env:NOPE\""]).origins
        #expect(origins.located("--sentry-dsn cannot be used: no") == "/c.toml:2:1: --sentry-dsn cannot be used: no")
        #expect(origins.located("--sentry-dsn-more and sentry-dsn") == "--sentry-dsn-more and sentry-dsn")
    }

    @Test func `Bytes that are not UTF-8 have a place too`() {
        #expect(throws: OptionError("/c.toml:2:3: the configuration is not valid UTF-8")) {
            try Configuration(Array("[a]\n# ".utf8) + [0xff], file: "/c.toml", table: .standard)
        }
    }

    @Test func `Strings, comments, line ends`() throws {
        let text = "# c\r\n[ \"P\" ] # c\r\n\"maxtime\" = '2m' # c\r\nencoding=\"\\u0075tf-8\"\n\n'ok-codes' = [ # c\n 1,\n 2, ]\nkeepruns = 1_0"
        let settings = try settings(["-p", "P", "x"], configurations: [text])
        #expect(settings.maxtime == .seconds(120))
        #expect(settings.encoding == "utf-8")
        #expect(settings.okCodes == ExitCodes([1...1, 2...2]))
        #expect(settings.keepruns == 10)
    }

    @Test func `Secrets are found out and never shown`() throws {
        let row = OptionRow("token", "TOKEN", default: "abc", in: .notifications, .unstored(.secret), help: "A token.")
        let table = OptionTable.standard + [row]
        #expect(row.standard() == nil)
        #expect(try Configuration(Array("[defaults]\nutc = true\ntoken = \"hush\"".utf8), file: "/c", table: table).plainSecret?.place.description == "/c:3:1")
        #expect(try Configuration(Array("[defaults]\ntoken = \"env:T\"".utf8), file: "/c", table: table).plainSecret == nil)
        #expect(
            throws: OptionError(
                "option --token cannot be the value given: it is empty; accepted: the value itself, env:NAME or file:PATH with an absolute PATH")
        ) {
            try SettingsReader(
                CommandLineForm(table.about(.run), settings: .run, operand: .command), table: table, words: ["--token=env:", "x"], from: 0, environment: [])
        }
        #expect(
            throws: OptionError(
                "option --token cannot be the value given: the path is not absolute; accepted: the value itself, env:NAME or file:PATH with an absolute PATH")
        ) {
            try SettingsReader(
                CommandLineForm(table.about(.run), settings: .run, operand: .command), table: table, words: ["--token=file:rel", "x"], from: 0, environment: [])
        }
        let reader = try SettingsReader(
            CommandLineForm(table.about(.run), settings: .run, operand: .command), table: table, words: ["--token=env:SISYPHUS_OURS", "x"], from: 0,
            environment: [("SISYPHUS_OURS", "hush")])
        #expect(throws: Never.self) { try reader.settings(with: []) }
    }
}
