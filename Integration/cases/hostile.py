"""What a hostile job, or a hostile machine around it, does to files, calls and process ids."""
import os
import pathlib
import sys

from harness import Skip, case, check, equal, need, need_root

# The files of a job that something may be put in place of while it runs.
NAMES = ["run.state", "runs.jsonl", "lock", "housekeeping.lock", "fingerprints", "notify.state", "notify.failures", "start.state", "current.sisyphushealth",
         "current.sisyphuslog", "last_failed.sisyphuslog", "last_successful.sisyphuslog", "schedule.state", "paused", "ack"]

TREE = "trap '' TERM; setsid sleep 600 & ( setsid sleep 600 & ); sleep 600; sleep 600"


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


@case("a keeper that may not adopt orphans", "the job is not started, 125 and a sentence: nobody would find what leaves its group", alone=True)
def no_subreaper(w):
    need("strace")
    inject = ["strace", "-f", "-qq", "-o", w.root / "trace", "-e", "trace=prctl", "-e", "inject=prctl:error=EPERM:when=1"]
    ended = w.run("touch", w.root / "ran", options=["--report", "never"], prefix=inject)
    equal((ended.status, (w.root / "ran").exists()), (125, False), f"{ended}")
    check(b"cannot keep the processes of touch together: Operation not permitted" in w.log(), w.log())


@case("a /proc of another PID namespace", "counts as none: a warning, and no process of the other namespace is shown or signalled", alone=True)
def foreign_proc(w):
    need_root()
    ended = w.run("sh", "-c", "sleep 600", options=["--maxtime", "0.4", "--report", "never"], prefix=["unshare", "--pid", "--fork", "--kill-child"])
    equal(ended.status, 124, "status")
    check(w.log().count(b"none of this PID namespace") == 1 and b"kworker" not in w.log(), w.log())


@case("process ids that come around", "with 150 of them, no process but those of the run is ended, and all of those", alone=True)
def few_numbers(w):
    need_root()
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


@case("OOM kills", "of supervisor, of keeper, and of both with the job: the next start tells, nothing is left")
def oom_kills(w):
    for who in ("supervisor", "keeper", "all"):
        started = w.start("bash", "-c", f"echo x; echo $$ > $T/{who}; {TREE}", job=who, options=["--report", "never"])
        w.file(who)
        children = pathlib.Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split()
        victims = {"supervisor": [started.pid], "keeper": map(int, children), "all": [*map(int, children), started.pid]}[who]
        for pid in victims:
            os.kill(pid, 9)
        status = started.wait(20).status
        equal(status, 125 if who == "keeper" else -9, f"status, {who}")
        if who != "all":
            w.gone(10)
        equal(w.shell("echo after", job=who).status, 0, f"the next start, {who}")
        w.gone(1)
        found = [line for line in (w.directory(who) / "runs.jsonl").read_text().splitlines()]
        check(len(found) == 2 and '"status":"failed"' in found[0], f"{who}: {found}")
