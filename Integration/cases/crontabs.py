"""sisyphus-sh, and what is done with crontabs."""
import datetime
import json
import os
import pathlib
import re
import subprocess

from harness import BINARY, ask, case, check, equal, need_root, wait_until


def shell(w):
    """The binary under the name of a shell, as make install links it."""
    link = w.root / "bin" / "sisyphus-sh"
    if not link.exists():
        link.parent.mkdir()
        link.symlink_to(BINARY)
        (link.parent / "sisyphus").symlink_to(BINARY)
    return str(link)


def line(w, text, options=(), both=False, **environment):
    """Runs a line as cron does: both streams into one pipe if wanted."""
    more = {"stderr": subprocess.STDOUT} if both else {}
    return w.spawn([shell(w), *options, "-c", text], env=w.environment(**environment), **more).wait()


def jobs(w, project="default"):
    directory = w.home / "ll.sisyphus" / project
    return sorted(p.name for p in directory.iterdir()) if directory.exists() else []


def record(w, job, project="default"):
    return json.loads((w.home / "ll.sisyphus" / project / job / "runs.jsonl").read_text().splitlines()[-1])


@case("a crontab's line", "runs as a job with a derived name; its output, input, exit status and environment are as without us")
def runs(w):
    ended = line(w, "cd / && printf 'one\\ntwo'; echo bad >&2; exit 3 # a comment")
    equal((ended.status, ended.out, ended.err), (3, b"one\ntwo", b"bad\n"), "streams")
    equal(jobs(w), ["printf"], "jobs")
    equal((record(w, "printf")["status"], record(w, "printf")["exit_code"]), ("failed", 3), "record")
    equal(line(w, "echo $SHELL $FOO; env | grep -c ^SISYPHUS_P", FOO="bar", SISYPHUS_PROJECTNAME="Q").out, b"/bin/sh bar\n0\n", "environment")
    equal(jobs(w, "Q"), ["env"], "project")
    equal(w.spawn([shell(w), "-c", "cat; kill -9 $$"], stdin=open("/etc/hostname")).wait().out, pathlib.Path("/etc/hostname").read_bytes(), "input")
    ended = line(w, "for i in 1 2 3 4 5 6 7 8 9; do echo $i; echo $i >&2; done", both=True)
    equal(ended.out, b"".join(b"%d\n%d\n" % (i, i) for i in range(1, 10)), "both streams in order")


@case("a line's comment", "gives name and options; a wrong one is told and the line runs all the same, as with a configuration that cannot be read")
def comment(w):
    equal(line(w, "true # sisyphus: name=mine project=Q maxtime=1m").status, 0, "status")
    equal(jobs(w, "Q"), ["mine"], "name and project")
    equal(line(w, "sleep 30 # sisyphus: name=slow maxtime=0.2").status, 124, "limit")
    equal(line(w, "true", SISYPHUS_JOBNAME="named").status, 0, "variable")
    check("named" in jobs(w), "SISYPHUS_JOBNAME")
    ended = line(w, "umask; echo ran # sisyphus: maxtimes=3")
    check(ended.status == 0 and ended.out.endswith(b"ran\n") and ended.out != b"0077\nran\n", f"{ended}")
    check(ended.err.startswith(b"sisyphus-sh: there is no option --maxtimes") and ended.err.endswith(b"; the line is run without supervision\n"), f"{ended}")
    config = w.home / ".config/sisyphus/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("broken")
    ended = line(w, "echo ran")
    check(ended.out == b"ran\n" and b"config.toml:1" in ended.err, f"{ended}")
    config.unlink()
    (w.home / "ll.sisyphus").rename(w.home / "old")
    (w.home / "ll.sisyphus").write_text("in the way")
    ended = line(w, "umask; echo ran; exit 4", both=True)
    check(ended.status == 4 and ended.out.endswith(b"ran\n") and b"without supervision" in ended.out and b"0077" not in ended.out, f"{ended}")


