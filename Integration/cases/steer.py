"""What somebody at a terminal does with jobs: stop, pause, resume, ack."""
import json
import os
import pathlib
import pty
import signal
import subprocess
import time

from harness import BINARY, ask, base, case, check, equal, is_alive, need, need_root, read_terminal, wait_until


def state_of(w, name="P/job"):
    return {f'{job["project"]}/{job["job"]}': job for job in json.loads(ask(w, "status", "--json").out)}[name]


@case("stop", "ends the whole tree, says how and after how long; a job that is not running is 1, or 0 with --if-running")
def stop(w):
    run = w.start("bash", "-c", "sleep 600 & trap 'echo asked to end; exit 0' TERM; echo up > $T/up; wait", options=["--report", "never"])
    w.file("up")
    ended = ask(w, "stop", "P/job")
    equal((ended.status, ended.err), (0, ""), f"stop: {ended}")
    check(ended.out.startswith("P/job: interrupted by SIGTERM, ") and " after the request; it had run for " in ended.out, ended.out)
    equal(run.wait().status, -signal.SIGTERM, "the run")
    check(b"asked to end" in w.texts(), "the job had its grace")
    w.outcome("interrupted")
    w.gone()
    again = ask(w, "stop", "P/job")
    equal((again.status, again.err), (1, "sisyphus stop: P/job is not running\n"), "not running")
    equal(ask(w, "stop", "--if-running", "P/job").out, "P/job is not running\n", "--if-running")
    equal(ask(w, "stop", "P/other").status, 66, "no such job")
    equal([ask(w, "stop", *words).status for words in ([], ["--all", "P/job"])], [64, 64], "wrong words")


@case("stop --kill", "leaves out a grace of ten minutes")
def stop_kill(w):
    run = w.start("bash", "-c", "trap '' TERM; echo up > $T/up; while :; do sleep 600; done", options=["--report", "never", "--kill-grace", "10m"])
    w.file("up")
    late = ask(w, "stop", "--timeout", "0.2", "P/job")
    equal((late.status, late.err), (1, f"sisyphus stop: P/job goes on, its supervisor is process {run.pid}\n"), "--timeout")
    equal(ask(w, "stop", "--kill", "P/job").status, 0, "--kill")
    equal(run.wait().status, -signal.SIGTERM, "the run")
    w.gone()


@case("stop --all", "all jobs of a project at once, one that runs again and again in its pause too")
def stop_all(w):
    runs = [w.start("bash", "-c", f"echo up > $T/up{number}; sleep 600", job=f"job{number}", options=["--report", "never"]) for number in range(3)]
    idle = w.start("true", job="idle", options=["--repeat", "--nextrun", "600"])
    for number in range(3):
        w.file(f"up{number}")
    wait_until(lambda: "P/idle" in ask(w, "status").out and state_of(w, "P/idle")["state"] == "waiting", "the pause begins")
    check(state_of(w, "P/idle")["next"] is not None and state_of(w, "P/idle")["running"] is None, "the next run is shown")
    equal(ask(w, "stop", "--all", "-p", "Q").status, 1, "another project")
    ended = ask(w, "stop", "--all", "-p", "P")
    equal((ended.status, ended.out.count("interrupted by SIGTERM"), ended.out.count("P/idle: ended")), (0, 3, 1), ended.out)
    equal([run.wait().status for run in runs + [idle]], [-signal.SIGTERM] * 4, "runs")
    check(not (w.directory("idle") / "run.state").exists(), "the state of the pause stays")
    equal((ask(w, "stop", "--all").status, ask(w, "stop", "--all", "--if-running").status), (1, 0), "nothing is running")


@case("names that look like patterns", "mean their job alone: nothing else is stopped, paused or cleaned")
def pattern_names(w):
    for job in ("q?", "qa", "[x]"):
        w.start("sh", "-c", f"echo > $T/up{job[-1]}; sleep 600", job=job, options=["--report", "never"])
        w.file(f"up{job[-1]}")
    check(ask(w, "stop", "P/q?").out.startswith("P/q?: interrupted"), "stop")
    equal([state_of(w, f"P/{job}")["state"] for job in ("q?", "qa", "[x]")], ["interrupted", "running", "running"], "states")
    equal(ask(w, "pause", "P/[x]").status, 0, "pause")
    check(ask(w, "why", "P/[x]").out.startswith("P/[x]: running"), "why")
    equal(ask(w, "stop", "P/[p-r]a", "P/[x]").status, 0, "a pattern and a name")
    forgotten = ask(w, "clean", "--forget", "--yes", "P/q?")
    equal((forgotten.status, sorted(path.name for path in (base(w) / "P").iterdir())), (0, ["[x]", "qa"]), f"{forgotten}")
    missing = ask(w, "status", "P/q?")
    check(missing.status == 0 and "qa" in missing.out, f"a pattern again, since the job is gone: {missing}")


