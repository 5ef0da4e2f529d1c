"""What a hostile job, or a hostile machine around it, does to files, calls and process ids."""
import contextlib
import json
import os
import pathlib
import platform
import random
import re
import shutil
import signal
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / folder) for folder in ("notify", "fleet")]
import peers  # noqa: E402
from common import courier_of, events, flush, grow_old, holder_of, spool  # noqa: E402
from etcd import WrongEtcd  # noqa: E402
from harness import BINARY, Skip, ask, base, case, check, equal, need, need_root, python, stat, wait_until  # noqa: E402

# The files of a job that something may be put in place of while it runs.
NAMES = ["run.state", "runs.jsonl", "lock", "housekeeping.lock", "fingerprints", "notify.state", "notify.failures", "start.state", "current.sisyphushealth",
         "current.sisyphuslog", "last_failed.sisyphuslog", "last_successful.sisyphuslog", "schedule.state", "paused", "ack"]

TREE = "trap '' TERM; setsid sleep 600 & ( setsid sleep 600 & ); sleep 600; sleep 600"


def records(world, job):
    return [json.loads(line) for line in (world.directory(job) / "runs.jsonl").read_text().splitlines()]


def keeper_of(started):
    return int(pathlib.Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split()[0])


@contextlib.contextmanager
def control_group(name, *wanted):
    """A control group of version 2, or of version 1 with that controller, that has these files."""
    need_root()
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        fields = line.split()
        kind = fields.index("-")
        if fields[kind + 1] != "cgroup2" and not (fields[kind + 1] == "cgroup" and name in fields[-1].split(",")):
            continue
        group = pathlib.Path(fields[4]) / f"hostile-{os.getpid()}"
        with contextlib.suppress(OSError):
            group.mkdir()
            if any((group / file).exists() for file in wanted):
                try:
                    yield group
                finally:
                    for pid in (group / "cgroup.procs").read_text().split():
                        os.kill(int(pid), signal.SIGKILL)
                    wait_until(lambda group=group: not (group / "cgroup.procs").read_text(), "processes stay in the group")
                    group.rmdir()
                return
            group.rmdir()
    raise Skip(f"needs a control group with {' or '.join(wanted)}")


def need_namespaces():
    need_root()
    if subprocess.run(["unshare", "--pid", "--fork", "--mount", "true"], capture_output=True, check=False).returncode:
        raise Skip("needs namespaces of its own")


def job_directory(world, job):
    return f"{world.home}/ll.sisyphus/P/{job}"


@case("files that are replaced while the job runs", "by directories, FIFOs or links: the run ends in time with the job's status, so does the next one, and the victim stays")
def replaced_files(w):
    victim = w.root / "victim"
    victim.write_text("precious")
    ways = {"directory": 'mkdir "$1"', "full directory": 'mkdir -p "$1/x"', "FIFO": 'mkfifo "$1"', "link": f'ln -s {victim} "$1"', "nothing": ":"}
    for kind, put in ways.items():
        for name in NAMES:
            job = f"{kind}-{name}".replace(" ", "-")
            script = f'put() {{ rm -rf "$1"; {put}; }}; put "{job_directory(w, job)}/{name}"; echo x; exit 3'
            for ended in (w.shell(script, job=job, options=["--report", "never"], seconds=20), w.shell("echo y; exit 4", job=job, options=["--report", "never"], seconds=20)):
                check(ended.status in (3, 4, 75), f"{name} is a {kind}: {ended}")
                if ended.status == 75:
                    equal(name, "paused", f"a start that was skipped ({kind})")
            equal(victim.read_text(), "precious", f"the victim, {name}")
            check(name == "paused" or b"y" in w.texts(job), f"{name} is a {kind}: the log of the next run")


