"""Nothing outlives its run unseen."""
import json
import os
import pathlib
import signal

from harness import Skip, case, check, equal, need, need_root, wait_until

HOSTILE = """
trap '' TERM INT HUP
setsid bash -c 'trap "" TERM; sleep 600' &
( setsid sleep 600 & )
bash -c 'set -m; sleep 600 & wait' &
bash -c 'kill -STOP $$; sleep 600' &
echo $$ > $T/ready
sleep 600; sleep 600
"""


@case("time limit", "124, timeout, tree gone, last_timeout, unhealthy, whole or fractional")
def limit(w):
    for value, shown in (("1", "0:00:01"), ("0.3", "0:00:00.300000")):
        ended = w.run("sleep", "600", options=["--maxtime", value, "--report", "never"])
        equal(ended.status, 124, f"status for --maxtime {value}")
        w.gone()
        w.outcome("timeout")
        check(w.result().startswith("{result}{kill} Terminated") and w.result().endswith(f"timed out after {shown}"), w.result())


@case("hostile tree at the time limit", "setsid, double fork, own groups, stopped, TERM ignored: all gone")
def hostile(w):
    equal(w.shell(HOSTILE, options=["--maxtime", "1", "--report", "never"]).status, 124, "status")
    w.gone(1)


@case("handler runs within the grace", "TERM arrives once, its output is in the log")
def handler(w):
    w.shell("trap 'echo handled; exit 0' TERM; echo up; while :; do sleep 0.02; done", options=["--maxtime", "0.5", "--kill-grace", "20", "--report", "never"])
    equal(w.texts().count(b"handled"), 1, "how often the handler ran")


@case("limits that are refused", "nonsense is 64, a sentence names the option, the job is not started")
def refused_limits(w):
    for value in ("-1", "nan", "", "1x", "inf", "1e", "0x10"):
        ended = w.run("touch", w.root / "ran", options=[f"--maxtime={value}"])
        equal(ended.status, 64, f"status for --maxtime={value}")
        check(b"maxtime" in ended.err, f"the option is not named: {ended.err}")
    check(not (w.root / "ran").exists(), "the job ran")
    equal(w.shell("echo x", options=["--maxtime", "90d"]).status, 0, "a huge limit")
    equal(w.shell("echo x", options=["--maxtime", "none"]).status, 0, "no limit")


@case("idle timeout", "a silent job is ended, a chatty one is not")
def idle(w):
    equal(w.shell("echo x; sleep 600", options=["--idle-timeout", "0.5", "--report", "never"]).status, 124, "status")
    equal(w.shell("for i in $(seq 15); do echo $i; sleep 0.1; done", options=["--idle-timeout", "1"]).status, 0, "status of a chatty job")


@case("supervisor killed", "SIGKILL of the supervisor ends the whole tree")
def supervisor_killed(w):
    started = w.start("bash", "-c", HOSTILE)
    w.file("ready")
    started.kill(signal.SIGKILL)
    started.wait()
    w.gone(10)


def keeper_of(supervisor):
    with open(f"/proc/{supervisor}/task/{supervisor}/children") as file:
        return [int(pid) for pid in file.read().split()]


@case("keeper killed", "the run ends with 125 and is not successful, nothing is left")
def keeper_killed(w):
    started = w.start("bash", "-c", HOSTILE, options=["--report", "never"])
    w.file("ready")
    for pid in keeper_of(started.pid):
        os.kill(pid, signal.SIGKILL)
    equal(started.wait(20).status, 125, "status")
    w.gone(10)
    w.outcome("failed")


@case("recovery after SIGKILL", "health says lost; the next start ends the leftovers and completes the old log")
def recovery(w):
    started = w.start("bash", "-c", "echo before; echo $$ > $T/ready; sleep 600")
    w.file("ready")
    wait_until(lambda: w.logs(), "the log")
    started.kill(signal.SIGKILL)
    started.wait()
    w.gone(10)
    equal(w.health().status, 1, "health in between")
    equal(w.shell("echo after").status, 0, "the next start")
    old = w.logs()[0].read_bytes()
    check(b"{sisyphus}{result}{fail}{lost}" in old, f"the old log has no lost line: {old!r}")
    check(b"before" in old, "the old log lost a line")
    equal(len(w.logs()), 2, "logs")
    equal([p.name for p in w.directory().iterdir() if p.name.endswith(".tmp")], [], "temporary files")
    w.outcome("successful")


