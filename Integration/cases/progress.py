"""run --progress: the live line on a terminal, what it makes room for, and that nothing of it is left."""
import os
import pty
import re
import struct
import subprocess
import fcntl
import termios

from harness import BINARY, case, check, equal, read_terminal, wait_until


class Screen:
    """A terminal that shows what is written to it: enough of one for lines, CR and erasing to the end of the line."""

    def __init__(self, text):
        self.lines, self.column, self.seen = [""], 0, []
        for piece in re.findall(r"\x1b\[K|\r|\n|[^\x1b\r\n]+|\x1b", text):
            if piece == "\x1b[K":
                self.lines[-1] = self.lines[-1][:self.column]
            elif piece == "\r":
                self.column = 0
            elif piece == "\n":
                self.lines.append("")
            else:
                line = self.lines[-1]
                self.lines[-1] = line[:self.column] + piece + line[self.column + len(piece):]
                self.column += len(piece)
                self.seen.append(self.lines[-1])


def on_terminal(w, script, *options, columns=80, stdout=None):
    """Runs a job with a terminal at stderr (and stdout unless given); returns all that was written to it and the exit status."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([BINARY, "run", "-p", "P", "-j", "job", *options, "--", "bash", "-c", script],
                               stdin=subprocess.DEVNULL, stdout=stdout or side, stderr=side, env=w.environment(), start_new_session=True)
    os.close(side)
    return read_terminal(main), process.wait(30)


COUNTED = "for i in 1 2 3; do echo \"@!task> [$i/3] import file$i.csv\"; sleep 0.25; echo done $i; done"


@case("progress", "a live line below what the job prints, gone at the end; nothing of it in the log")
def progress(w):
    text, status = on_terminal(w, COUNTED)
    screen = Screen(text)
    equal(status, 0, "status")
    lives = [line for line in screen.seen if "file" in line and "%" in line]
    check(any("33%" in line and "[2/3] import file2.csv" in line for line in lives), f"{screen.seen}")
    check(all(len(line) < 80 for line in lives), "width")
    shown = [line for line in screen.lines if line]
    equal([line for line in shown if not line.startswith("@!")], ["done 1", "done 2", "done 3"], "what is left on the terminal")
    check(b"\x1b" not in w.log() and b"%" not in w.log(), "the log")


@case("progress, who gets it", "auto: jobs that count, on a terminal; yes: all tasks; no: nobody; never into a pipe, never beside --tty")
def who(w):
    uncounted = "echo '@!task> reading'; sleep 0.3; echo over"
    equal(on_terminal(w, uncounted)[0].count("\x1b"), 0, "auto without counts")
    check("reading\x1b[K" in on_terminal(w, uncounted, "--progress")[0], "yes")
    equal(on_terminal(w, COUNTED, "--progress", "no")[0].count("\x1b"), 0, "no")
    check("33%" in on_terminal(w, COUNTED, stdout=subprocess.DEVNULL)[0], "with standard output elsewhere")
    long = on_terminal(w, "echo '@!task> [1/2] " + "x" * 150 + "'; sleep 0.3", columns=30)[0]
    check(max(len(line) for line in re.findall(r"\r([^\r\x1b]*)\x1b\[K", long)) == 29, repr(long))
    ended = w.shell(COUNTED, options=["--progress"])
    equal((ended.out, ended.err), (b"", b""), "in a pipe")
    equal(w.run("true", options=["--progress", "--tty"]).status, 64, "--tty")


@case("progress beside an unfinished line", "waits until the line is whole, and comes back below it")
def unfinished(w):
    text, _ = on_terminal(w, "echo '@!task> [1/2] a'; sleep 0.3; printf 'half'; sleep 0.3; echo '@!task> [2/2] b' >&2; sleep 0.3; echo ' line'; sleep 0.3")
    check("0%" in text and "\x1b[Khalf" in text, f"it makes room: {text!r}")
    check(0 < text.index(" line\r\n") < text.index("50%"), f"it waits: {text!r}")
    check(any("50%" in line for line in Screen(text).seen), "it comes back")


@case("progress on a terminal that takes nothing", "the job runs on and ends as it would have")
def stopped(w):
    main, side = pty.openpty()
    process = subprocess.Popen([BINARY, "run", "-p", "P", "-j", "job", "--", "bash", "-c", "for i in $(seq 1 3000); do echo \"@!task> [$i/3000] step\"; done; echo ok > $T/over"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=side, env=w.environment(), start_new_session=True)
    # Nobody reads.
    wait_until((w.root / "over").exists, "the job ends")
    equal(process.wait(30), 0, "status")
    os.close(main)
    os.close(side)