@case("stop of a stranger", "a process that is not the supervisor is not signalled: another start time, user, boot or machine")
def stop_stranger(w):
    run = w.start("bash", "-c", "echo up > $T/up; sleep 600", options=["--report", "never"])
    w.file("up")
    path = w.directory() / "run.state"
    wait_until(lambda: b"\njob " in path.read_bytes(), "the job is named")
    text = path.read_text()
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        fields = pathlib.Path(f"/proc/{stranger.pid}/stat").read_text().rpartition(")")[2].split()
        mark = next(line for line in text.splitlines() if line.startswith("supervisor "))
        for other in (f"supervisor {stranger.pid} {int(fields[19]) + 1}", f"supervisor {stranger.pid} {mark.split()[2]}"):
            path.write_text(text.replace(mark, other))
            ask(w, "stop", "--timeout", "0.1", "P/job")
        for key, value in (("boot", '"other"'), ("host", '"elsewhere"'), ("pidns", "1")):
            line = next(line for line in text.splitlines() if line.startswith(f"{key} "))
            path.write_text(text.replace(line, f"{key} {value}"))
            equal(ask(w, "stop", "--timeout", "0.1", "P/job").status, 1, key)
        if os.geteuid() == 0:
            # What another user wrote does not choose a process of root's.
            path.write_text(text.replace(mark, f"supervisor {stranger.pid} {fields[19]}"))
            os.chown(path, 65534, 65534)
            ask(w, "stop", "--timeout", "0.1", "P/job")
        check(is_alive(stranger.pid) and is_alive(run.pid), "a process was signalled")
    finally:
        stranger.kill()
        stranger.wait()
    path.unlink()
    path.write_text(text)
    equal(ask(w, "stop", "P/job").status, 0, "the supervisor itself")
    run.wait()


@case("pause", "starts are skipped with 75 and a record; health, Nagios and status say so; it is over by itself or by resume")
def pause(w):
    w.shell("exit 3", options=["--report", "never"])
    equal(w.health().status, 1, "unhealthy before")
    ended = ask(w, "pause", "P/job", "--until", "2h", "--reason", "the disks are moved")
    check(ended.status == 0 and ended.out.startswith("P/job is paused until 20") and ended.out.endswith(": the disks are moved\n"), f"{ended}")
    skipped = w.shell("touch $T/ran")
    equal((skipped.status, skipped.out, skipped.err), (75, b"", b""), "the start")
    check(not (w.root / "ran").exists(), "the job ran")
    record = w.record()
    equal((record["kind"], record["reason"], record["note"].endswith(": the disks are moved")), ("skip", "paused", True), f"{record}")
    health, nagios = w.health(), w.health("--nagios")
    equal((health.status, nagios.status), (0, 0), "health")
    check(health.out.startswith(b"Paused until 20") and nagios.out.startswith(b"OK - Paused until 20"), f"{health} {nagios}")
    job = state_of(w)
    equal((job["state"], job["healthy"], job["reason"].endswith(": the disks are moved")), ("paused", True, True), f"{job}")
    equal(os.stat(w.directory() / "paused").st_mode & 0o777, 0o600, "mode")
    main, side = pty.openpty()
    shown = w.start("true", stderr=side)
    os.close(side)
    check("is paused until" in read_terminal(main) and shown.wait().status == 75, "who sits at a terminal is told")
    check(ask(w, "resume", "P/job").out.startswith("P/job is resumed, paused since "), "resume")
    equal(ask(w, "resume", "P/job").out, "P/job is not paused\n", "resume again")
    equal(w.shell("echo x").status, 0, "a start after it")
    ask(w, "pause", "P/job", "--until", "0.3")
    wait_until(lambda: w.shell("echo x").status == 0, "the pause is over by itself")
    equal(ask(w, "pause", "P/job", "--until", "2020-01-01").status, 64, "a moment that is past")