@case("recovery by the signal of the job", "what is left of a lost run gets --kill-signal and the time of --kill-grace")
def recovery_signal(w):
    options = ["--kill-signal", "USR1", "--kill-grace", "20"]
    script = "trap '' TERM; trap 'sleep 0.7; echo dumped > $T/dump; exit' USR1; echo $$ > $T/ready; while :; do sleep 0.05; done"
    # The job itself ends with its keeper, what it has started does not.
    started = w.start("bash", "-c", 'bash -c "$1" >/dev/null 2>&1 & wait', "-", script, options=options)
    w.file("ready")
    keeper = keeper_of(started.pid)[0]
    # Neither may see the other one go.
    started.kill(signal.SIGSTOP)
    os.kill(keeper, signal.SIGKILL)
    started.kill(signal.SIGKILL)
    started.wait()
    check(w.processes(), "nothing is left that a recovery could end")
    equal(w.shell("echo after", options=options).status, 0, "the next start")
    equal(w.file("dump"), "dumped", "what the job does on its signal")
    w.gone(5)


@case("recovery removes what was being written", "temporary files of a dead process go, those of the living and foreign ones stay")
def recovery_temporaries(w):
    started = w.start("bash", "-c", "echo before; echo $$ > $T/ready; sleep 600")
    w.file("ready")
    started.kill(signal.SIGKILL)
    started.wait()
    w.gone(10)
    mine = w.directory() / ".notes.99.tmp"
    dead, living = (w.directory() / f".current.sisyphushealth.{pid}.tmp" for pid in (started.pid, os.getpid()))
    for path in (mine, dead, living):
        path.touch()
    w.shell("echo after")
    equal([path.exists() for path in (mine, dead, living)], [True, False, True], "what is left")


@case("temporary files", "of a start that was killed before its state stood are gone after the next run")
def temporaries_of_a_killed_start(w):
    need("strace")
    w.run("true", prefix=["strace", "-o", w.root / "trace", "-e", "trace=renameat", "-e", "inject=renameat:signal=KILL:when=1"])
    check([p for p in w.directory().iterdir() if p.name.endswith(".tmp")], "nothing was killed")
    w.shell("echo x")
    equal([p.name for p in w.directory().iterdir() if p.name.endswith(".tmp")], [], "temporary files")


def records(w, job="job"):
    return [json.loads(row) for row in (w.directory(job) / "runs.jsonl").read_text().splitlines()]


def traced(w, call, errno, when):
    return ["strace", "-o", w.root / "trace", "-e", f"trace={call}", "-e", f"inject={call}:error={errno}:when={when}"]


@case("records that cannot be locked", "are appended all the same, and it is said")
def unlocked_record(w):
    need("strace")
    w.run("true")
    for errno in ("ENOLCK", "EIO"):
        ended = w.shell("exit 3", options=["--report", "never"], prefix=traced(w, "flock", errno, 3))
        equal(ended.status, 3, "status")
        check(b"cannot lock" in ended.err and b"runs.jsonl" in ended.err, f"{ended}")
    equal([row["status"] for row in records(w)], ["uneventful", "failed", "failed"], "records")


@case("no pipes for the job", "the reason is on stderr although there is a channel")
def no_pipes(w):
    need("strace")
    w.run("true")
    ended = w.run("touch", w.root / "ran", options=["--webhook-url", "http://127.0.0.1:9/", "--notify-timeout", "1"], prefix=traced(w, "fcntl", "EIO", 4))
    equal(ended.status, 125, "status")
    check(b"Input/output error" in ended.err and not (w.root / "ran").exists(), f"{ended}")


@case("a record that cannot be written", "is written by the next start as it was, and health knows it meanwhile")
def late_record(w):
    w.run("true")
    path = w.directory() / "runs.jsonl"
    kept = path.read_bytes()
    # A link is put aside and made anew; one that cannot be renamed away keeps the record out.
    ended = w.shell("rm $D/runs.jsonl; ln -s /nowhere $D/runs.jsonl; chmod 500 $D; exit 3", options=["--report", "never"],
                    env=w.environment(D=str(w.directory()))) if os.geteuid() else None
    if ended is None:
        need("strace")
        ended = w.shell("exit 3", options=["--report", "never"], prefix=traced(w, "openat", "EIO", opening_of_records(w)))
    else:
        w.directory().chmod(0o700)
        path.unlink()
        path.write_bytes(kept)
    equal(ended.status, 3, "status")
    check(b"runs.jsonl" in ended.err, f"{ended}")
    equal(len(records(w)), 1, "records for now")
    check(b"exit status 3" in w.health().out, "health does not know of it")
    w.run("true")
    equal([row["status"] for row in records(w)], ["uneventful", "failed", "uneventful"], "records")
    equal(records(w)[1]["exit_code"], 3, "what the late record says")
    check(not (w.directory() / "run.state").exists(), "the state stays")


