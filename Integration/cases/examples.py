"""What README, manual, help and Examples show works as it is written there."""
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess

from harness import BINARY, Skip, case, check, equal, install_program, need, need_root, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What cron gives a job: crontab(5) of Debian.
CRON = {"SHELL": "/bin/sh", "PATH": "/usr/bin:/bin", "LOGNAME": "somebody"}


def crontabs():
    """The texts with lines for crontab, and what each is called."""
    for name in ("README.md", "man/sisyphus.1", "man/sisyphus-run.1", "man/sisyphus-flush.1", "Examples/crontab"):
        yield name, (ROOT / name).read_text(encoding="utf-8").replace("\\-", "-")
    yield "help", subprocess.run([BINARY, "help"], capture_output=True, text=True, check=True).stdout


def lines(text):
    """Environment and command of each crontab line, as cron reads them: variables hold for the lines below."""
    variables = {}
    for line in text.splitlines():
        line = line.strip()
        if match := re.fullmatch(r"([A-Z0-9_]+)=(\S+)", line):
            variables[match[1]] = match[2]
        elif match := re.fullmatch(r"(?:(?:[0-9*/,-]+\s+){5}|@hourly\s+)(\S.*)", line):
            yield dict(variables), match[1]


@case("crontab examples", "run under cron's environment, with sisyphus where make install puts it")
def crontab(world):
    installed = world.root / "usr/local/bin"
    installed.mkdir(parents=True)
    (installed / "sisyphus").symlink_to(pathlib.Path(BINARY).resolve())
    script = world.root / "script.sh"
    script.write_text("#!/bin/sh\necho ran\n", encoding="utf-8")
    script.chmod(0o755)
    count = 0
    for name, text in crontabs():
        found = list(lines(text))
        check(found, f"{name} shows no line for crontab")
        for variables, command in found:
            environment = {**CRON, "HOME": str(world.home), **variables}
            environment["PATH"] = environment["PATH"].replace("/usr/local/bin", str(installed))
            command = re.sub(r"-- \S+", f"-- {script}", command)
            ended = world.spawn(["/bin/sh", "-c", command], env=environment).wait()
            equal((ended.status, ended.out, ended.err), (0, b"", b""), f"{name}: {command}")
            count += 1
    check(count >= 6, f"only {count} lines were found")


# Where commands are shown, and those that nobody can run as they stand: a drawing, and pages that other cases run.
PAGES = [path for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md")), *sorted((ROOT / "man").glob("*.1"))]
         if path.name not in ("architecture.md", "one-log-tree.md")]