@case("what a shell is asked for besides", "goes to the real one: scripts, interaction, lines that supervise themselves")
def passes(w):
    script = w.root / "script"
    script.write_text("echo script $1\n")
    for words, out in ((["-c", "echo $0 $1", "a", "b"], b"a b\n"), ([str(script), "x"], b"script x\n"), (["-ec", "echo e"], b"e\n"), (["-c"], b"")):
        equal(w.spawn([shell(w), *words]).wait().out, out, f"{words}")
    equal(jobs(w), [], "nothing is supervised")
    environment = w.environment(PATH=str(w.root / "bin") + ":" + os.environ["PATH"])
    equal(w.spawn([shell(w), "-c", "cd / && sisyphus run -j own -- true"], env=environment).wait().status, 0, "own supervision")
    equal(jobs(w), ["own"], "supervised once")
    bash = w.environment(SISYPHUS_SHELL="/bin/bash")
    equal(w.spawn([shell(w), "-c", "echo ${BASH_VERSION:+bash} $SHELL"], env=bash).wait().out, b"bash /bin/bash\n", "SISYPHUS_SHELL")
    equal(w.spawn([shell(w), "-c", "echo \xff".encode("latin1")]).wait().out, b"\xff\n", "bytes that are no UTF-8")


@case("a line of systemd-cron", "which is in a file whose path the shell gets, is supervised too")
def systemd_cron(w):
    need_root()
    setup = 'mount -t tmpfs none /run && mkdir -p /run/systemd/generator && echo "cd / && /bin/echo $0 # sisyphus: name=mine" > /run/systemd/generator/cron-a-b.sh && exec "$@"'
    ended = w.spawn([shell(w), "/run/systemd/generator/cron-a-b.sh"], prefix=("unshare", "-m", "sh", "-c", setup, "sh")).wait()
    equal((ended.status, ended.out, jobs(w)), (0, b"sh\n", ["mine"]), "line")


@case("SISYPHUS_CRON_OUTPUT=failures", "cron gets nothing of good runs, and the report of bad ones")
def failures(w):
    equal(line(w, "echo fine; echo really >&2", SISYPHUS_CRON_OUTPUT="failures").out, b"", "good run")
    ended = line(w, "echo fine; exit 3", both=True, SISYPHUS_CRON_OUTPUT="failures")
    check(ended.out.startswith(b"sisyphus: default/echo: ") and b"exit status 3" in ended.out and b"\n  fine\n" in ended.out, f"{ended}")


@case("lines of one name", "both run when they meet, the second one as a job of another name")
def meeting(w):
    first = w.spawn([shell(w), "-c", "/bin/sleep 20"])
    try:
        wait_until((w.home / "ll.sisyphus/default/sleep/run.state").exists, "the first line runs")
        ended = line(w, "umask; /bin/sleep 0.01 && echo ran")
        equal((ended.status, ended.out, ended.err), (0, subprocess.run(["sh", "-c", "umask"], capture_output=True).stdout + b"ran\n", b""), "the second line")
        found = jobs(w)
        check(len(found) == 2 and found[1].startswith("sleep-"), f"{found}")
        equal(line(w, "/bin/sleep 20").status, 75, "the same line is skipped")
    finally:
        first.kill(15)
        first.wait()


@case("lines of one name in one instant", "both run, whichever is first")
def in_one_instant(w):
    for number in range(10):
        begun = [w.spawn([shell(w), "-c", f"/bin/sleep 0.05; echo {word}"], env=w.environment(SISYPHUS_PROJECTNAME=f"P{number}")) for word in "ab"]
        equal([(ended.status, ended.out, ended.err) for ended in (one.wait() for one in begun)], [(0, b"a\n", b""), (0, b"b\n", b"")], f"round {number}")


