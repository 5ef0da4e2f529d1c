"""Which starts become runs, when, and how often they try."""
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

from harness import BINARY, Skip, ask, base, case, check, equal, need, need_root, wait_until


@case("retries", "one run, one log, one record; the last try decides; CPU of all tries; no time limit of a try is told")
def retries(w):
    quick = ["--retry-delay", "0.05", "--report", "never"]
    ended = w.shell("echo try $SISYPHUS_RUN_TRY; [ $SISYPHUS_RUN_TRY = 3 ] && echo '@!result> done' && exit; echo '@!result> in vain'; echo '@!exception> E'; exit 1",
                    options=["--retries", "4", *quick])
    equal((ended.status, len(w.logs()), w.record()["tries"]), (0, 1, 3), f"{ended}")
    lines = w.lines()
    check(any(place.endswith(b"[2/5] try") and text == b"try 2" for place, text in lines), lines)
    equal([text.split(b";")[0] for place, text in lines if b"{retry}" in place],
          [f"try {number} of 5: failed with exit status 1: E: in vain".encode() for number in (1, 2)], "retry lines")
    equal(w.result(), "{result}{ok} done", "the result")
    w.shell("exit $((SISYPHUS_RUN_TRY + 2))", options=["--retries", "2", *quick])
    equal((w.record()["status"], w.record()["exit_code"], w.record()["tries"]), ("failed", 5, 3), "all fail")
    w.shell("exit 4", options=["--retries", "2", "--retry-codes", "3", *quick])
    equal(w.record()["tries"], 1, "--retry-codes")
    ended = w.shell("[ $SISYPHUS_RUN_TRY = 2 ] || { sleep 600 & sleep 600; }", options=["--retries", "1", "--try-maxtime", "0.2", *quick])
    equal((ended.status, w.record()["tries"]), (0, 2), f"--try-maxtime: {ended}")
    check(all(b"{external}" not in place for place, _ in w.lines()), "a time limit of a try was told")
    w.gone()
    ended = w.shell("exit 3", options=["--retries", "5", "--retry-delay", "10", "--maxtime", "5", "--report", "never"])
    equal((ended.status, w.record()["tries"]), (3, 1), "a pause beyond --maxtime")
    check(b"no time is left for another try (--maxtime)" in [text for _, text in w.lines()], "said")


@case("signal between tries", "ends the run at once; status shows what is waited for; the lock is held; a killed run is lost")
def between_tries(w):
    options = ["--retries", "3", "--retry-delay", "600", "--report", "never"]
    run = w.start("sh", "-c", "exit 3", options=options)
    waits = lambda: "waits for its next try" in ask(w, "status").out if base(w).exists() else False
    wait_until(waits, "it waits")
    equal(w.shell("true").status, 75, "a start beside it")
    run.kill(signal.SIGTERM)
    equal(run.wait().status, -signal.SIGTERM, "status")
    equal((w.record()["status"], w.record()["tries"]), ("interrupted", 2), f"{w.record()}")
    run = w.start("sh", "-c", "exit 3", options=options)
    wait_until(waits, "it waits")
    run.kill(signal.SIGKILL)
    run.wait()
    equal(w.health().status, 1, "a run that is lost")
    equal(w.shell("echo x").status, 0, "the next start")
    check('"kind":"lost"' in (w.directory() / "runs.jsonl").read_text(), "it was told")


@case("facts for the job", "the last good run's end and the last run's outcome, in its environment")
def facts(w):
    script = "echo ${SISYPHUS_RUN_PREVIOUS_STATUS-none} ${SISYPHUS_RUN_LAST_SUCCESS-none} $SISYPHUS_RUN_TRY; exit $CODE"
    for code, wanted in ((0, "none none 1"), (3, "successful {good} 1"), (0, "failed {good} 1")):
        good = [row["end"] for row in map(json.loads, (w.directory() / "runs.jsonl").read_text().splitlines()) if row["status"] == "successful"] \
            if w.directory().exists() else []
        w.shell(script, env=w.environment(CODE=str(code)), options=["--report", "never"])
        equal(w.texts()[0].decode(), wanted.format(good=good[-1] if good else ""), "facts")


