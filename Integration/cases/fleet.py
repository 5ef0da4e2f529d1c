"""One run on all hosts: the lock of etcd, and that of a command. Two home directories stand for two hosts."""
import contextlib
import itertools
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

from harness import BINARY, Skip, case, check, equal, is_alive, need, need_root, wait_until

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "fleet"))
from etcd import Etcd, WrongEtcd, free_ports  # noqa: E402

# What Integration/run starts beside more others: these cases wait for leases that run out.
MOSTLY_WAITS = True

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "Examples"

# Short, so that a lock that is lost is lost soon.
TTL = 5
# Long enough that a renewal fails before the run is ended.
LONGER = 8


def hosts(w, count=2):
    homes = [w.root / f"host{number}" for number in range(count)]
    for home in homes:
        home.mkdir()
    return [{"env": w.environment(HOME=str(home))} for home in homes]


def last_record(host, job="job"):
    return json.loads((pathlib.Path(host["env"]["HOME"]) / "ll.sisyphus/P" / job / "runs.jsonl").read_text().splitlines()[-1])


def log_of(host, job="job"):
    return max((pathlib.Path(host["env"]["HOME"]) / "ll.sisyphus/P" / job).glob("2*.sisyphuslog")).read_text()


def ask_host(w, host, verb, *words):
    ended = w.spawn([BINARY, verb, *words], **host).wait()
    ended.out, ended.err = ended.out.decode(), ended.err.decode()
    return ended