def opening_of_records(w):
    """Which `openat` of a run of this kind opens the records to append to them."""
    trace = w.root / "openings"
    w.run("true", job="other")
    w.shell("exit 3", job="other", options=["--report", "never"], prefix=["strace", "-o", trace, "-e", "trace=openat"])
    calls = [line for line in trace.read_text().splitlines() if line.startswith("openat(")]
    return next(number for number, line in enumerate(calls, 1) if '"runs.jsonl"' in line and "O_APPEND" in line)


@case("the log is deleted or renamed during the run", "it is said, in the record too")
def log_goes_away(w):
    ended = w.shell("echo x; rm \"$SISYPHUS_RUN_LOG\"; echo y")
    check(b"was deleted during the run" in ended.err and b"are lost" in ended.err, f"{ended}")
    equal(w.record().get("log"), None, "log in the record")
    check(w.record()["dropped"] > 0, f"{w.record()}")
    equal(w.link("last_successful"), None, "link to a log that is gone")
    ended = w.shell("echo x; mv \"$SISYPHUS_RUN_LOG\" \"$SISYPHUS_RUN_LOG.old\"; echo y")
    check(b"was renamed during the run" in ended.err and b".sisyphuslog.old now" in ended.err, f"{ended}")
    check(w.record()["log"].endswith(".sisyphuslog.old") and w.record()["dropped"] == 0, f"{w.record()}")
    equal(w.link("last_successful"), w.record()["log"], "link")


@case("the directory of a repeating job is deleted or renamed", "the job goes on in a new one, and it is said")
def directory_goes_away(w):
    script = "echo x >> $T/runs; n=$(wc -l < $T/runs); [ $n = 2 ] && rm -rf $D; [ $n = 4 ] && mv $D $D.old; true"
    started = w.start("bash", "-c", script, options=["--repeat", "--nextrun", "0.05"], env=w.environment(D=str(w.directory()), T=str(w.root)))
    wait_until(lambda: (w.root / "runs").exists() and (w.root / "runs").read_text().count("\n") >= 6, "six runs")
    equal(w.run("true").status, 75, "a second start beside it")
    started.kill(signal.SIGTERM)
    ended = started.wait()
    equal(ended.status, -signal.SIGTERM, f"status: {ended}")
    equal(ended.err.count(b"it is made again"), 2, f"{ended}")
    check(len(records(w)) >= 2, "no records in the new directory")


@case("an uneventful run", "leaves the link to its log, whose name tells when it was")
def link_after_nothing(w):
    w.shell("echo something")
    first = w.link("current")
    w.run("true")
    second = w.link("current")
    check(second > first and not (w.directory() / second).exists(), f"{first} then {second}")
    equal(w.health().status, 0, "health")
    equal(w.shell("echo something").err, b"", "the run after that")
    check((w.directory() / w.link("current")).exists(), "the link after a run with a log")


@case("a file system without symbolic links", "good runs say nothing on stderr, the log says it")
def no_links(w):
    need("strace")
    ended = w.shell("echo x", prefix=["strace", "-o", w.root / "trace", "-e", "trace=symlinkat", "-e", "inject=symlinkat:error=EPERM"])
    equal((ended.status, ended.err), (0, b""), "status and stderr")
    check(b"there are no links to the logs" in w.log(), f"{w.log()}")


@case("stopped keeper", "SIGTERM ends the tree although the keeper sleeps", alone=True)
def stopped_keeper(w):
    started = w.start("bash", "-c", "setsid sleep 600 & echo up > $T/up; sleep 600", options=["--report", "never"])
    w.file("up")
    keeper = int(pathlib.Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split()[0])
    os.kill(keeper, signal.SIGSTOP)
    started.kill(signal.SIGTERM)
    equal(started.wait(40).status, -signal.SIGTERM, "status")
    w.gone(1)
    check(b"does not answer" in w.log(), "the log says nothing of it")


@case("uneventful runs of a repeating job", "leave no log, though something is said after their end")
def uneventful_repeat(w):
    started = w.start("true", options=["--repeat", "--nextrun", "0.05"])
    wait_until(lambda: (w.directory() / "runs.jsonl").exists() and (w.directory() / "runs.jsonl").read_text().count("\n") >= 4, "four runs")
    started.kill(signal.SIGTERM)
    started.wait()
    check(len(w.logs()) <= 1, f"logs: {w.logs()}")


@case("health after recovery", "the lost run is judged once")
def recovery_health(w):
    started = w.start("bash", "-c", "echo before; echo $$ > $T/ready; sleep 600")
    w.file("ready")
    started.kill(signal.SIGKILL)
    started.wait()
    w.gone(10)
    w.run("true")
    equal(w.health().status, 0, "health after a good run")
    rows = [json.loads(row) for row in (w.directory() / "runs.jsonl").read_text().splitlines()]
    equal([row["status"] for row in rows], ["failed", "uneventful"], "records")
    equal(w.link("last_failed"), w.logs()[0].name, "link")


