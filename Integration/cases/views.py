"""status, history and why: what they show, and what they leave alone."""
import contextlib
import csv
import fcntl
import hashlib
import io
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from common import chat_options  # noqa: E402
from harness import BINARY, ask, base, case, check, equal, other_reader, tree, wait_until  # noqa: E402


def three_jobs(w):
    for _ in range(6):
        w.shell("echo fine", job="good")
    w.shell("echo fine", job="bad")
    w.shell("echo fine; echo broken pipe; exit 3", job="bad", options=["--report", "never"])
    w.shell("true", job="quiet")


@case("status", "one line a job, worst first; JSON; --check; nothing on disk changes")
def status(w):
    three_jobs(w)
    before = tree(w)
    ended = ask(w, "status")
    equal((ended.status, ended.err), (0, ""), "status")
    equal([line.split()[:2] for line in ended.out.splitlines()],
          [["STATE", "JOB"], ["failed", "P/bad"], ["ok", "P/good"], ["uneventful", "P/quiet"]], "table")
    check("\x1b" not in ended.out and "failed with exit status 3" in ended.out, ended.out)
    jobs = json.loads(ask(w, "status", "--json").out)
    equal([(job["job"], job["state"], job["healthy"]) for job in jobs], [("bad", "failed", False), ("good", "ok", True), ("quiet", "uneventful", True)], "JSON")
    equal((jobs[0]["last"], jobs[0]["failures_in_a_row"]), (w.record("bad"), 1), "the last record")
    check(jobs[1]["usual_seconds"] is not None and jobs[0]["usual_seconds"] is None, "usual duration")
    equal([ask(w, "status", "--check", *names).status for names in ([], ["P/good"], ["P/b*"])], [1, 0, 1], "--check")
    equal(ask(w, "status", "P/[gq]*", "--state", "ok", "--tsv").out.count("\n"), 2, "pattern and state")
    check("\x1b[31mfailed" in ask(w, "status", "--color", "always").out, "colour")
    equal(tree(w), before, "the tree")


@case("jobs of several hosts", "status, history and page of collected directories tell the host of each; a directory that is missing is told; nothing is changed")
def fleet(w):
    def words(*options):
        return [word for host in ("h1", "h2") for word in ("--from", f"{w.root}/fleet/{host}/jobs")] + list(options)

    for host, script in (("h1", "echo fine"), ("h2", "echo fine; exit 3")):
        w.shell(script, job="nightly", options=["--report", "never"])
        shutil.copytree(base(w), w.root / "fleet" / host / "jobs", symlinks=True)
    show = lambda verb, *options: w.spawn([BINARY, verb, *options]).wait()
    fleet = w.root / "fleet"
    before = {path: path.stat().st_mtime_ns for path in fleet.rglob("*")}
    ended = show("status", *words())
    lines = [line.split()[:3] for line in ended.out.decode().splitlines()]
    equal((ended.status, lines), (0, [["STATE", "HOST", "JOB"], ["failed", "h2", "P/nightly"], ["ok", "h1", "P/nightly"]]), "status")
    # As the shell writes directories, with a pattern behind them.
    ended = show("status", "--tsv", "--from", str(fleet / "h1/jobs"), str(fleet / "h2/jobs"), "P/n*")
    equal([line.split("\t")[:3] for line in ended.out.decode().splitlines()], lines, "status with words behind")
    equal([(job["from"], job["state"]) for job in json.loads(show("status", "--json", *words()).out)], [("h2", "failed"), ("h1", "ok")], "JSON")
    check("from" not in json.loads(ask(w, "status", "--json").out)[0], "from without --from")
    rows = list(csv.DictReader(io.StringIO(show("history", "--csv", *words()).out.decode())))
    equal([(row["host"], row["status"]) for row in rows], [("h2", "failed"), ("h1", "successful"), ("h2", "successful")], "history --csv")
    table = show("history", "--limit", "2", *words()).out.decode().splitlines()
    check("HOST" in table[0] and "h2" in table[1] and len(table) == 3, f"{table}")
    check(b"h1: P/nightly" in show("history", "--plot", *words()).out and b"h2: P/nightly" in show("history", "--timeline", *words()).out, "drawn")
    page = show("page", *words("--log-links", "https://jobs.example.org/")).out.decode()
    check("2 hosts" in page and 'href="https://jobs.example.org/h2/P/nightly/' in page and "h1: P/" in page, page)
    check(f'href="{fleet}/h1/jobs/P/nightly/' in show("page", *words()).out.decode(), "links to copies")
    ended = show("status", *words("--from", f"{fleet}/h3"))
    check(ended.status == 0 and b"h3" in ended.err and ended.out.count(b"\n") == 3, f"{ended}")
    equal([show("status", *options).status for options in (["--from", f"{fleet}/h3"], words("--basedir", str(base(w))), words("P/nothing"), words("--check"))], [66, 64, 66, 1], "statuses")
    equal({path: path.stat().st_mtime_ns for path in fleet.rglob("*")}, before, "the copies")