@case("files with times that no clock has", "of the year 2286, which nanoseconds of 64 bits cannot hold, and of 1901: runs, health, views and the page go on")
def impossible_times(w):
    program = w.root / "program"
    program.write_text("#!/bin/sh\necho x\n")
    program.chmod(0o755)
    target = w.root / "page.html"
    for moment in (10_000_000_000, -(1 << 31)):
        for _ in range(2):
            equal(w.run(program, options=["--report", "never"]).status, 0, f"a run at {moment}")
            ended = ask(w, "page", "--output", str(target))
            equal(ended.status, 0, f"the page at {moment}: {ended}")
            for path in (program, target, *w.directory().iterdir()):
                os.utime(path, (moment, moment), follow_symlinks=False)
        equal((w.health().status, ask(w, "status").status, ask(w, "why", "P/job").status, ask(w, "logs", "P/job").status), (0,) * 4, f"views at {moment}")
    equal({record["status"] for record in records(w, "job")}, {"successful"}, "records")


NUMBERS = [b"9223372036854775807", b"-9223372036854775808", b"18446744073709551615", b"1e300", b"0"]
TEXTS = [b'""', b'"9999-12-31T23:59:59.999999+23:59"', b'"0000-00-00T00:00:00Z"', b"null", b"[]", b"{}"]


def damaged(random, content):
    """The content with numbers or texts that nobody expects, with other bytes, cut off, or twice."""
    return random.choice([
        lambda: re.sub(rb"\d+", lambda found: random.choice([*NUMBERS, found[0]]) if random.random() < 0.3 else found[0], content),
        lambda: re.sub(rb'"[^"]*"', lambda found: random.choice(TEXTS) if random.random() < 0.2 else found[0], content),
        lambda: bytes(random.randrange(256) if random.random() < 0.02 else byte for byte in content),
        lambda: content[:random.randrange(len(content) + 1)],
        lambda: content * 2,
    ])()


@case("files that are damaged", "whatever stands in what is kept of a job, in logs and in the spool: no subcommand and no run dies of it")
def damaged_files(w):
    chosen = random.Random(17)
    options = ["--report", "never", "--schedule", "0 4 * * *", "--webhook-url", "http://127.0.0.1:9/", "--webhook-secret", "s", "--notify-timeout", "1"]
    for script in ("exit 3", "echo '@!metric> rows 5'", "exit 3"):
        w.shell(script, options=options)
    check(ask(w, "ack", "P/job").status == ask(w, "pause", "P/job").status == 0 and spool(w), "nothing to damage")
    kept = w.root / "kept"
    shutil.copytree(base(w), kept, symlinks=True)
    files = [path.relative_to(kept) for path in sorted(kept.rglob("*")) if path.is_file() and not path.is_symlink() and path.stat().st_size]
    where = ["--basedir", str(base(w))]
    words = [["status", *where], ["history", *where], ["why", *where, "P/job"], ["page", *where, "--output", str(w.root / "page.html")], ["logs", *where, "P/job"],
             ["overdue", *where], ["stop", *where, "P/job"], ["resume", *where, "P/job"], w.argv(verb="health")[1:], w.argv("true", options=["--report", "never"])[1:]]
    for _ in range(10):
        for name in files:
            shutil.rmtree(base(w))
            shutil.copytree(kept, base(w), symlinks=True)
            content = damaged(chosen, (kept / name).read_bytes())
            for verb in chosen.sample(words, 3):
                (base(w) / name).write_bytes(content)
                ended = w.spawn([BINARY, *verb]).wait()
                check(0 <= ended.status < 128, f"{verb[0]}, {name}: {ended}: {content[:2000]!r}")