@case("what a line cannot tell itself", "goes to cron: time limits, a signal; not its own exit status; a shell that is missing keeps no line from running")
def told_of_lines(w):
    for text, status, sentence in (
            ("sleep 30 # sisyphus: maxtime=0.2", 124, b"timed out"), ("sleep 30 # sisyphus: idle-timeout=0.2", 124, b"no output"),
            ("kill -9 $$", 137, b"SIGKILL")):
        ended = line(w, text)
        check(ended.status == status and sentence in ended.err and ended.err.startswith(b"sisyphus: default/"), f"{text}: {ended}")
    equal((line(w, "exit 3").err, line(w, "exit 125").err), (b"", b""), "its own exit status")
    for missing in ("/nonexistent", "/tmp"):
        ended = line(w, "echo ran $SHELL", SISYPHUS_SHELL=missing)
        check((ended.status, ended.out) == (0, b"ran /bin/sh\n") and missing.encode() in ended.err, f"{ended}")


@case("crontab check and next", "findings with their lines, statuses 0 to 2, JSON; moments of expressions")
def checks(w):
    table = w.root / "table"
    table.write_text("0 5 * * * true\n")
    ask = lambda *words: w.spawn([BINARY, "crontab", *words], env=w.environment(TZ="Europe/Berlin")).wait()
    equal([ask("check", str(table)).status], [1 if not os.path.exists("/usr/sbin/sendmail") else 0], "fine")
    table.write_text("MAILTO=\n0 5 * * * true\n")
    ended = ask("check", str(table))
    check(ended.status == 0 and b"\nline 2  true  " in ended.out and ended.out.endswith(b"1 job, 0 errors, 0 warnings\n"), f"{ended}")
    table.write_text("MAILTO=\n30 2 * * * true\n")
    check(ask("check", str(table)).status == 1 and b"Debian's cron" in ask("check", str(table)).out, "warning")
    table.write_text("MAILTO=\n61 2 * * * true")
    equal(ask("check", str(table)).status, 2, "error")
    found = json.loads(ask("check", str(table), "--json").out)["files"][0]
    equal([(f["level"], f["line"], f["column"]) for f in found["findings"] if f["level"] == "error"], [("error", 2, 1), ("error", 2, 16)], "findings")
    equal(ask("next", "0 5 * * *", "--from", "2026-10-25T00:00:00Z", "--count", "1").out, b"2026-10-25T05:00:00+01:00\n", "next")
    equal([ask("next", "0 0 30 2 *").status, ask("next", "0 0 30").status, ask("check", "/nowhere").status, ask("lint").status], [1, 64, 66, 64], "statuses")
    table.write_text("".join(f"{i % 60} {i % 24} * * * cd /srv && /opt/job{i}.sh --all >> /var/log/x{i} 2>&1\n" for i in range(5000)))
    equal(ask("check", str(table)).out.count(b"\nline "), 5000, "many lines")


CRONTAB = """#!/bin/sh
# Stands for crontab(1): the crontab is a file.
[ "$1" = -u ] && shift 2
case $1 in
    -l) [ -e "$T/spool" ] && cat "$T/spool" || { echo "no crontab for x" >&2; exit 1; } ;;
    -) cat > "$T/spool" ;;
esac
[ -e "$T/meddle" ] && { echo "# meanwhile" >> "$T/spool"; rm "$T/meddle"; }
exit 0
"""