@case("status of a run that goes on", "running with its pid and last line; lost when it was killed")
def going(w):
    run = w.start("sh", "-c", "echo waiting for the other side; exec sleep 30", job="long")
    wait_until(lambda: "waiting for the other side" in ask(w, "status").out, "the last line is shown")
    (job,) = json.loads(ask(w, "status", "--json").out)
    equal((job["state"], job["last"]), ("running", None), "state")
    os.kill(job["running"]["pid"], 0)
    run.kill(signal.SIGTERM)
    run.wait()
    check(json.loads(ask(w, "status", "--json").out)[0]["state"] == "interrupted", "interrupted")


@case("a running job's tasks", "status shows the open tasks and how long it has been running")
def tasks(w):
    run = w.start("sh", "-c", "echo '@!task> [3/9] import customers.xml'; echo reading rows; exec sleep 30", job="long")
    wait_until(lambda: "reading rows" in ask(w, "status").out, "the last line is shown")
    check("[3/9] import customers.xml: reading rows" in ask(w, "status").out, ask(w, "status").out)
    going = json.loads(ask(w, "status", "--json").out)[0]["running"]
    equal((going["tasks"], going["last_line"]), (["[3/9] import customers.xml"], "reading rows"), "JSON")
    check("R" in ask(w, "history", "--timeline", "--ascii").out, "the time axis")
    run.kill(signal.SIGTERM)
    run.wait()


@case("a lost run", "is a kind of its own in the records, lost in status and history")
def lost_run(w):
    run = w.start("sh", "-c", "echo working; exec sleep 30")
    wait_until(lambda: w.logs() and "working" in w.logs()[-1].read_text(), "the job works")
    os.kill(run.process.pid, signal.SIGKILL)
    run.wait()
    wait_until(lambda: json.loads(ask(w, "status", "--json").out)[0]["state"] == "lost", "its processes are gone")
    equal(json.loads(ask(w, "why", "P/job", "--json").out)["last_lines"], ["working"], "why")
    w.run("true")
    logs = [ask(w, "logs", "P/job", *words) for words in (("--run", "lost"), ("--all",))]
    check("working" in logs[0].out and " lost " in logs[1].out, logs)
    record = json.loads((w.directory() / "runs.jsonl").read_text().splitlines()[0])
    equal((record["v"], record["kind"], record["status"], record["last_lines"], record["argv"][0]), (2, "lost", "failed", ["working"], "sh"), "record")
    equal([len(ask(w, "history", "--status", word, "--json").out.splitlines()) for word in ("lost", "failed", "timeout")], [1, 1, 0], "history")
    quiet = w.start("sh", "-c", "echo > $T/up; exec sleep 30", options=["--log2file", "no"])
    w.file("up")
    os.kill(quiet.process.pid, signal.SIGKILL)
    quiet.wait()
    wait_until(lambda: json.loads(ask(w, "status", "--json").out)[0]["state"] == "lost", "its processes are gone")
    equal(json.loads(ask(w, "why", "P/job", "--json").out)["last_lines"], [], "why, of a run without a log")


