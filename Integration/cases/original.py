"""Statements of the original's manual that no other case shows (docs/original.md has all of them)."""
import pathlib
import re
import signal
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "notify"))
import peers  # noqa: E402
from harness import JOBS, case, check, equal, wait_until  # noqa: E402

ROOT = HERE.parents[1]
OPTIONS = """-p ACME.FooBar | --projectname ACME.FooBar | -j Fetch | --jobname Fetch | --identifier x | --fromemail a@example.org | --smtpport 25
--mattermost_url https://mattermost.example.org/api/v4/posts --mattermost_channel 4cnszmopr3ntjexi4qmx499inc --mattermost_token 9xuqwrwgstrb3mzrxb83nb357a
--sentry_dsn https://examplePublicKey@o0.ingest.sentry.io/0 --sentry_environment test --sentry_release 1.0 --sentry_debug no
--fromemail a@example.org --toemail b@example.org --smtphost mail.example.org --smtpuser me --smtppassword secret
-m 180 | --maxtime 180 | --fork no | --fork | --noisykills yes | --exit_on_error true | -n no | --notify no | -r no | --repeat 0 | --nextrun 300 | --healthcheck no
--maxhealthcheckage 3600 | -f yes | --log2file TRUE | -o no | --log2stdout no | -e no | --log2stderr no | --keepfilelogs 30 | --compressfilelogs 7
--compressmode gzip | --compressmode bzip2 | --compressmode lzma | --encoding utf-8 | --errors strict | --maxemailerrors 10 | --proctitle no | --proctitle 1
--waitchildbreak 0.5 | --formatlogline [<?print(time)?>]"""


@case("options of the original", "every one is accepted as its manual writes it, with = too, and in the environment")
def options(w):
    for given in re.split(r" \| |\n", OPTIONS):
        words = given.split()
        ended = w.run("true", job=None, options=words)
        equal((ended.status, ended.out, ended.err), (0, b"", b""), given)
        pairs = [word for word in words if word.startswith("--")]
        if len(pairs) * 2 == len(words):
            ended = w.run("true", job=None, options=[f"{name}={value}" for name, value in zip(words[::2], words[1::2])])
            equal((ended.status, ended.err), (0, b""), f"{given} with =")
            names = {f"SISYPHUS_{name[2:].upper()}": value for name, value in zip(words[::2], words[1::2]) if name != "--healthcheck"}
            ended = w.run("true", job=None, env=w.environment(**names))
            equal((ended.status, ended.err), (0, b""), f"{names}")


def jobs(world, words, **environment):
    return world.spawn([JOBS, "text", *words, "--basedir", str(world.root / "logs")], env=world.environment(**environment)).wait()


@case("the original's options of a Swift job", "every one is accepted as its manual writes it, and in the environment")
def swift_options(world):
    for given in re.split(r" \| |\n", OPTIONS):
        words = given.split()
        ended = jobs(world, words)
        equal((ended.status, ended.err.strip()), (0, ended.err.strip() if "-e" in words else b""), given)
        names = {f"SISYPHUS_{name[2:].upper()}": value for name, value in zip(words[::2], words[1::2]) if name.startswith("--") and name != "--healthcheck"}
        if len(names) * 2 == len(words):
            ended = jobs(world, [], **names)
            equal((ended.status, ended.err), (0, b""), f"{names}")


@case("delayed lines and a result", "when nothing else was printed, the log holds the result alone")
def delayed(w):
    w.shell("echo '@delay> opened'; echo '@!result> cached 3 files'")
    equal([(place.rpartition(b"{sisyphus}")[2], text) for place, text in w.lines()], [(b"{result}{ok}", b"cached 3 files")], "lines")
    w.shell("echo '@delay> opened'", job="quiet")
    equal(w.logs("quiet"), [], "logs of a run with delayed lines alone")


@case("where the log goes", "standard output and standard error get the same lines as the file, which may be left out")
def destinations(w):
    ended = w.shell("echo x", options=["-o", "-e"])
    check(ended.out == ended.err == w.log() and b"logging to " in ended.out and b", <stdout>, <stderr>\n" in ended.out, f"{ended}")
    ended = w.shell("echo x", options=["-f", "no", "-o", "yes"], job="none")
    check(b"logging to <stdout>\n" in ended.out and b" >> x\n" in ended.out, f"{ended}")
    equal(sorted(path.name for path in w.directory("none").glob("*.sisyphus*")), ["current.sisyphushealth"], "files")


@case("a link for each outcome", "last_successful, last_failed, last_timeout, last_interrupted; current leads to the newest log")
def links(w):
    outcomes = {"successful": "echo x", "failed": "exit 3", "timeout": "sleep 60", "interrupted": "echo up > $T/up; sleep 60"}
    for outcome, script in outcomes.items():
        started = w.start("bash", "-c", script, options=["--report", "never", *(["-m", "0.3"] if outcome == "timeout" else [])])
        if outcome == "interrupted":
            w.file("up")
            started.kill(signal.SIGINT)
        started.wait()
        equal((w.link(f"last_{outcome}"), w.link("current")), (w.logs()[-1].name,) * 2, outcome)
    equal(sorted(w.link(f"last_{outcome}") for outcome in outcomes), [path.name for path in w.logs()], "each has its log")


@case("what a mail of a failure holds", "the newest messages and the failure; the log says that it was sent")
def mail(w):
    with peers.running(peers.SMTP("plain")) as server:
        w.shell("for i in 1 2 3 4 5; do echo \"@email> message $i\"; done; exit 3", options=[*server.options, "--maxemailerrors", "2"])
        wait_until(server.mails, "the mail")
        text = str(server.mails())
        shown = re.findall(r"Message    : message (\d)", text)
        check(shown == ["4", "5"] and "3 more messages came before these" in text and "failed with exit status 3" in text, text)
    check(any(place.endswith(b"{sisyphus}{report}") and text.startswith(b"Sent email report to ") for place, text in w.lines()), w.log().decode())


@case("the page about the original", "each statement has tests that are there, or says why it differs")
def page(_):
    tests = "".join(path.read_text(encoding="utf-8") for folder in ("Tests", "Integration/cases") for path in sorted((ROOT / folder).rglob("*"))
                    if path.suffix in (".swift", ".py"))
    interface = (ROOT / "docs/differences.md").read_text(encoding="utf-8").partition("## The interface, member by member")[2]
    pages = [((ROOT / "docs/original.md").read_text(encoding="utf-8"), 90), (interface, 60)]
    rows = []
    for (text, least) in pages:
        found = [line.strip("| \n").split(" | ") for line in text.splitlines() if re.match(r"\| (?!the manual|ll\.sisyphus)", line)]
        check(len(found) > least, f"only {len(found)} rows")
        rows += found
    for row in rows:
        names = re.findall("`([^`]+)`", row[2]) if len(row) == 3 else []
        check(names or row[1].startswith("differs: "), f"{row}: no test and no reason")
        for name in names:
            check((ROOT / name).exists() if "/" in name else f'@case("{name}"' in tests or f"func {name}(" in tests, f"{row[0]}: no test is called {name}")