FILTER = """
import ctypes, os, struct, sys
# Of classic BPF: load the number, compare, refuse with an error, allow.
numbers, error = [int(word) for word in sys.argv[1].split(",")], int(sys.argv[2])
rows = [struct.pack("HBBI", 0x20, 0, 0, 0)]
for number in numbers:
    rows += [struct.pack("HBBI", 0x15, 0, 1, number), struct.pack("HBBI", 0x06, 0, 0, 0x00050000 | error)]
rows.append(struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000))
code = ctypes.create_string_buffer(b"".join(rows))
libc = ctypes.CDLL(None, use_errno=True)
program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(rows), ctypes.addressof(code)))
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
    sys.exit(77)
os.execvp(sys.argv[3], sys.argv[3:])
"""
# What containers with old filters refuse; these numbers are the same on all machines.
NEWER = {"close_range": 436, "pidfd_open": 434, "clone3": 435, "openat2": 437, "faccessat2": 439, "pidfd_send_signal": 424}


@case("newer system calls are refused", "by a filter, as not there or as not allowed: the tree is ended, records and messages are whole all the same")
def refused_calls(w):
    for name, numbers in [*((name, [number]) for name, number in NEWER.items()), ("all", list(NEWER.values()))]:
        for error in (38, 1):
            filtered = [sys.executable, "-S", "-E", "-c", FILTER, ",".join(map(str, numbers)), str(error)]
            job = f"{name}-{error}"
            ended = w.run("bash", "-c", f"echo x; {TREE}", job=job, options=["--maxtime", "0.4", "--kill-grace", "0.1", "--report", "never"], prefix=filtered)
            if ended.status == 77:
                raise Skip("needs filters of system calls")
            equal(ended.status, 124, f"status without {name} ({error}): {ended}")
            equal((w.processes(), w.record(job)["status"], w.texts(job)), ([], "timeout", [b"x"]), f"without {name} ({error})")


@case("newer system calls are refused to courier and lock holder", "they are started all the same: the message arrives, and the run has its lock")
def refused_calls_of_helpers(w):
    server = peers.Web()
    try:
        with WrongEtcd({}) as etcd:
            for error in (38, 1):
                filtered = [sys.executable, "-S", "-E", "-c", FILTER, ",".join(map(str, NEWER.values())), str(error)]
                options = ["--webhook-url", f"http://127.0.0.1:{server.port}/", "--webhook-secret", "s", "--lock", etcd.lock, "--report", "never"]
                ended = w.run("sh", "-c", 'echo "$SISYPHUS_RUN_FENCE"; exit 3', job=str(error), options=options, prefix=filtered)
                if ended.status == 77:
                    raise Skip("needs filters of system calls")
                w.gone(10)
                equal((ended.status, w.texts(str(error)), spool(w)), (3, [b"9"], []), f"with error {error}: {ended}")
        equal(events(server), ["failure"] * 2, "messages")
    finally:
        server.close()


@case("a job that closes what it inherits", "every descriptor, also those that only its children have: its limit and its exit status hold all the same")
def closed_descriptors(w):
    close = "import os, time\nos.closerange(0, 65536)\n"
    ended = w.run(*python(close + "os._exit(3)"), job="status", options=["--report", "never"])
    equal((ended.status, w.record("status")["exit_code"]), (3, 3), f"{ended}")
    orphan = "if os.fork() == 0:\n    os.setsid()\n    os.fork()\nopen(os.environ['T'] + '/up', 'w').write('up')\ntime.sleep(600)"
    ended = w.run(*python(close + orphan), job="limit", options=["--maxtime", "0.5", "--kill-grace", "0.1", "--report", "never"])
    equal((ended.status, w.file("up"), w.processes(), w.record("limit")["status"]), (124, "up", [], "timeout"), f"{ended}")


@case("signals that cannot be read", "a filter refuses signalfd: the job is not started, 125 and a sentence, since nobody could end it")
def no_signals(w):
    number = {"x86_64": 289, "aarch64": 74}.get(platform.machine())
    if not number:
        raise Skip("knows the number of the call for two machines")
    for error, words in ((38, b"Function not implemented"), (1, b"Operation not permitted")):
        filtered = [sys.executable, "-S", "-E", "-c", FILTER, str(number), str(error)]
        ended = w.run("touch", w.root / "ran", options=["--report", "never"], prefix=filtered)
        if ended.status == 77:
            raise Skip("needs filters of system calls")
        equal((ended.status, (w.root / "ran").exists()), (125, False), f"{ended}")
        equal(ended.err, b"sisyphus run: cannot read signals (signalfd): " + words + b"; the job was not started\n", "what is said")


