"""Runs that are started at a terminal, and jobs with a terminal of their own."""
import fcntl
import json
import os
import pty
import select
import signal
import struct
import termios

from harness import case, check, equal, wait_until


class AtTerminal:
    """A command in the foreground of a terminal of its own; what it shows is gathered."""

    def __init__(self, w, argv, size=(24, 80)):
        self.main, side = pty.openpty()
        self.modes = termios.tcgetattr(side)
        self.resize(size)
        self.shown = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.login_tty(side)
            os.execvpe(argv[0], list(map(str, argv)), w.environment())
        os.close(side)

    def resize(self, size):
        fcntl.ioctl(self.main, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))

    def type(self, keys):
        os.write(self.main, keys)

    def look(self):
        while select.select([self.main], [], [], 0)[0]:
            try:
                piece = os.read(self.main, 65536)
            except OSError:
                return
            if not piece:
                return
            self.shown += piece

    def sees(self, text, what):
        def seen():
            self.look()
            return text in self.shown
        try:
            wait_until(seen, f"{what}: {text!r}")
        finally:
            self.look()

    def wait(self, seconds=20):
        found = []

        def ended():
            self.look()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                found.append(os.waitstatus_to_exitcode(status))
            return found
        try:
            wait_until(ended, f"still running; it shows {self.shown[-300:]!r}", seconds)
        finally:
            if not found:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        self.look()
        os.close(self.main)
        return found[0]


@case("terminal", "stdin of a terminal becomes /dev/null; --tty hands it over")
def terminal(w):
    for options, wanted in ((), b"no"), (("--tty",), b"yes"):
        at = AtTerminal(w, w.argv("sh", "-c", "[ -t 0 ] && echo yes || echo no", options=options))
        equal(at.wait(), 0, "status")
        equal(w.texts()[-1], wanted, f"terminal with {options}")


@case("Ctrl-C at a terminal", "interrupts the run and the loop of a shell around it, whoever has the terminal; a status that options name stays one")
def control_c(w):
    loop = 'for i in 1 2; do "$@"; done; echo loop ended by itself'
    catching = ["sh", "-c", "trap 'kill $!; wait; exit 130' INT; echo ready >$T/ready; sleep 60 & wait"]
    for number, (options, command, status) in enumerate([
        ([], ["sh", "-c", "echo ready >$T/ready; exec sleep 60"], -signal.SIGINT),
        (["--tty"], ["sh", "-c", "echo ready >$T/ready; exec sleep 60"], -signal.SIGINT),
        (["--pty"], ["sh", "-c", "echo ready >$T/ready; exec sleep 60"], -signal.SIGINT),
        (["--tty"], catching, -signal.SIGINT),
    ]):
        job = f"j{number}"
        at = AtTerminal(w, ["bash", "-c", loop, "-", *w.argv(*command, options=options, job=job)])
        w.file("ready")
        at.type(b"\x03")
        equal(at.wait(), status, f"status of the shell with {options}: {at.shown}")
        equal([(row["status"], row["signal"]) for row in rows(w, job)], [("interrupted", 2)], f"records with {options}")
        equal(w.link("last_interrupted", job), w.logs(job)[-1].name, "link")
        (w.root / "ready").unlink()
    at = AtTerminal(w, w.argv(*catching, options=["--tty", "--ok-codes", "130"], job="ok"))
    w.file("ready")
    at.type(b"\x03")
    equal(at.wait(), 130, "status of a job whose 130 is good")
    equal(w.record("ok")["status"], "uneventful", "record")
    w.gone()


def rows(w, job):
    return [json.loads(line) for line in (w.directory(job) / "runs.jsonl").read_text().splitlines()]


@case("pty without a terminal", "isatty, 24 by 80, plain line ends, both streams in order; reading finds the end; --escapes and raw as ever; status and limits too")
def pty_alone(w):
    script = "[ -t 1 ] && [ -t 2 ] && echo both; stty size </dev/tty; read x </dev/tty; echo read $?; cat; echo err >&2; printf '\\033[31mred\\033[0m\\n'; exit 3"
    for escapes, red in (("escape", b"\\x1b[31mred\\x1b[0m"), ("strip", b"red")):
        equal(w.shell(script, options=["--pty", "--escapes", escapes]).status, 3, "status")
        equal(w.texts(), [b"both", b"24 80", b"read 1", b"err", red], "log")
    w.shell(script, options=["--pty", "--logformat", "raw"])
    check(b" >> \x1b[31mred\x1b[0m\n" in w.log(), f"{w.log()}")
    equal(w.run("cat", options=["--pty"], job="fed", stdin=open("/etc/hostname", "rb")).status, 0, "status")
    equal(w.texts("fed"), open("/etc/hostname", "rb").read().splitlines(), "a standard input that is no terminal is handed over")
    equal(w.run("sleep", "60", options=["--pty", "--maxtime", "0.3"], job="limit").status, 124, "status of a job whose time is up")
    equal(w.run("/nowhere", options=["--pty"], job="none").status, 127, "status of a command that is not there")
    ended = w.shell("seq 200000", options=["--pty"], job="much")
    equal((ended.status, w.texts("much")), (0, [b"%d" % n for n in range(1, 200001)]), "many lines")
    # Programs that close their output before they end are not hung up on, and may open the terminal again.
    for number in range(20):
        equal(w.shell("exec >&- 2>&-; sleep 0.01", options=["--pty"], job="closing").status, 0, "status of a job that closes its output")
    equal(w.shell("echo one; exec >&- 2>&-; sleep 0.3; echo two >/dev/tty; exit 3", options=["--pty"], job="again").status, 3, "status")
    equal(w.texts("again"), [b"one", b"two"], "lines around the closing")
    equal(w.run("true", options=["--pty", "--tty"]).status, 64, "status of --pty with --tty")
    check("warning" not in "".join(place.decode() for place, _ in w.lines("much")), "the end of the terminal is no error")
    w.gone()