@case("conditions", "a start whose condition does not hold is skipped with its reason, which is no failure; one that cannot be asked is told")
def conditions(w):
    w.shell("echo x")
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    for text, note in (("test -e /nope || { echo not there; exit 1; }", "not there"), ("mounted:/nope", "nothing is mounted at /nope"),
                       ("load<0.00", None), ("free:/>900T", None), ("after:P/other", "P/other has not run yet"),
                       ("after:P/job", "P/job has not run since this job last did"), ("exit 99", '"exit 99" ended with status 99')):
        ended = w.run("touch", w.root / "ran", options=["--only-if", text])
        equal((ended.status, ended.out, ended.err), (75, b"", b""), text)
        equal((w.record()["kind"], w.record()["reason"]), ("skip", "condition"), text)
        check(note is None or w.record()["note"] == note, f"{text}: {w.record()['note']}")
    equal(w.health().status, 0, "health")
    for text in ("nosuchprogram", "exit 100", "kill -9 $$", "free:/nope>1"):
        ended = w.run("touch", w.root / "ran", options=["--only-if", text])
        check(ended.status == 125 and b"; the job was not started" in ended.err, f"{text}: {ended}")
    check(not (w.root / "ran").exists(), "a job ran")
    for text in (f"mounted:/ && online:127.0.0.1:{port}", f"online:localhost:{port}", "load<10000", "free:/>1K", "ac-power", "true", "echo x; yes | head -c 300000; exit 0"):
        ended = w.shell("echo x", options=["--only-if", text])
        if text != "ac-power":
            equal(ended.status, 0, f"{text}: {ended}")
    server.close()
    equal(w.shell("echo x", options=["--only-if", f"online:127.0.0.1:{port}"]).status, 75, "nobody listens")
    w.shell("echo x", job="other")
    equal(w.shell("echo x", options=["--only-if", "after:P/other"]).status, 0, "after:")
    equal(w.shell("echo x", options=["--only-if", "after:P/other"]).status, 75, "after: again")


@case("a condition that hangs or floods", "is ended with all it started, by its time and by a signal; it gets the caller's umask and no options")
def condition_hangs(w):
    run = w.start("touch", str(w.root / "ran"), options=["--only-if", "umask > $T/umask; env > $T/env; echo up > $T/up; yes & yes; sleep 600"], umask=0o027)
    w.file("up")
    run.kill(signal.SIGTERM)
    equal(run.wait().status, -signal.SIGTERM, "a signal")
    w.gone()
    equal((w.file("umask"), "SISYPHUS_RUN_JOB=job" in w.file("env")), ("0027", True), "surroundings")
    ended = w.run("touch", w.root / "ran", options=["--only-if", "sleep 600 & yes"])
    check(ended.status == 125 and b"did not answer within 10s and was ended: y" in ended.err, f"{ended}")
    w.gone()
    check(not (w.root / "ran").exists(), "the job ran")


@case("jitter", "the same share each time, with the lock held; it shows in status, a signal ends it, and it is in the record")
def jitter(w):
    for _ in range(2):
        equal(w.shell("echo x", options=["--jitter", "0.5"]).status, 0, "status")
    rows = [json.loads(row)["jitter"] for row in (w.directory() / "runs.jsonl").read_text().splitlines()]
    check(rows[0] == rows[1] < 0.5, rows)
    run = w.start("touch", str(w.root / "ran"), options=["--jitter", "1000h"])
    wait_until(lambda: "waits for its share of --jitter" in ask(w, "status").out, "it is shown")
    equal(w.shell("true").status, 75, "a start beside it")
    equal(ask(w, "stop", "P/job").status, 0, "stop")
    equal(run.wait().status, -signal.SIGTERM, "a signal")
    skip = w.record()
    equal((skip["kind"], skip["reason"], skip["note"]), ("skip", "interrupted", "SIGTERM came while it waited"), "its record")
    run = w.start("touch", str(w.root / "ran"), options=["--jitter", "1000h"])
    wait_until(lambda: "waits for its share of --jitter" in ask(w, "status").out, "it is shown")
    run.kill(signal.SIGKILL)
    run.wait()
    check("waits" not in ask(w, "status").out and w.health().status == 0, "no run was lost")
    check(not (w.root / "ran").exists() and not (w.directory() / "lost").exists(), "the job ran")
    w.shell("echo x")
    check('"kind":"lost"' not in (w.directory() / "runs.jsonl").read_text(), "a lost run was told")


