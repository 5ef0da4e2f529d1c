"""Jobs written in Swift that tell people. SISYPHUS_JOBS names the test jobs; otherwise those of the debug build are taken."""
import json
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "notify"))
import peers  # noqa: E402
from harness import JOBS, Skip, Wrong, case, check, equal, need, need_root  # noqa: E402



def run(world, job, *options, **environment):
    if not os.access(JOBS, os.X_OK):
        raise Wrong(f"{JOBS} is missing (swift build --product SisyphusProbeJobs)")
    more = {"SWIFT_BACKTRACE": "enable=no", **environment}
    return world.spawn([JOBS, job, *map(str, options), "--basedir", str(world.root / "logs")], env=world.environment(**more)).wait()


def log(world, job):
    return (world.root / "logs/Probe" / job / "current.sisyphuslog").read_text()


def events(server):
    found = []
    for request in server.requests:
        head, _, rest = request["body"].partition(b"\n")
        line, _, rest = rest.partition(b"\n")
        if json.loads(line)["type"] == "event":
            found.append((request["path"], json.loads(rest[:json.loads(line)["length"]])))
    return found


@case("a Swift job adds a channel and a project", "both get what the first ones get; a further token's variable is not for the job; tasks bring their data")
def channels(world):
    with peers.running(peers.Mattermost()) as server, peers.running(peers.Web()) as sentry:
        dsn = f"http://abcdef0123456789@127.0.0.1:{sentry.port}/"
        ended = run(world, "channels", *server.options, "--sentry-dsn", dsn + "1", PROBE_CHANNEL=server.SECOND, PROBE_DSN=dsn + "2", PROBE_FAIL="1", **server.secret)
        equal(ended.status, 1, "status")
        text = log(world, "ChannelsJob")
        check("<mattermost>, <sentry>, <mattermost>, <sentry>\n" in text, text)
        posts = server.posts()
        for channel in {post["channel_id"] for post in posts}:
            words = [post["message"].splitlines()[1 if "Message" in post["message"].splitlines()[0] else 0] for post in posts if post["channel_id"] == channel]
            equal(len(words), 3, f"posts in {channel}: {words}")
        equal({post["channel_id"] for post in posts}, {server.CHANNEL, server.SECOND}, "channels")
        found = events(sentry)
        for project, environment in (("1", "production"), ("2", "second")):
            own = [event for path, event in found if path == f"/api/{project}/envelope/"]
            equal({event["environment"] for event in own}, {environment}, f"environment of project {project}")
            told = [event for event in own if event.get("message") == "told" or event.get("logentry", {}).get("formatted") == "told"]
            equal(len(told), 1, f"messages for project {project}: {own}")
            crumb = told[0]["breadcrumbs"]["values"][0]
            equal((crumb["message"], crumb["data"]), ("import a.csv", {"size": "3"}), "task")
            failures = [event for event in own if event.get("level") == "fatal"]
            check(any(event["exception"]["values"][0]["type"] == "ValueError" and event["breadcrumbs"]["values"] for event in failures), f"{failures}")


@case("a Swift job adds a channel to a server", "address and token are the job's, the channel is the destination's alone")
def channel_alone(world):
    with peers.running(peers.Mattermost()) as server:
        words = list(map(str, server.options))
        place = words.index("--mattermost-channel")
        ended = run(world, "channels", *words[:place], *words[place + 2:], PROBE_CHANNEL=server.SECOND, **server.secret)
        equal((ended.status, ended.err), (0, b""), "status")
        equal({post["channel_id"] for post in server.posts()}, {server.SECOND}, "channels")


@case("a Swift job adds receivers of mails", "they get the same mail as the first ones, from another sender, with its place among the tasks")
def mails(world):
    with peers.running(peers.SMTP("plain")) as server:
        ended = run(
            world, "channels", "--fromemail", "first@example.org", "--toemail", "to@example.org", "--smtphost", "127.0.0.1", "--smtpport", server.port,
            PROBE_TO="a@example.org, b@example.org", PROBE_FAIL="1")
        equal(ended.status, 1, "status")
        text = log(world, "ChannelsJob")
        found = {mail["from"]: mail for mail in server.mails()}
        equal(sorted(found), ["first@example.org", "second@example.org"], f"senders: {text}")
        equal(found["second@example.org"]["to"], ["a@example.org", "b@example.org"], "receivers")
        for mail in found.values():
            check("ValueError: bad value" in mail["raw"] and "a.csv" in mail["raw"], mail["raw"])
        equal(text.count("{sisyphus}{report} >> "), 2, f"reports: {text}")