@case("a pause that begins while starts wait", "holds those too: for the lock, --jitter and a group; once and for all jobs")
def pause_of_waiting(w):
    begun = w.start("sleep", "30")
    wait_until((w.directory() / "run.state").exists, "the job runs")
    waiting = w.start("touch", w.root / "lock", options=["--overlap", "wait"])
    wait_until((w.directory() / "waiting.lock").exists, "a start waits for the lock")
    ask(w, "pause", "P/job")
    begun.kill(15)
    equal((begun.wait().status, waiting.wait().status), (-15, 75), "statuses")
    records = [json.loads(text) for text in (w.directory() / "runs.jsonl").read_text().splitlines()]
    equal([record["reason"] for record in records if record["kind"] == "skip"], ["paused"], "records")
    for number in range(20):
        job = f"late{number}"
        waiting = w.start("touch", w.root / job, job=job, options=["--jitter", "random=4"])
        wait_until(w.directory(job).is_dir, "the start has begun")
        equal(ask(w, "pause", f"P/{job}").status, 0, "pause")
        paused = time.monotonic()
        ended = waiting.wait()
        # A share of chance may be over before the pause begins.
        if time.monotonic() - paused > 0.5:
            break
    equal((ended.status, (w.directory(job) / "run.state").exists()), (75, False), "jitter")
    begun = w.start("sleep", "30", job="first", options=["--group", "g"])
    wait_until((w.directory("first") / "run.state").exists, "the first of the group runs")
    waiting = w.start("touch", w.root / "group", job="second", options=["--group", "g", "--overlap", "wait"])
    repeating = w.start("touch", w.root / "repeat", job="third", options=["--repeat", "--group", "g", "--overlap", "wait"])
    for name in ("second", "third"):
        state = w.directory(name) / "run.state"
        wait_until(lambda: state.exists() and b"\nwaiting" in state.read_bytes(), f"{name} waits for its turn")
    ask(w, "pause", "--all")
    begun.kill(15)
    equal((begun.wait().status, waiting.wait().status), (-15, 75), "group")
    skipped = w.directory("third") / "runs.jsonl"
    wait_until(lambda: skipped.exists() and '"reason":"paused"' in skipped.read_text(), "a job that runs again and again has its turn")
    equal([name for name in ("lock", job, "group", "repeat") if (w.root / name).exists()], [], "what ran during the pause")
    ask(w, "resume", "--all")
    wait_until((w.root / "repeat").exists, "it goes on after the pause")
    repeating.kill(15)
    repeating.wait()


@case("pause of all jobs", "new jobs too; resume --all leaves jobs paused that are so by themselves; damaged files are said and count as absent")
def pause_all(w):
    w.shell("echo x")
    ask(w, "pause", "P/job")
    check(ask(w, "pause", "--all", "--until", "2h").out.startswith(f"all jobs in {base(w)} are paused until "), "pause --all")
    equal([w.shell("echo x", job=job).status for job in ("job", "new")], [75, 75], "starts")
    check(w.record("new")["note"].endswith(", with all jobs"), w.record("new")["note"])
    ask(w, "resume", "--all")
    equal([w.shell("echo x", job=job).status for job in ("job", "new")], [75, 0], "starts after it")
    (w.directory() / "paused").write_text("{")
    ended = w.shell("echo x")
    equal(ended.status, 0, "a damaged file")
    check(b"paused is damaged and counts as absent" in ended.err, f"{ended}")
    if os.geteuid() == 0:
        (w.directory() / "paused").unlink()
        ask(w, "pause", "--all")
        os.chown(base(w) / ".paused", 65534, 65534)
        ended = w.shell("echo x")
        check(ended.status == 0 and b"and is not obeyed" in ended.err, f"{ended}")


@case("pause of a repeating job", "waits in place and goes on after it")
def pause_repeat(w):
    run = w.start("bash", "-c", "echo x >> $T/ran; sleep 0.2", options=["--repeat"])
    w.file("ran")
    ask(w, "pause", "P/job")
    wait_until(lambda: "waiting" in (w.directory() / "run.state").read_text() if (w.directory() / "run.state").exists() else False, "the pause is heard of")
    before = (w.root / "ran").read_text()
    equal((state_of(w)["state"], w.record()["reason"], run.process.poll()), ("paused", "paused", None), "state")
    ask(w, "resume", "P/job")
    wait_until(lambda: (w.root / "ran").read_text() != before, "it goes on")
    equal(ask(w, "stop", "P/job", "--kill").status, 0, "stop")
    run.wait()