@case("records of version 2", "fit their schema; nothing secret is in them")
def schema(w):
    environment = w.environment(MYSECRET="geheim", KUBERNETES_SERVICE_HOST="10.0.0.1")
    w.run("sh", "-c", "ulimit -c 0; echo x; exit 3", "--password=geheim", options=["--report", "never"], env=environment)
    w.run("sh", "-c", "true", "--password=geheim", options=["--report", "never"], env={**environment, "MYSECRET": "another"})
    run = w.start("sleep", "30")
    wait_until(lambda: (w.directory() / "run.state").exists(), "the job runs")
    w.run("true")
    run.kill(signal.SIGTERM)
    run.wait()
    text = (w.directory() / "runs.jsonl").read_text()
    rows = [json.loads(row) for row in text.splitlines()]
    for row in rows:
        conforms(row, SCHEMAS["record"])
    equal([row["kind"] for row in rows], ["run", "run", "skip", "run"], "kinds")
    equal((rows[2]["reason"], rows[0]["trigger"], rows[0]["argv"][-1]), ("running", "kubernetes", "--password=•••"), "fields")
    check("geheim" not in text and "geheim" not in w.logs()[0].read_text(), "a secret is shown")
    names = list(rows[0]["environment"])
    equal(names, sorted(names), "order of the names")
    check(rows[0]["environment"]["MYSECRET"] != rows[1]["environment"]["MYSECRET"], "another value has the same hash")
    equal(rows[0]["environment"]["HOME"], rows[1]["environment"]["HOME"], "hashes of the same value")
    with open(rows[0]["program"]["path"], "rb") as program:
        equal(rows[0]["program"]["sha256"], hashlib.sha256(program.read()).hexdigest()[:16], "hash of the program")
    equal((w.directory() / "fingerprints").stat().st_mode & 0o777, 0o600, "mode of the key")
    conforms(json.loads(ask(w, "status", "--json").out), SCHEMAS["status"])
    conforms(json.loads(ask(w, "why", "P/job", "--json").out), SCHEMAS["why"])
    ended = ask(w, "doctor", "--json")
    checkup = json.loads(ended.out)
    conforms(checkup, SCHEMAS["doctor"])
    equal((ended.status == 0, [row["verdict"] == "ok" for row in checkup["findings"]]), (checkup["healthy"], [row["fix"] is None for row in checkup["findings"]]), "verdicts")
    equal([f"{row['verdict']} {row['subject']}" for row in checkup["findings"]],
          [" ".join(line[:22].split()) for line in ask(w, "doctor").out.splitlines() if not line.startswith(" ")], "the same findings")


SCHEMAS = {path.stem: json.loads(path.read_text()) for path in (pathlib.Path(__file__).parent.parent / "schemas").glob("*.json")}
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "null": type(None)}


def conforms(value, schema, place="$"):
    """Checks what the schemas use of JSON Schema; keys that a schema does not know are wrong."""
    if "$ref" in schema:
        return conforms(value, SCHEMAS[schema["$ref"].removesuffix(".json")], place)
    wanted = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    check(not wanted or any(isinstance(value, TYPES[name]) and not (isinstance(value, bool) and name != "boolean") for name in wanted),
          f"{place} is no {wanted}: {value!r}")
    check("enum" not in schema or value in schema["enum"], f"{place} is none of {schema.get('enum')}: {value!r}")
    check("pattern" not in schema or not isinstance(value, str) or re.search(schema["pattern"], value), f"{place} does not match: {value!r}")
    if isinstance(value, dict):
        check(not set(schema.get("required", [])) - set(value), f"{place} lacks {set(schema.get('required', [])) - set(value)}")
        for key, item in value.items():
            below = schema.get("properties", {}).get(key, schema.get("additionalProperties", False))
            check(below is not False, f"{place}.{key} is in no schema")
            conforms(item, below, f"{place}.{key}")
    for number, item in enumerate(value if isinstance(value, list) else []):
        conforms(item, schema.get("items", {}), f"{place}[{number}]")