def commands(path):
    """The commands that begin with sisyphus: indented in Markdown, between .EX and .EE in manual pages."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".1":
        text = "\n".join(re.findall(r"^\.EX\n(.*?)^\.EE", text, re.M | re.S)).replace("\\-", "-").replace("\\e\n", "\\\n")
        indent = ""
    else:
        indent = "    "
    text = text.replace("\\\n", " ")
    return re.findall(rf"^{indent}(?:\$ )?(sisyphus (?!run \(|\(|\w+ \[).*)", text, re.M)


@case("commands that are shown", "in README, docs and manual: each is understood and does what it should")
def shown(world):
    installed, sendmail = world.root / "bin", world.root / "sendmail"
    installed.mkdir()
    install_program(installed / "sisyphus")
    (installed / "sisyphus-sh").symlink_to("sisyphus")
    for path in (*(world.root / name for name in ("script.sh", "fetch.sh", "backup.sh", "import.py")), sendmail):
        path.write_text("#!/bin/sh\necho ran\n", encoding="utf-8")
        path.chmod(0o755)
    (world.root / "sisyphus_job.py").symlink_to(SHIM)
    (world.root / "fetch.py").write_text(FETCH, encoding="utf-8")
    # The crontab that commands change is one of this case.
    table = world.root / "crontab"
    table.write_text("0 5 * * * true\n", encoding="utf-8")
    tool = installed / "crontab"
    tool.write_text(f'#!/bin/sh\n[ "$1" = -u ] && shift 2\ncase $1 in -l) cat {table} ;; -) cat > {table} ;; *) cp "$1" {table} ;; esac\n', encoding="utf-8")
    tool.chmod(0o755)
    environment = {**CRON, "HOME": str(world.home), "PATH": f"{installed}:/usr/bin:/bin"}
    for project in ("ACME.FooBar", "ACME.Old"):
        world.spawn(["sisyphus", "run", "-p", project, "-j", "fetch", "--", "echo", "x"], env=environment).wait()
    for host in ("h1", "h2"):
        shutil.copytree(world.home / "ll.sisyphus", world.root / "fleet" / host, symlinks=True)
    count = 0
    for page in PAGES:
        for command in commands(page):
            given = re.sub(r"/(srv(/acme)?|var/www)/", "./", command)
            if "--toemail" in given and "--smtphost" not in given:
                given = given.replace("--toemail", f"--sendmail {sendmail} --toemail")
            started = world.spawn(["/bin/sh", "-c", f"exec {given}"], env=environment)
            if "--repeat" in given:
                name = re.search(r"-j (\S+)", given)[1]
                wait_until(lambda: (world.home / f"ll.sisyphus/default/{name}/runs.jsonl").exists(), "a run")
                started.kill(signal.SIGTERM)
            ended = started.wait()
            if " pause " in given:
                # The commands after it are shown for jobs that are not paused.
                world.spawn(["sisyphus", "resume", *(["--all"] if "--all" in given else ["*"])], env=environment).wait()
            # Servers that are only examples take nothing.
            allowed = (-signal.SIGTERM,) if "--repeat" in given else (1,) if "example.org" in given and " test-channels " in given else (0, 1)
            if " run " in given and "--repeat" not in given:
                # No member of an etcd that is only an example answers: the start is skipped.
                allowed = (75,) if "--lock etcd" in given else (0,)
            check(ended.status in allowed and b"option" not in ended.err, f"{page.name}: {command}: {ended}")
            count += 1
    check(count >= 14, f"only {count} commands were found")


@case("container example", "the entry point of README is process 1, writes its log to stdout and ends by TERM")
def container(world):
    need_root()
    need("unshare")
    if world.spawn(["unshare", "--pid", "--fork", "--mount-proc", "true"]).wait().status:
        raise Skip("no namespaces here")
    script = world.root / "fetch.sh"
    script.write_text("#!/bin/sh\necho fetched\n", encoding="utf-8")
    script.chmod(0o755)
    words = json.loads(re.search(r"ENTRYPOINT (\[.*\])", (ROOT / "README.md").read_text(encoding="utf-8"))[1])
    words = [{"sisyphus": BINARY, "/logs": str(world.root / "logs"), "/srv/fetch.sh": str(script)}.get(word, word) for word in words]
    started = world.spawn(["unshare", "--pid", "--fork", "--kill-child=TERM", "--mount-proc", *words], env={"PATH": "/usr/bin:/bin"})
    wait_until(lambda: b">> fetched\n" in started.out.read_bytes(), "the log on stdout")
    wait_until(lambda: (world.root / "logs/ACME.FooBar/fetch/last_successful.sisyphuslog").exists(), "the end of the first run")
    with open(f"/proc/{started.pid}/task/{started.pid}/children", encoding="ascii") as file:
        os.kill(int(file.read().split()[0]), signal.SIGTERM)
    equal(started.wait().status, 143, "status")


@case("timer unit", "systemd finds nothing wrong with it")
def timer(world):
    need("systemd-analyze")
    installed = world.root / "sisyphus"
    installed.symlink_to(pathlib.Path(BINARY).resolve())
    for unit in sorted((ROOT / "Examples/systemd").iterdir()):
        text = unit.read_text(encoding="utf-8")
        (world.root / unit.name).write_text(text.replace("/usr/local/bin/sisyphus", str(installed)), encoding="utf-8")
    ended = world.spawn(["systemd-analyze", "verify", "--man=no", *(str(world.root / unit.name) for unit in (ROOT / "Examples/systemd").iterdir())]).wait()
    equal((ended.status, ended.out, ended.err), (0, b"", b""), "what systemd-analyze says")


@case("example of a job", "package-report speaks the line grammar: tasks, a tag, a result; without input nothing happened")
def package_report(world):
    packages = world.root / "status"
    packages.write_text("".join(f"Package: {name}\nStatus: {state}\nSection: {section}\nInstalled-Size: {size}\n\n" for name, state, section, size in (
        ("one", "install ok installed", "libs", 100), ("two", "install ok installed", "admin", 10), ("three", "install ok half-installed", "libs", 1))), encoding="utf-8")
    equal(world.run(ROOT / "Examples/jobs/package-report", packages).status, 0, "status")
    rows = [(place.decode().split(" :: ", 2)[2], text.decode()) for place, text in world.lines() if b"{sisyphus}{init}" not in place and place.count(b" :: ") > 1]
    check(("[1/2] section libs", "1 packages, 0.1 MiB, the largest is one") in rows, rows)
    check(("{dpkg}{warning}", "not properly installed: three: install ok half-installed") in rows, rows)
    equal(rows[-1], ("{sisyphus}{result}{ok}", "2 packages in 2 sections, 0.1 MiB, 1 broken"), "result")
    world.run(ROOT / "Examples/jobs/package-report", world.root / "nothing", job="quiet")
    equal(world.logs("quiet"), [], "logs without input")


@case("make targets", "README names each and no other")
def targets(_):
    phony = re.search(r"^\.PHONY: all (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)[1].split()
    rows = re.findall(r"^\| (`make.*?) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    equal(sorted(set(re.findall(r"`make (\S+?)(?: [^`]*)?`", " ".join(rows)))), sorted(phony), "targets")


@case("make install", "as root installs what a user has built, builds nothing, leaves no file of root in the tree; uninstall leaves nothing")
def install(world):
    need_root()
    need("make", "setpriv")
    tree, place = world.root / "tree", world.root / "place"
    for name in ("Makefile", "man", "completions"):
        source = ROOT / name
        shutil.copytree(source, tree / name) if source.is_dir() else (tree.mkdir(), shutil.copy(source, tree / name))
    (tree / ".build/release").mkdir(parents=True)
    (tree / ".build/release/sisyphus").write_text("#!/bin/sh\n", encoding="utf-8")
    (tree / "Scripts").mkdir()
    # Whoever builds ends here.
    (tree / "Scripts/build-release").write_text("echo built by $(id -un) >> built\nexit 1\n", encoding="utf-8")
    for path in (tree, *tree.rglob("*")):
        os.chown(path, 65534, 65534)
    words = ["make", "-C", str(tree), f"DESTDIR={place}", "PREFIX=/usr"]
    ended = world.spawn([*words, "install"]).wait()
    equal(ended.status, 0, f"make install: {ended}")
    check(not (tree / "built").exists() and all(path.stat().st_uid == 65534 for path in tree.rglob("*")), "root has built, or left a file")
    installed = sorted(str(path.relative_to(place / "usr")) for path in place.rglob("*") if path.is_file())
    pages = sorted(f"share/man/man{path.suffix[1:]}/{path.name}" for path in (ROOT / "man").glob("*.[157]"))
    equal(installed, ["bin/sisyphus", "bin/sisyphus-sh", "share/bash-completion/completions/sisyphus", "share/fish/vendor_completions.d/sisyphus.fish", *pages,
                      "share/zsh/site-functions/_sisyphus"], "what is installed")
    world.spawn([*words, "uninstall"]).wait()
    equal([str(path) for path in place.rglob("*") if path.is_file()], [], "what uninstall leaves")


# What stands between the page's commands and the machine: a copy of /etc with the users, an empty /var/log, the scripts, and sudo.
SERVER = """
set -e
mount --make-rprivate /
cp -a /etc "$T/etc"
mount --bind "$T/etc" /etc
mount -t tmpfs none /var/log
mount -t tmpfs none /srv
number=4000
for user in acme shop monitor; do
    number=$((number + 1))
    echo "$user:x:$number:$number::/nonexistent:/bin/sh" >> /etc/passwd
    echo "$user:x:$number:" >> /etc/group