@case("crontab adopt and release", "show the difference, keep a copy, install, and take it back to the byte; refuse when somebody else was quicker")
def adopts(w):
    link = shell(w)
    tool = w.root / "bin" / "crontab"
    tool.write_text(CRONTAB)
    tool.chmod(0o755)
    before = "# mine\nSHELL=/bin/bash\n\n0 5 * * *\ttrue 'a b' %in\n@daily flock -n /x timeout 5m fetch  \n"
    spool = w.root / "spool"
    ask = lambda *words: w.spawn([str(w.root / "bin" / "sisyphus"), "crontab", *words], env=w.environment(PATH=f"{w.root}/bin:/usr/bin:/bin")).wait()
    equal(ask("adopt", "--wrap").status, 66, "no crontab")
    spool.write_text(before)
    ended = ask("adopt", "--wrap", "--dry-run")
    check(ended.status == 0 and b"\n+@daily " in ended.out and b"overlap=skip maxtime=5m" in ended.out, f"{ended}")
    equal(spool.read_text(), before, "nothing is changed")
    ended = ask("adopt", "--wrap")
    check(ended.status == 0 and b"installed; as it was before: " in ended.out and spool.read_text().count(" run -j ") == 2, f"{ended}")
    equal(pathlib.Path(ended.out.decode().rpartition("before: ")[2].strip()).read_text(), before, "the copy")
    wrapped = [text.split("\t", 1)[1].replace("%in", "") for text in spool.read_text().splitlines() if text.startswith("0 5")]
    equal(w.spawn(["/bin/sh", "-c", wrapped[0]]).wait().status, 0, "a wrapped line runs")
    equal((ask("release").status, spool.read_text()), (0, before), "released")
    spool.write_text("0 5 * * * true # sisyphus: maxtime=bogus\n")
    ended = ask("adopt", "--wrap")
    check(ended.status == 0 and b"nothing to change" in ended.out and b"line 1 stays as it is: " in ended.err and b"maxtime" in ended.err, f"{ended}")
    spool.write_text(before)
    (w.root / "meddle").touch()
    ended = ask("adopt", "--wrap")
    check(ended.status == 73 and b"changed meanwhile" in ended.err, f"{ended}")
    check("-j" not in spool.read_text() and "# meanwhile" in spool.read_text(), "what somebody else wrote stays")
    spool.write_text(before)
    table = w.root / "table"
    table.write_text(before)
    table.chmod(0o640)
    if os.access(pathlib.Path(BINARY).resolve().parent / "sisyphus-sh", os.X_OK):
        equal(ask("adopt", str(table)).status, 0, "one line")
        check(table.read_text().startswith("SHELL=") and "\nSISYPHUS_SHELL=/bin/bash\n" in table.read_text(), "SHELL")
        equal((ask("release", str(table)).status, table.read_text(), table.stat().st_mode & 0o777), (0, before, 0o640), "released")
        if os.geteuid() == 0:
            os.chown(table, 65534, 65534)
        link_to_table = w.root / "link"
        link_to_table.symlink_to("table")
        was = table.stat()
        equal(ask("adopt", str(link_to_table)).status, 0, "a link")
        check(link_to_table.is_symlink() and table.read_text().startswith("SHELL="), "the file that the link leads to is changed")
        now = table.stat()
        equal((now.st_uid, now.st_gid, now.st_mode), (was.st_uid, was.st_gid, was.st_mode), "whose it is")
    else:
        check(ask("adopt", str(table)).status == 64 and link, "without the link the reason is said")


def age(w, job, hours):
    """Makes it look as if all that is known of a job were so old."""
    directory = w.home / "ll.sisyphus" / "P" / job
    old = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=hours)).isoformat(timespec="microseconds")
    for name in ("runs.jsonl", "schedule.state"):
        if (directory / name).exists():
            text = (directory / name).read_text()
            (directory / name).write_text(re.sub(r'"(start|end|since|slot)":"[^"]*"', lambda found: f'"{found[1]}":"{old}"', text))


