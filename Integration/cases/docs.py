"""What the pages of docs/ say: names and paths are there, claims about other programs are true, converted jobs run."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree

from harness import BINARY, CASES, case, check, equal, is_alive, need, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]


@case("pages name what is there", "paths and links in Markdown, and cases that hold guarantees")
def names(world):
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
            check((page.parent / link).exists(), f"{page.name} links to {link}")
        for path in re.findall(r"`((?:Sources|Tests|Integration|Scripts|Examples|Benchmarks|Fuzz|docs|man|packaging)/[\w./+-]+)`", text):
            check((ROOT / path).exists(), f"{page.name} names {path}")
    known = {entry[0] for entry in CASES}
    text = (ROOT / "docs/guarantees.md").read_text(encoding="utf-8").partition("|---|---|---|")[2]
    named = re.findall(r'"([^"]+)"', text)
    check(len(named) >= 6, f"{named}")
    for name in named:
        check(name in known, f'docs/guarantees.md names the case "{name}"')
    for path in re.findall(r"`(\w+\.py)`", text):
        check((ROOT / "Integration/cases" / path).exists(), f"docs/guarantees.md names {path}")
    checked = world.spawn([sys.executable, ROOT / "Scripts/guarantees", "--check"]).wait()
    equal((checked.status, checked.err), (0, b""), f"figures: {checked.out.decode()}")


def pid_of(world, name):
    return int(world.file(name))


@case("claims about other programs", "each line of docs/comparison.md is as it says")
def claims(world):
    need("flock", "timeout", "chronic", "cronic")
    lock, held = str(world.root / "lock"), []

    def before(*words, **more):
        return world.spawn([*map(str, words)], **more)

    def leaves_a_process(name):
        return ["sh", "-c", f"sleep 60 >/dev/null 2>&1 & echo $! > {world.root}/{name}"]

    # flock: what is left behind keeps the lock.
    equal(before("flock", "-n", lock, *leaves_a_process("left")).wait().status, 0, "flock")
    equal(before("flock", "-n", lock, "true").wait().status, 1, "flock, while a process is left")
    equal(world.run(*leaves_a_process("left.2"), job="leaving").status, 0, "sisyphus")
    equal(world.run("true", job="leaving").status, 0, "sisyphus, while a process is left")
    held += [pid_of(world, "left"), pid_of(world, "left.2")]
    # The second start.
    started = world.start("sleep", "60", job="second")
    wait_until(lambda: (world.directory("second") / "run.state").exists(), "a run")
    equal(world.run("true", job="second").status, 75, "sisyphus, a second start")
    started.kill(signal.SIGTERM)
    started.wait()
    # Killed: what becomes of the job.
    for name, words in (("flock", ["flock", "-n", lock + ".2"]), ("timeout", ["timeout", "60"]), ("sisyphus", world.argv(job="killed") + ["--"])):
        started = before(*words, "sh", "-c", f"echo $$ > {world.root}/killed.{name}; exec sleep 60")
        job = pid_of(world, f"killed.{name}")
        started.kill(signal.SIGKILL)
        started.wait()
        if name == "sisyphus":
            wait_until(lambda: not is_alive(job), "the end of a job whose supervisor was killed")
        else:
            check(is_alive(job), f"the job of {name} has ended with it")
            held.append(job)
    # A process that has left the group; a job that ignores SIGTERM.
    leaver = "setsid sh -c 'echo $$ > {0}; exec sleep 60' & while [ ! -s {0} ]; do sleep 0.01; done; sleep 60"
    equal(before("timeout", "0.5", "sh", "-c", leaver.format(world.root / "out.timeout")).wait().status, 124, "timeout")
    held.append(pid_of(world, "out.timeout"))
    check(is_alive(held[-1]), "timeout has ended what left its group")
    equal(world.run("sh", "-c", leaver.format(world.root / "out.sisyphus"), job="leaver", options=["--maxtime", "0.5"]).status, 124, "sisyphus")
    check(not is_alive(pid_of(world, "out.sisyphus")), "sisyphus has left what left its group")
    deaf = ["sh", "-c", f"trap '' TERM; echo $$ > {world.root}/deaf; while :; do sleep 0.05; done"]
    started = before("timeout", "0.1", *deaf)
    job = pid_of(world, "deaf")
    equal(world.run("sh", "-c", "trap '' TERM; while :; do sleep 0.05; done", job="deaf", options=["--maxtime", "0.1"]).status, 124, "sisyphus")
    check(is_alive(job), "timeout has ended a job that ignores SIGTERM")
    held.append(job)
    # chronic and cronic: what is printed when.
    talker = ["sh", "-c", f"echo important; echo $$ > {world.root}/talker.$1; exec sleep 60", "sh"]
    for name in ("chronic", "cronic"):
        started = before(name, *talker, name, env={**os.environ, "TMPDIR": str(world.root)})
        held.append(pid_of(world, f"talker.{name}"))
        started.kill(signal.SIGTERM)
        ended = started.wait()
        check(b"important" not in ended.out + ended.err, f"{name} has said it: {ended}")
    check(is_alive(held[-1]), "cronic has ended the job with itself")
    started = world.start(*talker, "sisyphus", job="talker")
    pid_of(world, "talker.sisyphus")
    started.kill(signal.SIGTERM)
    started.wait()
    check(b"important" in world.log("talker"), "the log has not what was printed")
    long = ["sh", "-c", "seq 100; exit 3"]
    check(before("chronic", *long).wait().out.startswith(b"1\n2\n"), "chronic does not print all")
    ended = before("cronic", *long).wait()
    check(ended.status == 0 and b"\n1\n2\n" in ended.out, f"cronic does not print all, or ends as the job: {ended}")
    mixed = ["sh", "-c", "echo fine; echo careful >&2"]
    ended = before("cronic", *mixed).wait()
    check(ended.status == 0 and b"careful" in ended.out, f"cronic does not print what was an error: {ended}")
    ended = world.run(*mixed, job="mixed")
    equal((ended.status, ended.out, ended.err), (0, b"", b""), "sisyphus, an error of a run that ended with 0")
    check(b"careful" in world.log("mixed"), "the log has not what was printed")
    equal(world.run(*mixed, job="mixed", options=["--reject-output", "careful"]).status != 0, True, "--reject-output")
    ended = world.run(*long, job="long")
    check(b"failed with exit status 3" in ended.err and b"\nlog: " in ended.err and b"  81\n" in ended.err and b"  80\n" not in ended.err, f"{ended}")
    for pid in held:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
    rows = re.findall(r"^\| `(\w+)", (ROOT / "docs/comparison.md").read_text(encoding="utf-8"), re.M)
    equal(sorted(rows), ["chronic", "chronic", "cronic", "cronic", "cronic", "flock", "flock", "flock", "timeout", "timeout", "timeout"], "a line in docs/comparison.md that nobody tries out")


JOB = """import datetime
from ll import sisyphus

