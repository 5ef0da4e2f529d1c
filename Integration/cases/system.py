"""What the system around us refuses, limits or lacks."""
import os
import signal
import subprocess

from harness import BINARY, case, check, equal, need, need_root


def keeper_of(supervisor):
    with open(f"/proc/{supervisor}/task/{supervisor}/children") as file:
        return [int(pid) for pid in file.read().split()]


@case("limits of the system", "a limit stops neither supervisor nor job, the job has its own limits unchanged")
def system_limits(w):
    mine = "grep -v '^Limit' /proc/self/limits"
    for options in (["--fsize=4096"], ["--cpu=5"], ["--core=0"], ["--nofile=40"], ["--stack=1048576"], ["--memlock=65536"], ["--data=400000000"], ["--as=800000000"]):
        plain = subprocess.run(["prlimit", *options, "sh", "-c", mine], capture_output=True, check=True).stdout
        ended = w.shell(f"{mine}; seq 1 20000; exit 7", options=["--report", "never"], prefix=["prlimit", *options])
        equal(ended.status, 7, f"status under {options}")
        equal(w.record()["exit_code"], 7, f"recorded status under {options}")
        if options != ["--fsize=4096"]:
            check(plain.splitlines()[0] in w.log() and all(line in w.log() for line in plain.splitlines()), f"the job's limits under {options}: {w.log()[:3000]!r}")


@case("signals that mean nothing to a supervisor", "none of those that end a program by default ends supervisor or keeper")
def meaningless_signals(w):
    numbers = [signal.SIGPIPE, signal.SIGXFSZ, signal.SIGXCPU, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGIO, signal.SIGPWR, 16, *range(34, 65)]
    started = w.start("bash", "-c", "echo up > $T/up; while [ ! -e $T/go ]; do sleep 0.05; done; exit 7", options=["--report", "never"])
    w.file("up")
    for process in [started.pid, *keeper_of(started.pid)]:
        for number in numbers:
            os.kill(process, number)
    (w.root / "go").touch()
    equal(started.wait(20).status, 7, "status")


@case("calls of the keeper that fail", "each is tried again: the run ends as it would have")
def keeper_calls(w):
    need("strace")
    # The keeper's calls come third and later in the whole family: supervisor and job make few of these.
    for call, error, occasions in (("sendto", "ENOBUFS", "1..4"), ("sendto", "ENOMEM", "2..3"), ("wait4", "ENOMEM", "1..3"), ("wait4", "ECHILD", "1"),
                                   ("recvfrom", "ENOMEM", "1..4"), ("poll", "ENOMEM", "1..3"), ("ppoll", "ENOMEM", "1..3")):
        inject = ["strace", "-f", "-qq", "-o", w.root / "trace", "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={occasions}"]
        ended = w.run("bash", "-c", "sleep 0.2; exit 3", options=["--report", "never"], prefix=inject, seconds=20)
        equal(ended.status, 3, f"status when {call} says {error}")
        check(call == "ppoll" or call == "poll" or b"INJECTED" in (w.root / "trace").read_bytes(), f"{call} was not called")


@case("keeper that cannot tell anything", "it ends, and the run with it: 125, nothing is left")
def keeper_mute(w):
    need("strace")
    inject = ["strace", "-f", "-qq", "-o", w.root / "trace", "-e", "trace=sendto", "-e", "inject=sendto:error=ENOBUFS:when=2+"]
    ended = w.shell("sleep 0.1; exit 3", options=["--report", "never"], prefix=inject, seconds=30)
    equal(ended.status, 125, "status")
    w.gone(5)


@case("stopped keeper without a limit", "it is let go on, the log says so")
def stopped_without_limit(w):
    started = w.start("bash", "-c", "echo up > $T/up; sleep 1; exit 3", options=["--report", "never"])
    w.file("up")
    os.kill(keeper_of(started.pid)[0], signal.SIGSTOP)
    equal(started.wait(20).status, 3, "status")
    check(b"somebody stopped it" in w.log(), w.log())


@case("a limit without /proc", "one warning; a limit is kept at once, what cannot be found is not waited for", alone=True)
def without_proc(w):
    need_root()
    hidden = ["unshare", "-m", "sh", "-c", 'mount --make-rprivate / && mount -t tmpfs none /proc && exec "$@"', "sh"]
    ended = w.shell("setsid sleep 7.25 & sleep 600", options=["--maxtime", "0.5", "--report", "never"], prefix=hidden, seconds=7)
    equal(ended.status, 124, "status")
    equal(w.log().count(b"there is no /proc here"), 1, "warnings")


@case("signal that asks for the end", "--kill-signal goes to all processes, SIGKILL follows; what ends nothing is refused")
def kill_signal(w):
    script = "trap 'echo got it; exit 0' INT; trap '' TERM; echo up; while :; do sleep 0.02; done"
    equal(w.shell(script, options=["--maxtime", "0.5", "--kill-signal", "int", "--kill-grace", "20", "--report", "never"]).status, 124, "status")
    equal(w.texts().count(b"got it"), 1, "how often the handler ran")
    for value in ("CONT", "CHLD", "STOP", "0", "65", "NONE", "-1"):
        ended = w.run("true", options=[f"--kill-signal={value}"])
        equal(ended.status, 64, f"status for {value}")
        check(b"kill-signal" in ended.err, f"the option is not named: {ended.err}")


@case("process 1", "its job gets 10 s to end", alone=True)
def process_one(w):
    need_root()
    script = "trap 'sleep 1; echo ended well; exit 0' TERM; echo up; while :; do sleep 0.02; done"
    w.shell(script, options=["--maxtime", "0.5", "--report", "never"], prefix=["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"])
    check(b"ended well" in w.texts(), w.log())


@case("arguments that fit only without ours", "126 and a sentence, as when a shell cannot execute something")
def arguments_too_long(w):
    # The kernel counts the path of the program and each option: by a short name they take less than the variables that the job gets.
    (w.root / "s").symlink_to(BINARY)

    def started_by_short_name(verb, size):
        words = ["x" * 100000] * (size // 100000) + ["y" * (size % 100000)]
        return w.spawn(["./s", verb, *w.argv("true", *words, options=["--report", "never"])[2:]]).wait()

    def fits(size):
        # No such subcommand: as long, and over at once.
        try:
            return started_by_short_name("xun", size).status == 64
        except OSError:
            return False

    low, high = 0, os.sysconf("SC_ARG_MAX")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    # What the kernel just takes for sisyphus is too much with the variables that the job gets besides.
    equal(started_by_short_name("run", low).status, 126, "status")
    check(b"Argument list too long" in w.log(), w.log()[-500:])