@case("ack", "silences reminders until the failure changes or is over; status shows who knows")
def ack(w):
    program = w.root / "sendmail"
    program.write_text(f"#!/bin/sh\ncat > /dev/null\necho x >> {w.root}/told\n")
    program.chmod(0o755)
    told = ["--sendmail", program, "--fromemail", "c@example.test", "--toemail", "ops@example.test", "--tell-on", "every"]
    count = lambda: len((w.root / "told").read_text().splitlines()) if (w.root / "told").exists() else 0
    w.shell("echo x")
    equal(ask(w, "ack", "P/job").status, 1, "the last run was good")
    w.shell("exit 3", options=told)
    equal(count(), 1, "told once")
    check(ask(w, "ack", "P/job").out.startswith('P/job: nobody is reminded of "failed with exit status 3"'), "ack")
    w.shell("exit 3", options=told)
    equal(count(), 1, "told again of what is known")
    check(state_of(w)["state"] == "failed" and " knows)" in state_of(w)["reason"], f"{state_of(w)}")
    w.shell("exit 4", options=told)
    equal(count(), 2, "another failure")
    w.shell("exit 0", options=told)
    w.shell("exit 3", options=told)
    equal((count(), (w.directory() / "ack").exists()), (4, False), "a recovery, and a new failure")


@case("again", "the same words, directory, umask, limits and nice value; what differs is said; secrets are not kept")
def again(w):
    (w.root / "place").mkdir()
    script = "pwd; umask; ulimit -n; nice; echo $0 | od -An -c; echo foo=$FOO"
    run = w.spawn(
        ["sh", "-c", 'umask 027; ulimit -n 300; exec nice -n 3 "$@"', "sh",
         *w.argv("bash", "-c", script, b"c\xff".decode("utf-8", "surrogateescape"), options=["--ping-url", "http://127.0.0.1:1/geheim", "--notify-timeout", "0.1"])],
        cwd=w.root / "place", env=w.environment(FOO="1"))
    run.wait()
    first = w.texts()
    equal(first[:4], [str(w.root / "place").encode(), b"0027", b"300", str(min(os.nice(0) + 3, 19)).encode()], "the first run")
    check(b"377" in first[4], f"{first}")
    path = w.directory() / "start.state"
    equal((path.stat().st_mode & 0o777, b"geheim" in path.read_bytes()), (0o600, False), "start.state")
    ended = ask(w, "again", "P/job", env=w.environment(BAR="2"))
    equal((ended.status, w.texts()[:-1], w.record()["trigger"]), (0, first[:-1], "again"), f"the same start: {ended}")
    check("missing: FOO" in ended.err and "new: BAR" in ended.err and "--ping-url are secret" in ended.err, ended.err)
    before = path.stat().st_mtime_ns
    equal(ask(w, "again", "P/job", env=w.environment(FOO="1")).status, 0, "again")
    w.run("echo", "other", env=w.environment(FOO="1"))
    check(path.stat().st_mtime_ns != before, "another start is kept")
    oldest = json.loads((w.directory() / "runs.jsonl").read_text().splitlines()[0])["id"]
    ended = ask(w, "again", "--run", oldest, "P/job")
    equal((ended.status, "not kept as a whole" in ended.err), (125, True), f"bytes that are no text: {ended}")
    equal(ask(w, "again", "P/job", "--like-cron").status, 0, "--like-cron")
    equal(w.texts(), [b"other"], "--like-cron")
    w.run("env")
    ask(w, "again", "P/job", "--like-cron")
    names = {line.split(b"=")[0] for line in w.texts()}
    equal(names - {b"PWD", b"_", b"SHLVL"}, {b"HOME", b"LOGNAME", b"USER", b"SHELL", b"PATH", b"SISYPHUS_RUN_ID", b"SISYPHUS_RUN_PROJECT", b"SISYPHUS_RUN_JOB", b"SISYPHUS_RUN_LOG",
                                             b"SISYPHUS_RUN_TRY", b"SISYPHUS_RUN_PREVIOUS_STATUS", b"SISYPHUS_RUN_LAST_SUCCESS"}, "variables")
    (w.root / "input").write_text("echo here $LOGNAME; exit 7\n")
    with open(w.root / "input") as text:
        ended = ask(w, "again", "--like-cron", "--shell", "P/job", stdin=text, env=w.environment(SHELL="/bin/sh"))
    equal((ended.status, "here " in ended.out), (7, True), f"--shell: {ended}")
    w.run("env", env=w.environment(FOO="kept", MY_TOKEN="geheim"), options=["--keep-environment", "yes"])
    equal(ask(w, "again", "P/job").status, 0, "--keep-environment")
    check(b"FOO=kept" in w.texts() and not any(b"geheim" in text for text in w.texts()) and b"geheim" not in path.read_bytes(), "kept values")
    equal((ask(w, "again", "P/none").status, ask(w, "again").status), (66, 64), "no such job, no name")