class Base(sisyphus.Job):
    projectname = "ACME.FooBar"

class Fetch(sisyphus.Job):
    projectname = "ACME.FooBar"
    argdescription = 'fetch "it"'
    maxtime = 3 * 60
    keepfilelogs = datetime.timedelta(days=14)
    noisykills = True
    compressmode = "gzip"
    toemail = None
    smtppassword = "secret"
    identifier = os.environ["X"]

    def execute(self):
        self.log("done")
        return "done"

if __name__ == "__main__":
    sisyphus.executewithargs(Fetch())
"""


@case("jobs of the original are converted", "to a command line that runs them, and to a skeleton in Swift; secrets are left out")
def converted(world):
    (world.root / "job.py").write_text(JOB.replace('    identifier = os.environ["X"]\n', "").replace('    smtppassword = "secret"\n', ""), encoding="utf-8")
    script = ["python3", str(ROOT / "Examples/python/convert_job.py")]
    ended = world.spawn([*script, "job.py"]).wait()
    line = ended.out.decode().splitlines()[-1]
    equal(line, "sisyphus run --jobname Fetch --projectname ACME.FooBar --maxtime 3m --keepfilelogs 14d --noisykills yes --compressmode gzip "
          "-- python3 -u sisyphus_job.py job.py", "command line")
    os.symlink(ROOT / "Examples/python/sisyphus_job.py", world.root / "sisyphus_job.py")
    ended = world.spawn(["sh", "-c", line.replace("sisyphus run", f"{BINARY} run", 1)]).wait()
    equal((ended.status, ended.err), (0, b""), line)
    check(">> done" in (world.home / "ll.sisyphus/ACME.FooBar/Fetch/last_successful.sisyphuslog").read_text(), "log")
    (world.root / "job.py").write_text(JOB, encoding="utf-8")
    ended = world.spawn([*script, "job.py"]).wait()
    check(b"--smtppassword env:SMTPPASSWORD" in ended.out and b"secret" not in ended.out + ended.err, f"{ended}")
    check(b"Fetch: identifier = os.environ['X'] is known only when the program runs" in ended.err, f"{ended}")
    rest = JOB.replace("    toemail = None\n", """    repeat = log2stdout = exit_on_error = True
    nextrun = datetime.timedelta(minutes=5)
    maxhealthcheckage = 3600
    waitchildbreak = 1.5
    mattermost_url = 'https://chat.example.org'
    sentry_dsn = 'x'
    smtpport = 587
    errors = 'strict'
