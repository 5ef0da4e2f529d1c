"""What every case uses: a table of cases, a world of its own for each, waiting for conditions, reading what a run left."""
import atexit
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid


def copy_program(program, target):
    """Copies a program, by a process of its own: what other cases start may inherit the descriptor that writes the copy, and as long as anybody has
    that the copy cannot be run (ETXTBSY)."""
    subprocess.run(["cp", program, target], check=True)


def where_all_find_it(program):
    """The program; a copy of it if that lies where other users may not look, as a clone of root's does."""
    if not program or os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in pathlib.Path(program).resolve().parents):
        return program
    copies = tempfile.mkdtemp(prefix="sisyphus-bin.")
    atexit.register(shutil.rmtree, copies, True)
    os.chmod(copies, 0o755)
    copy_program(program, copies)
    return f"{copies}/{pathlib.Path(program).name}"


BINARY = where_all_find_it(os.environ.get("SISYPHUS_BIN", ""))
# Jobs written in Swift: those of the debug build, unless somebody names others.
JOBS = os.environ.get("SISYPHUS_JOBS", str(pathlib.Path(__file__).resolve().parent.parent / ".build/debug/SisyphusProbeJobs"))
CASES = []
HEADER = re.compile(rb"^\[[^\]]*\]=\[t\+[^\]]*\]")


class Skip(Exception):
    """The case cannot be provoked here."""


class Wrong(Exception):
    """The program did something other than what was expected."""


def case(name, expected, alone=False):
    """Puts a function into the table: what is done to the program, and what is right. `alone`: not beside other cases."""
    def register(body):
        CASES.append((name, expected, alone, body))
        return body
    return register


def keep_results(name, results, replaces=True):
    """Adds to what .build/results has of the last runs, for Scripts/guarantees; `replaces`: what it knows of the same things too."""
    folder = pathlib.Path(__file__).resolve().parent.parent / ".build/results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        kept = {}
    temporary = folder / f".{name}.{os.getpid()}.tmp"
    temporary.write_text(json.dumps({**kept, **results} if replaces else {**results, **kept}, indent=1, sort_keys=True) + "\n")
    temporary.rename(path)


def check(condition, message):
    if not condition:
        raise Wrong(message)


def equal(found, wanted, what):
    check(found == wanted, f"{what}: found {found!r}, expected {wanted!r}")


def need_root():
    if os.geteuid() != 0:
        raise Skip("needs root")


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip(f"needs {program}")


def wait_until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Wrong(f"waited {seconds} s in vain: {what}")
        time.sleep(0.01)