@case("clean", "by the options of the last start, those given and none else; a job that is running is left; --forget removes what is ours")
def clean(w):
    for _ in range(4):
        w.shell("echo x", options=["--keepruns", "3"])
    equal(len(w.logs()), 3, "logs")
    before = sorted(path.name for path in w.directory().iterdir())
    ended = ask(w, "clean", "--dry-run", "--keepruns", "1")
    equal((ended.status, ended.out.count("would do: Removing logfile /")), (0, 2), f"{ended}")
    equal(sorted(path.name for path in w.directory().iterdir()), sorted(set(before) | {"housekeeping.lock"}), "--dry-run changed something")
    equal((ask(w, "clean").out, len(w.logs())), ("", 3), "by the options of the last start")
    ask(w, "clean", "P/job", "--keepruns", "1")
    equal(len(w.logs()), 1, "--keepruns 1")
    (w.directory() / "start.state").unlink()
    equal((ask(w, "clean").status, ask(w, "clean", "--keepruns", "2").status), (1, 0), "no start is known")
    run = w.start("sh", "-c", "echo up > $T/up; sleep 600", options=["--report", "never"])
    w.file("up")
    equal(ask(w, "clean", "--forget", "--yes", "P/job").status, 1, "a running job")
    ask(w, "stop", "P/job")
    run.wait()
    equal([ask(w, "clean", "--forget", *words).status for words in (["P/job"], ["--yes"])], [64, 64], "nobody can be asked, no name")
    (w.directory() / "mine").write_text("x")
    ended = ask(w, "clean", "--forget", "--yes", "P/job")
    equal((ended.status, [path.name for path in w.directory().iterdir()]), (0, ["mine"]), f"{ended}")
    check(ended.out.rstrip().endswith(": mine"), ended.out)
    w.shell("echo x", job="other")
    equal((ask(w, "clean", "--forget", "--yes", "P/other").status, w.directory("other").exists()), (0, False), "nothing is left")


@case("steering on a disk that is read only", "clean and pause end with 1, and what they say on standard error is why")
def read_only(w):
    need_root()
    for _ in range(3):
        w.shell("echo x")
    script = 'mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
    for words in (["clean", "--keepruns", "1"], ["pause"]):
        ended = w.spawn(["unshare", "-m", "sh", "-c", script, "sh", str(base(w)), BINARY, words[0], "--basedir", str(base(w)), "P/job", *words[1:]]).wait()
        check(ended.status == 1 and b"Read-only file system" in ended.err and b"cannot remove" not in ended.err, f"{words}: {ended}")
        equal(ended.out, b"", f"{words}: the output")


@case("unusual durations", "a run that ends far too soon is warned of, and told with --warn-unusual tell; records of short jobs are not read")
def unusual(w):
    w.shell("echo x")
    line = w.record()
    with open(w.directory() / "runs.jsonl", "a") as records:
        for _ in range(6):
            line["seconds"] = 100.0
            records.write(json.dumps(line, separators=(",", ":")) + "\n")
    w.shell("echo x")
    equal([place.rpartition(b"{sisyphus}")[2] + b" " + text.split(b",")[1] for place, text in w.lines() if b"{warning}" in place], [b"{warning}  where 1m40s is usual"], "warning")
    with open(w.directory() / "runs.jsonl", "a") as records:
        records.write(json.dumps(line, separators=(",", ":")) + "\n")
    w.shell("echo x", options=["--warn-unusual", "tell"])
    check(any(place.endswith(b"{sisyphus}{warning}{external}") for place, _ in w.lines()), w.lines())
    with open(w.directory() / "runs.jsonl", "a") as records:
        records.write(json.dumps(line, separators=(",", ":")) + "\n")
    w.shell("echo x", options=["--warn-unusual", "no"])
    check(b"{warning}" not in w.log(), "--warn-unusual no")


