"""Lines that real crons start: Debian's, cronie, busybox's, systemd-cron. Each sees directories of its own, so that nothing of the machine is touched."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from harness import Skip, case, check, equal, install_program, need, need_root  # noqa: E402
from systemd import inside, manager, until  # noqa: E402

# What Integration/run starts beside more others: these cases wait for minutes that begin.
MOSTLY_WAITS = True

SENDMAIL = """#!/bin/sh
# Takes a mail as sendmail(8) does.
cat > "ROOT/mails/new.$$" && mv "ROOT/mails/new.$$" "ROOT/mails/$$.mail"
"""
# A line with input behind %, one that only its comment names, and one whose output is in two streams.
LINES = """* * * * * cat; echo bad >&2; exit 3 # sisyphus: name=input%one%two
* * * * * echo $SHELL $FOO; sleep 0.1; echo again >&2 # sisyphus: name=streams maxtime=1m
"""


def prepare(w):
    """The binary under both names, and a sendmail that keeps what it gets."""
    need_root()
    for name in ("bin", "sbin", "mails", "spool", "run"):
        (w.root / name).mkdir()
    install_program(w.root / "bin" / "sisyphus")
    (w.root / "bin" / "sisyphus-sh").symlink_to("sisyphus")
    for folder in ("bin", "sbin"):
        (w.root / folder / "sendmail").write_text(SENDMAIL.replace("ROOT", str(w.root)))
        (w.root / folder / "sendmail").chmod(0o755)


def record(w, job):
    """The last record of a job that may have none yet: a file of records is made before it is appended to."""
    path = w.home / "ll.sisyphus" / "default" / job / "runs.jsonl"
    rows = path.read_text().splitlines() if path.exists() else []
    return json.loads(rows[-1]) if rows else None


def mails(w):
    return [path.read_text(errors="replace") for path in sorted((w.root / "mails").glob("*.mail"))]


def adopted(w, path, crond):
    """Starts a cron two seconds before a minute, with a crontab that was adopted, and looks at what became of its lines."""
    need("faketime")
    library = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
    if library is None:
        raise Skip("needs libfaketime")
    path = f"{path}:{w.root}/bin:/usr/bin:/bin"
    (w.root / "table").write_text(f"HOME={w.home}\nFOO=bar\nPATH={path}\nMAILTO=ops\n{LINES}")
    started = inside(w, f"""
export PATH={path}
crontab {w.root}/table
sisyphus crontab adopt
crontab -l > {w.root}/adopted
exec env LD_PRELOAD={library} FAKETIME=+$((58 - $(date +%-S)))s {crond}""")
    try:
        until(w, started, lambda: len(mails(w)) == 2 and record(w, "input") and record(w, "streams"), "both lines ran")
    finally:
        started.process.terminate()
        started.wait()
    check((w.root / "adopted").read_text().startswith(f"SHELL={w.root}/bin/sisyphus-sh\n"), (w.root / "adopted").read_text())
    equal([(record(w, job)["status"], record(w, job)["exit_code"], record(w, job)["trigger"]) for job in ("input", "streams")], [("failed", 3, "cron"), ("successful", 0, "cron")], "records")
    bodies = {mail.partition("\n\n")[2] for mail in mails(w)}
    equal(bodies, {"one\ntwo\nbad\n", "/bin/sh bar\nagain\n"}, "mails")
    check(all("\nTo: ops\n" in mail or mail.startswith("To: ops\n") for mail in mails(w)), f"{mails(w)}")
    # The crontab was read by adopt, so the first run knows its moment.
    for job in ("input", "streams"):
        check(record(w, job)["slot"][16:26] == ":00.000000", record(w, job))
        kept = json.loads((w.home / "ll.sisyphus/default" / job / "schedule.state").read_text())
        check(kept["schedule"] == "* * * * *" and kept["source"].startswith("the crontab of root, line "), kept)


@case("Debian's cron", "runs the lines of a crontab that was adopted: names, input behind %, one mail a line with both streams, records with slot and schedule")
def debian(w):
    prepare(w)
    cron = peers.debian("usr/sbin/cron", "cron")
    adopted(w, f"{cron}/usr/bin", f"{cron}/usr/sbin/cron -f")


@case("cronie", "runs the lines of a crontab that was adopted as Debian's cron does")
def cronie(w):
    prepare(w)
    cron = peers.cronie()
    adopted(w, f"{cron}/bin", f"{cron}/sbin/crond -n -m {w.root}/bin/sendmail")


@case("busybox crond", "runs lines through the shell, without their comments; its mail has what the line printed")
def busybox(w):
    prepare(w)
    root = peers.debian("bin/busybox", "busybox-static")
    # This crond hands on what stands behind the fields, % too, but no comment and no variables but its own. It is linked statically: no library sets its clock.
    (w.root / "spool" / "root").write_text(f"SHELL={w.root}/bin/sisyphus-sh\nMAILTO=ops\n* * * * * echo $SHELL; echo bad >&2; exit 3 # sisyphus: name=line\n")
    started = inside(
        w, f"ln -s {root}/bin/busybox {w.root}/bin/crond; exec {w.root}/bin/crond -f -l 0 -L /dev/stderr -c {w.root}/spool", PATH=f"{w.root}/bin:/usr/bin:/bin",
        SISYPHUS_BASEDIR=f"{w.home}/ll.sisyphus")
    try:
        until(w, started, lambda: mails(w) and record(w, "echo"), "the line ran", 75)
    finally:
        started.process.terminate()
        started.wait()
    equal((record(w, "echo")["status"], record(w, "echo")["exit_code"], record(w, "echo")["trigger"]), ("failed", 3, "cron"), "record")
    check(mails(w)[0].endswith("\n\n/bin/sh\nbad\n"), mails(w)[0])


@case("a timer of systemd", "is the schedule of the job that it starts, with its delay; the moment of the timer is the slot")
def timer(w):
    prepare(w)
    units = w.root / "config/systemd/user"
    started = manager(w, f"""