@case("a Swift job that throws again and again", "is told once by mail and chat, with the error and its tasks, and each time to Sentry")
def throwing(world):
    with peers.running(peers.SMTP("plain")) as mail, peers.running(peers.Mattermost()) as chat, peers.running(peers.Web()) as sentry:
        options = [*mail.options, *chat.options, "--sentry-dsn", f"http://abcdef0123456789@127.0.0.1:{sentry.port}/1", "--fork"]
        for fork in ("yes", "yes", "no"):
            equal(run(world, "error", *options, fork, **chat.secret).status, 1, "status")
        equal(len(mail.mails()), 1, "mails")
        check("#1: Exception" in mail.mails()[0]["raw"], mail.mails()[0]["raw"])
        equal([post["message"].split(" ")[1] for post in chat.posts()], ["Failed:"], "posts")
        check("ValueError: bad value\n" in chat.posts()[0]["message"] and "**Task**: `outer a`" in chat.posts()[0]["message"], chat.posts()[0]["message"])
        equal(len(events(sentry)), 3, "events")
        for _, event in events(sentry):
            value = event["exception"]["values"][0]
            equal((value["type"], value["value"]), ("ValueError", "bad value"), "exception")
            equal(value["stacktrace"]["frames"][0]["filename"].rsplit("/")[-1], "ProbeJobs.swift", "place")


@case("a Swift job tells nobody else", "an added destination works where the options name none, and tells of a job that dies too")
def only_added(world):
    with peers.running(peers.SMTP("plain")) as server:
        options = ["--smtphost", "127.0.0.1", "--smtpport", server.port, "--fork", "no"]
        ended = run(world, "channels", *options, PROBE_TO="a@example.org")
        equal(ended.status, 0, "status")
        equal([(mail["from"], mail["to"]) for mail in server.mails()], [("second@example.org", ["a@example.org"])], "mails")
        ended = run(world, "channels", *options, PROBE_TO="a@example.org", PROBE_DIE="1")
        equal(ended.status, 1, "status of a job that dies")
        equal(ended.err, b"", "the report for cron, which is not needed")
        check("ended by exit(9) before execute returned" in server.mails()[-1]["raw"].replace("=\r\n", ""), server.mails()[-1]["raw"])


@case("the courier of a Swift job", "the program begins in the supervisor and in the worker, not in the process that delivers")
def courier(world):
    program = JOBS.replace("SisyphusProbeJobs", "SisyphusProbeAsync")
    with peers.running(peers.Mattermost()) as server:
        begun = world.root / "begun"
        ended = world.spawn(
            [program, "--basedir", str(world.root / "logs"), *map(str, server.options)], env=world.environment(PROBE_BEGUN=str(begun), **server.secret)).wait()
        equal(ended.status, 0, "status")
        equal(len(server.posts()), 1, "posts")
        equal(begun.read_text(), "begun\n" * 2, "beginnings")


@case("a class says whom to tell", "the command line is stronger, and an instance stronger than the class")
def precedence(world):
    for options, environment, wanted in (
        ((), {}, "class@example.org"), ((), {"PROBE_INSTANCE": "1"}, "instance@example.org"),
        ((), {"SISYPHUS_TOEMAIL": "environment@example.org", "PROBE_INSTANCE": "1"}, "environment@example.org"),
        (("--toemail", "line@example.org"), {"SISYPHUS_TOEMAIL": "environment@example.org"}, "line@example.org"),
    ):
        with peers.running(peers.SMTP("plain")) as server:
            run(world, "mailing", "--smtphost", "127.0.0.1", "--smtpport", server.port, *options, **environment)
            equal([mail["to"] for mail in server.mails()], [[wanted]], f"{options} {environment}")


@case("a Swift job as process 1", "has ten seconds from the signal that asks to the one that kills, as sisyphus run has")
def process_one(world):
    need_root()
    need("unshare")
    space = ["unshare", "--pid", "--fork", "--mount-proc"]
    if world.spawn([*space, "true"]).wait().status:
        raise Skip("no namespaces here")
    for prefix, grace in ((space, "10"), ([], "0.5")):
        shown = world.spawn([*prefix, JOBS, "channels", "--help"]).wait().out.decode()
        check(re.search(rf"--kill-grace(?:(?!--).)*\(default: {re.escape(grace)}\)", shown.replace(", --waitchildbreak", ""), re.S), shown)
