"""What older versions left on disk is read, and their jobs run on (docs/releasing.md)."""
import json
import pathlib
import shutil

from harness import ask, base, case, check, equal

FIXTURES = sorted((pathlib.Path(__file__).resolve().parents[2] / "Tests/Fixtures").glob("base-*"))
STATUSES = {"failed": "failed", "told": "failed", "timeout": "timeout", "compressed": "successful", "good": "successful", "json.a": "successful",
            "uneventful": "uneventful"}


def each(world):
    """Puts the base directory of each older version in place of the world's."""
    check(FIXTURES, "there is no fixture")
    for fixture in FIXTURES:
        shutil.rmtree(base(world), ignore_errors=True)
        shutil.copytree(fixture, base(world), symlinks=True)
        yield fixture.name


@case("old base directories are read", "states, records, logs, plain, compressed and as JSON, health, pages and messages that wait")
def reading(world):
    for name in each(world):
        ended = ask(world, "status", "--json")
        equal((ended.status, ended.err), (0, ""), name)
        jobs = {job["job"]: job for job in json.loads(ended.out)}
        equal({job: jobs[job]["last"]["status"] for job in jobs if jobs[job]["last"]}, STATUSES, f"{name}: outcomes")
        equal((jobs["lost"]["running"]["host"], jobs["told"]["waiting_messages"]), ("fixture", 1), f"{name}: what goes on and what waits")
        records = [json.loads(line) for line in ask(world, "history", "Old/good", "--json").out.splitlines()]
        equal([record.get("metrics") for record in records], [None, {"rows": {"value": 3, "unit": "rows"}}], f"{name}: metrics")
        for job, run, text in (("good", "-2", "{xml}{warning} >> a tagged line"), ("failed", "failed", "{stderr} >> connection refused"),
                               ("compressed", "-2", ">> first"), ("json.a", "-1", '"text":"fine"')):
            ended = ask(world, "logs", f"Old/{job}", f"--run={run}")
            check(ended.status == 0 and text in ended.out, f"{name}: {job}: {ended.out} {ended.err}")
        check("exit status: 0 -> 3" in ask(world, "why", "Old/failed").out, f"{name}: why")
        equal((world.spawn(world.argv(verb="health", job=None) + ["-p", "Old", "-j", "failed"]).wait().status), 1, f"{name}: health")
        check("Old/told" in ask(world, "page").out, f"{name}: page")
        ended = ask(world, "flush")
        check("Old/told" in ended.out, f"{name}: flush: {ended}")


@case("jobs of old base directories run on", "links, health and records of before are gone on with, and a run that was killed is told as lost")
def running(world):
    for name in each(world):
        for job in ("good", "failed", "compressed", "uneventful", "lost"):
            ended = world.spawn(world.argv("echo", "on", options=["--config", "/dev/null", "--keepfilelogs", "none", "-p", "Old", "-j", job], job=None)).wait()
            equal((ended.status, ended.err), (0, b""), f"{name}: {job}")
            folder = base(world) / "Old" / job
            check((folder / "last_successful.sisyphuslog").read_text().count(">> on\n") == 1, f"{name}: {job}: link")
            equal((folder / "current.sisyphushealth").read_text(), "", f"{name}: {job}: health")
        kinds = [json.loads(line)["kind"] for line in (base(world) / "Old/lost/runs.jsonl").read_text().splitlines()]
        equal(kinds, ["lost", "run"], f"{name}: the run that was killed")
        check("{lost}" in next(path for path in sorted((base(world) / "Old/lost").glob("2*.sisyphuslog"))).read_text(), f"{name}: its log")
        check((base(world) / "Old/failed/last_failed.sisyphuslog").exists(), f"{name}: the link of before")