@case("groups", "at most N runs of all jobs; skipped, or waiting in the order of coming; a killed one gives its place up")
def groups(w):
    run = w.start("bash", "-c", "echo up > $T/up; until [ -e $T/go ]; do sleep 0.02; done", job="a", options=["--group", "disk"])
    w.file("up")
    equal((w.shell("true", job="b", options=["--group", "disk"]).status, w.record("b")["reason"], w.record("b")["note"]), (75, "group", "disk"), "skipped")
    equal(w.shell("true", job="b", options=["--group", "disk", "--overlap", "wait=0.2"]).status, 75, "waited in vain")
    equal(w.shell("echo x", job="b", options=["--group", "disk=2"]).status, 0, "a place more")
    equal(w.shell("echo x", job="b", options=["--group", "net"]).status, 0, "another group")
    waiting = []
    for name in "cde":
        waiting.append(w.start("bash", "-c", f"echo {name} >> $T/order; sleep 0.1", job=name, options=["--group", "disk", "--overlap", "wait"]))
        wait_until(lambda: "waits for its turn in its group" in ask(w, "status", f"P/{name}").out if w.directory(name).exists() else False, "it waits")
    waiting[0].kill(signal.SIGKILL)
    waiting[0].wait()
    (w.root / "go").touch()
    equal([one.wait().status for one in waiting[1:] + [run]], [0, 0, 0], "statuses")
    equal((w.root / "order").read_text(), "d\ne\n", "order")
    check(w.record("e")["group_wait"] > 0, "the record")
    run = w.start("bash", "-c", "trap '' TERM; echo up > $T/up2; sleep 600", job="a", options=["--group", "disk", "--kill-grace", "1"])
    w.file("up2")
    run.kill(signal.SIGKILL)
    run.wait()
    equal(w.shell("true", job="b", options=["--group", "disk"]).status, 75, "the keeper holds the place until the tree is dead")
    equal(w.shell("echo x", job="b", options=["--group", "disk", "--overlap", "wait"]).status, 0, "then it is free")
    w.gone()


# Under a lock, so that none comes in meanwhile: whoever is found alive was so when the looking began. A process is told by its number and start time.
COUNTING = r"""
exec 9> $T/turn; flock 9
own() { local s; { read -r s < /proc/$1/stat; } 2> /dev/null || return; set -- ${s##*) }; case $1 in [ZX]) ;; *) start=${20};; esac; }
alive=1
for mark in $T/in/*; do
    [ -e $mark ] || continue
    start=; own ${mark##*/}; if [ "$start" = "$(< $mark)" ]; then alive=$((alive + 1)); else rm $mark; fi
done
start=; own $$; echo $start > $T/in/$$; echo $alive >> $T/counts
exec 9>&-
sleep 0.0$((RANDOM % 9))
"""
GROUP_STARTS = int(os.environ.get("GROUP_STARTS", "120"))


