"""logs: which run, compressed ones, what is chosen, following over ends and beginnings, and what it leaves alone."""
import bz2
import gzip
import json
import lzma
import os
import pty
import signal
import subprocess

from harness import BINARY, ask, base, case, check, equal, need, other_reader, read_terminal, tree, wait_until


def texts(ended):
    """What the job printed, without stamps and lines of the supervisor."""
    return [line.partition(" >> ")[2] for line in ended.out.splitlines() if " >> " in line and "{sisyphus}" not in line]


def compress(path, how):
    module, suffix = {"gzip": (gzip, ".gz"), "bzip2": (bz2, ".bz2"), "xz": (lzma, ".xz")}[how]
    path.with_name(path.name + suffix).write_bytes(module.compress(path.read_bytes()))
    path.unlink()


def four_runs(w):
    w.shell("echo first; echo 'disk full'; exit 3", options=["--report", "never"])
    w.shell("echo second")
    w.shell("echo third; sleep 20", options=["--maxtime", "0.3", "--report", "never"])
    w.shell("true")


@case("logs of a run", "the newest log, or the one that --run names; a run without log is said; nothing on disk changes")
def which(w):
    four_runs(w)
    before = tree(w)
    ended = ask(w, "logs", "P/job")
    equal((ended.status, texts(ended)), (0, ["third"]), "newest")
    check("the last run kept no log, since nothing happened" in ended.err, ended.err)
    records = [json.loads(line) for line in (w.directory() / "runs.jsonl").read_text().splitlines()]
    for choice, text in (("failed", "first"), ("successful", "second"), ("timeout", "third"), ("-1", "third"), ("-3", "first"), ("last", "third"),
                         (records[1]["id"], "second"), (records[0]["id"][:20], "first")):
        ended = ask(w, "logs", "P/job", "--run", choice)
        check(ended.status == 0 and text in texts(ended), f"--run {choice}: {ended}")
    for choice, said in (("current", "no run is going on"), ("interrupted", "there is no log of a run that was interrupted"), ("-4", "-4"), (records[3]["id"], "no log of a run")):
        ended = ask(w, "logs", "P/job", "--run", choice)
        check(ended.status == 66 and said in ended.err and ended.out == "", f"--run {choice}: {ended}")
    check("runs begin with this id" in ask(w, "logs", "P/job", "--run", os.path.commonprefix([records[0]["id"], records[1]["id"]])).err, "two runs")
    equal(tree(w), before, "the tree")
    with open(w.directory() / "runs.jsonl", "a", encoding="utf-8") as file:
        file.write("nonsense\n")
    equal(ask(w, "logs", "P/job").err.count("cannot be understood"), 1, "how often a broken line is said")


