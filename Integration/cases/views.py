"""status, history and why: what they show, and what they leave alone."""
import csv
import io
import json
import os
import signal

from harness import BINARY, ask, base, case, check, equal, need_root, tree, wait_until


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
    need_root()
    w.shell("echo fine", job="open", options=["--log-mode", "0640"])
    w.shell("echo fine", job="closed")
    group = w.directory("open").stat().st_gid
    os.chmod(w.root, 0o755)
    ended = ask(w, "status", user=65534, group=group, extra_groups=[])
    check("ok" in ended.out and "P/open" in ended.out, f"{ended}")


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
    check(b"config.toml:2:1: basedir is an integer" in world.spawn([BINARY, "status"]).wait().err, "the place is not named")
