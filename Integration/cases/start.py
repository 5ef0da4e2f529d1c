"""What keeps a run from starting, and what a job gets."""
import json
import os
import re
import pathlib
import signal
import subprocess

from harness import BINARY, Skip, case, check, equal, need, need_root, python, wait_until


@case("concurrent starts", "of 30 starts one runs, the others end with 75, print nothing and are counted")
def concurrent(w):
    started = [w.start("bash", "-c", "echo x >> $T/ran; until [ -e $T/go ]; do sleep 0.02; done") for _ in range(30)]
    wait_until(lambda: sum(one.process.poll() is not None for one in started) == 29, "29 have ended", 60)
    (w.root / "go").touch()
    ended = [one.wait() for one in started]
    equal(sorted(one.status for one in ended), [0] + [75] * 29, "statuses")
    equal((w.root / "ran").read_text(), "x\n", "runs")
    check(not any(one.out + one.err for one in ended), "something was printed")
    rows = [json.loads(row) for row in (w.directory() / "runs.jsonl").read_text().splitlines()]
    equal(sum(row.get("kind") == "skip" or row.get("status") is None for row in rows), 29, "records of skips")


@case("skip status, waiting", "--skip-status replaces 75; --overlap wait runs afterwards")
def overlap(w):
    first = w.start("bash", "-c", "echo up > $T/up; until [ -e $T/go ]; do sleep 0.02; done; echo first")
    w.file("up")
    equal(w.run("true", options=["--skip-status", "0"]).status, 0, "skip status")
    equal(w.run("true", options=["--overlap", "wait=0.3"]).status, 75, "waited in vain")
    second = w.start("bash", "-c", "echo second", options=["--overlap", "wait"])
    (w.root / "go").touch()
    equal((first.wait().status, second.wait().status), (0, 0), "statuses")
    equal(len(w.logs()), 2, "logs")


@case("lock file deleted during the run", "no second run beside the first")
def lock_deleted(w):
    first = w.start("bash", "-c", "echo up > $T/up; sleep 600", options=["--report", "never"])
    w.file("up")
    for path in w.directory().iterdir():
        if "lock" in path.name:
            path.unlink()
    equal(w.run("touch", w.root / "ran").status, 75, "status of the second")
    check(not (w.root / "ran").exists(), "both ran")
    first.kill(signal.SIGTERM)
    first.wait()


@case("lock file deleted in the pause", "a repeating job keeps its directory also between its runs")
def lock_deleted_in_pause(w):
    first = w.start("bash", "-c", "echo x >> $T/up", options=["--repeat", "--nextrun", "600"])
    wait_until(lambda: (w.directory() / "run.state").exists() and b"\nwaiting next-run " in (w.directory() / "run.state").read_bytes(), "the first run is over")
    (w.directory() / "lock").unlink()
    equal(w.run("touch", w.root / "ran").status, 75, "status of the second")
    equal(w.run("touch", w.root / "ran", options=["--overlap", "wait=0.2"]).status, 75, "status of one that waits")
    check(not (w.root / "ran").exists(), "both ran")
    first.kill(signal.SIGTERM)
    equal(first.wait().status, -signal.SIGTERM, "status of the first")
    equal(w.run("true").status, 0, "status afterwards")


@case("a lock that is no file", "directory, FIFO, symbolic link: put aside with a sentence, at once")
def lock_is_no_file(w):
    w.directory().mkdir(parents=True, mode=0o700)
    lock = w.directory() / "lock"
    for make in (lambda: lock.mkdir(), lambda: os.mkfifo(lock), lambda: lock.symlink_to(w.root / "elsewhere")):
        make()
        ended = w.run("touch", w.root / "ran", seconds=5)
        equal(ended.status, 0, "status")
        check(str(lock).encode() in ended.err and ended.err.count(b"\n") == 1, f"{ended.err}")
        lock.unlink()
    check((w.root / "ran").exists() and not (w.root / "elsewhere").exists(), "the job did not run, or the link was followed")
    equal(len(list(w.directory().glob("lock.aside*"))), 3, "what was put aside")


@case("damaged lock file", "is written anew with a warning; the directory of another job is refused all the same")
def lock_damaged(w):
    for content in (b"\0" * 18, b"1\n", b"job=", b"garbage that is longer than what stood there before\n"):
        w.run("true")
        (w.directory() / "lock").write_bytes(content)
        ended = w.run("true")
        equal((ended.status, ended.err.count(b"\n")), (0, 1), f"{content!r}: {ended}")
        check(b"written anew" in ended.err, f"{ended}")
        equal(w.run("true").err, b"", "the start after that")
        equal((w.directory() / "lock").read_text(), "job=job\nidentifier=\n", "the lock file")
    w.run("true", job="a", options=["--identifier", "b"])
    ended = w.run("true", job="a.b")
    equal(ended.status, 64, "a job that has the directory of another one")
    check(b'it belongs to job "a" with identifier "b"' in ended.err, f"{ended}")