@case("logs of compressed runs", "all three formats, also in pieces and damaged")
def compressed(w):
    for how in ("gzip", "bzip2", "xz"):
        w.shell(f"echo in {how}; seq 30000", job=how)
        plain = ask(w, "logs", f"P/{how}").out
        compress(w.logs(how)[0], how)
        equal(ask(w, "logs", f"P/{how}").out, plain, how)
        equal(texts(ask(w, "logs", f"P/{how}", "--lines", "3")), ["29999", "30000"], f"{how} --lines")
        equal(texts(ask(w, "logs", f"P/{how}", "--grep", f"in {how}$")), [f"in {how}"], f"{how} --grep")
    (packed,) = w.directory("gzip").glob("*.gz")
    content = packed.read_bytes()
    packed.write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    equal(ask(w, "logs", "P/gzip").out, "one\ntwo\n", "two streams in a file")
    for bad, word in ((content[:len(content) // 2], "cut off"), (content[:50] + b"\0" * 500 + content[550:], "damaged")):
        packed.write_bytes(bad)
        ended = ask(w, "logs", "P/gzip", "P/xz", "--lines", "2")
        check(word in ended.err and "30000" in ended.out, f"{ended}")


@case("logs that are compressed meanwhile", "whoever reads a log while it is compressed and removed gets all of it, and so does whoever comes later")
def meanwhile(w):
    w.shell("seq 100000")
    (log,) = w.logs()
    whole = ask(w, "logs", "P/job").out
    check("00000\n" in whole and len(whole) > 5_000_000, "the log is longer than a pipe")
    reader = subprocess.Popen([BINARY, "logs", "--basedir", str(base(w)), "--no-pager", "P/job"], stdout=subprocess.PIPE, env=w.environment())
    begun = reader.stdout.read(100_000)
    # The pipe is full: most of the log has not been read.
    compress(log, "xz")
    check(not log.exists(), "the log is compressed")
    rest = reader.stdout.read()
    equal(reader.wait(), 0, "status")
    check((begun + rest).decode() == whole, "a log that is read meanwhile")
    check(ask(w, "logs", "P/job").out == whole, "the compressed log")


@case("lines of logs", "--grep, --tag, --task, --lines and --json choose; headings tell where they come from")
def lines(w):
    w.shell("echo '@warning> low disk'; echo '@!task> [1/2] import Ä.csv'; echo reading; echo '@xml,error> Broken'; echo '@!endtask>'; echo done; exit 3", options=["--report", "never"])
    w.shell("echo low water", job="other")
    equal(texts(ask(w, "logs", "P/job", "--tag", "warning,xml")), ["low disk", "Broken"], "--tag")
    equal(texts(ask(w, "logs", "P/job", "--task", "Ä.csv")), ["reading", "Broken"], "--task")
    equal(texts(ask(w, "logs", "P/job", "--grep", "(disk|done)$")), ["low disk", "done"], "--grep")
    equal(texts(ask(w, "logs", "P/job", "--grep", "Ä.csv.* >> .{7}$")), ["reading"], "characters of UTF-8")
    equal(texts(ask(w, "logs", "P/job", "-i", "-g", "broken")), ["Broken"], "-i")
    equal(texts(ask(w, "logs", "P/job", "--grep", "reading|Broken", "--lines", "1")), ["Broken"], "--grep and --lines")
    equal(ask(w, "logs", "P/job", "--grep", "nowhere").status, 1, "nothing found")
    check("option --grep cannot be" in ask(w, "logs", "P/job", "--grep", "(").err, "a malformed expression")
    (row,) = ask(w, "logs", "P/job", "--json", "--grep", "Broken$").out.splitlines()
    row = json.loads(row)
    record = w.record()
    equal((row["run"], row["job"], row["tags"], row["text"]), (record["id"], "job", ["xml", "error"], "Broken"), "JSON")
    check(row["tasks"][-1] == "[1/2] import Ä.csv" and record["start"] <= row["time"] <= record["end"] and 0 <= row["elapsed"] < 30, f"{row}")
    ended = ask(w, "logs", "--all", "--since", "1h", "--grep", "low")
    equal(texts(ended), ["low disk", "low water"], "all jobs")
    equal([line.split()[1] for line in ended.out.splitlines() if line.startswith("==> ")], ["P/job", "P/other"], "headings")
    equal(ask(w, "logs", "--all", "--until", "2001-01-01T00:00:00Z", "--grep", "low").status, 1, "--until")
    for words in ([], ["P/job", "--since", "1h"], ["P/*", "--follow"], ["--all", "--follow"], ["P/job", "--next"], ["P/job", "--run", "x y"]):
        equal(ask(w, "logs", *words).status, 64, f"{words}")
    equal(ask(w, "logs", "P/nobody").status, 66, "no such job")


@case("logs of JSON and of bytes", "JSON is read by its parts; control characters of a raw log are escaped")
def formats(w):
    w.shell(r"echo '@xml> a'; printf 'b\033[2Jc\377\n'", options=["--logformat", "json"])
    row = json.loads(ask(w, "logs", "P/job", "--tag", "xml", "--json").out)
    (logged,) = [json.loads(line) for line in w.log().splitlines() if b'"xml"' in line]
    equal((row["text"], row["tags"], row["time"], row["run"]), ("a", ["xml"], logged["time"], w.record()["id"]), "JSON")
    w.shell(r"printf 'x\033[2J\033]0;title\007y\r\n'", job="raw", options=["--logformat", "raw"])
    ended = ask(w, "logs", "P/raw")
    check("x\\x1b[2J" in ended.out and not set("\x1b\x07\r") & set(ended.out), repr(ended.out))


@case("logs --follow", "lines as they come, until the run has ended; then the next one")
def follow(w):
    gate = w.root / "gate"
    os.mkfifo(gate)
    run = w.start("bash", "-c", f"echo begun; cat {gate}")
    wait_until(lambda: "begun" in ask(w, "logs", "P/job").out, "the run is shown")
    short = w.spawn([BINARY, "logs", "--basedir", str(base(w)), "-f", "P/job"])
    long = w.spawn([BINARY, "logs", "--basedir", str(base(w)), "-f", "--next", "-n", "1", "P/job"])
    for follower in (short, long):
        wait_until(lambda: "begun" in follower.out.read_text(), "what was there before")
    with open(gate, "w") as file:
        file.write("half a")
        file.flush()
        file.write(" line\n")
        file.flush()
        for follower in (short, long):
            wait_until(lambda: "half a line\n" in follower.out.read_text(), "a line of a run that goes on")
        check("running" in long.out.read_text(), "the heading")
    run.wait()
    ended = short.wait()
    check(ended.status == 0 and ended.out.decode().rstrip().endswith("exited with status 0 (2 lines)"), f"{ended}")
    compress(w.logs()[0], "bzip2")
    w.shell("echo the next run")
    wait_until(lambda: "the next run" in long.out.read_text(), "the next run")
    # A run that keeps no log does no harm.
    w.shell("true")
    w.shell("echo once more")
    wait_until(lambda: "once more" in long.out.read_text(), "the run after that")
    equal(long.out.read_text().count("==> "), 3, "headings")
    check(long.process.poll() is None, "it goes on")
    long.kill(signal.SIGINT)
    equal((long.wait().status, short.wait().err), (-signal.SIGINT, b""), "Ctrl-C")


@case("logs --follow of a killed run", "ends when the processes are gone; so does one whose reader is gone")
def lost(w):
    run = w.start("sh", "-c", "echo here; exec sleep 60", options=["--kill-grace", "0.1"])
    wait_until(lambda: "here" in ask(w, "logs", "P/job").out, "the run is shown")
    follower = w.spawn([BINARY, "logs", "--basedir", str(base(w)), "-f", "P/job"])
    wait_until(lambda: "here" in follower.out.read_text(), "it follows")
    reader, writer = os.pipe()
    alone = subprocess.Popen([BINARY, "logs", "--basedir", str(base(w)), "-f", "P/job"], stdout=writer, env=w.environment())
    os.close(writer)
    while b"here" not in os.read(reader, 65536):
        pass
    os.close(reader)
    equal(alone.wait(10), 0, "nobody reads")
    run.kill(signal.SIGKILL)
    equal(follower.wait().status, 0, "the run is gone")


@case("logs on a terminal", "go through the pager, which may start nothing; --no-pager prints")
def pager(w):
    need("sh")
    w.shell("echo shown")
    for words, shown in (([], "paged [shown]"), (["--no-pager"], " >> shown")):
        main, side = pty.openpty()
        env = w.environment(PAGER="sed -n 's/.*>> \\(.*shown\\)$/paged [\\1]/p'; echo secure $LESSSECURE")
        process = subprocess.Popen([BINARY, "logs", "--basedir", str(base(w)), "P/job", *words], stdin=side, stdout=side, stderr=side, env=env)
        equal(process.wait(20), 0, "status")
        os.close(side)
        text = read_terminal(main)
        check(shown in text and ("secure 1" in text) == (not words), repr(text))


@case("logs of a reader", "who may only read can ask, and what is closed is said")
def reader(w):
    who = other_reader(w)
    ended = ask(w, "logs", "P/open", **who)
    equal((ended.status, texts(ended)), (0, ["fine"]), "open")
    ended = ask(w, "logs", "P/closed", **who)
    check("Permission denied" in ended.err and ended.out == "", f"{ended}")