@case("a keeper that may not adopt orphans", "the job is not started, 125 and a sentence: nobody would find what leaves its group", alone=True)
def no_subreaper(w):
    need("strace")
    inject = ["strace", "-f", "-qq", "-o", w.root / "trace", "-e", "trace=prctl", "-e", "inject=prctl:error=EPERM:when=1"]
    ended = w.run("touch", w.root / "ran", options=["--report", "never"], prefix=inject)
    equal((ended.status, (w.root / "ran").exists()), (125, False), f"{ended}")
    check(b"cannot keep the processes of touch together: Operation not permitted" in w.log(), w.log())


@case("a /proc of another PID namespace", "counts as none: a warning, and no process of the other namespace is shown or signalled", alone=True)
def foreign_proc(w):
    need_namespaces()
    ended = w.run("sh", "-c", "sleep 600", options=["--maxtime", "0.4", "--report", "never"], prefix=["unshare", "--pid", "--fork", "--kill-child"])
    equal(ended.status, 124, "status")
    check(w.log().count(b"none of this PID namespace") == 1 and b"kworker" not in w.log(), w.log())


@case("a run without /proc", "is seen as running, and stop says why it sends no signal; the same where /proc is of another PID namespace", alone=True)
def unseen_run(w):
    need_namespaces()
    script = w.root / "inside.sh"
    script.write_text("""[ "$1" = there ] || mount -t tmpfs none /proc || exit 77
shift
"$@" & run=$!
until [ -e "$T/up" ]; do sleep 0.01; done
"$1" status; "$1" health -p P -j job; "$1" stop P/job; echo "stop $?"
kill $run; wait $run
""")
    for kind in ("there", "gone"):
        argv = w.argv("sh", "-c", 'echo > "$T/up"; exec sleep 600', options=["--maxtime", "20", "--report", "never"])
        ended = w.spawn(argv, prefix=["unshare", "--pid", "--fork", "--kill-child", "--mount", "sh", script, kind]).wait()
        (w.root / "up").unlink()
        check(b"running" in ended.out and b"lost" not in ended.out and b"stop 1\n" in ended.out, f"/proc is {kind}: {ended}")
        check(b"P/job: there is no /proc (none of this PID namespace) by which to be sure of process " in ended.err, f"/proc is {kind}: {ended}")
        equal(w.record()["reason"], "interrupted by SIGTERM", f"/proc is {kind}")


@case("process ids that come around", "with 150 of them, no process but those of the run is ended, and all of those", alone=True)
def few_numbers(w):
    need_namespaces()
    script = w.root / "inside.sh"
    script.write_text("""mount -t proc proc /proc && echo 450 > /proc/sys/kernel/pid_max || exit 77
sleep 600 & innocent=$!
for turn in 1 2 3 4 5; do
    "$@"
    [ $? = 124 ] || exit 1
    kill -0 $innocent || exit 2
    [ "$(pgrep -c -x 'sleep|bash|true')" = 1 ] || exit 3
done
exit 42
""")
    # After the first round the kernel gives out those from 300 on. Who forks and exits all the time takes up every number again and again.
    job = "trap '' TERM; setsid sleep 601 & (while :; do true | true; done) & (while :; do (true &); done) & sleep 601"
    argv = w.argv("bash", "-c", job, options=["--maxtime", "0.5", "--kill-grace", "0.1", "--report", "never"])
    ended = w.spawn(argv, prefix=["unshare", "--pid", "--fork", "--kill-child", "--mount", "sh", script]).wait(60)
    if ended.status == 77:
        raise Skip("needs a kernel with a pid_max for each namespace")
    equal(ended.status, 42, f"what went wrong inside: {ended}")