done
for script in /srv/acme/fetch.sh /srv/shop/orders.sh; do
    mkdir -p "${script%/*}"
    printf '#!/bin/sh\\necho ran\\n' > "$script"
    chmod 755 "$script"
done
"""
SUDO = """#!/bin/sh
user=root
if [ "$1" = -u ]; then user=$2; shift 2; fi
exec setpriv --reuid "$user" --regid "$user" --init-groups env HOME=/nonexistent "$@"
"""


@case("one log tree for a server", "the commands of the page work as they are written")
def log_tree(world):
    need_root()
    need("unshare", "setpriv", "usermod")
    if world.spawn(["unshare", "-m", "true"]).wait().status:
        raise Skip("no namespaces here")
    programs = world.root / "bin"
    programs.mkdir()
    install_program(programs / "sisyphus")
    (programs / "sudo").write_text(SUDO)
    (programs / "sudo").chmod(0o755)
    written = re.findall(r"^    (.*)", (ROOT / "docs/one-log-tree.md").read_text(encoding="utf-8"), re.M)
    check(len(written) >= 12, written)
    environment = world.environment(PATH=f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin")
    ended = world.spawn(["unshare", "-m", "bash", "-c", SERVER + "\n".join(written)], env=environment).wait()
    check(ended.status == 0 and ended.err == b"", f"{ended}")
    out = ended.out.decode()
    check("last_successful.sisyphuslog" in out and re.search(r"^ok +ACME.FooBar/fetch ", out, re.M) and re.search(r"^ok +Shop/orders ", out, re.M), out)


SHIM = ROOT / "Examples/python/sisyphus_job.py"
# The example of the original's manual, with another address and time limit.
FETCH = '''import os
import urllib.request
from ll import sisyphus

class Fetch(sisyphus.Job):
   projectname = "ACME.FooBar"
   jobname = "Fetch"
   argdescription = "fetch http://www.python.org/ and save it to a local file"
   maxtime = 3 * 60

   def __init__(self):
      self.url = "file:///etc/passwd"
      self.tmpname = f"Fetch_Tmp_{os.getpid()}.html"
      self.officialname = "Python.html"

   def execute(self):
      self.log(f"fetching data from {self.url!r}")
      data = urllib.request.urlopen(self.url).read()
      datasize = len(data)
      self.log(f"writing file {self.tmpname!r} ({datasize:,} bytes)")
      with open(self.tmpname, "wb") as f:
         f.write(data)
      self.log(f"renaming file {self.tmpname!r} to {self.officialname!r}")
      os.rename(self.tmpname, self.officialname)
      return f"cached {self.url!r} as {self.officialname!r} ({datasize:,} bytes)"

if __name__ == "__main__":
   sisyphus.executewithargs(Fetch())
'''
JOB = '''import datetime
from ll import sisyphus

class Import(sisyphus.Job):
    projectname = "ACME"
    nextrun = datetime.timedelta(seconds=5)

    def argparser(self):
        parser = super().argparser()
        parser.add_argument("--word", dest="word", default="none")
        return parser

    def parseargs(self, args=None):
        self.word = super().parseargs(args).word

    def execute(self):
        self.log.delay("opened")
        if self.word == "nothing":
            return None
        for name in self.tasks(["a.csv", "b.csv"], "import", lambda name: name):
            with self.task(name="parse"):
                self.log.xml["with space"].sisyphus(f"@reading\\n{name}")
                try:
                    {}[name]
                except KeyError as exc:
                    self.log(exc)
                if self.word == "fail" and name == "b.csv":
                    raise ValueError("bad value")
        self.log({"b": [1, 2], "a": None})
        with self.task("customer", "x"):
            for name in self.tasks("cd", "item", lambda name: name):
                if self.word == "leave":
                    break
                if self.word == "loop" and name == "d":
                    raise ValueError("bad item")
                if self.word == "stop":
                    raise KeyboardInterrupt
            if self.word == "leave":
                raise ValueError("bad customer")
        return "4\\n\\n2" if self.word == "lines" else 42

if __name__ == "__main__":
    sisyphus.executewithargs(Import())
'''


def python(world, *words, **environment):
    path = f"{pathlib.Path(BINARY).parent}:/usr/bin:/bin"
    return world.spawn([*map(str, words)], env=world.environment(PATH=path, **environment), cwd=world.root).wait()


@case("a job of the original's manual", "runs unchanged under sisyphus run, and without it starts itself under it, with what its class says")
def original_example(world):
    (world.root / "fetch.py").write_text(FETCH, encoding="utf-8")
    wanted = ["fetching data from 'file:///etc/passwd'", "writing file ", "renaming file ", "cached 'file:///etc/passwd' as 'Python.html' ("]
    (world.root / "ll").mkdir()
    for words, program in itertools.product(([BINARY, "run", "-p", "ACME.FooBar", "-j", "Fetch", "--"], []), ([SHIM], [])):
        if not program:
            shutil.copy(SHIM, world.root / "ll/sisyphus.py")
        ended = python(world, *words, "/usr/bin/python3", *program, "fetch.py", "--log2stdout", "no")
        equal((ended.status, ended.out, ended.err), (0, b"", b""), f"{words}")
        check((world.root / "Python.html").read_bytes() == pathlib.Path("/etc/passwd").read_bytes(), "the page")
        (world.root / "Python.html").unlink()
        log = world.home / "ll.sisyphus/ACME.FooBar/Fetch/last_successful.sisyphuslog"
        lines = [line.partition(" >> ")[2] for line in log.read_text().splitlines() if "{init}" not in line]
        equal([line[:len(start)] for line, start in zip(lines, wanted)] + lines[4:], wanted, "log")
    check("(max time 0:03:00)" in log.read_text(), log.read_text())
    health = python(world, "/usr/bin/python3", SHIM, "fetch.py", "--healthcheck")
    equal((health.status, health.out), (0, b""), "health")


@case("what jobs of the original say", "failures, results, tasks, tags and exceptions are told right")
def original_words(world):
    (world.root / "job.py").write_text(JOB, encoding="utf-8")
    home = world.home / "ll.sisyphus/ACME/Import"

    def run(*words):
        return python(world, "/usr/bin/python3", SHIM, "job.py", *words)

    equal(run("--word", "good").status, 0, "status")
    log = (home / "last_successful.sisyphuslog").read_text()
    for line in (" :: [1/2] import a.csv :: parse :: {xml}{with_space} >> @reading\n", " :: [2/2] import b.csv :: parse :: {xml}{with_space} >> b.csv\n",
                 " :: [1/2] import a.csv :: parse :: {exc} >> KeyError: 'a.csv'\n", " >> {'a': None, 'b': [1, 2]}\n", " >> opened\n",
                 " :: {sisyphus}{result}{errors} >> 42\n"):
        check(line in log, f"{line!r} is missing:\n{log}")
    ended = run("--word", "fail")
    equal(ended.status, 1, "status of a failure")
    log = (home / "last_failed.sisyphuslog").read_text()
    check(" :: [2/2] import b.csv :: parse :: {exc} >> ValueError: bad value\n" in log, log)
    check(re.search(r"\{exc\} >>   File \"job.py\", line \d+, in execute\n", log), log)
    check("sisyphus_job.py" not in log.partition("{init}")[2].partition("\n")[2], log)
    check(" :: {sisyphus}{result}{fail} >> failed with exit status 1: ValueError: bad value\n" in log, log)
    for word, status, told in (("loop", 1, "customer x :: [2/2] item d :: {exc} >> ValueError: bad item"), ("leave", 1, "customer x :: {exc} >> ValueError: bad customer"),
                               ("stop", 130, "customer x :: [1/2] item c :: {exc} >> KeyboardInterrupt")):
        equal(run("--word", word).status, status, word)
        log = (home / "last_failed.sisyphuslog").read_text()
        check(re.search(rf" :: child [0-9]+ :: {re.escape(told)}\n", log) and "{stderr}" not in log and "sisyphus_job.py\"" not in log, log)
    equal(run("--word", "lines").status, 0, "status with a result of some lines")
    check((home / "last_successful.sisyphuslog").read_text().endswith("{result}{errors} >> 4 2\n"), "the result is a line")
    count = len(list(home.glob("2*.sisyphuslog")))
    equal(run("--word", "nothing").status, 0, "status of nothing")
    check(len(list(home.glob("2*.sisyphuslog"))) == count, "the log of an uneventful run")
    equal(run("--maxtime", "60").status, 0, "status within its limit")
    check("(max time 0:01:00)" in (home / "last_successful.sisyphuslog").read_text(), "the limit of the command line")
