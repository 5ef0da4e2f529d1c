import SisyphusCore
import Testing

@testable import SisyphusOptions

struct DeriveJobNameTests {
    @Test(arguments: [
        ("./script.sh", "script"), ("/usr/bin/make all", "make"), ("tool-1.2", "tool-1.2"), ("a.tar.gz", "a.tar"), ("/a/b/", "b"), ("./.hidden.sh", "hidden"),
        ("sh a.sh", "a"), ("bash -eu /x/fetch.sh arg", "fetch"), ("bash -eo pipefail fetch.sh", "fetch"), ("bash +o x a.sh", "a"),
        ("bash --rcfile r a.sh", "a"), ("sh", "sh"), ("zsh -- a.b", "a"),
        ("python3 -u /x/job.py -c y", "job"), ("python3.11 -W error -X dev job.py", "job"), ("python -m http.server 80", "http.server"),
        ("python3 -mfoo", "foo"), ("python3.11", "python3.11"),
        ("perl -w -I lib import.pl", "import"), ("ruby -r json sync.rb", "sync"), ("node --require x app.js", "app"), ("node app.mjs -e 1", "app"),
        ("php8.2 -f a.php", "a"), ("deno run x.ts", "x"),
        ("env A=1 -u B ./job.sh", "job"), ("env -i python3 job.py", "job"), ("env", "env"), ("sudo -u joe -- ./job.sh", "job"), ("sudo -n A=b /x/job", "job"),
        ("doas -u joe ./job.sh", "job"),
        ("nice -n 10 ionice -c3 ./job.sh", "job"), ("nice -10 ./job.sh", "job"), ("nohup ./job.sh", "job"), ("setsid -w ./job.sh", "job"),
        ("timeout -k 5 10 ./job.sh", "job"), ("timeout --signal=9 10 bash job.sh", "job"),
        ("chrt -b 0 ./job.sh", "job"), ("stdbuf -oL ./job.sh", "job"), ("time -f %e ./job.sh", "job"), ("flock -n /tmp/l ./job.sh", "job"),
        ("taskset 1 ./job", "job"), ("busybox sh job.sh", "job"), ("timeout 10", "timeout"),
    ])
    func `Names of scripts`(command: String, name: String) {
        #expect(deriveJobName(command.split(separator: " ").map(String.init)) == name)
    }

    @Test(arguments: [
        ["bash", "-c", "echo a"], ["sh", "-ec", "a"], ["python3", "-c", "x"], ["perl", "-lane", "print"], ["node", "-e", "1"], ["php", "-r", "x"],
        ["ruby", "-e", "x"], ["nice", "sudo", "bash", "-lc", "a"], ["flock", "l", "-c", "a"],
    ])
    func `Text has a hash of all arguments`(command: [String]) throws {
        let name = deriveJobName(command)
        #expect(Names.refusal(of: name) == nil)
        let digits = try #require(name.split(separator: "-").last)
        #expect(digits.count == 8 && digits.allSatisfy(\.isHexDigit), "\(name)")
        #expect(deriveJobName(command + ["more"]) != name)
        #expect(deriveJobName(command) == name)
    }

    /// Pinned: another hash would give every such job a new directory.
    @Test func `The hash stays the same`() {
        #expect(deriveJobName(["bash", "-c", "echo a"]) == "bash-bb78fe2f")
    }

    @Test func `Texts that env splits`() {
        #expect(deriveJobName(["env", "-S", "python3 -u", "job.py"]) == "job")
        #expect(deriveJobName(["env", "--split-string=bash -e", "job.sh"]) == "job")
        #expect(deriveJobName(["env", "-S", "env -S env"]) == "env")
    }

    @Test(arguments: [["/"], ["..."], ["-"], ["\u{1}"], ["./\u{FFFD}"]])
    func `There is always a name`(command: [String]) {
        let name = deriveJobName(command)
        #expect(name.hasPrefix("job-"))
        #expect(Names.refusal(of: name) == nil)
    }

    @Test func `Long and odd names are cut to valid ones`() {
        let name = deriveJobName(["/x/" + String(repeating: "é", count: 100) + "\n.sh"])
        #expect(name == String(repeating: "é", count: 64))
    }

    @Test(
        arguments: [
            (["./a.sh", "b"], "./a.sh", false), (["fetch"], "fetch", true), (["env", "A=1", "python3", "-u", "x.py"], "x.py", false),
            (["sh", "-c", "echo"], "sh", true), (["/bin/nice", "-n", "1", "make"], "make", true), (["python3", "-m", "http.server"], "python3", true),
        ] as [([String], String, Bool)])
    func `The program of a command`(command: [String], name: String, isSearched: Bool) throws {
        let program = try #require(Surroundings.program(of: command))
        #expect(program == (name, isSearched))
    }
}