@case("secrets and another process of the same user", "memory and environment of supervisor and keeper are closed to it")
def closed_environment(w):
    need_root()
    os.chmod(w.root, 0o755)
    home = w.root / "theirs"
    home.mkdir()
    os.chown(home, 65534, 65534)
    env = w.environment(HOME=str(home), TMPDIR=str(home), WEBHOOK="http://127.0.0.1:9/topsecret")
    look = 'for pid in $PPID $(cat /proc/$PPID/status | sed -n "s/^PPid:.//p"); do cat /proc/$pid/environ /proc/$pid/maps 2>&1 | tr "\\\\0" "\\\\n"; done'
    ended = w.run("bash", "-c", f"{look} > $TMPDIR/seen; grep -ac denied $TMPDIR/seen; grep -ac topsecret $TMPDIR/seen; env | grep -c topsecret; true", env=env, options=["--webhook-url", "env:WEBHOOK", "--log2stdout", "yes"],
                  user=65534, group=65534, extra_groups=[])
    equal([line.rpartition(b">> ")[2] for line in ended.out.splitlines() if b"{sisyphus}" not in line], [b"4", b"0", b"0"], f"{ended}")


# Attaches to keeper or supervisor, and holds it for a while.
TRACER = """
import ctypes, os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
libc = ctypes.CDLL(None, use_errno=True)
keeper = os.getppid()
supervisor = int(next(line for line in open(f"/proc/{keeper}/status") if line.startswith("PPid")).split()[1])
pid = {"keeper": keeper, "supervisor": supervisor}[sys.argv[1]]
libc.ptrace(16, pid, 0, 0)
os.waitpid(pid, 0x40000000)
time.sleep(float(sys.argv[2]))
libc.ptrace(17, pid, 0, 0)
time.sleep(600)
"""


@case("a job that traces supervisor and keeper", "is refused, as it cannot read them; root's stops them: a keeper is done without, a supervisor goes on when it is let go")
def traced(w):
    need_root()
    need("strace")
    theirs = w.root / "theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    trace = 'for pid in $PPID $(sed -n "s/^PPid:.//p" /proc/$PPID/status); do strace -o /dev/null -p $pid 2>&1 | grep -o "Operation not permitted"; done'
    ended = w.shell(trace, env=w.environment(HOME=str(theirs)), options=["--log2stdout", "yes", "--report", "never"], user=65534, group=65534, extra_groups=[])
    equal([line.rpartition(b">> ")[2] for line in ended.out.splitlines() if b"{sisyphus}" not in line], [b"Operation not permitted"] * 2, f"{ended}")
    for who, seconds in (("keeper", 60), ("supervisor", 1.5)):
        ended = w.run(*python(TRACER), who, str(seconds), job=who, options=["--maxtime", "0.5", "--kill-grace", "0.1", "--report", "never"], seconds=40)
        equal((ended.status, w.processes(), w.record(who)["status"]), (124, [], "timeout"), f"{who}: {ended}")
        check(who == "supervisor" or b"the keeper process does not answer and is killed" in w.log(who), w.log(who))


@case("OOM kills", "of supervisor, of keeper, and of both with the job: the next start tells, nothing is left")
def oom_kills(w):
    for who in ("supervisor", "keeper", "all"):
        started = w.start("bash", "-c", f"echo x; echo $$ > $T/{who}; {TREE}", job=who, options=["--report", "never"])
        w.file(who)
        victims = {"supervisor": [started.pid], "keeper": [keeper_of(started)], "all": [keeper_of(started), started.pid]}[who]
        for pid in victims:
            os.kill(pid, 9)
        status = started.wait(20).status
        equal(status, 125 if who == "keeper" else -9, f"status, {who}")
        if who != "all":
            w.gone(10)
        equal(w.shell("echo after", job=who).status, 0, f"the next start, {who}")
        w.gone(1)
        equal([record["status"] for record in records(w, who)], ["failed", "successful"], f"records, {who}")


