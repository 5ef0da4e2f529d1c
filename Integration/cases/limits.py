"""What the processes of a run may use together, kept by a control group (cgroup v2)."""
import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys

from harness import BINARY, Skip, case, check, equal, need_root, python, wait_until


def top():
    """Where cgroup v2 is mounted with all controllers, and root may use it."""
    need_root()
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        fields = line.split()
        if fields[fields.index("-") + 1] == "cgroup2":
            mount = pathlib.Path(fields[4])
            if {"memory", "pids", "cpu"} <= set((mount / "cgroup.controllers").read_text().split()) and os.access(mount, os.W_OK):
                return mount
    raise Skip("needs a cgroup v2 with the controllers memory, pids and cpu")


def groups(w, job="job"):
    """Those of the job's runs."""
    return sorted(top().rglob(f"sisyphus-run-{hashlib.sha256(str(w.directory(job)).encode()).hexdigest()[:12]}-*"))


def state(w):
    return (w.directory() / "run.state").read_text()


@case("a limit that cannot be kept", "the start is refused with a sentence that says how to get a control group; other starts are as ever")
def no_group(w):
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-m", "true"], capture_output=True, check=False).returncode:
        raise Skip("needs root and a namespace of its own")
    # Nothing is mounted there for this start, as on a machine without version 2.
    hide = [unshare, "-m", "sh", "-c", 'umount -a -t cgroup2 && exec "$@"', "sh"]
    ended = w.run("touch", w.root / "ran", options=["--memory-max", "64M", "--tasks-max", "9"], prefix=hide)
    equal((ended.status, ended.out, (w.root / "ran").exists()), (125, b"", False), f"{ended}")
    check(ended.err.startswith(b"sisyphus run: --memory-max, --tasks-max needs a control group of its own: cannot find a control group: there is no cgroup v2 here")
          and b"Delegate=yes" in ended.err, ended.err)
    check(not w.logs() and not (w.directory() / "run.state").exists(), "the start left something")
    equal(w.run("echo", "x", prefix=hide).status, 0, "without a limit")


@case("limits of memory, processes and processors", "the run is killed as a whole with the exact reason; what was used is in the record; nothing is left")
def limits(w):
    top()
    eat = "x = bytearray(300 << 20); print(len(x))"
    ended = w.shell(f"sleep 600 & {sys.executable} -c '{eat}'; echo after", options=["--memory-max", "64M"])
    record = w.record()
    equal((ended.status, record["reason"], record["limits_hit"]), (137, "killed for memory at 64 MiB", ["memory-max"]), f"{record}")
    check(record["oom_kills"] > 0 and 32 << 10 < record["tree_peak_kib"] <= 64 << 10, f"{record}")
    check(b"killed for memory at 64 MiB" in ended.err and w.health_text().startswith("Killed for memory at 64 MiB"), f"{ended}")
    w.gone()
    w.run(*python("x = bytearray(20 << 20)"), options=["--memory-max", "512M", "--memory-high", "400M"])
    equal((w.record()["status"], "limits_hit" in w.record()), ("uneventful", False), "below the limit")
    fork = "import os\nfor n in range(30):\n    try:\n        if os.fork() == 0: os.pause() if hasattr(os, 'pause') else __import__('time').sleep(600)\n    except OSError as e: print(e)\n"
    w.run(*python(fork), options=["--tasks-max", "10", "--leftover", "kill"])
    equal((w.texts().count(b"[Errno 11] Resource temporarily unavailable"), w.record()["limits_hit"]), (21, ["tasks-max"]), "--tasks-max")
    check(any(text.endswith(b"could not be started: there were 10 (--tasks-max)") for _, text in w.lines()), w.lines())
    w.run(*python("import time\nend = time.monotonic() + 1\nwhile time.monotonic() < end: pass\nprint()"), options=["--cpu-max", "20%"])
    check(w.record()["user_seconds"] + w.record()["system_seconds"] < 0.35 * w.record()["seconds"], f"{w.record()}")
    equal((groups(w), w.gone()), ([], None), "groups that are left")


@case("limits and tries", "each try is judged by what happened in it")
def tries(w):
    top()
    eat = "[ $SISYPHUS_RUN_TRY = 1 ] || exit 5; " + sys.executable + " -c 'x = bytearray(300 << 20)'"
    w.shell(eat, options=["--memory-max", "64M", "--retries", "1", "--retry-delay", "0.05", "--report", "never"])
    check(any(b"try 1 of 2: killed for memory at 64 MiB" in text for _, text in w.lines()), w.lines())
    equal((w.record()["reason"], w.record()["exit_code"]), ("failed with exit status 5", 5), "the last try")


