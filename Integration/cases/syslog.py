"""The log to the syslog daemon: what it gets, and that it may be slow, absent or begin anew."""
import os
import re
import socket

from harness import case, check, equal, wait_until


class Daemon:
    """A datagram socket as that of a syslog daemon."""

    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.got = []

    def read(self):
        while True:
            try:
                self.got.append(self.socket.recv(1 << 20, socket.MSG_DONTWAIT))
            except BlockingIOError:
                return self.got

    def gets(self, text):
        wait_until(lambda: any(text in message for message in self.read()), f"the daemon never gets {text}")

    def close(self):
        self.socket.close()
        os.unlink(self.path)


def options(w, *more):
    return ["--syslog-socket", w.root / "log", *more]


@case("syslog", "a message a line: facility, severity by tags, time with offset, host, job, process; the local form as syslog(3) writes it")
def lines(w):
    daemon = Daemon(w.root / "log")
    script = "echo one; echo '@warning> two'; echo three >&2; exit 3"
    ended = w.start("sh", "-c", script, options=options(w, "--syslog"))
    equal(ended.wait().status, 3, "status")
    host = re.escape(socket.gethostname()).encode()
    head = rb"(<\d+>)1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d) " + host + rb" job %d - - (.*)" % ended.pid
    found = [re.fullmatch(head, message) for message in daemon.read()]
    check(all(found), f"{daemon.got}")
    pairs = [match.groups() for match in found]
    equal(sorted(pairs[3:]), sorted([(b"<14>", b"one"), (b"<12>", b"{warning} >> two"), (b"<13>", b"{stderr} >> three"),
                                     (b"<11>", b"{sisyphus}{result}{fail} >> failed with exit status 3")]), "messages")
    check(pairs[1][1].endswith(b", <syslog>"), f"{pairs[1]}")
    daemon.got.clear()
    w.shell("echo one", job="local", options=options(w, "--syslog", "local0", "--syslog-format", "local"))
    local = [re.fullmatch(rb"<134>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d local\[\d+\]: (.*)", message) for message in daemon.read()]
    check(all(local), f"{daemon.got}")
    equal(local[3].group(1), b"one", "message")
    equal(w.run("true", options=options(w, "--syslog", "--syslog-socket", "log")).status, 64, "status of a path that is not absolute")


@case("syslog without a daemon", "one sentence in the log; status and lines as ever")
def absent(w):
    equal(w.shell("echo one; exit 3", options=options(w, "--syslog", "--report", "never")).status, 3, "status")
    check(w.log().count(b"nothing goes to syslog: cannot connect to") == 1, f"{w.log()}")
    equal(w.texts(), [b"one"], "lines")
    (w.root / "log").write_text("no socket")
    equal(w.shell("exit 3", job="file", options=options(w, "--syslog", "--report", "never")).status, 3, "status")
    check(b"nothing goes to syslog: " in w.log("file"), f"{w.log('file')}")
    equal(repr(w.run("true", job="quiet", options=options(w, "--syslog"))), "status 0, stdout b'', stderr b''", "a run in which nothing happens")


@case("syslog daemon that takes nothing", "the job and its limit do not wait; what is lost is counted in the log, the record and, when it reads again, a message")
def stalled(w):
    daemon = Daemon(w.root / "log")
    short = options(w, "--syslog", "--stdout-patience", "0.3")
    equal(w.run("sh", "-c", "seq 20000; sleep 60", job="limit", options=[*short, "--maxtime", "1"]).status, 124, "status")
    check(re.search(rb"[0-9,]+ bytes for syslog \(.*\) were dropped, because nobody took them", w.log("limit")), f"{w.log('limit')[-1000:]}")
    check(w.record("limit")["copy_dropped"] > 0, "record")
    daemon.read()
    started = w.start("sh", "-c", "seq 20000; while [ ! -e $T/go ]; do sleep 0.05; done; echo END", options=short)
    wait_until(lambda: w.logs() and b"has taken nothing for 300 ms" in w.log(), "the log does not tell of it")
    daemon.gets(b"are missing here, because nobody took them")
    (w.root / "go").touch()
    daemon.gets(b" - - END")
    equal(started.wait().status, 0, "status")


@case("syslog daemon that begins anew", "gets what follows, and what was said meanwhile")
def anew(w):
    daemon = Daemon(w.root / "log")
    started = w.start("sh", "-c", "for n in 1 2 3; do while [ ! -e $T/go.$n ]; do sleep 0.05; done; echo line $n; done", options=options(w, "--syslog"))
    (w.root / "go.1").touch()
    daemon.gets(b"line 1")
    daemon.close()
    (w.root / "go.2").touch()
    wait_until(lambda: b"line 2" in w.log(), "the log stands still")
    daemon = Daemon(w.root / "log")
    daemon.gets(b"line 2")
    (w.root / "go.3").touch()
    daemon.gets(b"line 3")
    equal(started.wait().status, 0, "status")


@case("journal on standard output", "<N> and the line without its time")
def journal(w):
    ended = w.shell("echo one; echo '@crit> two'; exit 3", options=["--log2stdout", "journal"])
    equal(ended.out.splitlines()[3:], [b"<6>one", b"<2>{crit} >> two", b"<3>{sisyphus}{result}{fail} >> failed with exit status 3"], "lines")