@case("records that cannot be read by the start after a crash", "a run that was killed after its record was written has one record all the same", alone=True)
def unreadable_records(w):
    need("strace")
    hook = ["--report", "never"]
    equal(w.shell(f'cp "{job_directory(w, "job")}/run.state" "$T/state"; echo x; exit 3', options=hook).status, 3, "the first run")
    # As if it had been killed just before it removed this.
    state = w.directory() / "run.state"
    state.write_bytes((w.root / "state").read_bytes())
    refuse = ["strace", "-f", "-qq", "-o", w.root / "trace", "-P", w.directory() / "runs.jsonl", "-e", "trace=pread64", "-e", "inject=pread64:error=EIO:when=1"]
    ended = w.run("true", options=hook, prefix=refuse)
    check(b"INJECTED" in (w.root / "trace").read_bytes(), "the records were not read")
    equal(ended.status, 0, f"{ended}")
    check(b"Input/output error; the record of the lost run is written by a later start" in ended.err, f"{ended}")
    equal(w.run("true", options=hook).status, 0, "the third run")
    equal([record["status"] for record in records(w, "job")], ["failed", "uneventful", "uneventful"], f"{records(w, 'job')}")
    check(not state.exists(), "the state stays")


# What a group may have that the kernel kills in; a sanitizer takes more for itself.
MEMORY = (600 if "ASAN_OPTIONS" in os.environ else 96) << 20


@case("kills for memory", "the kernel chooses the job, the supervisor, or the keeper of a group that is full: what is left ends the tree, and it is told", alone=True)
def kernel_kills(w):
    with control_group("memory", "memory.max", "memory.limit_in_bytes") as group:
        limit = group / "memory.max"
        (limit if limit.exists() else group / "memory.limit_in_bytes").write_text(str(MEMORY))
        inside = ["sh", "-c", f'echo 0 > {group}/cgroup.procs && exec "$@"', "sh"]
        for who, status in (("job", 137), ("supervisor", -9), ("keeper", 125)):
            eat = " ".join(f"'{word}'" for word in python(f"x = bytearray({3 * MEMORY})"))
            script = f"""setsid sleep 600 & echo $$ > $T/{who}; until [ -e $T/go.{who} ]; do sleep 0.01; done
                {"exec " + eat if who == "job" else f"for i in 1 2 3 4; do {eat} & done; wait"}"""
            started = w.start("bash", "-c", script, job=who, options=["--report", "never"], prefix=inside)
            w.file(who)
            # Where several eat, none of them is chosen before a process that bids itself.
            if who != "job":
                pid = started.pid if who == "supervisor" else keeper_of(started)
                pathlib.Path(f"/proc/{pid}/oom_score_adj").write_text("1000")
            (w.root / f"go.{who}").touch()
            equal(started.wait(20).status, status, f"status, {who}")
            # Whoever ends by itself leaves what its job left behind.
            for pid in w.processes() if who == "job" else []:
                os.kill(pid, signal.SIGKILL)
            w.gone(10)
            equal(w.shell("echo after", job=who).status, 0, f"the next start, {who}")
            equal([record["status"] for record in records(w, who)][:1], ["failed"], f"records, {who}")
        check(records(w, "job")[0].get("oom_kills"), records(w, "job")[0])