@case("pty at a terminal", "the size is followed, typed keys reach the job, a password is not shown, modes are given back, Ctrl-Z stops all")
def pty_at_terminal(w):
    script = """
import getpass, os, shutil, signal, sys
def size(*_): print("size", *os.get_terminal_size(1), flush=True)
signal.signal(signal.SIGWINCH, size)
size()
print("got", input("name? "), flush=True)
print("secret of", len(getpass.getpass("password? ")), flush=True)
while True:
    signal.pause()
"""
    at = AtTerminal(w, w.argv("python3", "-S", "-E", "-c", script, options=["--pty"]), size=(40, 100))
    at.sees(b"name? ", "a question")
    at.type(b"sisyphus\r")
    at.sees(b"got sisyphus", "an answer")
    at.sees(b"password? ", "a question")
    at.type(b"hidden\r")
    at.sees(b"secret of 6", "an answer")
    at.resize((50, 120))
    os.kill(at.pid, signal.SIGWINCH)
    at.sees(b"size 120 50", "the new size")
    check(b"hidden" not in at.shown and b"hidden" not in w.log(), f"{at.shown}")
    check(termios.tcgetattr(at.main) != at.modes, "the modes are those of a line editor")
    at.type(b"\x1a")
    wait_until(lambda: os.waitpid(at.pid, os.WNOHANG | os.WUNTRACED)[1] & 0xff == 0x7f, "Ctrl-Z does not stop the run")
    equal(termios.tcgetattr(at.main), at.modes, "modes while it is stopped")
    os.kill(at.pid, signal.SIGCONT)
    wait_until(lambda: termios.tcgetattr(at.main) != at.modes, "the keyboard is not taken again")
    at.type(b"\x03")
    main = os.dup(at.main)
    equal(at.wait(), -signal.SIGINT, "status")
    equal(termios.tcgetattr(main), at.modes, "modes at the end")
    os.close(main)
    check(b" >> size 100 40\n" in w.log(), "the first size")
    w.gone()


@case("skip at a terminal", "says why, which process and since when; elsewhere nothing is printed")
def skip(w):
    running = w.start("sleep", "60")
    wait_until(lambda: (w.directory() / "run.state").exists() and b"job " in (w.directory() / "run.state").read_bytes(), "the run has not begun")
    equal(repr(w.run("true")), "status 75, stdout b'', stderr b''", "a skip elsewhere")
    at = AtTerminal(w, w.argv("true"))
    equal(at.wait(), 75, "status")
    for part in (b'the job "job" of project "P" is running already', b"process %d" % running.pid, b"since 20", b"skipped"):
        check(part in at.shown, f"{part} is not in {at.shown}")
    running.kill(signal.SIGTERM)
    running.wait()


@case("lines on standard output", "--log2stdout lines shows what the job prints and nothing else, byte for byte, each stream on its own")
def lines(w):
    ended = w.shell("printf 'a\\033\\n@warning> b\\nc'; printf 'e\\n' >&2", options=["--log2stdout", "lines"])
    equal((ended.out, ended.err), (b"a\x1b\n@warning> b\nc", b"e\n"), "stdout and stderr")


@case("start lines", "of a job that is silent are in the log after a moment; a silent run that ends well leaves no log")
def start_lines(w):
    copy = ["--log2stdout", "yes"]
    running = w.start("sh", "-c", "while [ ! -e $T/go ]; do sleep 0.1; done", options=copy)
    wait_until(lambda: w.logs() and b"{init} >> forked worker child" in w.log(), "the log stays empty")
    equal(len(w.log().splitlines()), 3, "lines")
    (w.root / "go").touch()
    ended = running.wait()
    equal((ended.status, len(ended.out.splitlines()), w.logs()), (0, 1, []), "status, lines of the copy (the result) and logs")
    equal(w.record()["status"], "uneventful", "record")
    spoken = w.shell("sleep 1.3; echo late", options=copy, job="late")
    equal(w.log("late"), spoken.out, "the copy has the same lines")
    equal(len([1 for place, _ in w.lines("late") if b"{init}" in place]), 3, "start lines")