@case("leftover reported", "a run that ended by itself says what it leaves, ends promptly, and leaves it")
def leftover_report(w):
    ended = w.shell("setsid sleep 61 >/dev/null 2>&1 & echo x; sleep 0.1", options=["--drain", "0.2"])
    equal(ended.status, 0, "status")
    check(b"sleep" in w.log(), "the leftover is not named")
    check(w.processes(), "the leftover was killed")


@case("leftover killed", "--leftover kill leaves nothing")
def leftover_kill(w):
    equal(w.shell("setsid sleep 61 >/dev/null 2>&1 & sleep 0.1", options=["--leftover", "kill", "--drain", "0.2"]).status, 0, "status")
    check(b"left behind, to be killed: " in w.log() and b"{snapshot}" in w.log(), f"nothing tells of it: {w.log()}")
    equal(w.record()["leftovers"], 1, "in the record")
    w.gone(1)


@case("leftover waited for", "--leftover wait ends when the last one ends, and demands a time limit")
def leftover_wait(w):
    equal(w.shell("true", options=["--leftover", "wait"]).status, 64, "without --maxtime")
    equal(w.shell("(setsid bash -c 'sleep 1; echo late > $T/late' >/dev/null 2>&1 &) ; echo x", options=["--leftover", "wait", "--maxtime", "30"]).status, 0, "status")
    check((w.root / "late").exists(), "the run did not wait")


@case("output held open after the end", "the run ends after the drain time with all lines")
def held(w):
    ended = w.shell("seq 2000; setsid sleep 600 & sleep 0.1", options=["--drain", "0.3"], seconds=15)
    equal(ended.status, 0, "status")
    equal(w.texts()[:2000], [str(n).encode() for n in range(1, 2001)], "lines")


@case("closed output is no end", "a job that closes 0, 1, 2 and lives is ended by the time limit")
def closed_output(w):
    equal(w.shell("exec <&- >&- 2>&-; sleep 600", options=["--maxtime", "1", "--report", "never"]).status, 124, "status")
    w.gone(1)


@case("zombies are reaped", "2000 orphans leave no zombie below the keeper")
def orphans(w):
    started = w.start("bash", "-c", "for i in $(seq 1000); do (true &) ; done; echo $$ > $T/ready; sleep 600", options=["--report", "never"])
    w.file("ready", 60)
    keeper = keeper_of(started.pid)[0]
    wait_until(lambda: len(keeper_of(keeper)) == 1, "all orphans are reaped")
    started.kill(signal.SIGTERM)
    started.wait()


@case("pid 1", "as init of a namespace: foreign orphans are reaped, TERM ends it with 143", alone=True)
def pid_one(w):
    need_root()
    need("unshare")
    probe = w.spawn(["unshare", "--pid", "--fork", "--mount-proc", "true"]).wait()
    if probe.status != 0:
        raise Skip("no namespaces here")
    ended = w.shell("for i in $(seq 50); do (setsid true &) ; done; sleep 0.3; grep -l '^State:.Z' /proc/[0-9]*/status | wc -l", options=["--drain", "0.2"],
                    prefix=["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"])
    equal(ended.status, 0, "status")
    equal(w.texts()[-1], b"0", "zombies")


@case("repeat", "fails again and again with a pause, holds the lock, TERM ends the waiting at once")
def repeat(w):
    started = w.start("bash", "-c", "echo x >> $T/count; setsid sleep 600 >/dev/null 2>&1 & exit 1", options=["--repeat", "--leftover", "kill", "--report", "never", "--drain", "0.1"])
    wait_until(lambda: (w.root / "count").exists() and len((w.root / "count").read_text()) >= 4, "a second run", 20)
    equal(w.run("touch", w.root / "ran").status, 75, "a start beside it")
    check(len((w.root / "count").read_text()) < 40, "it spins")
    started.kill(signal.SIGTERM)
    check(started.wait(10).status == -signal.SIGTERM, "status")
    w.gone(5)


@case("one thread, no libcurl", "supervisor and keeper have one thread and map neither libcurl nor Foundation")
def lean(w):
    started = w.start("bash", "-c", "echo $$ > $T/ready; sleep 600", options=["--report", "never"])
    w.file("ready")
    for pid in (started.pid, *keeper_of(started.pid)):
        with open(f"/proc/{pid}/maps") as maps:
            text = maps.read()
        check("libcurl" not in text and "Foundation" not in text and "dispatch" not in text, f"process {pid} maps too much")
        equal(len(os.listdir(f"/proc/{pid}/task")), 1, f"threads of {pid}")
    started.kill(signal.SIGTERM)
    started.wait()