def children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def comm(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def below(pid):
    return [found for child in children(pid) for found in [child, *below(child)]]


def holder_and_keeper(run):
    """The lock holder and the keeper of a run, by their titles."""
    titles = {pid: pathlib.Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children(run.pid)}
    holder = [pid for pid, title in titles.items() if b"lock holder" in title]
    keeper = [pid for pid, title in titles.items() if b":: keeper" in title]
    check(len(holder) == len(keeper) == 1, f"children of the supervisor: {titles}")
    return holder[0], keeper[0]


@case("fleet lock", "the second host skips and says where the job runs, the third waits; fences grow; nothing is left in etcd")
def fleet_lock(w):
    one, two = hosts(w)
    with Etcd(w) as etcd:
        lock = ["--lock", etcd.lock, "--report", "never"]
        first = w.start("bash", "-c", "env | grep -E '_FENCE|_LOCK' | sort; echo up > $T/up; read -t 60 < $T/go; exit 0", options=lock, **one)
        os.mkfifo(w.root / "go")
        w.file("up")
        equal(etcd.keys(), ["it/P/job"], "keys")
        value = json.loads(etcd.ctl("get", "--print-value-only", "it/P/job").stdout)
        equal((value["pid"], set(value)), (first.pid, {"host", "boot", "pid", "run", "since"}), "the value")
        skipped = w.run("true", options=lock, **two)
        equal((skipped.status, skipped.out, skipped.err), (75, b"", b""), "the start on the second host")
        record = last_record(two)
        equal((record["kind"], record["reason"]), ("skip", "elsewhere"), "its record")
        check(f"it runs on {value['host']}, as process {first.pid} since " in record["note"] and value["run"] in record["note"], record["note"])
        there = ask_host(w, two, "status").out
        check(f"it runs on {value['host']}, as process {first.pid} since " in there, there)
        stopped = ask_host(w, two, "stop", "P/job")
        check(stopped.status == 1 and f" it runs on {value['host']}, as process {first.pid} since " in stopped.err and "where it must be stopped" in stopped.err, stopped)
        waiting = w.start("bash", "-c", "echo $SISYPHUS_RUN_FENCE > $T/second", options=[*lock, "--overlap", "wait=60"], **two)
        wait_until(lambda: len(etcd.keys()) == 2, "the place in the line")
        state = pathlib.Path(two["env"]["HOME"]) / "ll.sisyphus/P/job/run.state"
        wait_until(lambda: state.exists() and "waiting fleet" in state.read_text(), "what it waits for is shown")
        with open(w.root / "go", "w") as go:
            go.write("go\n")
        equal((first.wait().status, waiting.wait().status), (0, 0), "both")
        record = last_record(one)
        equal((record["id"], record["lock"]), (value["run"], "it/P/job"), "the run's id and lock")
        fence = record["fence"]
        for name in ("ETCD_LOCK_REV", "SISYPHUS_RUN_FENCE"):
            check(f">> {name}={fence}\n" in log_of(one), f"{name} in {log_of(one)}")
        check(f"{{init}} >> fleet lock it/P/job, fence {fence}\n" in log_of(one), log_of(one))
        check(int(w.file("second")) > int(fence), "fences grow")
        check(last_record(two)["fleet_wait"] > 0, "how long it waited")
        equal((etcd.keys(), etcd.leases()), ([], []), "what is left in etcd")
        w.gone()


@case("fleet lock, the line", "who came first is first, also when the lock changes hands")
def fleet_line(w):
    machines = hosts(w, 5)
    with Etcd(w) as etcd:
        lock = ["--lock", etcd.lock, "--report", "never", "--overlap", "wait"]
        os.mkfifo(w.root / "go")
        runs = []
        for number, machine in enumerate(machines):
            job = "echo up > $T/up; read -t 60 < $T/go" if number == 0 else f"echo {number} >> $T/order"
            runs.append(w.start("bash", "-c", job, options=lock, **machine))
            w.file("up")
            wait_until(lambda: len(etcd.keys()) == number + 1, f"place {number}")
        equal(w.run("true", options=lock[:4], **{"env": w.environment(HOME=str(w.root))}).status, 75, "one that does not wait")
        with open(w.root / "go", "w") as go:
            go.write("go\n")
        equal([run.wait().status for run in runs], [0] * 5, "all")
        equal((w.root / "order").read_text().split(), ["1", "2", "3", "4"], "the order")


@case("fleet lock, time is up in the line", "--overlap wait=TIME ends it as a skipped start, with nothing left in etcd")
def fleet_wait_ends(w):
    one, two = hosts(w)
    with Etcd(w) as etcd:
        lock = ["--lock", etcd.lock, "--report", "never"]
        first = w.start("bash", "-c", "echo up > $T/up; sleep 60", options=lock, **one)
        w.file("up")
        equal(w.run("true", options=[*lock, "--overlap", "wait=0.5"], **two).status, 75, "the second host")
        equal((last_record(two)["reason"], etcd.keys()), ("elsewhere", ["it/P/job"]), "record and keys")
        asked = w.start("true", options=[*lock, "--overlap", "wait"], **two)
        wait_until(lambda: len(etcd.keys()) == 2, "the place in the line")
        asked.kill(signal.SIGTERM)
        equal((asked.wait().status, etcd.keys()), (-signal.SIGTERM, ["it/P/job"]), "a signal ends the waiting")
        first.kill(signal.SIGTERM)
        equal((first.wait().status, etcd.keys()), (-signal.SIGTERM, []), "the first")


def stopped_etcd(w, etcd, job, *options):
    """A run that has the lock, whose etcd stands still from now on; and when that began."""
    run = w.start("bash", "-c", job, options=["--lock", etcd.lock, "--lock-ttl", f"{LONGER}s", "--report", "never", *options])
    w.file("up")
    etcd.process.send_signal(signal.SIGSTOP)
    return run, time.monotonic()


@case("fleet lock lost", "the tree is ended before etcd may give the lock to another one: interrupted, tagged lost, status 125")
def fleet_lost(w):
    with Etcd(w) as etcd:
        run, stopped = stopped_etcd(w, etcd, "trap '' TERM; echo $$ > $T/up; sleep 600 & while :; do sleep 0.1; done")
        job = int(w.file("up"))
        wait_until(lambda: not is_alive(job), "the job is ended")
        check(time.monotonic() - stopped < LONGER, "ended after the lock could be another one's")
        ended = run.wait()
        equal(ended.status, 125, "status")
        w.gone()
        w.outcome("interrupted")
        check(w.result().startswith("{result}{fail}{lost} lost the fleet lock: 127.0.0.1:"), w.result())
        equal((w.record()["status"], w.record()["limits_hit"]), ("interrupted", ["lock"]), "record")
        check(b"{sisyphus}{warning} >> the fleet lock could not be renewed: " in w.log(), "the first renewal that failed is told")


@case("fleet lock lost, warn", "with --on-lock-lost warn the job goes on to its end, and people are told")
def fleet_lost_warn(w):
    (w.root / "sendmail").write_text("#!/bin/sh\ncat > $T/told\n")
    (w.root / "sendmail").chmod(0o755)
    with Etcd(w) as etcd:
        run, _ = stopped_etcd(
            w, etcd, f"echo up > $T/up; sleep {LONGER + 1}", "--on-lock-lost", "warn", "--toemail", "a@example.org", "--fromemail", "b@example.org",
            "--sendmail", str(w.root / "sendmail"))
        equal(run.wait().status, 0, "status")
        equal(w.log().count(b"{external}{warning}{lost} >> lost the fleet lock: "), 1, "the warning")
        check("lost the fleet lock" in w.file("told"), "people are told")


@case("fleet lock, etcd restarted", "a lease that comes back within its time goes on")
def fleet_restarted(w):
    with Etcd(w) as etcd:
        run = w.start("bash", "-c", "echo up > $T/up; read -t 60 < $T/go", options=["--lock", etcd.lock, "--lock-ttl", "12s", "--report", "never"])
        os.mkfifo(w.root / "go")
        w.file("up")
        etcd.stop()
        wait_until(lambda: b"could not be renewed" in w.log(), "a renewal fails", 15)
        etcd.start()
        wait_until(lambda: b"{sisyphus}{info} >> the fleet lock is renewed again" in w.log(), "it is renewed", 15)
        with open(w.root / "go", "w") as go:
            go.write("go\n")
        equal((run.wait().status, etcd.keys()), (0, []), "status and keys")


@case("fleet lock removed", "who removes the key, or revokes the lease, ends the run at the next renewal, also when another host has taken the key since")
def fleet_removed(w):
    one, two = hosts(w)
    with Etcd(w) as etcd:
        lock = ["--lock", etcd.lock, "--lock-ttl", f"{TTL}s", "--report", "never"]
        run = w.start("bash", "-c", "echo up > $T/up; sleep 600", options=lock, **one)
        w.file("up")
        second = w.start("bash", "-c", "echo second > $T/second; sleep 600", options=[*lock, "--overlap", "wait"], **two)
        wait_until(lambda: len(etcd.keys()) == 2, "the place in the line")
        etcd.ctl("del", "it/P/job")
        w.file("second")
        equal(run.wait().status, 125, "status")
        check("somebody has removed the key it/P/job, and another host has taken it" in last_record(one)["reason"], last_record(one)["reason"])
        check(second.process.poll() is None, "the second host's run goes on")
        second.kill(signal.SIGTERM)
        second.wait()
        for number, way in enumerate([["del", "it/P/job"], ["lease", "revoke"]]):
            run = w.start("bash", "-c", f"echo up > $T/up{number}; sleep 600", options=["--lock", etcd.lock, "--lock-ttl", f"{TTL}s", "--report", "never"])
            w.file(f"up{number}")
            etcd.ctl(*way, *(etcd.leases() if number else []))
            equal(run.wait().status, 125, "status")
            check(["somebody has removed the key it/P/job", "its lease has run out or was revoked"][number] in w.record()["reason"], w.record()["reason"])
        equal((etcd.keys(), etcd.leases()), ([], []), "what is left")


# What becomes of supervisor, keeper and lock holder. All three stopped is what nothing can be done about.
HARM = [harm for harm in itertools.product(("", "stopped", "killed"), repeat=3) if any(harm) and not all(harm)]


def harm_text(harm):
    return ", ".join(f"{who} {what}" for who, what in zip(("supervisor", "keeper", "holder"), harm) if what)


def fleet_harm(harm):
    def body(w):
        one, two = hosts(w)
        supervisor, keeper_harm, holder_harm = harm
        # One that can let the others go on does; a supervisor that is stopped keeps the lock as long as its holder lives.
        keeps = "killed" not in harm and (supervisor == "" or holder_harm == "") or (supervisor, holder_harm) == ("stopped", "")
        # A witness: at no time do two jobs hold it.
        witness = "exec 9>>$T/witness; flock -n 9 || echo twice >> $T/twice; echo $$ > $T/up.{0}; trap '' TERM; while :; do sleep 0.05; done"
        with Etcd(w) as etcd:
            lock = ["--lock", etcd.lock, "--lock-ttl", f"{TTL}s", "--report", "never", "--overlap", "wait"]
            first = w.start("bash", "-c", witness.format(1), options=lock, **one)
            job = int(w.file("up.1"))
            holder, keeper = holder_and_keeper(first)
            second = w.start("bash", "-c", witness.format(2).replace("while :", "while false"), options=lock, **two)
            wait_until(lambda: len(etcd.keys()) == 2, "the place in the line")
            # A supervisor that still ran would let the others go on.
            if supervisor:
                first.kill(signal.SIGSTOP)
            for pid, what in ((keeper, keeper_harm), (holder, holder_harm)):
                if what:
                    os.kill(pid, signal.SIGSTOP if what == "stopped" else signal.SIGKILL)
            if supervisor == "killed":
                first.kill(signal.SIGKILL)
            harmed = time.monotonic()
            if keeps:
                time.sleep(TTL + 2)
                check(second.process.poll() is None and is_alive(job) == (keeper_harm != "killed"), "the lock is kept, as the job lives unless its keeper was killed")
                first.kill(signal.SIGCONT)
                first.kill(signal.SIGTERM)
            second.wait(TTL + 10)
            check(keeps or time.monotonic() - harmed < TTL + 2.5, f"taken over after {time.monotonic() - harmed:.1f} s")
            check(not is_alive(job) and not (w.root / "twice").exists(), "two jobs ran at once")
            if not keeps and supervisor == "stopped":
                first.kill(signal.SIGCONT)
            first.wait()
            w.gone(TTL + 10)
    return body


for harm in HARM:
    case(f"fleet lock, {harm_text(harm)}", "the job is dead before another host begins, at most 2 s after the lock's time; or keeps the lock")(fleet_harm(harm))


@case("fleet lock away", "a start that gets no answer is skipped, fails or runs as --lock-away says, within 10 s; people are told of the second one")
def fleet_away(w):
    (port,) = free_ports(1)
    lock = ["--lock", f"etcd://127.0.0.1:{port}/it", "--report", "never"]
    told = ["--tell-after", "2", "--on-event", "cat >> $T/told"]
    for number in range(3):
        skipped = w.run("touch", str(w.root / "ran"), options=[*lock, *told])
        equal((skipped.status, skipped.out, skipped.err), (75, b"", b""), "skip")
        check(skipped.seconds < 10, f"it took {skipped.seconds} s")
        equal((w.root / "told").exists(), number > 0, f"told after start {number + 1}")
    check("Connection refused" in w.record()["note"] or "connect" in w.record()["note"], w.record()["note"])
    equal(w.record()["reason"], "lock-away", "reason")
    equal((w.root / "told").read_text().count('"lock-away"'), 1, "told once")
    failed = w.run("touch", str(w.root / "ran"), options=[*lock, "--lock-away", "fail"])
    equal(failed.status, 73, "fail")
    check(failed.err.startswith(f"sisyphus run: --lock: 127.0.0.1:{port}: ".encode()) and b"; the job was not started\n" in failed.err, failed.err)
    check(not (w.root / "ran").exists(), "the job ran")
    equal(w.shell("echo ${SISYPHUS_RUN_FENCE-none}", options=[*lock, "--lock-away", "run"]).status, 0, "run")
    check(b"{sisyphus}{warning} >> without the fleet lock (--lock-away run): " in w.log(), "the log says so")
    check(b"none" in w.texts(), "there is no fence")


@case("fleet lock by names", "members are found by the names of their hosts; one that nobody knows is passed over, and said where there is no other; libcurl is not loaded for it")
def fleet_names(w):
    with Etcd(w) as etcd:
        os.mkfifo(w.root / "go")
        run = w.start("bash", "-c", "echo up > $T/up; read -t 60 < $T/go; exit 0", options=["--lock", f"etcd://nothing.invalid:1,localhost:{etcd.port}/it"])
        w.file("up")
        holder, _ = holder_and_keeper(run)
        check("libcurl" not in pathlib.Path(f"/proc/{holder}/maps").read_text(), "the holder has loaded libcurl")
        (w.root / "go").write_text("go\n")
        equal(run.wait().status, 0, "status")
        ended = w.run("true", options=["--lock", "etcd://nothing.invalid:1/it", "--lock-away", "fail"])
        check(ended.status == 73 and b"nothing.invalid is not known" in ended.err and ended.seconds < 10, f"{ended}")


WRONG = {
    "HTML": ({"/v3/lease/grant": (200, b"<html>log in</html>")}, "answers as no etcd does (HTTP status 200, \"<html>log in</html>\")"),
    "10 MB": ({"/v3/lease/grant": (200, b"x" * 10_000_000)}, "answers as no etcd does (more than 64 KiB)"),
    "no gateway": ({"/v3/lease/grant": (404, b"Not Found\n")}, "answers as no etcd does (HTTP status 404, "),
    "lease without TTL": ({"/v3/lease/grant": (200, b'{"header":{},"ID":"5"}')}, "answers as no etcd does (HTTP status 200, "),
    "no space": ({"/v3/kv/txn": (429, b'{"error":"etcdserver: mvcc: database space exceeded","code":8}')}, "says: etcdserver: mvcc: database space exceeded"),
    "no rights": ({"/v3/kv/txn": (403, b'{"error":"etcdserver: permission denied","code":7}')}, "says: etcdserver: permission denied"),
    "truncated": ({"/v3/kv/txn": (200, b'{"header":{"revision":"9"},"succ')}, "answers as no etcd does (HTTP status 200, "),
}


def fleet_wrong(name):
    def body(w):
        answers, sentence = WRONG[name]
        with WrongEtcd(answers) as etcd:
            ended = w.run("touch", str(w.root / "ran"), options=["--lock", etcd.lock, "--lock-away", "fail"])
        equal(ended.status, 73, f"status, {ended}")
        check(f"--lock: {etcd.host} {sentence}".encode() in ended.err and ended.err.endswith(b"; the job was not started\n"), ended.err)
        check(ended.err.count(b"\n") == 1 and not (w.root / "ran").exists(), "one sentence, and no job")
        check(ended.seconds < 10, f"it took {ended.seconds} s")
    return body


for name in WRONG:
    case(f"fleet lock, {name}", "a clear sentence, status 73, and no job")(fleet_wrong(name))


def refused_start(w, etcd, sentence, job="job"):
    """A start that may not be skipped: one sentence, no job, and not for long."""
    ended = w.run("touch", str(w.root / "ran"), options=["--lock", etcd.lock, "--lock-away", "fail", "--report", "never"], job=job)
    equal(ended.status, 73, f"status, {ended}")
    check(sentence.encode() in ended.err and ended.err.endswith(b"; the job was not started\n") and ended.err.count(b"\n") == 1, ended.err)
    check(not (w.root / "ran").exists() and ended.seconds < 10, f"no job, within 10 s: {ended.seconds}")


@case("fleet lock, a member that only learns", "it is passed over for another member, and said where there is no other")
def fleet_learner(w):
    with Etcd(w) as etcd, etcd.join("--learner") as learner:
        refused_start(w, learner, "says: etcdserver: rpc not supported for learner")
        equal(w.run("true", options=["--lock", f"etcd://127.0.0.1:{learner.port},127.0.0.1:{etcd.port}/it", "--lock-away", "fail"]).status, 0, "with a voter beside it")
        equal((etcd.keys(), etcd.leases()), ([], []), "what is left")


@case("fleet lock, no majority", "a member that is left alone gives no lock and keeps none: a start is refused, and a run that has the lock is ended in time")
def fleet_minority(w):
    with Etcd(w) as etcd, etcd.join() as second:
        wait_until(lambda: second.ctl("endpoint", "health", check=False).returncode == 0, "both members", 20)
        run = w.start("bash", "-c", "echo $$ > $T/up; sleep 600", options=["--lock", etcd.lock, "--lock-ttl", f"{LONGER}s", "--report", "never"])
        job = int(w.file("up"))
        second.stop()
        left = time.monotonic()
        refused_start(w, etcd, f"127.0.0.1:{etcd.port}", "other")
        wait_until(lambda: not is_alive(job), "the job is ended", LONGER)
        # The leader that has lost the other one may have renewed once before it knew.
        check(time.monotonic() - left < LONGER + 2, "ended after the lock could be another one's")
        equal(run.wait().status, 125, "status")
        check("lost the fleet lock" in w.record()["reason"], w.record()["reason"])


@case("fleet lock, etcd without space", "no lock is given, with etcd's own words; a run that has one keeps it and gives it back")
def fleet_space(w):
    with Etcd(w, "--quota-backend-bytes", str(1 << 20)) as etcd:
        os.mkfifo(w.root / "go")
        run = w.start("bash", "-c", "echo up > $T/up; read -t 60 < $T/go; exit 0", options=["--lock", etcd.lock, "--lock-ttl", f"{TTL}s", "--report", "never"])
        w.file("up")
        filled, started = 0, time.monotonic()
        while etcd.ctl("put", f"fill{filled}", "x" * 60_000, check=False).returncode == 0:
            filled += 1
            check(filled < 100, "the quota is never reached")
        check(b"NOSPACE" in etcd.ctl("alarm", "list").stdout, "the alarm")
        refused_start(w, etcd, f"127.0.0.1:{etcd.port} says: etcdserver: mvcc: database space exceeded", "other")
        skipped = w.run("true", options=["--lock", etcd.lock, "--report", "never"], job="third")
        equal((skipped.status, w.record("third")["reason"]), (75, "lock-away"), "without --lock-away fail")
        # Past the time that it was given at first.
        wait_until(lambda: time.monotonic() - started > TTL + 1, "a renewal", TTL + 3)
        (w.root / "go").write_text("go\n")
        equal(run.wait().status, 0, "the run that has the lock")
        equal(([key for key in etcd.keys() if not key.startswith("fill")], etcd.leases()), ([], []), "what is left")


@case("fleet lock, compaction", "a place in the line is kept when etcd has forgotten what it watched from")
def fleet_compaction(w):
    one, two = hosts(w)
    with Etcd(w) as etcd:
        lock = ["--lock", etcd.lock, "--lock-ttl", "12s", "--report", "never", "--overlap", "wait"]
        os.mkfifo(w.root / "go")
        first = w.start("bash", "-c", "echo up > $T/up; read -t 60 < $T/go; exit 0", options=lock, **one)
        w.file("up")
        second = w.start("true", options=lock, **two)
        wait_until(lambda: len(etcd.keys()) == 2, "the place in the line")
        for number in range(20):
            etcd.ctl("put", "other", str(number))
        etcd.stop()
        etcd.start()
        revision = json.loads(etcd.ctl("get", "other", "-w", "json").stdout)["header"]["revision"]
        etcd.ctl("compact", "--physical", str(revision))
        etcd.ctl("defrag")
        (w.root / "go").write_text("go\n")
        equal((first.wait().status, second.wait().status), (0, 0), "both runs")
        equal((etcd.keys(), etcd.leases()), (["other"], []), "what is left")


@case("fleet lock, a lease that is gone", "a renewal that is answered without TTL is no renewal: the run is ended")
def fleet_gone(w):
    with WrongEtcd({"/v3/lease/keepalive": (200, b'{"result":{"header":{"revision":"9"},"ID":"5"}}')}) as etcd:
        ended = w.shell("sleep 600", options=["--lock", etcd.lock, "--lock-ttl", f"{TTL}s", "--report", "never"])
        equal(ended.status, 125, "status")
        check("its lease has run out or was revoked" in w.record()["reason"], w.record()["reason"])
    with WrongEtcd({}) as etcd:
        began = time.monotonic()
        equal(w.shell("sleep 6.5", options=["--lock", etcd.lock, "--lock-ttl", "6s", "--report", "never"]).status, 0, "a good gateway")
        renewals = [moment - began for path, _, moment in etcd.asked if path == "/v3/lease/keepalive"]
        equal(len(renewals), 3, f"one renewal each third of the time: {renewals}")


@case("fleet lock, password", "a wrong one is told and starts nothing; the right one is not in the job's environment, not in ps and not in the log")
def fleet_password(w):
    with Etcd(w) as etcd:
        etcd.ctl("user", "add", "root:top")
        etcd.ctl("user", "grant-role", "root", "root")
        etcd.ctl("role", "add", "locks")
        etcd.ctl("role", "grant-permission", "locks", "--prefix=true", "readwrite", "it/")
        etcd.ctl("user", "add", "jobs:sesame")
        etcd.ctl("user", "grant-role", "jobs", "locks")
        etcd.ctl("auth", "enable")
        etcd.flags = ["--user", "root:top"]
        lock = ["--lock", etcd.lock, "--lock-user", "jobs", "--report", "never", "--lock-password", "env:PW"]
        wrong = w.run("true", options=lock, env=w.environment(PW="wrong"))
        equal(wrong.status, 73, f"wrong password: {wrong}")
        check(b"etcdserver: authentication failed, invalid user ID or password" in wrong.err, wrong.err)
        without = w.run("true", options=lock[:2])
        check(without.status == 73 and b"user name is empty" in without.err, without)
        unset = w.run("true", options=lock)
        unreadable = b"the password (--lock-password) cannot be read: the environment variable PW is not set or empty; the job was not started"
        check(unset.status == 73 and unreadable in unset.err, unset)
        equal(w.spawn([BINARY, "config", "-p", "P", "-j", "job"], env=w.environment(SISYPHUS_LOCK=etcd.lock, SISYPHUS_LOCK_USER="u", SISYPHUS_LOCK_PASSWORD="env:PW")).wait().status, 64,
              "sisyphus config tries it")
        right = w.shell("echo ${PW-none}; cat /proc/[0-9]*/cmdline | tr '\\0' ' ' > $T/ps; exit 0", options=lock, env=w.environment(PW="sesame"))
        equal(right.status, 0, f"right password: {right}")
        check(b"none" in w.texts(), "the job has the password")
        check("sesame" not in (w.root / "ps").read_text() and b"sesame" not in w.log(), "the password is shown")
        equal(etcd.keys(), [], "keys")


@case("fleet lock, TLS", "etcd is known by --lock-ca alone, and this host by its certificate")
def fleet_tls(w):
    need("openssl")

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=w.root, check=True, capture_output=True)
    for name in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}", "-days", "2")
    (w.root / "san").write_text("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "host.key", "-out", "host.csr", "-subj", "/CN=host")
    openssl("x509", "-req", "-in", "host.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "host.pem", "-days", "2", "-extfile", "san")
    paths = {name: str(w.root / name) for name in ("ca.pem", "other.pem", "host.pem", "host.key")}
    server = ["--cert-file", paths["host.pem"], "--key-file", paths["host.key"], "--trusted-ca-file", paths["ca.pem"], "--client-cert-auth"]
    etcd = Etcd(w, *server, scheme="https")
    etcd.flags = ["--cacert", paths["ca.pem"], "--cert", paths["host.pem"], "--key", paths["host.key"]]
    with etcd:
        shown = ["--lock", etcd.lock, "--lock-cert", paths["host.pem"], "--lock-key", paths["host.key"], "--report", "never"]
        right = w.run("true", options=[*shown, "--lock-ca", paths["ca.pem"], "--lock-away", "fail"])
        equal(right.status, 0, f"all is right: {right}")
        wrong = w.run("true", options=[*shown, "--lock-ca", paths["other.pem"]])
        check(wrong.status == 73 and b"certificate" in wrong.err, f"another authority: {wrong}")
        unshown = w.run("true", options=["--lock", etcd.lock, "--lock-ca", paths["ca.pem"], "--lock-away", "fail"])
        equal(unshown.status, 73, f"without a certificate: {unshown}")


@case("fleet lock, once per slot", "a quick job of the second host does not run the same minute again; the next minute does")
def fleet_slot(w):
    one, two = hosts(w)
    with Etcd(w) as etcd:
        lock = ["--lock", etcd.lock, "--report", "never", "--once-per-slot", "--slot"]
        equal(w.run("true", options=[*lock, "2026-11-28T06:30:00+01:00"], **one).status, 0, "the first host")
        equal(w.run("true", options=[*lock, "2026-11-28T05:30:00Z"], **two).status, 75, "the second host")
        equal(last_record(two)["reason"], "slot", "its record")
        equal(w.run("true", options=[*lock, "2026-11-28T06:31:00+01:00"], **two).status, 0, "the next minute")
        equal((sorted(etcd.keys()), len(etcd.leases())), ([f"it/P/job/slot/{1795843800 + 60 * minute}" for minute in (0, 1)], 2), "keys and leases")


@case("fleet lock, again and again", "a job that repeats keeps the lock in its pauses, and takes it anew when it has lost it")
def fleet_repeat(w):
    one, two = hosts(w)
    with Etcd(w) as etcd:
        lock = ["--lock", etcd.lock, "--lock-ttl", f"{TTL}s", "--report", "never"]
        job = "echo $SISYPHUS_RUN_FENCE >> $T/fences; [ $(wc -l < $T/fences) -ne 3 ] || { echo up > $T/up; sleep 600; }"
        run = w.start("bash", "-c", job, options=[*lock, "--repeat", "--nextrun", "0.3"], **one)
        w.file("up")
        equal(w.run("true", options=lock, **two).status, 75, "the second host")
        etcd.ctl("del", "it/P/job")
        wait_until(lambda: len((w.root / "fences").read_text().split()) > 4, "it runs again", 20)
        fences = [int(line) for line in (w.root / "fences").read_text().split()]
        check(len(set(fences[:3])) == 1 and fences[3] > fences[2], f"fences: {fences}")
        run.kill(signal.SIGTERM)
        run.wait()
        equal((etcd.keys(), etcd.leases()), ([], []), "what is left")


@case("fleet lock by a command", "it holds the lock as long as it runs; what it says and how it ends decides")
def fleet_command(w):
    def run(line, *options, job="env | grep FENCE; true"):
        return w.shell(job, options=["--lock", f"exec:{line}", "--report", "never", *options])
    equal(run("trap 'echo given back > $T/back; exit' TERM; echo locked 7; while :; do sleep 0.05; done").status, 0, "a good one")
    check(b"SISYPHUS_RUN_FENCE=7" in w.texts() and w.record()["fence"] == "7", "the fence")
    equal(w.file("back"), "given back", "it is asked to give it back")
    equal((run("echo busy beta; exit 75").status, w.record()["reason"], w.record()["note"]), (75, "elsewhere", "it runs on beta"), "busy")
    equal((run("exit 3").status, w.record()["reason"]), (75, "lock-away"), "a failure")
    check("ended with status 3 before it had the lock" in w.record()["note"], w.record()["note"])
    ended = run("echo locked 8; sleep 0.5", job="sleep 600")
    equal(ended.status, 125, "it ends before the job")
    check(w.result().startswith("{result}{fail}{lost} lost the fleet lock: the command that held it has closed its output"), w.result())
    w.gone()


class Postgres:
    """A server of its own, and the rights of a user who is not root."""

    def __init__(self, w):
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise Skip("needs PostgreSQL")
        self.bin, self.data, (self.port,) = found[-1].parent, w.root / "pg", free_ports(1)
        self.data.mkdir(mode=0o700)
        self.user = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        if self.user:
            os.chown(self.data, 65534, 65534)
        self.w = w
        self.environment = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "jobs", "PGDATABASE": "postgres"}

    def __enter__(self):
        subprocess.run([self.bin / "initdb", "-D", self.data, "-U", "jobs", "-A", "trust", "-N"], check=True, capture_output=True, cwd="/", **self.user)
        self.server = subprocess.Popen(
            [self.bin / "postgres", "-D", self.data, "-p", str(self.port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-F"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **self.user)
        wait_until(lambda: self.sql("SELECT 1", check=False).returncode == 0, "PostgreSQL comes up", 30)
        return self

    def sql(self, text, check=True):
        return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-c", text], env={**os.environ, **self.environment}, check=check, capture_output=True, text=True)

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGCONT)
        self.server.terminate()
        self.server.wait()


@case("fleet lock of PostgreSQL", "the example holds an advisory lock; the second host skips or waits, fences grow, and who is late is refused by the fence")
def fleet_postgres(w):
    need("psql")
    one, two = hosts(w)
    with Postgres(w) as server:
        for host in (one, two):
            host["env"].update(server.environment)
        lock = ["--lock", f"exec:{EXAMPLES / 'locks/postgresql'}", "--report", "never"]
        server.sql("CREATE TABLE totals (job text PRIMARY KEY, fence bigint NOT NULL, total bigint NOT NULL); INSERT INTO totals VALUES ('nightly', 0, 0)")
        write = "echo \"UPDATE totals SET fence = :f, total = $1 WHERE job = 'nightly' AND fence <= :f\" | psql -X -v f=$SISYPHUS_RUN_FENCE"
        first = w.start("bash", "-c", f"echo $$ > $T/up; read -t 60 < $T/go; set -- 1; {write} > $T/late", options=lock, **one)
        os.mkfifo(w.root / "go")
        stopped = int(w.file("up"))
        equal((w.run("true", options=lock, **two).status, last_record(two)["reason"]), (75, "elsewhere"), "the second host")
        waiting = w.start("bash", "-c", f"set -- 2; {write}", options=[*lock, "--overlap", "wait"], **two)
        wait_until(lambda: server.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").stdout == "1\n", "it waits")
        # The whole first host stands still but for the job, and the server gives the lock up.
        for pid in [first.pid, *below(first.pid)]:
            if pid not in (stopped, *below(stopped)):
                os.kill(pid, signal.SIGSTOP)
        server.sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        equal((waiting.wait().status, server.sql("SELECT fence, total FROM totals").stdout), (0, "2|2\n"), "the second host goes on")
        with open(w.root / "go", "w") as go:
            go.write("go\n")
        equal(w.file("late"), "UPDATE 0", "who is late is refused")
        for pid in [first.pid, *below(first.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        first.wait()
        equal(server.sql("SELECT fence, total FROM totals").stdout, "2|2\n", "the row")
        lost = w.start("bash", "-c", "echo up > $T/again; sleep 600", options=lock, **one)
        w.file("again")
        server.sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        equal((lost.wait().status, last_record(one)["status"]), (125, "interrupted"), "a connection that is lost ends the run")
    w.gone()


@case("fleet lock by a command, harm", "the keeper ends the tree when supervisor and command are harmed; the command outlives the tree")
def fleet_command_harm(w):
    line = "echo locked 7; echo $$ > $T/lock; cat > /dev/null; echo after > $T/after"
    run = w.start("bash", "-c", "trap 'echo asked > $T/asked; exit' TERM; echo up > $T/up; sleep 600 & wait", options=["--lock", f"exec:{line}", "--report", "never"])
    w.file("up")
    run.kill(signal.SIGSTOP)
    os.kill(int(w.file("lock")), signal.SIGKILL)
    for pid in w.processes():
        if comm(pid) == "cat":
            os.kill(pid, signal.SIGKILL)
    w.file("asked")
    run.kill(signal.SIGCONT)
    equal(run.wait().status, 125, "status")
    os.remove(w.root / "up")
    run = w.start("bash", "-c", "trap '' TERM; echo up > $T/up; sleep 600 & wait; wait", options=["--lock", f"exec:{line}", "--report", "never", "--kill-grace", "1"])
    w.file("up")
    tree = [pid for pid in w.processes() if comm(pid) in ("bash", "sleep")]
    run.kill(signal.SIGKILL)
    w.file("after")
    check(not any(is_alive(pid) for pid in tree), "the lock was given back before the tree was dead")
    w.gone()


@case("three hosts", "as network namespaces with an etcd each: no job runs on two at once when one is cut off, or when all start it at once", alone=True)
def three_hosts(w):
    need_root()
    need("etcd", "etcdctl", "ip", "unshare")
    if subprocess.run(["ip", "netns", "add", "sfprobe"], capture_output=True).returncode:
        raise Skip("no network namespace can be made")
    subprocess.run(["ip", "netns", "del", "sfprobe"], check=True)
    run = pathlib.Path(__file__).resolve().parent.parent / "fleet/run"
    ended = w.spawn([sys.executable, run, "2", "^(holder's host cut off|quick starts from three hosts at once|one scheduled moment, started on three hosts)$"], env=w.environment(SISYPHUS_BIN=BINARY)).wait(180)
    equal(ended.status, 0, f"{ended.out.decode()} {ended.err.decode()}")
    equal(ended.out.count(b"\n"), 6, f"probes: {ended.out.decode()}")


CONSUL = """
import http.server, json, sys
lock, count = {}, [40]

class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        count[0] += 1
        path, _, query = self.path.partition("?")
        word, _, session = query.partition("=")
        if path.startswith("/v1/session/renew/"):
            open(sys.argv[2], "w").write("renewed")
        if path == "/v1/session/create":
            assert json.loads(body)["TTL"] == "20s"
            return self.answer({"ID": f"s{count[0]}"})
        if word == "acquire":
            taken = lock.get("session") not in (None, session)
            if not taken:
                lock.update(session=session, index=count[0], value=body)
            return self.answer(not taken)
        if word == "release" and lock.get("session") == session:
            lock.clear()
        self.answer(True)

    def do_GET(self):
        self.answer(lock["value"] if self.path.endswith("?raw") else [{"LockIndex": 1, "Key": "x", "ModifyIndex": lock["index"], "Session": lock["session"]}])

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

KUBECTL = """#!/usr/bin/env python3
import fcntl, json, os, sys
words = [word for word in sys.argv[1:] if not word.startswith("--request-timeout")]
fd = os.open(os.environ["T"] + "/lease", os.O_RDWR | os.O_CREAT)
fcntl.flock(fd, fcntl.LOCK_EX)
text = os.read(fd, 65536)
found = json.loads(text) if text else None
if words[0] == "get":
    if found:
        print(found["metadata"]["resourceVersion"], found["spec"]["leaseTransitions"], found["spec"]["holderIdentity"], sep="\\t", end="")
    sys.exit(0)
new = json.load(sys.stdin)
wanted = found and found["metadata"]["resourceVersion"]
if (words[0] == "create") != (found is None) or new["metadata"].get("resourceVersion") != wanted:
    sys.exit("conflict")
new["metadata"]["resourceVersion"] = str(int(wanted or 0) + 1)
os.ftruncate(fd, 0)
os.pwrite(fd, json.dumps(new).encode(), 0)
print(new["metadata"]["resourceVersion"], end="")
"""


def example(w, name, is_renewed, **variables):
    """One host has the lock by an example and renews it, the second one skips, and a third start gets it afterwards with a larger fence."""
    one, two = hosts(w)
    for host in (one, two):
        host["env"].update(variables)
    lock = ["--lock", f"exec:{EXAMPLES / 'locks' / name}", "--report", "never"]
    os.mkfifo(w.root / "go")
    first = w.start("bash", "-c", "echo $SISYPHUS_RUN_FENCE > $T/first; read -t 60 < $T/go", options=lock, **one)
    fence = int(w.file("first"))
    equal((w.run("true", options=lock, **two).status, last_record(two)["reason"]), (75, "elsewhere"), "the second host")
    wait_until(is_renewed, "the lock is renewed")
    with open(w.root / "go", "w") as go:
        go.write("go\n")
    equal(first.wait().status, 0, "the first host")
    equal(w.run("bash", "-c", "echo $SISYPHUS_RUN_FENCE > $T/second", options=lock, **two).status, 0, "afterwards")
    check(int(w.file("second")) > fence, "fences grow")
    w.gone()


@case("fleet lock of Consul", "the example does what the published API asks for (a stand-in answers)")
def fleet_consul(w):
    need("curl")
    (port,) = free_ports(1)
    server = subprocess.Popen([sys.executable, "-S", "-E", "-c", CONSUL, str(port), str(w.root / "renewed")])
    try:
        wait_until(lambda: subprocess.run(["curl", "-s", "-X", "PUT", f"http://127.0.0.1:{port}/"], capture_output=True).returncode == 0, "the stand-in")
        example(w, "consul", lambda: (w.root / "renewed").exists(), CONSUL_HTTP_ADDR=f"http://127.0.0.1:{port}")
    finally:
        server.kill()
        server.wait()


@case("fleet lock of Kubernetes", "the example does what the published API asks for (a stand-in for kubectl answers)")
def fleet_kubernetes(w):
    (w.root / "bin").mkdir()
    (w.root / "bin/kubectl").write_text(KUBECTL)
    (w.root / "bin/kubectl").chmod(0o755)
    example(w, "kubernetes-lease", lambda: '"resourceVersion": "2"' in (w.root / "lease").read_text(), LEASE_NAME="nightly", PATH=f"{w.root}/bin:{os.environ['PATH']}")