@case("unusual numbers", "numbers of the job far from those of the good runs before, or missing, are warned of; told with --warn-unusual tell")
def unusual_numbers(w):
    tell = lambda value, *options: w.shell(f"echo '@!metric> rows {value} files'; echo x", options=options)
    for value in (100, 101, 99, 100, 100):
        tell(value)
        check(b"{warning}" not in w.log(), w.lines())
    warned = lambda: [(place.rpartition(b"{sisyphus}")[2], text) for place, text in w.lines() if b"{warning}" in place]
    tell(3)
    equal((warned(), w.record()["status"], w.record()["warnings"]), ([(b"{warning}", b"rows is 3 files, where 100 files is usual")], "successful", 1), "a warning")
    tell(500, "--warn-unusual", "tell")
    equal(warned(), [(b"{warning}{external}", b"rows is 500 files, where 100 files is usual")], "told")
    w.shell("echo x")
    equal(warned(), [(b"{warning}", b"rows was not told, where 100 files is usual")], "missing")
    tell(5000, "--warn-unusual", "no")
    equal(warned(), [], "--warn-unusual no")


@case("clean --forget at a terminal", "asks for each job, and takes nothing but yes for it")
def forget_asks(w):
    for job in ("one", "two"):
        w.shell("echo x", job=job)
    main, side = pty.openpty()
    asked = w.spawn([BINARY, "clean", "--basedir", base(w), "--forget", "P/one", "P/two"], stdin=side, stdout=side, stderr=side)
    os.close(side)
    os.write(main, b"n\ny\n")
    shown = read_terminal(main)
    equal((w.directory("one").exists(), w.directory("two").exists()), (True, False), shown)
    equal((asked.wait().status, shown.count("removed P/two"), "removed P/one" in shown), (0, 1, False), shown)


@case("an unusually long run", "is warned of while it runs, and goes on")
def unusually_long(w):
    w.shell("echo x")
    line = w.record()
    line["seconds"] = 10.0
    with open(w.directory() / "runs.jsonl", "a") as records:
        records.write((json.dumps(line, separators=(",", ":")) + "\n") * 6)
    ended = w.shell("sleep 20.5; echo end")
    equal((ended.status, [text for place, text in w.lines() if b"{warning}" in place]),
          (0, [b"it takes far longer than usual: more than 20s, where 10s is usual"]), f"{w.lines()}")
    check([text for place, text in w.lines() if b"{warning}" in place or b"{sisyphus}" not in place][-1] == b"end", "it was said while it ran")


@case("a file of steering that is half written", "SIGKILL at each call that commits start.state, paused and ack: the next start runs or is skipped as one of both files says")
def steering_killed(w):
    need("strace")
    calls = "renameat,unlinkat,fdatasync,symlinkat"
    killed = 0
    for verb, words in (("run", None), ("pause", ["--reason", "x", "P/job"]), ("resume", ["P/job"]), ("ack", ["P/job"])):
        for number in range(1, 40):
            inject = ["strace", "-o", w.root / "trace", "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}"]
            if verb == "run":
                # Another start each time, so that start.state is written anew.
                ended = w.shell(f"echo {number}; exit 3", options=["--keep-environment", "yes", "--report", "never"], prefix=inject)
            else:
                ask(w, "resume" if verb == "pause" else "pause", "P/job") if verb != "ack" else None
                ended = ask(w, verb, *words, prefix=inject)
            w.gone()
            for name in ("start.state", "paused", "ack"):
                path = w.directory() / name
                check(not path.exists() or isinstance(json.loads(path.read_text()), dict), f"{name} after {verb} was killed at call {number}")
            is_paused = (w.directory() / "paused").exists()
            after = w.shell("exit 3", options=["--report", "never"])
            equal((after.status, b"damaged" in after.err), (75 if is_paused else 3, False), f"after {verb} was killed at call {number}: {after}")
            if ended.status != -signal.SIGKILL:
                break
            killed += 1
        ask(w, "resume", "P/job")
    w.shell("echo x")
    check(killed > 8 and not [path.name for path in w.directory().iterdir() if path.name.endswith(".tmp")], f"{killed} kills, or what they left")
    equal(ask(w, "again", "P/job").status, 0, "again")