@case("a killed run with limits", "SIGKILL of supervisor and keeper: the next start ends what is in the group and removes it")
def killed(w):
    top()
    run = w.start("sh", "-c", f"trap '' TERM; (setsid env -u SISYPHUS_RUN_ID sleep 600 &) ; echo up > {w.root}/up; sleep 600", options=["--tasks-max", "50", "--report", "never"])
    w.file("up")
    wait_until(lambda: "\nkeeper " in state(w), "the keeper is named")
    keeper = int(state(w).partition("\nkeeper ")[2].split()[0])
    equal(len(groups(w)), 1, "groups")
    os.kill(run.pid, signal.SIGSTOP)
    os.kill(keeper, signal.SIGKILL)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    equal(w.shell("echo x", options=["--report", "never"]).status, 0, "the next start")
    w.gone()
    equal(groups(w), [], "groups")
    check('"kind":"lost"' in (w.directory() / "runs.jsonl").read_text(), "the run is told")


@case("a delegated group", "a user who owns one gets limits in it, beside other processes and within another run's limits; one who owns none is told so")
def delegated(w):
    mount = top()
    group = mount / f"delegated-{os.getpid()}"
    foreign = mount / f"foreign-{os.getpid()}"
    group.mkdir()
    foreign.mkdir()
    (mount / "cgroup.subtree_control").write_text("+memory +pids +cpu")
    try:
        for path in (group, group / "cgroup.procs", group / "cgroup.subtree_control"):
            os.chown(path, 65534, 65534)
        os.chown(w.home, 65534, 65534)
        os.chmod(w.root, 0o777)
        user = python("import os, sys; open(sys.argv[1], 'w').write('0'); os.setgroups([]); os.setgid(65534); os.setuid(65534); "
                      "os.execvp(sys.argv[2], sys.argv[2:])")
        inner = " ".join([BINARY, "run -p P -j inner --tasks-max 20 -- cat /proc/self/cgroup"])
        script = f"{BINARY} run -p P -j job --tasks-max 40 --memory-max 256M -- sh -c '{inner}; cat /proc/self/cgroup; exit 3'; exit $?"
        # A shell that waits stands in the group too.
        ended = w.spawn(["sh", "-c", script], prefix=[*user, str(group / "cgroup.procs")]).wait()
        equal(ended.status, 3, f"{ended}")
        outer = w.texts()[0].decode()
        check(outer.startswith(f"0::/{group.name}/sisyphus-run-") and outer.endswith("/sisyphus-supervisors"), outer)
        check(f"{outer[:-len('/sisyphus-supervisors')]}/sisyphus-run-" in w.texts("inner")[0].decode(), w.texts("inner"))
        equal([path.name for path in group.iterdir() if path.is_dir()], ["sisyphus-supervisors"], "groups that are left")
        equal((group / "cgroup.subtree_control").read_text().strip(), "", "controllers that are left")
        # Another process comes into the group, as with the second command of a unit.
        again = w.run("echo", "x", options=["--tasks-max", "9"], prefix=[*user, str(group / "cgroup.procs")])
        equal(again.status, 0, f"{again}")
        ended = w.run("true", options=["--tasks-max", "9"], prefix=[*user, str(foreign / "cgroup.procs")])
        check(ended.status == 125 and b"is not left to user nobody" in ended.err, f"{ended}")
    finally:
        for path in sorted(group.rglob("*"), reverse=True):
            if path.is_dir():
                path.rmdir()
        wait_until(lambda: not (group / "cgroup.procs").read_text(), "the group is empty")
        group.rmdir()
        foreign.rmdir()


@case("a unit with Delegate", "gets limits in the group that systemd leaves to it, as root and as a user; a unit without is told how to get one", alone=True)
def unit(w):
    top()
    if pathlib.Path("/proc/1/comm").read_text() != "systemd\n":
        raise Skip("needs systemd as process 1")
    os.chmod(w.root, 0o777)
    script = f"cat /proc/self/cgroup; exec {sys.executable} -c 'x = bytearray(300 << 20)'"

    def start(user, delegate):
        return w.spawn(["systemd-run", "--quiet", "--wait", "--pipe", "--collect", f"--unit={user}-{delegate}", f"--uid={user}", f"--property=Delegate={delegate}",
                        f"--setenv=HOME={w.home}", BINARY, "run", "-p", "P", "-j", user, "--memory-max", "64M", "--", "sh", "-c", script]).wait()

    for user in ("root", "nobody"):
        w.home = w.root / user
        w.home.mkdir()
        shutil.chown(w.home, user)
        ended = start(user, "yes")
        equal(ended.status, 137, f"{ended}")
        record = w.record(user)
        equal((ended.status, record["reason"], record["limits_hit"]), (137, "killed for memory at 64 MiB", ["memory-max"]), f"{ended} {record}")
        check(w.texts(user)[0].startswith(f"0::/system.slice/{user}-yes.service/sisyphus-run-".encode()), f"{w.texts(user)}")
        check(record["tree_peak_kib"] <= 64 << 10 and "memory_pressure" in record, f"{record}")
    ended = start("nobody", "no")
    check(ended.status == 125 and b"Delegate=yes" in ended.err, f"{ended}")