""")
    (world.root / "job.py").write_text(rest, encoding="utf-8")
    ended = world.spawn([*script, "--swift", "job.py"]).wait()
    for words in ("final class Fetch: Job {", 'override class var argdescription: String { "fetch \\"it\\"" }', "override class var maxtime: Duration? { .seconds(180) }",
                  "override class var keepfilelogs: Duration? { .seconds(1209600) }", "override class var compressmode: RunSettings.Compression { .gzip }"):
        check(words in ended.out.decode(), f"{words!r} is missing: {ended.out.decode()}")
    properties = set(re.findall(r"override class var (\w+): ([^{]+) {", ended.out.decode()))
    sources = [ROOT / "Sources/SisyphusCore/Options/ClassSettings.swift", ROOT / "Sources/SisyphusNotify/Options/ClassNotifySettings.swift"]
    declared = {pair for source in sources for pair in re.findall(r"open class var (\w+): ([^{]+) {", source.read_text(encoding="utf-8"))}
    check(len(properties) >= 7 and properties <= declared, f"no properties of Job: {properties - declared}")
    (world.root / "job.py").write_text("x = 1\n", encoding="utf-8")
    ended = world.spawn([*script, "job.py"]).wait()
    check(ended.status == 1 and b"there is no job in job.py" in ended.err, f"{ended}")


@case("pictures", "are made from real runs, and well formed")
def pictures(world):
    ended = world.spawn(["python3", str(ROOT / "Scripts/pictures"), str(world.root / "made")], env=world.environment(SISYPHUS_BIN=BINARY)).wait()
    equal((ended.status, ended.err), (0, b""), "Scripts/pictures")
    kept = sorted(path.name for path in (ROOT / "docs/pictures").glob("*.svg"))
    equal(sorted(path.name for path in (world.root / "made").iterdir()), kept, "the pictures that are kept")
    for name in kept:
        def words(folder):
            text = re.sub(r"\s", "", "".join(xml.etree.ElementTree.parse(folder / name).getroot().itertext()))
            # Numbers, times and how long something took are others each time.
            return re.sub(r"[\d.:_-]+(ms|s|m)?", "", text)
        equal(words(ROOT / "docs/pictures"), words(world.root / "made"), f"{name} is stale: python3 Scripts/pictures docs/pictures")


@case("the site", "has all pages, and each link leads to one; nothing is loaded from elsewhere")
def site(world):
    need("mandoc")
    folder = world.root / "site"
    ended = world.spawn(["python3", str(ROOT / "Scripts/site"), str(folder)]).wait()
    equal((ended.status, ended.err), (0, b""), "Scripts/site")
    pages = sorted(folder.glob("*.html"))
    check(len(pages) >= 40, f"{len(pages)} pages")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"#]+)', text):
            if not re.match(r"https?://|data:", link):
                check((folder / link).exists(), f"{page.name} leads to {link}")
        check(not re.search(r'(?:src|stylesheet" href)="?https?:', text), f"{page.name} loads something from elsewhere")


@case("a second package", "uses the libraries by a path, without test targets getting in the way")
def second(world):
    # Scripts/examples builds it; here only that nothing else is asked for.
    text = (ROOT / "Package.swift").read_text(encoding="utf-8")
    products = set(re.findall(r'\.library\(name: "(\w+)"', text))
    used = set(re.findall(r'\.product\(name: "(\w+)", package: "[^"]*"\)', (ROOT / "Examples/Package.swift").read_text(encoding="utf-8")))
    check(used & products, f"Examples/ uses none of {products}")
    check("unsafeFlags" not in text.partition("if Context.environment")[0], "flags that keep others from depending on this package")
    equal(subprocess.run(["git", "-C", str(ROOT), "check-ignore", "-q", "Package.swift"], check=False).returncode, 1, "Package.swift is in the repository")