@case("a crowd in a group", "whatever is killed, never more than 4 run, and all that live come to their turn (GROUP_STARTS starts, by a tenth as many jobs)", alone=True)
def crowd(w):
    (w.root / "in").mkdir()
    chance = random.Random(7)
    jobs = {f"j{number}": GROUP_STARTS // max(12, GROUP_STARTS // 10) for number in range(max(12, GROUP_STARTS // 10))}
    running, killed, good, next_kill = {}, 0, 0, time.monotonic()
    while any(jobs.values()) or running:
        for job, left in jobs.items():
            if left and job not in running:
                running[job] = w.start("bash", "-c", COUNTING, job=job, options=["--group", "four=4", "--overlap", "wait", "--report", "never", "--kill-grace", "0.05"])
                jobs[job] -= 1
        if running and time.monotonic() >= next_kill:
            victim = chance.choice(sorted(running))
            next_kill = time.monotonic() + 0.1
            if running[victim].process.poll() is None:
                running[victim].kill(signal.SIGKILL)
        for job, run in list(running.items()):
            status = run.process.poll()
            if status is None:
                check(time.monotonic() - run.begun < 60, f"{job} waits in vain")
                continue
            check(status in (0, -signal.SIGKILL), f"{job}: {run.wait()}")
            killed, good = killed + (status != 0), good + (status == 0)
            del running[job]
        time.sleep(0.005)
    counts = [int(line) for line in (w.root / "counts").read_text().split()]
    check(max(counts) == 4 and killed and good + killed == sum(1 for _ in w.started), f"{max(counts)} at once, {killed} killed, {good} good")
    places = w.home / f"ll.sisyphus/.groups-{os.geteuid()}/four"
    equal(sorted(path.name for path in places.iterdir() if path.name.startswith("place.")), [f"place.{number}" for number in range(1, 5)], "places")
    w.gone()


@case("snapshot", "before a limit ends the tree the log shows what it does, with secrets masked; --snapshot no does not", alone=True)
def snapshot(w):
    server = socket.create_server(("127.0.0.1", 0))
    script = f"exec 3<>/dev/tcp/127.0.0.1/{server.getsockname()[1]}; sh -c 'sleep 600; :' x --password=hunter2 & head -c 1 <&3; wait"
    w.run("bash", "-c", script, options=["--maxtime", "0.5", "--report", "never"])
    lines = [text.decode() for place, text in w.lines() if b"{snapshot}" in place]
    check(lines[0].startswith("4 processes, load "), lines)
    check(any("--password=•••" in line for line in lines) and not any("hunter2" in line for line in lines), lines)
    check(any(line.endswith(": head -c 1") for line in lines) and any(line.endswith(": sleep 600") for line in lines), lines)
    if pathlib.Path("/proc/self/syscall").exists() and os.geteuid() == 0:
        check(any(f"for a connection to 127.0.0.1:{server.getsockname()[1]}: head -c 1" in line for line in lines), lines)
    server.close()
    w.run("sleep", "600", options=["--maxtime", "0.2", "--report", "never", "--snapshot", "no"])
    check(b"{snapshot}" not in w.log(), "--snapshot no")
    w.shell("sleep 600 > /dev/null 2>&1 & sleep 0.3", options=["--warntime", "0.1"])
    equal(w.log().count(b"{snapshot} >> "), 6, "at --warntime and when something is left")
    for pid in w.processes():
        os.kill(pid, signal.SIGKILL)
    script = "for i in $(seq 250); do sleep 600 & done; wait"
    ended = w.run("bash", "-c", script, options=["--maxtime", "1", "--report", "never"], seconds=60)
    shown = [text for place, text in w.lines() if b"{snapshot}" in place]
    check(ended.status == 124 and len(shown) <= 200 and b" more are not shown" in shown[-1], shown[-1])
    w.gone()


@case("checks of the result", "a run that ends with 0 has failed if its output or its file is not what is expected")
def checks(w):
    quiet = ["--report", "never"]
    script = "echo abc; echo def >&2; echo x > $T/file"
    for options in (["--expect-output", "a.c"], ["--expect-output", "^def$"], ["--reject-output", "a..c"], ["--expect-min-lines", "2"], ["--expect-file", w.root / "file"]):
        equal(w.shell(script, options=options).status, 0, f"{options}")
    for options, reason in ((["--expect-output", "^b"], 'no line of the output matches "^b"'), (["--reject-output", "d"], "that it must not have (--reject-output): def"),
                            (["--expect-min-lines", "3"], "2 lines were printed, 3 are expected"), (["--expect-file", "/nope"], "/nope is not there"),
                            (["--expect-file", BINARY], "was not written by this run")):
        ended = w.shell(script, options=[*options, *quiet])
        equal((ended.status, w.record()["status"], w.health().status), (1, "failed", 1), f"{options}")
        check(reason in w.record()["reason"], w.record()["reason"])
    equal(w.shell("exit 3", options=["--expect-output", "x", *quiet]).status, 3, "a run that failed by itself")
    equal(w.shell("echo try $SISYPHUS_RUN_TRY", options=["--expect-output", "try 2", "--retries", "1", "--retry-delay", "0"]).status, 0, "with a further try")
    equal(w.shell("touch $T/ran", options=["--expect-output", "("]).status, 64, "a malformed expression")
    check(not (w.root / "ran").exists(), "the job ran")


@case("numbers of the job", "stand in the record, in history and in the metrics file")
def metrics(w):
    w.shell("echo '@!metric> rows 12 files'; echo x", options=["--metrics-dir", w.root])
    equal(w.record()["metrics"], {"rows": {"value": 12, "unit": "files"}}, "record")
    check("(rows 12 files)" in ask(w, "history").out, ask(w, "history").out)
    (file,) = w.root.glob("*.prom")
    check('sisyphus_job_metric{project="P",job_name="job",name="rows",unit="files"} 12\n' in file.read_text(), file.read_text())


@case("a run with tries that is killed anywhere", "one record for it, by the run or by the next start; what a try left is ended")
def tries_killed(w):
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    script = "echo $SISYPHUS_RUN_TRY; sleep 600 & sleep 0.01; exit 3"
    for turn in range(int(os.environ.get("CHAOS_ROUNDS", "8"))):
        run = w.start("bash", "-c", script, job=f"job{turn}", options=["--retries", "9", "--retry-delay", "0.01", "--retry-backoff", "1", "--leftover", "kill", "--report", "never", "--kill-grace", "0"])
        time.sleep(chance.uniform(0.01, 0.5))
        run.kill(signal.SIGKILL)
        status = run.wait().status
        w.gone()
        equal(w.shell("echo x", job=f"job{turn}").status, 0, f"the next start (seed {seed})")
        rows = [json.loads(row) for row in (w.directory(f"job{turn}") / "runs.jsonl").read_text().splitlines()]
        check(len(rows) <= 2 and (status == -signal.SIGKILL or len(rows) == 2) and rows[-1]["status"] == "successful", f"seed {seed}: {rows}")
        check(not (w.directory(f"job{turn}") / "run.state").exists(), f"seed {seed}: the state stays")


@case("a disk that is full between tries", "the run goes on, tries again and says so")
def full_between_tries(w):
    need_root()
    base(w).mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", base(w)], stderr=subprocess.DEVNULL, check=False).returncode:
        raise Skip("cannot mount a tmpfs")
    w.mounts.append(str(base(w)))
    fill = f"echo try $SISYPHUS_RUN_TRY; if [ $SISYPHUS_RUN_TRY = 1 ]; then head -c 2M /dev/zero > {base(w)}/filler 2> /dev/null; exit 3; fi; rm {base(w)}/filler; echo done"
    ended = w.shell(fill, options=["--retries", "2", "--retry-delay", "0.3"])
    equal((ended.status, w.record()["tries"], w.record()["status"]), (0, 2, "successful"), f"{ended}")
    check([b"try 1", b"try 2", b"done"] == w.texts(), w.texts())


@case("a clock that is set during jitter", "does not change how long a start is put off")
def clock_during_jitter(w):
    need("faketime")
    library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        raise Skip("needs libfaketime")
    (w.root / "offset").write_text("+0\n")
    fake = w.environment(LD_PRELOAD=str(library), FAKETIME_TIMESTAMP_FILE=str(w.root / "offset"), FAKETIME_NO_CACHE="1", FAKETIME_DONT_FAKE_MONOTONIC="1")
    state = w.directory() / "run.state"

    def waits():
        try:
            return "jitter" in state.read_text()
        except FileNotFoundError:
            return False
    for offset in ("+30d", "-30d"):
        # A delay that is drawn too short is over before the clock is set: then another one is drawn.
        for _ in range(20):
            run = w.start("env", "-u", "LD_PRELOAD", "date", options=["--jitter", "random=2", "--report", "never"], env=fake)
            wait_until(lambda run=run: waits() or run.process.poll() is not None, "it waits")
            (w.root / "offset").write_text(offset + "\n")
            if waited := waits():
                break
            run.wait(10)
            (w.root / "offset").write_text("+0\n")
        check(waited, "no delay was long enough")
        equal(run.wait(10).status, 0, f"set by {offset}")
        check(w.record()["jitter"] < 2 and w.record()["end"][:7] != time.strftime("%Y-%m"), f"{w.record()}")
        (w.root / "offset").write_text("+0\n")