@case("why tells what changed", "program, arguments, environment, user and limits; the same in the report of the failure")
def changed(w):
    script = w.root / "job.sh"
    script.write_text("echo started; exit 0\n")
    w.run("sh", script, "--all", env=w.environment(COLOUR="red"))
    script.write_text("echo started; echo no route to host; exit 3\n")
    ended = w.run("sh", script, "--some", env=w.environment(FLAVOUR="sweet"))
    text = ask(w, "why", "P/job").out
    for words in ("program's hash:", "program's size:", "command:", "variables that came: FLAVOUR", "variables that went: COLOUR", "first new line: no route to host",
                  "the first bad run after a good one"):
        check(words in text, f"why lacks {words}: {text}")
        check(words in ended.err.decode(), f"the report lacks {words}: {ended.err.decode()}")
    check(len(text.splitlines()) <= 20, text)


@case("overdue", "a job whose rhythm has stopped, unless it pauses like that each day")
def overdue(w):
    w.run("true")
    now = int(time.time())

    def records(starts):
        (w.directory() / "runs.jsonl").write_text("".join(
            json.dumps({"v": 2, "kind": "run", "id": f"r{start}", "start": moment(start), "end": moment(start + 1), "status": "successful", "seconds": 1.0}) + "\n"
            for start in starts))

    def moment(seconds):
        return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(seconds))

    records(range(now - 12000, now - 3600, 300))
    (job,) = json.loads(ask(w, "status", "--json").out)
    equal((job["state"], job["healthy"]), ("overdue", False), f"{job}")
    check("usually every 5m" in job["reason"], job["reason"])
    # Two hours of pause around this time, each day.
    records(start for start in range(now - 3 * 86400, now - 3600, 300) if (start - now + 3600) % 86400 > 7200)
    equal(json.loads(ask(w, "status", "--json").out)[0]["state"], "ok", "a pause as on the day before")