@case("kills for memory, of who speaks with the network", "the kernel chooses courier or lock holder: the message is kept; the run ends before its lock does", alone=True)
def kernel_kills_helpers(w):
    server = peers.Web()
    try:
        with control_group("memory", "memory.max", "memory.limit_in_bytes") as group, WrongEtcd({}) as etcd:
            limit = group / "memory.max"
            (limit if limit.exists() else group / "memory.limit_in_bytes").write_text(str(MEMORY))
            inside = ["sh", "-c", f'echo 0 > {group}/cgroup.procs && exec "$@"', "sh"]

            def choose(pid):
                pathlib.Path(f"/proc/{pid}/oom_score_adj").write_text("1000")
                w.spawn([*inside, *python(f"x = bytearray({3 * MEMORY})")]).wait()

            hook = ["--webhook-url", f"http://127.0.0.1:{server.port}/hang", "--webhook-secret", "s", "--report", "never"]
            started = w.start("sh", "-c", "exit 3", job="courier", options=hook, prefix=inside)
            wait_until(lambda: server.requests, "the courier delivers")
            choose(courier_of(started))
            equal(started.wait(20).status, 3, "status with a courier that was killed")
            w.gone(10)
            equal(len(spool(w)), 1, "what is kept")
            server.cured = True
            grow_old(w)
            flush(w)
            equal((spool(w), events(server)), ([], ["failure"] * 2), "what came of it")
            started = w.start("sh", "-c", f"echo x; echo > $T/up; {TREE}", job="holder", options=["--lock", etcd.lock, "--lock-ttl", "5s", "--report", "never"], prefix=inside)
            w.file("up")
            choose(holder_of(started))
            ended = started.wait(20)
            equal((ended.status, w.processes(), w.record("holder")["status"]), (125, [], "interrupted"), f"{ended}")
            check("lost the fleet lock" in w.record("holder")["reason"], w.record("holder"))
    finally:
        server.close()


@case("frozen processes", "job, supervisor, keeper, or all of them are frozen by a control group: limits hold for the job, the rest is as if no time had passed", alone=True)
def frozen(w):
    # Frozen processes of version 1 cannot even be killed.
    with control_group("none", "cgroup.freeze") as group:
        ended = w.run("sh", "-c", f"echo x; setsid sleep 600 & echo 0 > {group}/cgroup.procs; echo 1 > {group}/cgroup.freeze; sleep 600",
                      options=["--maxtime", "0.4", "--kill-grace", "0.1", "--report", "never"])
        equal((ended.status, w.processes(), w.texts()), (124, [], [b"x"]), f"a frozen job: {ended}")
        (group / "cgroup.freeze").write_text("0")
        for who in ("supervisor", "keeper", "all", "killed"):
            script = f'echo x; echo $$ > "$T/{who}"; until [ -e "$T/go.{who}" ]; do sleep 0.01; done; echo y; exit 3'
            started = w.start("sh", "-c", script, job=who, options=["--report", "never"])
            job, keeper = int(w.file(who)), keeper_of(started)
            for pid in {"keeper": [keeper], "all": [started.pid, keeper, job]}.get(who, [started.pid]):
                (group / "cgroup.procs").write_text(str(pid))
            (group / "cgroup.freeze").write_text("1")
            wait_until(lambda: "frozen 1" in (group / "cgroup.events").read_text(), "they are not frozen")
            if who == "killed":
                os.kill(started.pid, signal.SIGKILL)
                equal(started.wait(20).status, -9, "status")
                w.gone(10)
            (w.root / f"go.{who}").touch()
            if who in ("supervisor", "keeper"):
                # What the job does meanwhile is not lost.
                wait_until(lambda job=job: pathlib.Path(f"/proc/{job}/stat").exists() is (who == "keeper"), "the job goes on")
            (group / "cgroup.freeze").write_text("0")
            if who != "killed":
                equal((started.wait(20).status, w.texts(who)), (3, [b"x", b"y"]), who)
            equal(w.shell("echo after", job=who).status, 0, f"the next start, {who}")
            equal([record["status"] for record in records(w, who)], ["failed", "successful"], f"records, {who}")