@case("damaged files", "whatever the small files hold or are, two starts later all is well")
def damaged_files(w):
    names = ["lock", "waiting.lock", "housekeeping.lock", "run.state", "runs.jsonl", "current.sisyphushealth",
             "notify.state", "notify.post", "notify.lost", "notify.failures", "notify.stuck"]
    options = ["--webhook-url", "http://127.0.0.1:9/", "--notify-timeout", "1"]
    for number, name in enumerate(names):
        job = f"job{number}"
        w.shell("echo x", job=job, options=options)
        path = w.directory(job) / name
        whole = path.read_bytes() if path.exists() else b"{}\n"
        for make in (lambda: path.write_bytes(b""), lambda: path.write_bytes(b"\0" * 64), lambda: path.write_bytes(whole[:len(whole) // 2]),
                     lambda: path.write_bytes(b'{"version":999}\nversion 999\n'), path.mkdir, lambda: os.mkfifo(path)):
            if path.exists():
                path.rmdir() if path.is_dir() else path.unlink()
            make()
            first, second = (w.shell("echo x", job=job, options=options, seconds=20) for _ in range(2))
            equal((first.status, second.status), (0, 0), f"{name}: {first} {second}")
            check(not re.search(re.escape(path.name).encode() + rb"\b", second.err), f"{name}: the second start says {second.err!r}")
            equal(w.health(job=job).status, 0, f"{name}: health")
            # The others are touched by none of these starts.
            check(number in (1, *range(6, 11)) or not path.exists() or path.is_file(), f"{name} is no file")


@case("damaged spool", "whatever its entries and its other files hold or are: no start hangs, what is damaged is put aside or made anew")
def damaged_spool(w):
    spool = w.home / f"ll.sisyphus/.spool-{os.geteuid()}"
    options = ["--webhook-url", "http://127.0.0.1:9/", "--notify-timeout", "1", "--tell-on", "every", "--report", "never"]
    w.shell("exit 3", options=options)
    entry, = spool.glob("*.told")
    whole = entry.read_bytes()
    for path, content in ((entry, whole), (spool / "limits.json", b'{"version":1}\n'), (spool / "lost.log", b"a line\n")):
        for make in (lambda: path.write_bytes(b""), lambda: path.write_bytes(b"\0" * 64), lambda: path.write_bytes(content[:len(content) // 2]),
                     lambda: path.write_bytes(b'{"version":999}\n'), path.mkdir, lambda: os.mkfifo(path), lambda: path.symlink_to("/dev/zero")):
            for old in spool.iterdir():
                old.rmdir() if old.is_dir() and not old.is_symlink() else old.unlink()
            make()
            for verb, argv in (("run", w.argv("sh", "-c", "exit 3", options=options)), ("flush", [BINARY, "flush"]), ("run", w.argv("true", options=options))):
                ended = w.spawn(argv).wait(20)
                check(ended.status in ({"run": (0, 3), "flush": (0, 1)}[verb]), f"{path.name}: {verb}: {ended}")
            # Entries of two runs, the limits and the losses; what was damaged does not stand in their way.
            check(not path.exists() or path.is_file() and not path.is_symlink(), f"{path.name} is still no file")
            if path == entry:
                check(not path.exists() and list(spool.glob("*.damaged")), f"the damaged entry is not put aside: {sorted(one.name for one in spool.iterdir())}")


@case("look-alike names", "equal in Unicode's canonical form: one directory, with a warning")
def look_alike(w):
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    equal(w.shell("echo x", job=composed).err, b"", "the first")
    ended = w.shell("exit 3", job=decomposed, options=["--report", "never"])
    check(b"looks the same" in ended.err and ended.err.count(b"\n") == 1, f"{ended}")
    equal([path.name for path in w.directory(composed).parent.iterdir()], [composed], "directories")
    equal((w.health(job=composed).status, w.health(job=decomposed).status), (1, 1), "health by both names")


@case("base directory and --log-mode", "a closed one is opened as far as it is ours, else refused with the chmod")
def closed_base(w):
    base = w.root / "logs"
    for opened, mode in ((["--log-mode", "0640"], 0o750), (["--log-mode", "0644"], 0o755)):
        w.shell("echo x", options=["--basedir", base])
        base.chmod(0o700)
        equal(w.shell("echo x", options=["--basedir", base, *opened]).status, 0, "status")
        equal(base.stat().st_mode & 0o777, mode, f"mode of the base directory with {opened}")
    w.home.chmod(0o700)
    ended = w.run("touch", w.root / "ran", options=["--basedir", w.home, "--log-mode", "0640"])
    equal(ended.status, 73, "status for a home directory")
    check(f"chmod go+x {w.home}".encode() in ended.err and not (w.root / "ran").exists(), f"{ended}")
    equal(w.home.stat().st_mode & 0o777, 0o700, "mode of the home directory")


@case("lock is not inherited", "a daemon left behind blocks no later run")
def lock_inherited(w):
    w.shell("setsid sleep 600 >/dev/null 2>&1 & echo x", options=["--drain", "0.1"])
    check(w.processes(), "the daemon is gone")
    equal(w.shell("echo again").status, 0, "status")


@case("identifiers are independent", "two identifiers of one job run side by side; a.b and a + b are one directory, refused")
def identifiers(w):
    first = w.start("bash", "-c", "echo up > $T/up; sleep 600", options=["--identifier", "one", "--report", "never"])
    w.file("up")
    equal(w.shell("echo x", options=["--identifier", "two"]).status, 0, "status")
    equal(w.shell("echo x", job="job.two").status, 64, "clash")
    first.kill(signal.SIGTERM)
    first.wait()


@case("derived names", "base name of the script; a lock held for another program is 64")
def derived(w):
    script = w.root / "fetch.sh"
    script.write_text("#!/bin/sh\necho up > $T/up\nsleep 600\n")
    script.chmod(0o755)
    (w.root / "other").mkdir()
    other = w.root / "other/fetch.py"
    other.write_text("#!/bin/sh\necho other\n")
    other.chmod(0o755)
    first = w.start(script, job=None, options=["--report", "never"])
    w.file("up")
    check(w.directory("fetch").is_dir(), "the directory is not named fetch")
    ended = w.run(other, job=None)
    equal(ended.status, 64, "status")
    check(b"-j" in ended.err, f"no advice: {ended.err}")
    first.kill(signal.SIGTERM)
    first.wait()


@case("names that are refused", "64 before anything is created")
def bad_names(w):
    for name in ("../../x", "/x", "..", ".hidden", "-dash", "a\nb", "x" * 129, "", "a\\b", "\u202e"):
        equal(w.run("touch", w.root / "ran", job=None, options=[f"--jobname={name}"]).status, 64, f"status for {name!r}")
        equal(w.run("touch", w.root / "ran", options=[f"--identifier={name}"] if name else ["--identifier=a/b"]).status, 64, f"status for identifier {name!r}")
    check(not (w.home / "ll.sisyphus").exists(), "something was created")
    check(not (w.root / "ran").exists(), "the job ran")


@case("options that are refused", "64, one sentence that names the option, the job is not started")
def bad_options(w):
    for option in ("--bogus", "--repeat=maybe", "--compressmode=zip", "--maxtim=5", "--keepfilelogs=x", "--logformat=xml", "--ok-codes=900"):
        ended = w.run("touch", w.root / "ran", options=[option])
        equal(ended.status, 64, f"status for {option}")
        check(option.split("=")[0].lstrip("-").encode() in ended.err, f"{option} is not named: {ended.err}")
    equal(w.run().status, 64, "no command")
    check(not (w.root / "ran").exists(), "the job ran")


@case("home directory", "unset: the password database's; no directory: 73 and nothing is created elsewhere")
def home(w):
    (w.root / "plain").write_text("x")
    for place in (w.root / "plain", "/proc/nothing"):
        ended = w.run("touch", w.root / "ran", env=w.environment(HOME=str(place)))
        equal(ended.status, 73, f"status for HOME={place}")
        check(ended.err.strip(), "no sentence")
    equal(w.run("true", options=["--basedir", "relative"]).status, 73, "a relative base directory")
    check(not (w.root / "ran").exists() and not (w.root / "ll.sisyphus").exists(), "something was done")
    equal(w.run("true", options=["--basedir", w.root / "base"], env=w.environment(HOME=None)).status, 0, "HOME unset")


@case("foreign owner of the directory", "73")
def foreign(w):
    need_root()
    w.directory().mkdir(parents=True)
    os.chown(w.directory(), 65534, 65534)
    equal(w.run("touch", w.root / "ran").status, 73, "status")
    check(not (w.root / "ran").exists(), "the job ran")


@case("users and base directories", "a closed one of another user, or a home that is missing: the sentence says whose it is and what to do; %u gives each user one")
def users(w):
    need_root()
    need("setpriv")
    base = w.root / "base"
    base.mkdir()
    base.chmod(0o1777)

    def start(user, place, **more):
        prefix = ["setpriv", "--reuid", str(user), "--regid", str(user), "--clear-groups"]
        options = ["--config", "/dev/null", *(["--basedir", place] if place else [])]
        return w.spawn(w.argv("true", options=options), prefix=prefix, env=w.environment(**more)).wait()

    equal(start(1, base).status, 0, "the first user")
    ended = start(2, base)
    equal(ended.status, 73, "the second user")
    check(f"{base}/P: Permission denied; it belongs to user daemon; each user needs" in ended.err.decode() and f"--basedir {base}/%u" in ended.err.decode(), f"{ended}")
    ended = w.run("true", options=["--basedir", base])
    check(ended.status == 73 and b"it belongs to user daemon; it must belong to root; each user needs" in ended.err, f"{ended}")
    equal([start(user, f"{base}/%u").status for user in (1, 2)], [0, 0], "a base directory for each user")
    equal(sorted(path.name for path in base.iterdir()), ["P", "bin", "daemon"], "what is in the base directory")
    ended = start(2, None, HOME="/nonexistent")
    check(ended.status == 73 and b"/nonexistent: Permission denied; --basedir names another base directory" in ended.err, f"{ended}")


@case("planted links", "no link is followed, the victim stays")
def planted(w):
    victim = w.root / "victim"
    victim.write_text("precious")
    w.directory().mkdir(parents=True, mode=0o700)
    os.chmod(w.home / "ll.sisyphus", 0o700)
    for name in ("current.sisyphushealth", "run.state", "runs.jsonl", "lock", "last_failed.sisyphuslog", "current.sisyphuslog"):
        (w.directory() / name).symlink_to(victim)
    w.run("sh", "-c", "exit 3")
    equal(victim.read_text(), "precious", "the victim")
    for path in w.directory().iterdir():
        path.unlink()
    w.directory().rmdir()
    (w.root / "elsewhere").mkdir()
    w.directory().symlink_to(w.root / "elsewhere")
    equal(w.run("true").status, 73, "a directory that is a link")
    equal(list((w.root / "elsewhere").iterdir()), [], "files behind the link")


@case("permissions", "umask 000 still gives 0700 and 0600; --log-mode opens both")
def permissions(w):
    w.spawn(["sh", "-c", 'umask 0; exec "$@"', "-", *w.argv("sh", "-c", "umask > $T/umask; echo x")]).wait()
    equal(w.directory().stat().st_mode & 0o777, 0o700, "directory")
    for path in w.directory().iterdir():
        if not path.is_symlink():
            equal(path.stat().st_mode & 0o777, 0o600, path.name)
    check(w.file("umask").strip("0") == "", "the job's umask was changed")


@case("permissions for a monitor", "--log-mode and --log-group open the way, the files and what was made before; a job without them closes no way")
def monitor(w):
    need_root()
    w.shell("echo x")
    opened = ["--log-mode", "0640", "--log-group", "nogroup"]
    w.shell("stat -c %a:%G ${SISYPHUS_RUN_LOG%/*}/run.state > $T/state; echo x", options=opened)
    equal(w.file("state"), "640:nogroup", "run.state")
    w.shell("echo x", job="other")
    place = w.directory()
    for path, mode in ((w.home / "ll.sisyphus", 0o750), (w.home / "ll.sisyphus/P", 0o750), (place, 0o750), (w.directory("other"), 0o700),
                       (place / "current.sisyphushealth", 0o640), (place / "runs.jsonl", 0o640), (place / "lock", 0o640), (w.logs()[-1], 0o640)):
        equal(path.stat().st_mode & 0o777, mode, str(path))
        if path != w.directory("other"):
            equal(path.group(), "nogroup", f"group of {path}")


@case("full disk", "the job runs undisturbed, the loss is said once", alone=True)
def full_disk(w):
    need_root()
    base = w.root / "small"
    base.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", base], stderr=subprocess.DEVNULL).returncode:
        raise Skip("cannot mount")
    w.mounts.append(base)
    ended = w.run("bash", "-c", "seq 300000; echo done > $T/done", options=["--basedir", base])
    equal(ended.status, 0, "status")
    equal((w.root / "done").read_text(), "done\n", "the job's end")
    equal(len([line for line in ended.err.splitlines() if b"the job runs on" in line]), 1, f"sentences on stderr {ended.err[-400:]!r}")
    equal(ended.err.count(b"\n"), 2, f"the other sentence says how much is lost: {ended.err!r}")
    place = base / "P/job"
    log = next(place.glob("2*")).read_bytes().splitlines()
    check(b"{warning}{lost} >> " in log[-2] and b"{result}{ok} >> " in log[-1], f"the end of the log: {log[-3:]}")
    check(all(line.startswith(b"[") and b"[" not in line.partition(b" >> ")[0][40:].replace(b"]=[t+", b"") for line in log), "torn lines")
    record = json.loads((place / "runs.jsonl").read_text().splitlines()[-1])
    check(record["dropped"] > 10_000_000, f"{record}")
    equal((place / "current.sisyphushealth").read_text(), "", "health")


@case("disk that fills up and recovers", "the log tells how much is missing, no line is glued to another", alone=True)
def disk_recovers(w):
    need_root()
    base = w.root / "small"
    base.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", base], stderr=subprocess.DEVNULL).returncode:
        raise Skip("cannot mount")
    w.mounts.append(base)
    script = "dd if=/dev/zero of=$T/small/fill bs=1k count=3500 2>/dev/null; seq 40000; sleep 0.3; rm $T/small/fill; sleep 1.5; echo last"
    equal(w.run("bash", "-c", script, options=["--basedir", base]).status, 0, "status")
    log = next((base / "P/job").glob("2*")).read_bytes().splitlines()
    equal(sum(b"{warning}{lost} >> " in line for line in log), 1, "lines about the loss")
    check(log[-2].endswith(b" >> last"), f"the end of the log: {log[-3:]}")
    torn = [line for line in log if line.count(b"]=[t+") != 1]
    check(len(torn) <= 1 and not any(b"]=[t+" in line[30:].partition(b"[t+")[2] for line in log), f"torn lines: {torn}")


@case("health file that cannot be written", "the verdict of the run before does not stand", alone=True)
def health_unwritable(w):
    need_root()
    base = w.root / "small"
    base.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", base], stderr=subprocess.DEVNULL).returncode:
        raise Skip("cannot mount")
    w.mounts.append(base)
    w.run("echo", "x", options=["--basedir", base])
    equal(w.health("--basedir", base).status, 0, "health of a good run")
    ended = w.run("bash", "-c", "dd if=/dev/zero of=$T/small/fill bs=1k 2>/dev/null; exit 3", options=["--basedir", base, "--log2file", "no"])
    equal(ended.status, 3, "status")
    equal(w.health("--basedir", base).status, 1, "health of a failed run")
    check(b"the health file of this run could not be written: " in ended.err, f"what is lost is said: {ended.err}")
    # A job that has no files yet has no block with room for a record.
    ended = w.run("false", job="new", options=["--basedir", base])
    check(ended.status == 1 and b"the health file and the record of this run could not be written: " in ended.err, f"what is lost is said: {ended.err}")
    run = w.start("sleep", "30", options=["--basedir", base])
    lock = base / "P/job/lock"
    wait_until(lambda: b"\nholder " in lock.read_bytes(), "a run begins that has no run.state")

    def ask(verb, *words):
        return w.spawn([BINARY, verb, "--basedir", str(base), *words, "P/job"]).wait()
    job = json.loads(ask("status", "--json").out)[0]
    equal((job["state"], job["running"]["pid"], "id" in job["running"]), ("running", run.pid, False), "a run that the lock alone tells of")
    equal(job["reason"], f"pid {run.pid} holds its lock, but no run.state tells of its run (has it just begun, or is the disk full?)", "reason")
    ended = ask("clean", "--forget", "--yes")
    check(ended.status == 1 and b"P/job stays: it is running" in ended.err, f"{ended}")
    ended = ask("stop")
    check(ended.status == 1 and f"process {run.pid} holds its lock".encode() in ended.err, f"{ended}")
    run.kill(15)
    run.wait()


@case("read-only directory", "73")
def read_only(w):
    need_root()
    base = w.root / "ro"
    base.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", base], stderr=subprocess.DEVNULL).returncode:
        raise Skip("cannot mount")
    w.mounts.append(base)
    equal(w.run("touch", w.root / "ran", options=["--basedir", base]).status, 73, "status")
    check(not (w.root / "ran").exists(), "the job ran")


@case("directory deleted during the run", "no crash, the job's status, the next run makes it again")
def deleted(w):
    equal(w.shell("rm -rf $HOME/ll.sisyphus; echo x; exit 7", options=["--report", "never"]).status, 7, "status")
    equal(w.shell("echo x").status, 0, "the next run")
    w.outcome("successful")


@case("environment of the job", "SISYPHUS_RUN_* given, other SISYPHUS_* removed, everything else unchanged")
def environment(w):
    equal(w.shell("env > $T/env; pwd > $T/pwd", env=w.environment(SISYPHUS_KEEPFILELOGS="9", OTHER="a b\nc")).status, 0, "status")
    text = w.file("env")
    names = {line.partition("=")[0] for line in text.splitlines() if line.startswith("SISYPHUS_")}
    equal(names, {"SISYPHUS_RUN_ID", "SISYPHUS_RUN_PROJECT", "SISYPHUS_RUN_JOB", "SISYPHUS_RUN_LOG", "SISYPHUS_RUN_TRY"}, "variables")
    check("OTHER=a b\nc" in text, "another variable was changed")
    equal(w.file("pwd"), str(w.root), "directory")


@case("dispositions and descriptors", "default signals, empty mask, nothing open but 0, 1, 2")
def clean(w):
    bad = ("import os,signal,sys\nfor s in (signal.SIGPIPE, signal.SIGTERM, signal.SIGCHLD): signal.signal(s, signal.SIG_IGN)\n"
           "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\nfor n in range(10, 20): os.dup2(0, n, inheritable=True)\nos.execv(sys.argv[1], sys.argv[1:])")
    job = "import os;s=dict(l.split(':\\t') for l in open('/proc/self/status').read().splitlines() if l.startswith('Sig'));print(int(s['SigBlk'],16), int(s['SigIgn'],16) & ~((1<<12)|(1<<24)), sorted(int(f) for f in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/'+f)))"
    equal(w.spawn([*python(bad), *w.argv(*python(job), options=["--maxtime", "20"])]).wait().status, 0, "status")
    equal(w.texts(), [b"0 0 [0, 1, 2]"], "mask, ignored, descriptors")


@case("no processes left to fork", "as nobody without room: a clean failure, no hang")
def no_room(w):
    need_root()
    need("prlimit", "setpriv")
    for path in (w.root, w.home):
        os.chown(path, 65534, 65534)
    ended = w.run("echo", "x", prefix=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "prlimit", "--nproc=1"], seconds=20)
    check(ended.status in (125, 126) and ended.err.strip(), f"{ended}")


@case("few descriptors", "runs or refuses, never hangs, never a false success")
def few(w):
    need("prlimit")
    for limit in range(3, 14):
        ended = w.run("sh", "-c", f"echo x > $T/ran{limit}", prefix=["prlimit", f"--nofile={limit}:{limit}"], seconds=20)
        check(ended.status != 0 or (w.root / f"ran{limit}").exists(), f"false success with {limit}: {ended}")


@case("where values come from", "command line over environment over configuration, job over project over defaults")
def precedence(w):
    config = w.root / "config.toml"
    config.write_text('[defaults]\nmaxtime = 11\n["P"]\nmaxtime = 12\n["P/job"]\nmaxtime = 13\n')
    config.chmod(0o600)

    def limit(options=(), job="job", **env):
        w.run("echo", "x", options=["--config", config, *options], job=job, env=w.environment(**env))
        return w.log(job)

    for wanted, seen in (("0:00:13", limit()), ("0:00:12", limit(job="other")), ("0:00:14", limit(SISYPHUS_MAXTIME="14")), ("0:00:15", limit(["--maxtime", "15"], SISYPHUS_MAXTIME="14"))):
        check(f"(max time {wanted})".encode() in seen, f"expected max time {wanted}: {seen!r}")


@case("bad configuration", "64 with file, line and key; refused when others may write it")
def bad_configuration(w):
    config = w.root / "config.toml"
    for text, line in (("[defaults]\nmaxtime = true\n", b"2"), ("[defaults]\n\nbogus = 1\n", b"3"), ("[defaults\n", b"1")):
        config.write_text(text)
        config.chmod(0o600)
        ended = w.run("true", options=["--config", config])
        equal(ended.status, 64, f"status for {text!r}")
        check(b"config.toml" in ended.err and line in ended.err, f"{ended.err}")
    config.write_text("[defaults]\nmaxtime = 5\n")
    config.chmod(0o666)
    equal(w.run("true", options=["--config", config]).status, 64, "status for a file that all may write")
    equal(w.run("true", env=w.environment(SISYPHUS_MAXTIME="soon")).status, 64, "status for a bad variable")


@case("who may write a configuration", "its owner, and a group that is the owner's alone; in a user namespace the sentence says what the owner's number means")
def configuration_owner(w):
    need_root()
    need("unshare")
    config = w.root / "config.toml"
    config.write_text("[defaults]\nmaxtime = 5\n")
    for owner, group, mode, status, said in (
            (0, 0, 0o664, 0, b""), (0, 65534, 0o664, 64, b"others may write it (chmod go-w)"), (0, 65534, 0o640, 0, b""),
            (12345, 0, 0o644, 64, b"it belongs to user 12345, not to the own user or root\n")):
        os.chown(config, owner, group)
        config.chmod(mode)
        ended = w.run("true", options=["--config", config])
        check(ended.status == status and said in ended.err, f"{owner}:{group} {mode:o}: {ended}")
    if w.spawn(["unshare", "-U", "-r", "true"]).wait().status == 0:
        ended = w.run("true", options=["--config", config], prefix=["unshare", "-U", "-r"])
        check(ended.status == 64 and b"it belongs to user 65534, not to the own user or root; in a user namespace" in ended.err, f"{ended}")


@case("values that cannot be used", "are told with file, line and column, by run, config and test-channels; a secret that cannot be had switches its channel off")
def unusable_values(w):
    config, token = w.root / "config.toml", w.root / "token"
    token.write_text("t0ken\n")
    (w.root / "template").write_text("<?end if?>")
    token.chmod(0o644)
    chat = 'mattermost-url = "https://127.0.0.1:9"\nmattermost-channel = "c"\n'
    for text, status, place, said in (
            ('sentry-dsn = "env:NOPE"\n', 0, "2:1", "--sentry-dsn cannot be used: the environment variable NOPE is not set or empty"),
            ('utc = true\nsentry_dsn = "file:/nope"\n', 0, "3:1", "--sentry-dsn cannot be used: cannot open /nope: No such file or directory"),
            (f'{chat}mattermost-token = "file:{token}"\n', 0, "4:1", f"--mattermost-token cannot be used: cannot use {token}: it can be read by everyone"),
            ('sentry-dsn = "nonsense"\n', 64, "2:1", "--sentry-dsn cannot be used: it is not of the form"),
            ('log-mode = "0640"\nlog-group = "nope"\n', 64, "3:1", '--log-group: there is no group "nope"'),
            ('encoding = "nope"\n', 64, "2:1", '--encoding: the C library knows no encoding "nope"'),
            (f'formatemailsubject = "file:{w.root}/template"\n', 64, "2:1", "--formatemailsubject: the template is wrong: line 1, column 1"),
            ('basedir = "relative"\n', 73, "2:1", 'the base directory "relative" (from --basedir) is not an absolute path'),
            ('formatlogline = "file:/nope"\n', 64, "2:1", "the template of --formatlogline cannot be read: cannot open /nope"),
            ('toemail = "a@b.example"\n', 64, "2:1", "--toemail needs --fromemail")):
        config.write_text(f"[defaults]\n{text}")
        config.chmod(0o600)
        said = f"{config}:{place}: {said}"
        ended = w.run("true", options=["--config", config])
        equal(ended.status, status, text)
        check(said in ended.err.decode() and ended.err.count(b"\n") == 1, f"{said}: {ended}")
        ended = w.spawn(w.argv(options=["--config", config], verb="config")).wait()
        equal(ended.status, 64 if status else 0, text)
        check(f"{'wrong' if status else 'note'}: {said}" in ended.out.decode(), f"{said}: {ended.out.decode()}")
        ended = w.spawn(w.argv(options=["--config", config], verb="test-channels")).wait()
        if "sentry" in text or "mattermost" in text:
            equal(ended.status, status or 1, text)
            check(("" if status else "FAILED ") + ("" if status else "Sentry: " if "sentry" in text else "Mattermost: ") + said in (ended.out + ended.err).decode(), f"{ended}")
    ended = w.run("true", options=["--config", "/dev/null"], env=w.environment(SISYPHUS_SENTRY_DSN="env:NOPE"))
    check(b"environment variable SISYPHUS_SENTRY_DSN: --sentry-dsn cannot be used: " in ended.err, f"{ended}")


@case("health", "missing, healthy, failed, too old; never blocked by a run; creates nothing")
def health(w):
    ended = w.health()
    check(ended.status == 1 and ended.out.count(b"\n") == 1 and len(ended.out) <= 200, f"before the first run: {ended}")
    check(not w.directory().exists(), "something was created")
    w.shell("echo x")
    equal((w.health().status, w.health().out), (0, b""), "healthy")
    started = w.start("bash", "-c", "echo up > $T/up; until [ -e $T/go ]; do sleep 0.02; done")
    w.file("up")
    equal(w.health().status, 0, "during a run")
    (w.root / "go").touch()
    started.wait()
    equal(w.health("--maxhealthcheckage", "0.000001").status, 1, "too old")
    w.shell("exit 3", options=["--report", "never"])
    ended = w.health()
    check(ended.status == 1 and b"3" in ended.out, f"failed: {ended}")
    named = w.spawn([w.argv(verb="health")[0], "health", "P/job"]).wait()
    equal((named.status, named.out), (1, ended.out), "PROJECT/JOB")
    equal(w.run("true", options=["--healthcheck"]).status, 1, "run --healthcheck")
    for options, status in (([], 2), (["--bogus"], 3)):
        equal(w.health("--nagios", *options).status, status, f"nagios {options}")


@case("retention touches its own files only", "old logs go or are compressed with mode and time, foreign things stay")
def retention(w):
    w.shell("echo x")
    now = w.logs()[0].stat().st_mtime

    def put(name, days):
        path = w.directory() / name
        path.write_text("old\n")
        path.chmod(0o600)
        os.utime(path, (now - days * 86400,) * 2)
        return path

    gone, packed = put("2020-01-01 00-00-00_000001.sisyphuslog", 40), put("2020-01-01 00-00-00_000002.sisyphuslog", 10)
    kept = [put("notes.txt", 400), put("2020.sisyphuslog", 400), put("x.sisyphuslog.bz2", 400)]
    (w.directory() / "sub").mkdir()
    for mode, suffix in (("gzip", ".gz"), ("bzip2", ".bz2"), ("lzma", ".xz")):
        put(packed.name, 10)
        equal(w.shell("echo x", options=["--compressmode", mode]).status, 0, "status")
        small = packed.with_name(packed.name + suffix)
        check(small.exists() and not packed.exists(), f"not compressed by {mode}")
        equal((small.stat().st_mode & 0o777, round(small.stat().st_mtime)), (0o600, round(now - 10 * 86400)), "mode and time")
        import bz2
        import gzip
        import lzma
        equal({"gzip": gzip, "bzip2": bz2, "lzma": lzma}[mode].decompress(small.read_bytes()), b"old\n", "content")
        small.unlink()
    check(not gone.exists(), "an old log is left")
    check(all(path.exists() for path in kept) and (w.directory() / "sub").is_dir(), "something foreign was touched")


@case("title shows tasks", "the job's open tasks stand in the title")
def title_tasks(w):
    started = w.start("bash", "-c", "echo '@!task> [1/3] import a.csv'; echo x; echo up > $T/up; sleep 600", options=["--report", "never"])
    w.file("up")
    wait_until(lambda: b" :: [1/3] import a.csv" in pathlib.Path(f"/proc/{started.pid}/cmdline").read_bytes(), "the task is shown")
    started.kill(signal.SIGTERM)
    started.wait()


@case("title", "says what goes on; --proctitle no leaves it alone")
def title(w):
    for options, changed in (((), True), (("--proctitle", "no"), False)):
        (w.root / "up").unlink(missing_ok=True)
        started = w.start("bash", "-c", "echo up > $T/up; sleep 600", options=[*options, "--report", "never"])
        w.file("up")
        seen = pathlib.Path(f"/proc/{started.pid}/cmdline").read_bytes()
        equal(b" :: " in seen, changed, f"title {seen[-200:]!r}")
        started.kill(signal.SIGTERM)
        started.wait()


@case("same microsecond", "with a frozen clock no log is overwritten")
def frozen(w):
    need("faketime")
    for _ in range(3):
        w.shell("echo x", prefix=["faketime", "-f", "2026-10-25 02:30:00"], env=w.environment(TZ="Europe/Berlin"))
    equal(len(w.logs()), 3, "logs")


@case("stuck run after many skips", "however many starts were skipped, the usual duration of the job is known, and the record of a skip says that the run takes far longer")
def stuck_after_skips(w):
    w.run("true")
    good = json.loads((w.directory() / "runs.jsonl").read_text())
    started = w.start("sleep", "600", options=["--report", "never"])
    state = w.directory() / "run.state"
    wait_until(lambda: state.exists() and "\njob " in state.read_text(), "the job runs")
    state.write_text(re.sub(r"(?m)^start .*$", "start 2026-01-01T00:00:00.000000+00:00", state.read_text()))
    equal(w.run("true").status, 75, "status of a skip")
    records = (w.directory() / "runs.jsonl").read_text().splitlines()
    rows = [{**good, "id": f"good{n}", "seconds": 5.0} for n in range(20)] + 500 * [json.loads(records[-1])]
    (w.directory() / "runs.jsonl").write_text("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows))
    equal(w.run("true").status, 75, "status of a skip")
    check("usually it takes 0:00:05" in w.record().get("note", ""), f"{w.record()}")
    started.kill(signal.SIGTERM)
    started.wait()