@case("a schedule", "is kept; status and health tell the next run and that one was missed; another run or a skipped start ends that")
def schedules(w):
    equal(w.run("true", options=["--schedule", "0 * * * *", "--utc"]).status, 0, "run")
    kept = json.loads((w.directory() / "schedule.state").read_text())
    equal((kept["schedule"], kept["source"]), ("0 * * * *", "--schedule"), "kept")
    found = json.loads(ask(w, "status", "--json", "--utc").out)[0]
    check(found["state"] == "uneventful" and ":00:00." in found["next"] and "missed" not in found, f"{found}")
    check("NEXT" in ask(w, "status").out and " in " in ask(w, "status").out, "table")
    equal(w.health().status, 0, "healthy")
    age(w, "job", 5)
    found = json.loads(ask(w, "status", "--json").out)[0]
    check(found["state"] == "overdue" and not found["healthy"] and "missed" in found, f"{found}")
    check("nothing was started for " in ask(w, "status").out, "reason")
    ended = w.health()
    check(ended.status == 1 and ended.out.startswith(b"Overdue: nothing was started for the scheduled moment "), f"{ended}")
    waiting = w.start("true", options=["--schedule", "0 * * * *", "--jitter", "1000h"])
    wait_until(lambda: "waits for its share of --jitter" in ask(w, "status").out, "it waits")
    waiting.kill(15)
    waiting.wait()
    equal((w.record()["reason"], json.loads(ask(w, "status", "--json").out)[0]["state"]), ("interrupted", "overdue"), "a start that was ended while it waited did nothing")
    equal(w.health("--overdue-grace", "10h").status, 0, "grace")
    equal(w.health("--maxhealthcheckage", "10h").status, 0, "an age that is given says it all")
    equal(w.run("true", options=["--schedule", "0 * * * *"]).status, 0, "run again")
    equal((w.health().status, json.loads(ask(w, "status", "--json").out)[0]["state"]), (0, "uneventful"), "a run ends it")
    age(w, "job", 5)
    run = w.start("sleep", "30", options=["--schedule", "0 * * * *"])
    wait_until((w.directory() / "run.state").exists, "the job runs")
    equal(w.run("true", options=["--schedule", "0 * * * *"]).status, 75, "skipped")
    run.kill(9)
    run.wait()
    w.gone()
    equal(w.run("true").status, 0, "a start without a schedule")
    check(not (w.directory() / "schedule.state").exists(), "forgets it")
    ended = w.run("true", options=["--schedule", "0 25 * * *"])
    check(ended.status == 64 and b'option --schedule cannot be "0 25 * * *": column 3' in ended.err, f"{ended}")


@case("slots", "stand in the records; --once-per-slot skips the second start of one")
def slots(w):
    slot = ["--slot", "2026-10-25T02:30:00+01:00", "--once-per-slot"]
    equal([w.run("true", options=slot).status for _ in range(2)], [0, 75], "statuses")
    records = [json.loads(text) for text in (w.directory() / "runs.jsonl").read_text().splitlines()]
    equal([(r["kind"], r["slot"][:19]) for r in records], [("run", "2026-10-25T02:30:00"), ("skip", "2026-10-25T02:30:00")], "records")
    check("had a run already" in records[1]["note"], f"{records[1]}")
    equal(w.run("true", options=["--slot", "2026-10-25T02:30:00+02:00", "--once-per-slot"]).status, 0, "the hour that comes twice")
    timer = w.environment(TRIGGER_TIMER_REALTIME_USEC="1790000000000000")
    equal(w.run("true", job="timer", env=timer).status, 0, "a timer of systemd")
    equal(datetime.datetime.fromisoformat(w.record("timer")["slot"]).timestamp(), 1790000000, "its slot")
    equal(w.run("true", job="minutely", options=["--schedule", "* * * * *"]).status, 0, "a schedule")
    check(w.record("minutely")["slot"][16:26] == ":00.000000", w.record("minutely")["slot"])
    # That of the start, not one that came while the job ran.
    equal(w.run("sleep", "3", job="long", options=["--schedule", "OnCalendar=*-*-* *:*:*"]).status, 0, "a schedule of seconds")
    check(w.record("long")["slot"] <= w.record("long")["start"], f"{w.record('long')}")
    run = w.start("sh", "-c", "sleep 30", job="killed", options=slot)
    wait_until((w.directory("killed") / "run.state").exists, "the job runs")
    run.kill(9)
    run.wait()
    w.gone()
    equal(w.run("true", job="killed", options=slot).status, 75, "a moment whose run was lost")


