"""What service managers and container engines are told, and what they tell: sd_notify(3), the journal, the time to end, the termination log."""
import signal
import socket
import time

from harness import Skip, case, check, equal, install_program, need, need_root, wait_until
from systemd import manager, until


class Manager:
    """A datagram socket as that of a service manager."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.messages = []

    def read(self):
        while True:
            try:
                self.messages.append((time.monotonic(), self.socket.recv(4096, socket.MSG_DONTWAIT).decode().split("\n")))
            except BlockingIOError:
                return [line for _, lines in self.messages for line in lines]

    def hears(self, line):
        wait_until(lambda: line in self.read(), f"the manager never hears {line}")


@case("sd_notify", "READY, STATUS with the open tasks, STOPPING with the time that the end may take; the job gets none of the variables")
def notify(w):
    address = str(w.root / "notify")
    manager = Manager(address)
    variables = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}
    script = "env > $T/env.new; mv $T/env.new $T/env; echo '@!task> copy the files'; while [ ! -e $T/go ]; do sleep 0.02; done; echo '@!endtask>'; sleep 600"
    started = w.start("bash", "-c", script, options=["--kill-grace", "3", "--report", "never"], env=w.environment(**variables))
    manager.hears("STATUS=copy the files")
    equal(manager.read()[0], "READY=1", "first word")
    (w.root / "go").touch()
    manager.hears("STATUS=Running")
    check("NOTIFY_SOCKET" not in w.file("env") and "WATCHDOG" not in w.file("env"), w.file("env"))
    started.kill(signal.SIGTERM)
    manager.hears("STOPPING=1")
    check("EXTEND_TIMEOUT_USEC=13000000" in manager.read(), manager.read())
    check("WATCHDOG=1" not in manager.read(), "another process is watched")
    started.wait()


@case("sd_notify of the abstract kind", "is told the same, and that all is well at least each half of the time that the manager waits, also while the start waits")
def watchdog(w):
    name = f"sisyphus-{w.mark}"
    manager = Manager("\0" + name)
    holder = w.start("bash", "-c", "echo up > $T/up; sleep 600", options=["--report", "never"])
    w.file("up")
    waiting = w.start("true", options=["--overlap", "wait"], env=w.environment(NOTIFY_SOCKET=f"@{name}", WATCHDOG_USEC="400000"))
    manager.hears("STATUS=Waiting for the lock")
    # More of them than half of the time allows would be a loop that spins.
    wait_until(lambda: manager.read().count("WATCHDOG=1") >= 6, "six signs of life")
    times = [moment for moment, lines in manager.messages if "WATCHDOG=1" in lines]
    check(times[5] - times[0] >= 0.5, f"{times}")
    holder.kill(signal.SIGTERM)
    holder.wait()
    equal(waiting.wait().status, 0, "status")
    check("READY=1" in manager.read(), manager.read())


@case("sd_notify to nobody", "a manager that is gone, or whose queue is full, does not matter")
def nobody(w):
    equal(w.run("true", env=w.environment(NOTIFY_SOCKET=str(w.root / "none"))).status, 0, "no socket")
    equal(w.run("true", env=w.environment(NOTIFY_SOCKET="nonsense")).status, 0, "no path")
    address = str(w.root / "notify")
    manager = Manager(address)
    client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    client.connect(address)
    try:
        while True:
            client.send(b"x", socket.MSG_DONTWAIT)
    except BlockingIOError:
        pass
    started = w.start("bash", "-c", "echo up > $T/up; sleep 600", options=["--report", "never"], env=w.environment(NOTIFY_SOCKET=address))
    w.file("up")
    # It is told when there is room.
    manager.hears("READY=1")
    started.kill(signal.SIGTERM)
    started.wait()


@case("standard error that is the journal", "has complaints and reports with their priorities")
def journal(w):
    (w.root / "journal").touch()
    status = (w.root / "journal").stat()
    for stream, mark in ((f"{status.st_dev}:{status.st_ino}", "<3>"), ("1:1", "")):
        with open(w.root / "journal", "r+b") as error:
            error.truncate(0)
            equal(w.spawn(w.argv("sh", "-c", "echo one; exit 3", job=f"job{mark[1:2]}"), env=w.environment(JOURNAL_STREAM=stream), stderr=error).wait().status, 3, "status")
        lines = (w.root / "journal").read_text().splitlines()
        check(len(lines) == 4 and all(line.startswith(mark) for line in lines) and lines[0].startswith(f"{mark}sisyphus: P/job{mark[1:2]}: failed with"), f"{lines}")
        check(mark or "<" not in lines[0], f"{lines}")


# As process 1 of a container, with the devices that Kubernetes gives it.
CONTAINER = """mount --make-rprivate / && mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && printf old > /dev/termination-log
unshare --pid --fork --mount-proc --kill-child "$@"; status=$?
cp /dev/termination-log "$T/termination-log"; exit $status"""


def contained(w, *command, **more):
    (w.root / "termination-log").unlink(missing_ok=True)
    ended = w.run(*command, prefix=["unshare", "-m", "sh", "-c", CONTAINER, "sh"], **more)
    return ended, (w.root / "termination-log").read_text()


@case("process 1 and its termination log", "says in at most 4096 bytes why the container has ended, with the last lines of a run that failed", alone=True)
def termination(w):
    need_root()
    need("unshare")
    if w.spawn(["unshare", "--mount", "--pid", "--fork", "--mount-proc", "true"]).wait().status:
        raise Skip("no namespaces here")
    ended, text = contained(w, "sh", "-c", "echo one; echo two; exit 3")
    equal((ended.status, text), (3, "failed with exit status 3\none\ntwo\n"), "a failure")
    ended, text = contained(w, "sh", "-c", "for i in $(seq 100); do echo $i $(printf 'x%.0s' $(seq 300)); done; exit 3")
    check(3900 < len(text) <= 4096 and text.startswith("failed with exit status 3\n") and text.endswith("x\n"), text)
    ended, text = contained(w, "echo", "x")
    equal((ended.status, text), (0, "exited with status 0 (1 line)\n"), "a success")
    ended, text = contained(w, "true", options=["--basedir", "/proc/nothing"])
    check(ended.status == 73 and "/proc/nothing" in text, f"{ended}, {text}")
    ended, text = contained(w, "true", options=["--only-if", "test -e /nothing"])
    check(ended.status == 75 and "test -e /nothing" in text, f"{ended}, {text}")
    ended, text = contained(w, "true", options=["--maxtime", "soon"])
    check(ended.status == 64 and text.encode() == ended.err.removeprefix(b"sisyphus run: ") and "--maxtime" in text, f"{ended}, {text}")
    (w.root / "wrong").write_text("[defaults]\nmaxtime = \"soon\"\n")
    ended, text = contained(w, "true", options=["--config", str(w.root / "wrong")])
    check(ended.status == 64 and "soon" in text and text.encode() == ended.err.removeprefix(b"sisyphus run: "), f"{ended}, {text}")


@case("process 1 that leaves time for its own end", "--kill-grace auto is less than what the engine gives", alone=True)
def automatic_grace(w):
    need_root()
    need("unshare")
    if w.spawn(["unshare", "--pid", "--fork", "--mount-proc", "true"]).wait().status:
        raise Skip("no namespaces here")
    script = "trap 'sleep 1; echo ended well; exit 0' TERM; echo up; while :; do sleep 0.02; done"
    w.shell(script, options=["--maxtime", "0.5", "--report", "never", "--kill-grace", "auto"], prefix=["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"])
    check(b"ended well" in w.texts(), w.log())
    w.shell(script, options=["--maxtime", "0.5", "--report", "never", "--kill-grace", "auto"], job="alone")
    check(b"ended well" not in w.texts("alone"), "half a second elsewhere")
    equal(w.run("true", options=["--kill-grace", "soon"]).status, 64, "what is no time")
    equal(w.run("true", env=w.environment(SISYPHUS_KILL_GRACE="AUTO")).status, 0, "in the environment")


UNIT = """[Service]
Type=notify
WatchdogSec=5s
TimeoutStopSec=6s
Environment=HOME={home}
ExecStart={root}/bin/sisyphus run -p P -j {job} {options} -- {command}
"""


@case("a service of systemd", "is active when it says so, shows its task as status, is waited for as long as its job may take, and --kill-grace auto is what systemd gives", alone=True)
def systemd(w):
    need_root()
    for name in ("bin", "sbin", "run", "config/systemd/user"):
        (w.root / name).mkdir(parents=True)
    install_program(w.root / "bin/sisyphus")
    script = w.root / "job.sh"
    script.write_text("#!/bin/bash\ntrap 'sleep $1; echo ended well; exit 0' TERM\necho '@!task> count'\necho up > $2\nwhile :; do sleep 0.02; done\n")
    script.chmod(0o755)
    # The first job needs longer than systemd's own limit, which the message at its end puts off; of the second nobody says how long it may take but systemd.
    for job, seconds, options in (("long", 7, "--kill-grace 9"), ("auto", 1, "--kill-grace auto")):
        (w.root / f"config/systemd/user/{job}.service").write_text(
            UNIT.format(home=w.home, root=w.root, job=job, options=options, command=f"{script} {seconds} {w.root}/{job}.up"))
    (w.root / "config/systemd/user/all.target").write_text("[Unit]\nWants=long.service auto.service\n")
    started = manager(w, f"""
SYSTEMD --unit=all.target > {w.root}/log 2>&1 & manager=$!
for job in long auto; do
    until [ -e {w.root}/$job.up ] && systemctl --user show $job.service | grep -qx 'StatusText=count'; do sleep 0.1; kill -0 $manager; done
    systemctl --user show --property=ActiveState,StatusText $job.service > {w.root}/$job.shown
    systemctl --user stop $job.service
    systemctl --user show --property=Result $job.service >> {w.root}/$job.shown
done
touch {w.root}/done""")
    try:
        until(w, started, lambda: (w.root / "done").exists() or started.process.poll() == 0, "both services", 60)
    finally:
        started.process.terminate()
        started.wait()
    for job in ("long", "auto"):
        equal(set((w.root / f"{job}.shown").read_text().split("\n")) - {""}, {"ActiveState=active", "StatusText=count", "Result=success"}, job)
        check(b"ended well" in w.log(job), f"{job}: {w.log(job)}")
