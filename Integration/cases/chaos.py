"""Faults at random instants. CHAOS_ROUNDS says how many (`make faults`: 100); each prints its seed when it fails."""
import os
import random
import signal
import time

from harness import case, check, equal, need, wait_until

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "8"))

JOB = """
trap '' TERM
setsid sleep 600 &
( setsid sleep 600 & )
for i in $(seq 1000); do echo line $i; done
sleep 600; sleep 600
"""


@case("supervisor killed at random instants", "nothing is left, no overlap, every log has exactly one result, links resolve, no temporary files")
def killed_anywhere(w):
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    for turn in range(ROUNDS):
        started = w.start("bash", "-c", JOB, options=["--kill-grace", "0.1"])
        # Most of a start is over after some milliseconds: so half of the kills fall there.
        time.sleep(chance.uniform(0, 0.02) if turn % 2 else chance.uniform(0, 0.4))
        started.kill(signal.SIGKILL)
        started.wait()
        w.gone(5)
    ended = w.run("echo", "after")
    equal(ended.status, 0, f"the next start (seed {seed}): {ended}")
    for log in w.logs():
        lines = [line for line in log.read_bytes().splitlines() if b"{sisyphus}{result}" in line]
        equal(len(lines), 1, f"results in {log.name} (seed {seed}): {lines}")
    for path in w.directory().iterdir():
        check(not path.name.endswith(".tmp") and path.name != "run.state", f"{path.name} is left (seed {seed})")
        check(not path.is_symlink() or path.exists(), f"{path.name} leads nowhere (seed {seed})")


def tree(chance, depth=0):
    """A shell command that becomes a random hostile tree."""
    ways = ["{}", "trap '' TERM INT HUP; {}", "kill -STOP $$; {}", "set -m; {}"]
    inner = "".join(branch(chance, depth + 1) for _ in range(chance.randrange(0, 4) if depth < 3 else 0))
    return chance.choice(ways).format(inner + "sleep 600; sleep 600")


def branch(chance, depth):
    text = tree(chance, depth).replace("'", "'\\''")
    form = chance.choice(["bash -c '{}' &", "setsid bash -c '{}' &", "( setsid bash -c '{}' & )", "env -i PATH=$PATH INTEGRATION_MARK=$INTEGRATION_MARK bash -c '{}' &", "( bash -c '{}' >/dev/null 2>&1 <&- & )"])
    return form.format(text) + "\n"


@case("random hostile trees", "each is gone after limit and grace, whatever it does")
def trees(w):
    for _ in range(ROUNDS):
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        script = "".join(branch(chance, 1) for _ in range(4)) + "sleep 600; sleep 600"
        ended = w.run("bash", "-c", script, options=["--maxtime", "0.4", "--kill-grace", "0.1", "--report", "never"])
        equal(ended.status, 124, f"status (seed {seed})")
        equal(w.processes(), [], f"processes that are left (seed {seed})")


@case("tree under few descriptors", "a limit on descriptors does not keep a tree from being ended")
def few_descriptors(w):
    need("prlimit")
    ended = w.run("bash", "-c", JOB, options=["--maxtime", "0.5", "--kill-grace", "0.1", "--report", "never"], prefix=["prlimit", "--nofile=24:24"])
    equal(ended.status, 124, "status")
    w.gone(1)


@case("keeper stopped", "a keeper that does not answer is killed; the run ends all the same and leaves nothing")
def keeper_stopped(w):
    started = w.start("bash", "-c", JOB, options=["--maxtime", "0.6", "--kill-grace", "0.1", "--report", "never"])
    wait_until(lambda: w.logs() and b"line 1000" in w.log(), "the job's lines")
    with open(f"/proc/{started.pid}/task/{started.pid}/children") as file:
        for pid in map(int, file.read().split()):
            os.kill(pid, signal.SIGSTOP)
    equal(started.wait(30).status, 124, "status")
    w.gone(1)
    w.outcome("timeout")