cat > {units}/job.service <<'END'
[Service]
Type=oneshot
Environment=HOME={w.home}
ExecStart={w.root}/bin/sisyphus run -j job -- true
END
cat > {units}/job.timer <<'END'
[Timer]
OnCalendar=*-*-* *:*:00/2
AccuracySec=1ms
RandomizedDelaySec=0
END
SYSTEMD --unit=job.timer > {w.root}/log 2>&1 & manager=$!
while kill -0 $manager; do sleep 0.1; done""")
    kept = w.home / "ll.sisyphus/default/job/schedule.state"
    try:
        until(w, started, lambda: kept.exists() and (record(w, "job") or {}).get("slot", "")[18:] in [f"{digit}.000000+00:00" for digit in "02468"] , "the schedule is known")
    finally:
        started.process.terminate()
        started.wait()
    found = json.loads(kept.read_text())
    equal((found["schedule"], found["source"], found["delay_seconds"]), ("OnCalendar=*-*-* *:*:00/2", "job.timer", 0.001), "kept")
    equal(record(w, "job")["trigger"], "timer", "trigger")


@case("systemd-cron", "runs the lines of a crontab through the shell")
def systemd_cron(w):
    prepare(w)
    root = peers.debian("lib/systemd/system-generators/systemd-crontab-generator", "systemd-cron")
    started = manager(w, f"""
printf '%s\\n' 'SHELL={w.root}/bin/sisyphus-sh' 'HOME={w.home}' '* * * * * echo $SHELL; exit 3 # sisyphus: name=line' > /var/spool/cron/crontabs/root
mkdir /run/systemd/generator
python3 {root}/lib/systemd/system-generators/systemd-crontab-generator /run/systemd/generator
cp /run/systemd/generator/cron-* {w.root}/config/systemd/user/
# What only the system's manager has.
sed -i '/^Requires=/d; /^OnFailure=/d' {w.root}/config/systemd/user/*
SYSTEMD --unit=$(basename /run/systemd/generator/cron-*-0.timer) > {w.root}/log 2>&1 & manager=$!
until systemctl --user start $(basename /run/systemd/generator/cron-*-0.service .service); [ -e {w.home}/ll.sisyphus ]; do kill -0 $manager; sleep 0.1; done
while kill -0 $manager; do sleep 0.1; done""")
    try:
        until(w, started, lambda: record(w, "line"), "the line ran")
    finally:
        started.process.terminate()
        started.wait()
    equal((record(w, "line")["status"], record(w, "line")["exit_code"], record(w, "line")["argv"][-1].startswith("/run/systemd/generator/cron-")), ("failed", 3, True), "record")