def watched(w):
    """`status --watch` at a terminal: its pid, the terminal, and a function that reads on and tells whether a test holds of all that was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(BINARY, [BINARY, "status", "--watch", "--basedir", str(base(w))], {**w.environment(), "TERM": "xterm"})
    seen = b""

    def shows(test):
        nonlocal seen
        if select.select([terminal], [], [], 0.05)[0]:
            with contextlib.suppress(OSError):
                seen += os.read(terminal, 65536)
        return test(seen)
    return pid, terminal, shows


@case("status --watch", "draws, follows what happens, and gives the terminal back after q, Ctrl-C and SIGTERM")
def watch(w):
    w.run("true", job="one")
    for way in ("q", "\x03", signal.SIGTERM):
        pid, terminal, shows = watched(w)
        wait_until(lambda: shows(lambda text: b"P/one" in text and b"q leaves" in text), "the table is drawn")
        equal(termios.tcgetattr(terminal)[3] & (termios.ECHO | termios.ICANON), 0, "modes while it draws")
        w.run("sh", "-c", "exit 3", job=f"new-{way!r}".replace("\\", ""), options=["--report", "never"])
        wait_until(lambda: shows(lambda text: b"P/new-" + repr(way).replace("\\", "").encode()[:2] in text), "a new job is shown")
        if isinstance(way, str):
            os.write(terminal, way.encode())
        else:
            os.kill(pid, way)
        wait_until(lambda: shows(lambda text: b"\x1b[?1049l" in text), "the screen is left")
        wait_until(lambda: termios.tcgetattr(terminal)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON, f"the terminal after {way!r}")
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
        equal(os.waitstatus_to_exitcode(status), 0 if isinstance(way, str) else -way, f"status after {way!r}")
    equal(w.spawn([BINARY, "status", "--watch"]).wait().status, 64, "--watch without a terminal")


@case("status --watch when the terminal changes", "fits another size, and gives the terminal back while it is stopped")
def changed_terminal(w):
    w.run("sh", "-c", "echo " + "x" * 200 + " >&2; exit 3", job="one", options=["--report", "never"])
    pid, terminal, shows = watched(w)
    wait_until(lambda: shows(lambda text: b"P/one" in text and b"q leaves" in text), "the table is drawn")
    for columns in (40, 100):
        mark = shows(len)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 10, columns, 0, 0))
        wait_until(lambda: shows(lambda text: b"P/one" in text[mark:] and b"unhealthy" in text[mark:]), f"a table of {columns} columns")
        drawn = shows(lambda text: re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", text[mark:]).decode())
        check(all(len(line) <= columns for line in re.split("[\r\n]+", drawn)), f"{columns}: {drawn!r}")
    os.write(terminal, b"\x1a")
    wait_until(lambda: shows(lambda text: text.count(b"\x1b[?1049l") == 1), "the screen is left")
    equal(os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1]), True, "it is stopped")
    equal(termios.tcgetattr(terminal)[3] & (termios.ECHO | termios.ICANON), termios.ECHO | termios.ICANON, "modes while it is stopped")
    os.kill(pid, signal.SIGCONT)
    wait_until(lambda: shows(lambda text: text.count(b"\x1b[?1049h") == 2), "the screen is taken again")
    os.write(terminal, b"q")
    wait_until(lambda: shows(lambda text: text.count(b"\x1b[?1049l") == 2), "the screen is left for good")
    os.close(terminal)
    equal(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0, "status")


@case("views when a clock jumped", "runs of the future and runs that ended before they began are shown, a trouble of one job leaves the others")
def jumped(w):
    three_jobs(w)
    path = w.directory("good") / "runs.jsonl"
    row = json.loads(path.read_text().splitlines()[-1])
    ahead = {**row, "id": "ahead", "start": "2099-01-01T00:00:05.000000+00:00", "end": "2099-01-01T00:00:00.000000+00:00"}
    with open(path, "a") as file:
        file.write(json.dumps(ahead) + "\n" + json.dumps({**row, "id": "back"}) + "\n")
    ended = ask(w, "status")
    check(ended.status == 0 and ended.out.count("\n") == 4, f"{ended}")
    equal([json.loads(line)["id"] for line in ask(w, "history", "--json", "--limit", "2", "P/good").out.splitlines()], ["back", "ahead"], "order of the records")
    for words in (["history", "--plot", "P/good"], ["history", "--timeline"], ["why", "P/good"]):
        equal(ask(w, *words).status, 0, f"{words}")


@case("a job that is deleted while it is shown", "is gone from the next table")
def deleted(w):
    w.run("true", job="stays")
    w.run("true", job="goes")
    pid, terminal, shows = watched(w)
    wait_until(lambda: shows(lambda text: b"2 jobs" in text and b"P/goes" in text), "both are shown")
    shutil.rmtree(w.directory("goes"))
    wait_until(lambda: shows(lambda text: b"1 job, 0 unhealthy" in text), "one is shown")
    os.write(terminal, b"q")
    wait_until(lambda: shows(lambda text: b"\x1b[?1049l" in text), "the screen is left")
    os.close(terminal)
    os.waitpid(pid, 0)


@case("history draws", "plots and time axes in ASCII and at the width that is asked for")
def draws(w):
    three_jobs(w)
    plot = ask(w, "history", "--plot", "--ascii", "P/bad").out
    check("outcome |kF" in plot and "2 runs" in plot and plot.isascii(), plot)
    axis = ask(w, "history", "--timeline", "--ascii").out
    check(axis.isascii() and all(f"P/{job}" in axis for job in ("bad", "good", "quiet")), axis)
    at = ask(w, "history", "--at", "00:00")
    check(at.status == 0 and "at " in at.out, f"{at}")
    equal(ask(w, "history", "--at", "25:00").status, 64, "no such time")


@case("history", "newest first, filters, JSON and CSV")
def history(w):
    three_jobs(w)
    rows = ask(w, "history", "--json", "P/bad").out.splitlines()
    equal([json.loads(row)["status"] for row in rows], ["failed", "successful"], "order")
    equal(len(ask(w, "history", "--since", "1h", "--limit", "3").out.splitlines()), 4, "limit")
    equal(len(ask(w, "history", "--until", "2001-01-01T00:00:00Z").out.splitlines()), 1, "until")
    rows = list(csv.DictReader(io.StringIO(ask(w, "history", "--csv", "--status", "failed,timeout").out)))
    equal([(row["job"], row["exit_code"], row["reason"]) for row in rows], [("bad", "3", "failed with exit status 3")], "CSV")


@case("why", "the reason, what differs from the last good run, the last lines")
def why(w):
    three_jobs(w)
    text = ask(w, "why", "P/bad").out
    for words in ("P/bad: failed, failed with exit status 3", "exit status: 0 -> 3", "broken pipe", "last good run ended"):
        check(words in text, f"{words} is missing: {text}")
    answer = json.loads(ask(w, "why", "P/bad", "--json").out)
    new = [change["now"] for change in answer["changes"] if change["what"] == "first new line"]
    equal((new, answer["last_lines"]), (["broken pipe"], ["fine", "broken pipe"]), "new and last lines")
    for log in w.logs("bad"):
        subprocess.run(["bzip2", str(log)], check=True)
    equal(json.loads(ask(w, "why", "P/bad", "--json").out)["changes"], answer["changes"], "logs that are compressed")


@case("views of what is damaged", "each fault gets a word, the rest is shown")
def damaged(w):
    equal((ask(w, "status").status, ask(w, "status").out), (66, ""), "no base directory")
    three_jobs(w)
    with open(w.directory("bad") / "runs.jsonl", "ab") as file:
        file.write(b'not a record\n\xff\xfe\n{"kind":"run","id":"torn","sta')
    ended = ask(w, "history", "P/bad")
    check("3 lines of runs.jsonl cannot be understood" in ended.err and len(ended.out.splitlines()) == 3, f"{ended}")
    check("failed" in ask(w, "status", "P/bad").out, "the last whole record")
    (w.directory("good") / "run.state").write_bytes(b"\0\0\0\n")
    ended = ask(w, "status")
    check("run.state is damaged" in ended.out and ended.out.count("\n") == 4, f"{ended}")
    equal(ask(w, "status", "P/nobody").status, 66, "no such job")
    equal(ask(w, "why").status, 64, "why without a job")
    equal(ask(w, "status", "--state", "sad").status, 64, "no such state")
    os.rename(w.directory("quiet"), base(w) / "P" / "evil\x1b[2J\nname")
    check("\x1b" not in ask(w, "status").out and ask(w, "status").out.count("\n") == 4, "names are escaped")


@case("views of a reader", "who may read with --log-mode 0640 can ask; what is closed is said")
def reader(w):
    who = other_reader(w)
    ended = ask(w, "status", **who)
    check("ok" in ended.out and "P/open" in ended.out, f"{ended}")
    check("Permission denied" in next(line for line in ended.out.splitlines() if "P/closed" in line), f"{ended}")
    # A message that waits for a relay which is not there, in a spool of its owner alone.
    w.run("sh", "-c", "exit 3", job="open", options=["--log-mode", "0640", "--report", "never", *chat_options(peers.free_port())])
    wait_until(lambda: json.loads(ask(w, "status", "--json", "P/open").out)[0]["waiting_messages"] == 1, "the message waits")
    (job,) = json.loads(ask(w, "status", "--json", "P/open", **who).out)
    equal((job["state"], job["waiting_messages"]), ("failed", None), "a reader of a closed spool")
    check("WAIT" in ask(w, "status", **who).out.splitlines()[0] and "  ?  " in ask(w, "status", **who).out, "the table")
    equal(ask(w, "history", "P/*", **who).out.count("P/open"), 2, "history beside a closed job")
    check("Permission denied" in ask(w, "history", **who).err, "the closed job is named")


@case("what cannot be read is not healthy", "status --check, JSON and page agree with health about a torn record, a damaged state and health file, and a job of somebody else")
def unreadable(w):
    three_jobs(w)
    bad, good = w.directory("bad"), w.directory("good")
    records = (bad / "runs.jsonl").read_bytes()
    (bad / "runs.jsonl").write_bytes(records[:-30])

    def states(*names, **more):
        health = [ask(w, "health", "-p", "P", "-j", name, **more).status for name in names]
        rows = {row["job"]: row for row in json.loads(ask(w, "status", "--json", **more).out)}
        equal([ask(w, "status", "--check", f"P/{name}", **more).status for name in names], health, "--check and health")
        check("unhealthy" in ask(w, "page", *(f"P/{name}" for name in names), **more).out, "page")
        return [(rows[name]["state"], rows[name]["healthy"]) for name in names]

    equal(states("bad"), [("unknown", False)], "a torn record of a failure")
    check("cannot be understood" in ask(w, "status").err, "the torn line is told")
    (bad / "runs.jsonl").write_bytes(records)
    (bad / "run.state").write_bytes(b"")
    (good / "current.sisyphushealth").write_bytes(b"\xff\xfe")
    equal(states("bad", "good"), [("unknown", False), ("unknown", False)], "an empty state and a damaged health file")
    who = other_reader(w)
    equal(states("closed", **who), [("unknown", False)], "a job of somebody else")
    (base(w) / "P").chmod(0)
    equal(ask(w, "status", "--check", **who).status, 1, "a project of somebody else")
    page = ask(w, "page", **who).out
    check("not all could be read" in page and "All 0 healthy" not in page, page[:900])


@case("an answer that cannot be written", "is told on standard error, and the status is 1; a reader that has gone is no failure")
def full_output(w):
    three_jobs(w)
    for words in (["status"], ["history", "P/good"], ["logs", "P/good"], ["why", "P/bad"], ["page"], ["status", "--help"], ["config"], ["version"]):
        with open("/dev/full", "wb") as full:
            ended = subprocess.run([BINARY, *words], stdout=full, stderr=subprocess.PIPE, env={**os.environ, "HOME": str(w.home)}, timeout=30)
        check(ended.returncode == 1 and b"No space left on device" in ended.stderr, f"{words}: {ended}")
    reader, writer = os.pipe()
    os.close(reader)
    for has_signal, status in ((True, -signal.SIGPIPE), (False, 0)):
        ended = subprocess.run([BINARY, "status"], stdout=writer, stderr=subprocess.PIPE, env={**os.environ, "HOME": str(w.home)}, timeout=30,
                               restore_signals=has_signal)
        equal((ended.returncode, ended.stderr), (status, b""), "a reader that has gone")
    os.close(writer)


@case("views know where jobs are", "as run does: by the option, the environment, or the configuration; one that is wrong is said")
def views_base(world):
    base = world.root / "elsewhere"
    world.run("true", options=["--basedir", base])
    config = world.home / ".config/sisyphus/config.toml"
    config.parent.mkdir(parents=True)
    for text, environment, options, status in (
            ("", {}, ["--basedir", base], 0), ("", {"SISYPHUS_BASEDIR": str(base)}, [], 0), (f'[defaults]\nbasedir = "{base}"\n', {}, [], 0), ("", {}, [], 66),
            ("[defaults]\nbasedir = 3\n", {}, [], 64), ("[defaults]\nbasedir = 3\n", {}, ["--basedir", base], 0)):
        config.write_text(text, encoding="utf-8")
        for verb in ("status", "history", "why"):
            names = ["P/job"] if verb == "why" else []
            ended = world.spawn([BINARY, verb, *map(str, options), *names], env=world.environment(**environment)).wait()
            equal(ended.status, status, f"{verb} {text} {environment} {options}: {ended}")
    ended = world.spawn([BINARY, "status"]).wait()
    check(b"config.toml:2:1: basedir is an integer" in ended.err and b"--basedir DIR" in ended.err, f"the place and the way out are not named: {ended}")
    # What is wrong for a run keeps nobody from looking and from ending what runs.
    config.write_text(f'[defaults]\nbasedir = "{base}"\n["P/other"]\nmaxtme = 3\nmaxtime = "soon"\n[".x"]\n', encoding="utf-8")
    environment = world.environment(SISYPHUS_MAXTIME="soon")
    for verb, status in (("status", 0), ("history", 0), ("why", 0), ("logs", 66), ("pause", 0), ("resume", 0), ("stop", 1)):
        ended = world.spawn([BINARY, verb, "P/job"], env=environment).wait()
        equal(ended.status, status, f"{verb}: {ended}")
        check(all(b"passed over: " in ended.err and f"config.toml:{line}:".encode() in ended.err for line in (4, 5, 6)), f"{verb}: {ended}")
    equal(world.spawn([BINARY, "run", "--", "true"]).wait().status, 64, "a run")
