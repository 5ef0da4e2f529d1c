"""Whoever stands behind standard output and standard error may take nothing: the job, its limits and its end do not wait for them."""
import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import socket
import subprocess
import tempfile
import threading

from harness import BINARY, Skip, case, check, equal, need, need_root, wait_until


def fill(fd):
    """Until nothing more is taken; the flags are as before."""
    flags = fcntl.fcntl(fd, fcntl.F_GETFL)
    fcntl.fcntl(fd, fcntl.F_SETFL, flags | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(fd, b"x" * 4096)
    fcntl.fcntl(fd, fcntl.F_SETFL, flags)


def full_pipe(w):
    read, write = os.pipe()
    fill(write)
    return write, [read, write]


def full_fifo(w):
    path = tempfile.mktemp(dir=w.root)
    os.mkfifo(path)
    read = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write = os.open(path, os.O_WRONLY)
    fill(write)
    return write, [read, write]


def full_socket(w):
    ours, theirs = socket.socketpair()
    fill(theirs.fileno())
    return theirs.fileno(), [ours, theirs]


def stalled_terminal(w):
    master, side = pty.openpty()
    fill(side)
    return side, [master, side]


FORMS = {"text": [], "json": ["--logformat", "json"], "raw": ["--logformat", "raw"], "template": ["--formatlogline", "<?print line?>"], "tty": ["--tty"]}
STALLED = {"pipe": full_pipe, "FIFO": full_fifo, "socket": full_socket, "terminal": stalled_terminal}


def close(ends):
    for end in ends:
        os.close(end) if isinstance(end, int) else end.close()


def every_stream(w, held):
    for kind, make in STALLED.items():
        for name in ("stdin", "stdout", "stderr"):
            fd, ends = make(w)
            before = fcntl.fcntl(fd, fcntl.F_GETFL)
            held.callback(close, ends)
            held.callback(lambda fd=fd, before=before, kind=kind: equal(fcntl.fcntl(fd, fcntl.F_GETFL), before, f"flags of the {kind}"))
            yield f"{name} is a {kind} that takes nothing", {name: fd}


def records(w, job):
    path = w.directory(job) / "runs.jsonl"
    return path.read_text().splitlines() if path.exists() else []


def check_streams(w, prefix=()):
    """A failure, a time limit and a signal, with every stream and kind of stream in turn."""
    both = ["--log2stdout", "yes", "--log2stderr", "yes"]
    started = []
    held = contextlib.ExitStack()
    with held:
        for number, (what, streams) in enumerate(every_stream(w, held)):
            job = f"j{number}"
            failing = w.start("sh", "-c", "seq 5000; exit 3", job=job, prefix=prefix, options=both, **streams)
            limited = w.start("sleep", "600", job=f"{job}.limit", prefix=prefix, options=[*both, "--maxtime", "0.3"], **streams)
            mark = w.root / f"runs.{number}"
            signalled = w.start("sh", "-c", f"seq 5000; touch {mark}; sleep 600", job=f"{job}.signal", prefix=prefix, options=both, **streams)
            wait_until(mark.exists, f"{what}: the job stops")
            signalled.kill(signal.SIGTERM)
            for name in (job, f"{job}.limit", f"{job}.signal"):
                wait_until(lambda: records(w, name), f"{what}: the run {name} is not closed")
                # The lock is free before anybody waits for a reader.
                equal(w.run("true", job=name, options=["--overlap", "wait=3"]).status, 0, f"{what}: the next start of {name}")
            started += [(what, failing, 3), (what, limited, 124), (what, signalled, -signal.SIGTERM)]
        for what, start, status in started:
            equal(start.wait(20).status, status, f"{what}: status")


@case("streams that take nothing", "status, limits, signals and the lock are as ever, whatever 0, 1 and 2 are; their flags stay")
def stalled_streams(w):
    check_streams(w)


@case("streams that take nothing and cannot be opened anew", "the same without /proc", alone=True)
def stalled_streams_without_proc(w):
    need_root()
    # An empty directory stands where /proc was.
    check_streams(w, prefix=["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "-"])


@case("commands whose reader takes nothing", "end by themselves, and at once when they are asked to")
def stalled_commands(w):
    started = []
    with contextlib.ExitStack() as held:
        for kind, make in STALLED.items():
            fd, ends = make(w)
            held.callback(close, ends)
            for words, status in ((["run", "--nonsense"], 64), (["health", "-p", "P", "-j", "none"], 1), (["test-channels"], 1), (["help", "run"], 0)):
                started.append((kind, words, w.spawn([BINARY, *words], stdout=fd, stderr=fd), status))
            asked = w.spawn([BINARY, "help", "run"], stdout=fd, stderr=fd)
            asked.kill(signal.SIGTERM)
            equal(asked.wait(5).status, -signal.SIGTERM, f"{kind}: status")
        for kind, words, command, status in started:
            equal(command.wait(25).status, status, f"{kind}: status of {words}")


@case("copy that nobody reads when the time is up", "the limit is kept, and the log is whole; the reader is not waited for as after a good end")
def copy_after_limit(w):
    with contextlib.ExitStack() as held:
        read, write = os.pipe()
        held.callback(close, [read, write])
        script = "yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | head -c 3000000; echo; echo END; exec sleep 60"
        ended = w.shell(script, options=["--log2stdout", "yes", "--maxtime", "1"], stdout=write)
    equal(ended.status, 124, "status")
    check(ended.seconds < 8, f"took {ended.seconds} s")
    check(b"END" in w.texts(), "the log is not whole")


def slow_reader(fd, into, pause):
    def body():
        while piece := os.read(fd, 65536):
            into.append(piece)
            pause()
        os.close(fd)
    thread = threading.Thread(target=body)
    thread.start()
    return thread


@case("copy of a burst", "a reader that is slower than the job gets every line, also after the end of the job; the job and the next start do not wait for it")
def burst(w):
    for format, options in FORMS.items():
        read, write = os.pipe()
        begin, pieces = threading.Event(), []
        thread = slow_reader(read, pieces, lambda: begin.wait(20))
        started = w.start("seq", "1", "300000", job=format, options=["--log2stdout", "yes", *options], stdout=write)
        os.close(write)
        wait_until(lambda: records(w, format), f"{format}: the run is not closed", seconds=30)
        log = w.log(format)
        # The lock is given back after the record is written, and long before the reader begins.
        equal(w.run("true", job=format, options=["--overlap", "wait=10"]).status, 0, f"{format}: the next start")
        begin.set()
        equal(started.wait(30).status, 0, f"{format}: status")
        thread.join()
        copy = b"".join(pieces)
        check(copy.startswith(log), f"{format}: {len(copy)} bytes of {len(log)}, differ")


@case("a reader that stands still", "is given up after --stdout-patience; stream, log and record count what is missing, in every form of the log; then it gets what follows")
def given_up(w):
    for form, options in FORMS.items():
        write, ends = full_pipe(w)
        read = ends[0]
        # Room for the first lines, so that one is torn.
        os.read(read, 8192)
        script = f"seq 300000; while [ ! -e $T/{form}.go ]; do sleep 0.05; done; echo END"
        started = w.start("sh", "-c", script, job=form, options=["--log2stdout", "yes", "--stdout-patience", "0.3", *options], stdout=write)
        os.close(write)
        wait_until(lambda: w.logs(form) and b"standard output has taken nothing for 300 ms" in w.log(form), f"{form}: the log does not tell of it")
        copy = b""
        while b"are missing here" not in copy:
            copy += os.read(read, 65536)
        (w.root / f"{form}.go").touch()
        while piece := os.read(read, 65536):
            copy += piece
        os.close(read)
        equal(started.wait().status, 0, f"{form}: status")
        copy = copy.lstrip(b"x")
        at = copy.index(b"are missing here")
        mark = copy[copy.rfind(b"\n", 0, at) + 1:copy.index(b"\n", at) + 1]
        missing = int(re.search(rb"([0-9,]+) bytes are missing here, because nobody took them", mark)[1].replace(b",", b""))
        log = w.log(form)
        total = sum(len(line) for line in log.splitlines(keepends=True) if b"bytes for standard output were dropped" not in line)
        # Nothing is missing that is not counted. Where the reader took a part of a line, the mark stands on the next one.
        check(missing + len(copy) - len(mark) - total in (0, 1), f"{form}: {missing} + {len(copy)} - {len(mark)} != {total}")
        check(copy.rstrip().endswith(log.splitlines()[-2]) or copy.rstrip().endswith(log.splitlines()[-1]), f"{form}: the end is missing: {copy[-200:]}")
        equal(w.record(form)["copy_dropped"], missing, f"{form}: record")
        check(b"%s bytes for standard output were dropped" % f"{missing:,}".encode() in log, f"{form}: log")
        if form == "json":
            equal(json.loads(mark)["tags"], ["sisyphus", "warning"], "tags of the mark")
            for line in copy[at:].splitlines()[1:]:
                json.loads(line)


@case("output that cannot be read", "ends that stream with a sentence; the other one is read on")
def unreadable(w):
    need("strace")
    trace = w.root / "trace"
    script = "echo one; sleep 0.3; echo two >&2; exit 3"
    w.shell(script, job="first", prefix=["strace", "-o", trace, "-e", "trace=read"])
    reads = [line for line in trace.read_text().splitlines() if line.startswith("read(")]
    number = next(place for place, line in enumerate(reads, 1) if '"one\\n"' in line)
    ended = w.shell(script, prefix=["strace", "-o", trace, "-e", "trace=read", "-e", f"inject=read:error=EIO:when={number}"])
    equal(ended.status, 3, "status")
    check((b"the standard output of the command cannot be read any more, what follows of it is lost: Input/output error") in w.log(), f"{w.log()}")
    equal(w.texts(), [b"two"], "what is read")


@case("a file system that hangs", "holds up neither limit nor signal nor end of a job that is stuck in it, and what cannot be killed is named", alone=True)
def frozen(w):
    need_root()
    need("fsfreeze", "mkfs.ext4", "mount")
    image, place = w.root / "image", w.root / "place"
    image.write_bytes(b"")
    os.truncate(image, 16 << 20)
    place.mkdir()
    subprocess.run(["mkfs.ext4", "-q", image], check=True)
    if subprocess.run(["mount", "-o", "loop", image, place], check=False, stderr=subprocess.DEVNULL).returncode:
        raise Skip("no loop devices")
    w.mounts.append(place)
    subprocess.run(["fsfreeze", "--freeze", place], check=True)
    try:
        script = f"echo begun; echo x > {place}/file; echo never"
        limited = w.start("sh", "-c", script, job="limit", options=["--maxtime", "0.3"])
        signalled = w.start("sh", "-c", script, job="signal")
        wait_until(lambda: w.logs("signal") and b"begun" in w.log("signal"), "the job does not begin")
        signalled.kill(signal.SIGTERM)
        equal(limited.wait(20).status, 124, "status after a limit")
        equal(signalled.wait(20).status, -signal.SIGTERM, "status after a signal")
        for job in ("limit", "signal"):
            check(b"could not be killed: 1 process: " in w.log(job), f"{w.log(job)}")
            equal(w.run("true", job=job).status, 0, "the next start")
    finally:
        subprocess.run(["fsfreeze", "--unfreeze", place], check=True)
    w.gone()