@case("a crontab's schedule", "is found by the command's text when the job is over, and read again only when a crontab changed; lines of one name are told apart")
def found_schedules(w):
    tool = w.root / "tools" / "crontab"
    tool.parent.mkdir()
    tool.write_text(CRONTAB.replace("exit 0", 'echo asked >> "$T/asked"\nexit 0'))
    tool.chmod(0o755)
    asked = w.root / "asked"
    first = f"! test -e {asked} && /bin/true a"
    (w.root / "spool").write_text(f"7 3 * * * {first}\n8 3 * * * /bin/true b # sisyphus: name=other\n9 3 * * * /bin/true c\n10 3 * * 0 /bin/true c\n")
    path = {"PATH": f"{tool.parent}:/usr/bin:/bin", "SISYPHUS_PROJECTNAME": "P"}
    equal((line(w, first, **path).status, asked.read_text()), (0, "asked\n"), "crontab -l comes after the job")
    equal(jobs(w, "P"), ["true"], "before the crontab is known")
    for text in (first, "/bin/true b # sisyphus: name=other", "/bin/true c"):
        equal(line(w, text, **path).err, b"", text)
    names = jobs(w, "P")[:2] + sorted(jobs(w, "P")[2:], key=lambda name: record(w, name, "P")["start"])
    check(len(names) == 4 and names[:2] == ["other", "true"] and all(name.startswith("true-") for name in names[2:]), f"{names}")
    kept = [(w.directory(name) / "schedule.state") for name in names]
    equal([json.loads(state.read_text())["schedule"] if state.exists() else None for state in kept], ["8 3 * * *", None, "7 3 * * *", "9 3 * * *; 10 3 * * 0"], "schedules")
    equal(line(w, "/bin/true elsewhere", **path).status, 0, "a line of no crontab")
    equal(asked.read_text(), "asked\n", "how often crontab -l was asked")
    tool.write_text("#!/bin/sh\necho you are not allowed to use this program >&2\nexit 1\n")
    (w.home / "ll.sisyphus" / f".crontab-{os.geteuid()}").unlink()
    ended = [line(w, "/bin/true b", **path) for _ in range(2)]
    check(b"not allowed" in ended[0].err and ended[0].status == 0 and ended[1].err == b"", f"said once: {ended}")


@case("the moment of a new line", "stands in the record of its first start, and by the new schedule when a line has changed")
def new_lines(w):
    tool = w.root / "tools" / "crontab"
    tool.parent.mkdir()
    tool.write_text(CRONTAB)
    tool.chmod(0o755)
    path = {"PATH": f"{tool.parent}:/usr/bin:/bin", "SISYPHUS_PROJECTNAME": "P"}
    index = w.home / "ll.sisyphus" / f".crontab-{os.geteuid()}"
    known = []
    for schedule in ("* * * * *", "0 0 30 2 *", "* * * * *"):
        (w.root / "spool").write_text(f"{schedule} true # sisyphus: name=new\n")
        if index.exists():
            # As when the crontab was written since it was read.
            index.write_text("1.1.1 " + index.read_text())
        equal(line(w, "true # sisyphus: name=new", **path).status, 0, schedule)
        found = record(w, "new", "P")
        known.append("slot" in found)
        if known[-1]:
            begun, slot = (datetime.datetime.fromisoformat(found[name]) for name in ("start", "slot"))
            equal(slot, begun.replace(second=0, microsecond=0), "the minute of the start")
    equal(known, [True, False, True], "whether a moment is known")


SYSTEMCTL = """#!/bin/sh
# Stands for systemctl(1), which answers so for a timer.
echo "$*" >> "$T/asked"
case $* in
    *TriggeredBy*) echo TriggeredBy=job.timer ;;
    *) printf 'TimersCalendar={ OnCalendar=*-*-* 06:00:00 ; next_elapse=Sun 2026-11-29 06:00:00 UTC }\\nAccuracyUSec=1min\\nRandomizedDelayUSec=1h\\n' ;;
esac
"""


