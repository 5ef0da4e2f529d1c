"""What the benchmarks share: commands in directories of their own, figures beside the bounds of thresholds.toml."""
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Integration"))
from harness import keep_results  # noqa: E402

LIMITS = tomllib.loads((HERE / "thresholds.toml").read_text())
SHM = pathlib.Path(tempfile.mkdtemp(prefix="sisyphus-bench.", dir="/dev/shm"))
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": str(SHM), "LANG": "C.UTF-8"}
DISK = pathlib.Path(tempfile.mkdtemp(prefix="sisyphus-bench.", dir="/var/tmp"))
# A copy, as an installation is one: the page cache holds what a linker has written in smaller pieces, in which each start finds a tenth more to do.
BINARY = shutil.copy2(os.environ.get("SISYPHUS_BIN", HERE.parent / ".build/release/sisyphus"), tempfile.mkdtemp(prefix="sisyphus-bench.", dir="/var/tmp") + "/sisyphus")
missed = []
# What was measured, for Scripts/guarantees.
figures = {}


def row(group, key, value, at_least=False, unit="x"):
    limit = LIMITS[group][key]
    good = value >= limit if at_least else value <= limit
    # Of those that are measured more than once one that is missed counts.
    if figures.get(f"{group}.{key}", {}).get("good", True):
        figures[f"{group}.{key}"] = {"value": value, "unit": unit, "good": good, "date": time.strftime("%Y-%m-%d")}
    print(f"  {'ok    ' if good else 'MISSED'} {group}.{key}: {value:.3f}{unit} ({'at least' if at_least else 'at most'} {limit}{unit})", flush=True)
    if not good:
        missed.append(f"{group}.{key}")


def absent(group, key, why):
    print(f"  MISSED {group}.{key}: {why}", flush=True)
    missed.append(f"{group}.{key}")


def measure(argv, stdout=subprocess.DEVNULL):
    """Wall and CPU seconds of a command and of everything below it that was waited for."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    status = subprocess.run(argv, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL, check=False).returncode
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        raise SystemExit(f"cannot measure {argv}: it ended with {status}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(job, *command, options=()):
    return [BINARY, "run", "-p", "bench", "-j", job, "--basedir", str(SHM / "logs"), *options, "--", *command]


def interleaved(rounds, commands, emptied=()):
    """Medians of wall and CPU: every round runs each command once, so that a slow minute hits all.

    emptied: directories that are removed before each command. In a virtual machine memory that was never used costs several times what used memory does
    (the host has to find it first), so that logs which pile up would be measured instead of who writes them.
    """
    seen = {name: [] for name in commands}
    for _ in range(rounds):
        for name, argv in commands.items():
            for directory in emptied:
                shutil.rmtree(directory, ignore_errors=True)
            seen[name].append(measure(argv))
    return {name: tuple(statistics.median(column) for column in zip(*rows)) for name, rows in seen.items()}


def proportional(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            total += int(re.search(r"^Pss: +(\d+)", file.read(), re.M)[1])
    return total / 1024


def p95(values):
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def perform(*measurements):
    """Performs those that the command line names, or all, and ends the program."""
    known = {measurement.__name__: measurement for measurement in measurements}
    try:
        for name in sys.argv[1:]:
            if name not in known:
                raise SystemExit(f"there is no measurement \"{name}\"; accepted: {', '.join(known)}")
        for name in sys.argv[1:] or known:
            print(name, flush=True)
            known[name]()
    finally:
        shutil.rmtree(SHM, ignore_errors=True)
        shutil.rmtree(DISK, ignore_errors=True)
        shutil.rmtree(pathlib.Path(BINARY).parent, ignore_errors=True)
    keep_results("benchmarks.json", figures)
    print("missed: " + ", ".join(missed) if missed else "everything is reached")
    sys.exit(1 if missed else 0)
