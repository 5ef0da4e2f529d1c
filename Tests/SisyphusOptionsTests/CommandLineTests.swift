import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor
import Testing

@testable import SisyphusOptions

struct CommandLineTests {
    @Test func `Both names together fit a file system`() {
        let long = String(repeating: "x", count: 128)
        #expect(refusal(["-j", long, "--identifier", long, "x"]).contains("257 bytes"))
    }

    @Test(arguments: ["-j", "-p", "--identifier"])
    func `Bad names are refused`(option: String) {
        for name in ["", ".a", "-a", "a/b", "a\nb", "a\u{202E}b"] { #expect(refusal([option, name, "x"]) != "") }
    }

    @Test func `Options stop at the first word that is none`() throws {
        let settings = try settings(["-m5", "./cmd", "-m", "7", "--", "x"])
        #expect(settings.maxtime == .seconds(5))
        #expect(settings.command == ["./cmd", "-m", "7", "--", "x"])
        #expect(settings.commandStart == 3)
    }

    @Test func `Only the first double hyphen is removed`() throws {
        #expect(try settings(["--", "--", "-m"]).command == ["--", "-m"])
        #expect(try settings(["-r", "--", "yes"]).command == ["yes"])
    }

    @Test func `A single hyphen is a command`() throws {
        #expect(try settings(["-j", "a", "-"]).command == ["-"])
    }

    @Test(arguments: [["-m5"], ["-m", "5"], ["-m=5"], ["--maxtime", "5"], ["--maxtime=5"], ["-m", "9", "--maxtime=5"]])
    func `All spellings of a value`(words: [String]) throws {
        #expect(try settings(words + ["x"]).maxtime == .seconds(5))
    }

    @Test(arguments: ["--kill-grace", "--kill_grace", "--waitchildbreak"])
    func `Names have hyphens or underscores, and some have two names`(name: String) throws {
        #expect(try settings([name, "2", "x"]).killGrace == .seconds(2))
    }

    @Test(arguments: [["--repeat"], ["-r"], ["--repeat", "yes"], ["--repeat=ON"], ["-r1"], ["-r", "True"]])
    func `A flag is yes without a value`(words: [String]) throws {
        let settings = try settings(words + ["./cmd"])
        #expect(settings.repeats)
        #expect(settings.command == ["./cmd"])
    }

    @Test(arguments: ["0", "false", "No", "off"])
    func `A flag can be no`(word: String) throws {
        #expect(try settings(["--noisykills", word, "./cmd"]).noisykills == false)
    }

    @Test func `A flag leaves the command alone`() throws {
        let settings = try settings(["-r", "maybe", "-m", "7"])
        #expect(settings.repeats)
        #expect(settings.maxtime == nil)
        #expect(settings.command == ["maybe", "-m", "7"])
    }

    @Test func `A syslog facility is taken where it is one`() throws {
        #expect(try settings(["x"]).syslog == nil)
        let read = try settings(["--syslog", "local3", "x"])
        #expect(read.syslog == .local3 && read.command == ["x"])
        let command = try settings(["--syslog", "logger", "x"])
        #expect(command.syslog == .user && command.command == ["logger", "x"])
        #expect(try settings(["--syslog", "cron", "--syslog=no", "x"]).syslog == nil)
    }

    @Test func `Log to stdout is automatic, yes, no, or the lines or the journal's`() throws {
        #expect(try settings(["x"]).log2stdout == .auto)
        #expect(try settings(["-o", "lines", "x"]).log2stdout == .lines)
        #expect(try settings(["-o", "Journal", "x"]).log2stdout == .journal)
        #expect(try settings(["-o", "x"]).log2stdout == .yes)
        #expect(try settings(["-o", "auto", "x"]).log2stdout == .auto)
        #expect(try settings(["-ono", "x"]).log2stdout == .no)
    }

    @Test(arguments: [
        (["--repeat=maybe", "x"], "option --repeat cannot be \"maybe\": it is neither yes nor no; accepted: 1, true, yes, on, 0, false, no, off"),
        (["--maxtim", "5", "x"], "there is no option --maxtim; did you mean --maxtime?"),
        (["--max_tmie=5", "x"], "there is no option --max_tmie; did you mean --maxtime?"),
        (["--compress", "5", "x"], "there is no option --compress; names cannot be abbreviated, did you mean --compressfilelogs?"),
        (["--bogus", "x"], "there is no option --bogus"),
        (["-x", "x"], "there is no option -x"),
        (["-é", "x"], "there is no option -é"),
        (
            ["-oe", "x"],
            "option --log2stdout (-o) cannot be \"e\": there is no such choice; accepted: 1, true, yes, on, 0, false, no, off, auto, lines, journal"
        ),
        (["--basedir", "--utc", "x"], "option --basedir lacks its value; accepted: an absolute path"),
        (["--leftover"], "option --leftover lacks its value; accepted: report, kill, wait"),
        (["--nagios", "x"], "there is no option --nagios"),
        (["--help=yes"], "option --help takes no value, but \"--help=yes\" gives one"),
        (["--basedir", "/a\u{FFFD}", "x"], "the value of option --basedir is not valid UTF-8"),
        ([], "there is no command: write sisyphus run [options] -- COMMAND [ARG…]"),
        (["-j", "a", "--"], "there is no command: write sisyphus run [options] -- COMMAND [ARG…]"),
        ([""], "the command cannot be \"\": it is empty; give the program to run after --"),
    ])
    func `Errors are sentences`(words: [String], error: String) {
        #expect(refusal(words) == error)
    }

    @Test func `Help ends the reading`() throws {
        for words in [["-h"], ["--repeat", "--help", "--bogus"]] {
            #expect(try SettingsReader(.run, table: .standard, words: words, from: 0, environment: []).action == .help)
        }
    }

    @Test func `Health needs a name or a command`() throws {
        #expect(try settings(["--nagios", "--", "bash", "/a/fetch.sh"], form: .health).jobname == "fetch")
        for words in [["P/a"], ["P/a", "--nagios"], ["--nagios", "P/a"]] {
            let named = try settings(words, form: .health)
            #expect(named.projectname == "P" && named.jobname == "a" && !named.jobnameIsDerived && named.command.isEmpty)
        }
        for words in [["--", "P/a"], ["./a"], ["/srv/a"], ["x/P/a"], ["-p", "Q", "P/a"]] {
            let derived = try settings(words, form: .health)
            #expect(derived.jobname == "a" && derived.jobnameIsDerived && derived.projectname == (words[0] == "-p" ? "Q" : "default"))
        }
        #expect(refusal(["P/a", "b"], form: .health) == "\"P/a\" names the job, and \"b\" follows it; a command stands after --")
        #expect(refusal([], form: .health) == "there is no job name: give --jobname or, after --, the command that the name is derived from")
        #expect(try settings(["--healthcheck", "-j", "a"]).healthcheck)
    }

    /// A mark that combines with the hyphen before it makes one character of both.
    @Test(arguments: ["-\u{357}", "-\u{357}\n9", "--\u{301}x", "-\u{301}-maxtime", "-m\u{301}5"]) func hyphensThatCombineAreHyphens(_ word: String) {
        #expect(throws: OptionError.self) {
            let reading = try OptionTable.standard.read([word, "x"], from: 0)
            var settings = RunSettings()
            for one in reading.assignments { try OptionTable.standard.apply(one.text, to: one.row.name, from: one.source, settings: &settings) }
        }
    }
}