@case("a timer's schedule", "is asked for when the job is over, and kept with the delay that the timer may make")
def timers(w):
    tool = w.root / "tools" / "systemctl"
    tool.parent.mkdir()
    tool.write_text(SYSTEMCTL)
    tool.chmod(0o755)
    path = f"{tool.parent}:{os.environ['PATH']}"
    started = w.environment(PATH=path, INVOCATION_ID="0" * 32, TRIGGER_UNIT="job.timer")
    equal(w.run("sh", "-c", f"! test -e {w.root}/asked", env=started).status, 0, "nobody is asked before")
    kept = json.loads((w.directory() / "schedule.state").read_text())
    equal((kept["schedule"], kept["source"], kept["delay_seconds"]), ("OnCalendar=*-*-* 06:00:00", "job.timer", 3660.0), "kept")
    tool.write_text("#!/bin/sh\nexit 1\n")
    equal(w.run("true", env=started).status, 0, "a run while systemd does not answer")
    equal(json.loads((w.directory() / "schedule.state").read_text()), kept, "what is known stays")


@case("jobs that nobody started", "overdue finds them; --tell tells people once, and the next good run is the recovery")
def overdue(w):
    hook = w.root / "hook"
    hook.write_text('#!/bin/sh\ncat >> "$T/told"\necho >> "$T/told"\n')
    hook.chmod(0o755)
    told = lambda: [json.loads(text) for text in (w.root / "told").read_text().splitlines() if text] if (w.root / "told").exists() else []
    tells = w.environment(SISYPHUS_ON_EVENT=str(hook))
    overdue = lambda *words, env=None: w.spawn([BINARY, "overdue", *words], env=env or w.environment()).wait()
    equal(overdue().status, 66, "no jobs")
    for job in ("job", "other"):
        equal(w.run("true", options=["--schedule", "0 * * * *", "--identifier", "x"], job=job).status, 0, "run")
    equal((overdue().status, overdue("--tell", env=tells).status, told()), (0, 0, []), "in time")
    age(w, "job.x", 5)
    ended = overdue()
    check(ended.status == 1 and ended.out.startswith(b"P/job.x: nothing was started for ") and ended.out.count(b"\n") == 1, f"{ended}")
    equal(overdue("--overdue-grace", "10h").status, 0, "grace")
    for _ in range(2):
        equal((overdue("--tell", env=tells).status, overdue("--tell", env=tells).out), (0, b""), "told")
    equal([(one["event"], one["projectname"], one["jobname"], one["identifier"], one["exit_code"]) for one in told()], [("failure", "P", "job", "x", None)], "what people are told")
    check("nothing was started for " in told()[0]["reason"], told()[0]["reason"])
    equal(w.run("true", options=["--schedule", "0 * * * *", "--identifier", "x"], env=tells).status, 0, "it runs again")
    equal([one["event"] for one in told()], ["failure", "recovery"], "recovery")
    check(" after 1 missed run since " in told()[1]["reason"], told()[1]["reason"])
    age(w, "other.x", 5)
    equal(overdue("--tell", env=tells).status, 0, "another one")
    equal(w.run("true", options=["--schedule", "0 * * * *", "--identifier", "x"], job="other").status, 0, "it runs again, and tells nobody")
    for _ in range(2):
        equal(overdue("--tell", env=tells).status, 0, "recovery of a job that tells nobody itself")
    equal([(one["event"], one["jobname"]) for one in told()[2:]], [("failure", "other"), ("recovery", "other")], "told once each")
    age(w, "other.x", 5)
    ended = overdue("--tell")
    check(ended.status == 1 and b"other" in ended.err and b"no channel is configured" in ended.err, f"{ended}")
    equal(overdue("--tell").status, 0, "said once")
    toml = w.root / "c.toml"
    toml.write_text(f'["P/third.x"]\non-event = "{hook}"\n', encoding="utf-8")
    toml.chmod(0o600)
    w.run("true", options=["--schedule", "0 * * * *", "--identifier", "x"], job="third")
    age(w, "third.x", 5)
    equal((overdue("--tell", "--config", str(toml)).status, [one["jobname"] for one in told()[4:]]), (0, ["third"]), "by the section of the job with its identifier")