@case("frozen processes of version 1", "nobody can kill them: the run ends at its limit all the same and names them; they die when they are let go", alone=True)
def frozen_by_version_1(w):
    with control_group("freezer", "freezer.state") as group:
        try:
            ended = w.run("sh", "-c", f"echo x; echo 0 > {group}/cgroup.procs; echo FROZEN > {group}/freezer.state; sleep 600",
                          options=["--maxtime", "0.4", "--kill-grace", "0.1", "--report", "never"])
            equal((ended.status, w.texts()), (124, [b"x"]), f"{ended}")
            check(b"could not be killed: " in w.log() and w.processes(), w.log())
        finally:
            (group / "freezer.state").write_text("THAWED")
        w.gone(10)
        equal(w.shell("echo after").status, 0, "the next start")
        equal([record["status"] for record in records(w, "job")], ["timeout", "successful"], "records")


@case("core dumps", "supervisor, keeper, courier and lock holder leave none, since they would hold secrets; the job's own are written as ever", alone=True)
def core_dumps(w):
    need("gdb")
    unlimited = ["sh", "-c", 'ulimit -c unlimited && exec "$@"', "sh"]
    server = peers.Web()
    try:
        ended = w.run("sh", "-c", "kill -SYS $$", job="itself", prefix=unlimited, options=["--report", "never"])
        cores = list(w.root.glob("*core*"))
        if not cores:
            raise Skip(f"needs a system that writes cores into the working directory: {ended}")
        for core in cores:
            core.unlink()
        with WrongEtcd({}) as etcd:
            hook = ["--webhook-url", f"http://127.0.0.1:{server.port}/hang", "--webhook-secret", "topsecret", "--notify-timeout", "1", "--lock", etcd.lock, "--lock-ttl", "5s"]
            for who, status in (("supervisor", -signal.SIGSEGV), ("keeper", 125), ("courier", 3), ("holder", 125)):
                started = w.start("sh", "-c", f'echo $$ > "$T/{who}"; {"exit 3" if who == "courier" else "exec sleep 600"}', job=who, prefix=unlimited, options=hook)
                job = int(w.file(who))
                if who == "courier":
                    wait_until(lambda: server.requests, "the courier delivers")
                victim = {"courier": courier_of, "holder": holder_of, "keeper": lambda _, job=job: int(stat(job)[1]), "supervisor": lambda run: run.pid}[who](started)
                # It goes on where nothing is: some block the signals that can be sent to them.
                subprocess.run(["gdb", "-nx", "-batch", "-p", str(victim), "-ex", "set $pc = 0", "-ex", "detach"], capture_output=True, check=False)
                equal(started.wait(20).status, status, who)
                equal([str(path) for path in w.root.rglob("*core*") if path.is_file()], [], f"cores, {who}")
        check(spool(w), "the message of the courier that was killed is lost")
    finally:
        server.close()


@case("the environment of another user", "as sudo -E gives it: neither configuration nor directories of that user are used", alone=True)
def others_environment(w):
    need_root()
    theirs = w.root / "theirs"
    configuration = theirs / ".config/sisyphus/config.toml"
    configuration.parent.mkdir(parents=True)
    configuration.write_text("log2stdout = true\n")
    job = theirs / "ll.sisyphus/P/job"
    job.mkdir(parents=True)
    for path in (theirs, *theirs.rglob("*")):
        os.chown(path, 65534, 65534)
    env = w.environment(HOME=str(theirs), SUDO_UID="65534")
    ended = w.run("touch", w.root / "ran", env=env)
    check(ended.status == 64 and b"it belongs to user" in ended.err, f"configuration: {ended}")
    configuration.unlink()
    ended = w.run("touch", w.root / "ran", env=env)
    check(ended.status == 73 and b"it belongs to user" in ended.err, f"directory: {ended}")
    equal(((w.root / "ran").exists(), list(job.iterdir())), (False, []), "what was done")