def stat(pid):
    """The fields of /proc/PID/stat from the state on; none when there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b") ")[2].split()
    except OSError:
        return []


# Of the flags in /proc/PID/stat: the process is ending (include/linux/sched.h).
PF_EXITING = 4


def has_not_ended(fields):
    return bool(fields) and fields[0] not in (b"Z", b"X")


def is_alive(pid):
    return has_not_ended(stat(pid))


def install_program(target):
    copy_program(BINARY, target)


def ask(w, verb, *words, **more):
    """Asks a subcommand that shows something; what it prints is text."""
    ended = w.spawn([BINARY, verb, "--basedir", str(base(w)), *words], **more).wait()
    ended.out, ended.err = ended.out.decode(), ended.err.decode()
    return ended


def base(w):
    return w.home / "ll.sisyphus"


def other_reader(w):
    """Two jobs, one of which its group may read; how to ask as a user who is in that group alone."""
    need_root()
    w.shell("echo fine", job="open", options=["--log-mode", "0640"])
    w.shell("echo fine", job="closed")
    os.chmod(w.root, 0o755)
    return {"user": 65534, "group": w.directory("open").stat().st_gid, "extra_groups": []}


def tree(w):
    """Every name with what a write would change."""
    found = {}
    for folder, _, names in os.walk(base(w)):
        for name in [".", *names]:
            status = os.lstat(os.path.join(folder, name))
            found[os.path.join(folder, name)] = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode)
    return found


def read_terminal(main):
    """All that is written to a terminal until nobody has it any more; closes this side of it."""
    seen = b""
    try:
        while piece := os.read(main, 65536):
            seen += piece
    except OSError:
        pass
    os.close(main)
    return seen.decode()


class Ended:
    """What a finished start left on its streams."""

    def __init__(self, status, out, err, seconds):
        self.status, self.out, self.err, self.seconds = status, out, err, seconds

    def __repr__(self):
        return f"status {self.status}, stdout {self.out[-300:]!r}, stderr {self.err[-300:]!r}"


class Started:
    """A start that goes on."""

    def __init__(self, process, out, err):
        self.process, self.out, self.err, self.begun = process, out, err, time.monotonic()
        self.pid = process.pid

    def kill(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=30):
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Wrong(f"hung: still running after {seconds} s") from None
        return Ended(status, self.out.read_bytes(), self.err.read_bytes(), time.monotonic() - self.begun)


class World:
    """A home directory of its own, and a mark by which every process that was started in it is found again."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="sisyphus-it."))
        self.root.chmod(0o755)
        self.home = self.root / "home"
        self.home.mkdir()
        self.mark = uuid.uuid4().hex
        self.started = []
        self.seen = set()
        self.mounts = []
        self.count = 0

    def environment(self, **more):
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.home), "INTEGRATION_MARK": self.mark, "T": str(self.root)}
        # By which Scripts/sanitize and Scripts/sanitize-threads are told what is wrong.
        environment.update({name: value for name, value in os.environ.items() if name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")})
        environment.update(more)
        return {name: value for name, value in environment.items() if value is not None}

    # Starting

    def argv(self, *command, options=(), job="job", verb="run"):
        names = ["-p", "P"] + (["-j", job] if job else [])
        return [BINARY, verb, *names, *map(str, options), *(["--", *map(str, command)] if command else [])]

    def spawn(self, argv, env=None, prefix=(), **more):
        self.count += 1
        out, err = self.root / f"out.{self.count}", self.root / f"err.{self.count}"
        with open(out, "wb") as stdout, open(err, "wb") as stderr:
            more = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": stderr, "start_new_session": True, "cwd": self.root, **more}
            process = subprocess.Popen([*prefix, *argv], env=env or self.environment(), **more)
        started = Started(process, out, err)
        self.started.append(started)
        return started

    def start(self, *command, options=(), job="job", env=None, prefix=(), **more):
        return self.spawn(self.argv(*command, options=options, job=job), env=env, prefix=prefix, **more)

    def run(self, *command, options=(), job="job", env=None, prefix=(), seconds=30, **more):
        return self.start(*command, options=options, job=job, env=env, prefix=prefix, **more).wait(seconds)

    def shell(self, script, **more):
        return self.run("bash", "-c", script, **more)

    def health(self, *options, job="job", env=None):
        return self.spawn(self.argv(options=options, job=job, verb="health"), env=env).wait()

    # What a run leaves

    def directory(self, job="job", project="P"):
        return self.home / "ll.sisyphus" / project / job

    def logs(self, job="job"):
        return sorted(p for p in self.directory(job).glob("2*.sisyphuslog") if not p.is_symlink())

    def log(self, job="job"):
        found = self.logs(job)
        check(found, "there is no log")
        return found[-1].read_bytes()

    def lines(self, job="job"):
        """The log's lines as (tasks and tags, text)."""
        return [tuple(HEADER.sub(b"", line).partition(b" >> ")[::2]) for line in self.log(job).splitlines()]

    def texts(self, job="job"):
        return [text for place, text in self.lines(job) if b"{sisyphus}" not in place]

    def result(self, job="job"):
        found = [place.rpartition(b"{sisyphus}")[2] + b" " + text for place, text in self.lines(job) if b"{sisyphus}{result}" in place]
        check(len(found) == 1, f"{len(found)} result lines: {found}")
        return found[0].decode()

    def link(self, name, job="job"):
        link = self.directory(job) / f"{name}.sisyphuslog"
        return os.readlink(link) if link.is_symlink() else None

    def record(self, job="job"):
        return json.loads((self.directory(job) / "runs.jsonl").read_text().splitlines()[-1])

    def health_text(self, job="job"):
        return (self.directory(job) / "current.sisyphushealth").read_text()

    def outcome(self, status, job="job"):
        """Checks that link, health file and log all tell the same outcome."""
        equal(self.link(f"last_{status}", job), self.logs(job)[-1].name, f"link last_{status}")
        good = status == "successful"
        equal(self.health_text(job) == "", good, f"health file says {self.health_text(job)!r}, which is healthy")

    # Processes

    def processes(self, all_that_end=False):
        """Those of this world; those that are just ending, too, of which nobody can tell any more whose they are."""
        own = {started.pid for started in self.started}
        mark = f"INTEGRATION_MARK={self.mark}".encode()
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) in own or int(entry) == os.getpid():
                continue
            if has_not_ended(fields := stat(entry)):
                try:
                    start = fields[19]
                    # One that is ending has lost its environment before its files and locks.
                    with open(f"/proc/{entry}/environ", "rb") as file:
                        environ = file.read()
                        if mark in environ.split(b"\0") or (entry, start) in self.seen:
                            self.seen.add((entry, start))
                            found.append(int(entry))
                        elif all_that_end and not environ and int(fields[6]) & PF_EXITING:
                            found.append(int(entry))
                except OSError:
                    pass
        return found

    def gone(self, seconds=20):
        wait_until(lambda: not self.processes(all_that_end=True), "processes of the run are left", seconds)

    def file(self, name, seconds=30):
        """Waits for a file that a job writes (by renaming, or in one write) and returns its text."""
        path = self.root / name
        wait_until(lambda: path.exists() and path.stat().st_size > 0, f"the job never wrote {name}", seconds)
        return path.read_text().strip()

    def close(self):
        for started in self.started:
            if started.process.poll() is None:
                started.process.kill()
                started.process.wait()
        for _ in range(20):
            left = self.processes()
            if not left:
                break
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except OSError:
                    pass
            time.sleep(0.02)
        for mount in reversed(self.mounts):
            subprocess.run(["umount", "-l", mount], check=False)
        shutil.rmtree(self.root, ignore_errors=True)


def python(script):
    """A command line that runs Python without reading anything of the user's."""
    return [sys.executable, "-S", "-E", "-c", script]