@case("runs whose records could not be written", "are known all the same: none is overdue, health counts them, history and metrics show them, the next run is told of them")
def unwritten(w):
    schedule = ["--schedule", "0 * * * *", "--report", "never", "--metrics-dir", w.root]
    records = w.directory() / "runs.jsonl"
    # The records have come to the size that a file may have, all other files have not.
    small = ["prlimit", f"--fsize={64 << 10}"]

    def run(script):
        ended = w.shell(script, options=schedule, prefix=small)
        check(b"runs.jsonl" in ended.err, f"{ended}")
        return ended.status

    equal(w.run("true", options=schedule).status, 0, "run")
    while records.stat().st_size < 64 << 10:
        records.write_text(records.read_text() * 2)
    age(w, "job", 5)
    written = records.read_bytes()
    equal(run("true"), 0, "a good run")
    overdue = w.spawn([BINARY, "overdue"]).wait()
    equal((overdue.status, overdue.out), (0, b""), "overdue")
    equal((w.health().status, json.loads(ask(w, "status", "--json").out)[0]["state"]), (0, "uneventful"), "health and status")
    shown = "for i in $(seq 500); do grep -q '^sisyphus_running.* 1$' $T/*.prom && break; sleep 0.01; done; cp $T/*.prom $T/began"
    equal([run(f"{shown}; echo $SISYPHUS_RUN_PREVIOUS_STATUS > $T/{number}; exit 3") for number in range(2)], [3, 3], "bad runs")
    equal([w.file(str(number)) for number in range(2)], ["uneventful", "failed"], "what the runs know of those before")
    began = (w.root / "began").read_text()
    check(all(f'sisyphus_{name}{{project="P",job_name="job"}} {value}\n' in began for name, value in (("running", 1), ("last_status", 2), ("last_exit_code", 3))), began)
    check(b", 2 times in a row, " in w.health().out, f"{w.health()}")
    shown = [json.loads(line) for line in ask(w, "history", "--json", "--limit", "4").out.splitlines()]
    equal([record["status"] for record in shown], ["failed", "failed", "uneventful", "uneventful"], "history")
    check("bad run 2 in a row" in ask(w, "why", "P/job").out, "why")
    equal(w.shell("echo x", job="next", options=["--only-if", "after:P/job", "--report", "never"]).status, 75, "a job that waits for a good run")
    # With the limits that it had.
    again = ask(w, "again", "P/job", env=w.environment(BAR="2"))
    check(again.status == 3 and f"of run {shown[0]['id']}: new: BAR" in again.err, f"{again}")
    moment = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).isoformat(timespec="seconds")
    slot = ["--slot", moment, "--once-per-slot", "--report", "never"]
    equal([w.shell("echo once >> $T/slot", options=slot, prefix=small, job="job").status for _ in range(2)], [0, 75], "starts for one moment")
    equal((w.root / "slot").read_text(), "once\n", "what ran for it")
    equal(records.read_bytes(), written, "the records")
    equal(w.run("true", options=schedule).status, 0, "a run that can write")
    newer = [json.loads(line)["status"] for line in records.read_bytes()[len(written):].splitlines()]
    equal(newer, ["uneventful", "failed", "failed", "failed", "uneventful", "uneventful"], "records")


@case("a job that starts itself again", "is expected when it said so, also when its process is gone")
def repeats(w):
    run = w.start("true", options=["--repeat", "--nextrun", "1h"])
    state = w.directory() / "schedule.state"
    wait_until(state.exists, "the schedule is kept")
    run.kill(9)
    run.wait()
    text = state.read_text()
    past = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)).isoformat(timespec="seconds")
    state.write_text(re.sub(r"once [^\"]*", "once " + past, text))
    age(w, "job", 3)
    equal(json.loads(ask(w, "status", "--json").out)[0]["state"], "overdue", "state")
    run = w.start("true", options=["--repeat", "--nextrun", "1h"])
    wait_until(lambda: state.exists() and past not in state.read_text(), "the schedule is kept anew")
    run.kill(15)
    run.wait()
    check(not state.exists(), "one that was ended is expected no more")
