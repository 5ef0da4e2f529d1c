"""Mattermost, Sentry, pings, webhooks, hooks, metrics."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from common import events, losses, read  # noqa: E402
from harness import BINARY, case, check, equal, need, wait_until  # noqa: E402

# What Integration/run starts beside more others: these cases wait for servers that hang.
MOSTLY_WAITS = True


def log(world, job="job"):
    return world.log(job).decode()


def spool(world):
    return sorted((world.home / "ll.sisyphus").glob(".spool-*/*.told"))


def envelope(request):
    items, rest = [], request["body"].partition(b"\n")[2]
    while rest.strip():
        line, _, rest = rest.partition(b"\n")
        length = json.loads(line)["length"]
        items.append((json.loads(line)["type"], json.loads(rest[:length])))
        rest = rest[length + 1:]
    return items


@case("posts to Mattermost", "routed lines at once, the failure once, its recovery in its thread; output cannot break out of its fence")
def mattermost(world):
    with peers.running(peers.Mattermost()) as server:
        environment = world.environment(**server.secret)
        world.shell('echo "@mattermost,warning> @channel \\`\\`\\` x"; echo "@+> second"; exit 3', options=server.options, env=environment)
        world.shell("echo; exit 3", options=server.options, env=environment)
        world.shell("echo; exit 0", options=server.options, env=environment)
        posts = server.posts()
        equal(len(posts), 3, "posts")
        check(posts[0]["message"].startswith("# Message in sisyphus job `P`/`job` from `") and "````\n@channel ``` x\nsecond\n````" in posts[0]["message"], posts[0])
        check(posts[1]["message"].startswith("# Failed: ") and posts[2]["message"].startswith("# Recovered: "), posts)
        equal(posts[2]["root_id"], posts[1]["id"], "thread")
        check(server.TOKEN not in log(world), "a secret is shown")


@case("Mattermost is busy or broken", "429 and 503 are tried again; a wrong channel or token is given up with the server's words; a long message is cut to what it takes")
def busy(world):
    with peers.running(peers.Mattermost()) as server:
        for code in (429, 503):
            server.fail(code)
            world.shell("exit 3", options=server.options, env=world.environment(**server.secret), job=f"a{code}")
        equal(len(server.posts()), 2, "posts")
        world.shell("exit 3", options=[*server.options, "--mattermost-channel", "d" * 26], env=world.environment(**server.secret), job="b")
        check("HTTP 403: You do not have the appropriate permissions." in log(world, "b"), log(world, "b"))
        world.shell("exit 3", options=server.options, env=world.environment(MATTERMOST="wrong-token"), job="c")
        check("HTTP 401: Invalid or expired session" in log(world, "c") and "wrong-token" not in log(world, "c"), log(world, "c"))
        world.shell("printf '@mattermost> '; head -c 60000 /dev/zero | tr '\\0' x", options=server.options, env=world.environment(**server.secret), job="long")
        equal((len(server.posts()), 10_000 < len(server.posts()[-1]["message"]) < 16_384), (3, True), "posts")
        equal(spool(world), [], "nothing is kept")


@case("a flood of routed lines", "20 are posted at once, the rest is counted in one post")
def flood(world):
    with peers.running(peers.Mattermost()) as server:
        world.shell('for i in $(seq 50); do echo "@mattermost> m $i"; done; echo x', options=server.options, env=world.environment(**server.secret))
        posts = [post["message"] for post in server.posts()]
        equal(len(posts), 21, "posts")
        check("30 more messages were not posted" in posts[-1], posts[-1])
        check(["m %d\n" % (i + 1) in post for i, post in enumerate(posts[:20])] == [True] * 20, "order")


@case("events in Bugsink", "a failure and a routed exception arrive, valid and with their facts, through a path prefix too")
def bugsink(world):
    for prefix in ("", "/errors"):
        with peers.running(peers.Bugsink(prefix=prefix)) as server:
            job = "job" + prefix.replace("/", "-")
            world.shell('echo "@!task> [3/9] import customers.csv"; echo "@!exception> ValueError: bad value"; echo "@sentry,error> disk <b>full</b>"; exit 3',
                        job=job, options=["--sentry-dsn", "env:DSN", "--sentry-release", "fetch@1.2"], env=world.environment(DSN=server.dsn))
            issues = {issue["calculated_type"]: issue for issue in server.issues()}
            check("ValueError" in issues and issues["ValueError"]["calculated_value"] == "bad value", f"{issues} {log(world, job)}")
            equal(len(issues), 2, f"issues {issues}")
            event = server.events(issues["ValueError"])[0]
            data = event.get("data") or event
            data = json.loads(data) if isinstance(data, str) else data
            equal((data["environment"], data["release"], data["contexts"]["app"]["app_identifier"]), ("production", "fetch@1.2", f"P.{job}"), "facts")
            check(server.KEY not in log(world, job), "a secret is shown")


@case("envelopes for Sentry", "Sentry's own parser finds nothing to alter in events and check-ins; a check-in opens and closes, with one trace")
def envelopes(world):
    with peers.running(peers.Web()) as server:
        dsn = f"http://abcdef0123456789@127.0.0.1:{server.port}/7"
        world.shell('echo "@!task> [3/9] import customers.csv"; echo "@sentry,warning,a.b> müde"; echo "@+> still"; echo "@external,exc> no"; echo "@!exception> E: v"; exit 3',
                    options=["--sentry-dsn", dsn, "--sentry-monitor", "nightly", "--sentry-schedule", "0 3 * * 1-5", "--sentry-margin", "5", "--maxtime", "90",
                             "--sentry-timezone", "Europe/Berlin", "--identifier", "x y"], job="jöb {x}")
        equal([request["path"] for request in server.requests[:1]], ["/api/7/envelope/"], "path")
        for request in server.requests:
            peers.judge("sentrycheck.py", input=request["body"])
            check("sentry_key=abcdef0123456789" in request["headers"]["x-sentry-auth"], request["headers"])
        items = [item for request in server.requests for item in envelope(request)]
        check_ins = [item for kind, item in items if kind == "check_in"]
        equal([item["status"] for item in check_ins], ["in_progress", "error"], "check-ins")
        equal(check_ins[0]["check_in_id"], check_ins[1]["check_in_id"], "id of the check-ins")
        equal(check_ins[0]["monitor_config"], {"schedule": {"type": "crontab", "value": "0 3 * * 1-5"}, "checkin_margin": 5, "max_runtime": 3, "timezone": "Europe/Berlin"}, "monitor")
        server.requests.clear()
        known = ["--sentry-dsn", dsn, "--sentry-monitor", "daily", "--schedule", "@daily", "--maxtime", "5m"]
        world.shell("exit 0", options=known, job="known", env=world.environment(TZ="America/New_York"))
        world.shell("exit 0", options=known, job="unnamed", env=world.environment(TZ="EST5EDT,M3.2.0,M11.1.0"))
        for request in server.requests:
            peers.judge("sentrycheck.py", input=request["body"])
        found = [item for request in server.requests for kind, item in envelope(request) if kind == "check_in"]
        equal([item.get("monitor_config") for item in found], [{"schedule": {"type": "crontab", "value": "0 0 * * *"}, "max_runtime": 6, "timezone": "America/New_York"}] + 3 * [None], "known schedules")
        events = [item for kind, item in items if kind == "event"]
        equal([event["level"] for event in events], ["warning", "fatal"], "levels")
        equal({item["contexts"]["trace"]["trace_id"] for item in events + check_ins}.__len__(), 1, "traces")
        equal(events[0]["breadcrumbs"]["values"][0]["message"], "[3/9] import customers.csv", "breadcrumb")
        equal(events[0]["tags"]["sisyphus.tag.a.b"], "true", "tags")


@case("exceptions for Sentry", "type, value, calls and the open task of what the run failed by; @!exception,sentry> is told at once")
def exceptions(world):
    with peers.running(peers.Web()) as server:
        options = ["--sentry-dsn", f"http://abcdef0123456789@127.0.0.1:{server.port}/7"]
        (world.root / "job.py").write_text("def inner():\n    {}[1]\n\ninner()\n")
        world.shell(f'echo "@!task> [3/9] import customers.csv"; python3 {world.root}/job.py', options=options)
        world.shell('echo "@!exception,sentry> KeyError: name"; exit 0', options=options, job="b")
        for request in server.requests:
            peers.judge("sentrycheck.py", input=request["body"])
        events = [item for request in server.requests for kind, item in envelope(request) if kind == "event"]
        thrown = [event["exception"]["values"][0] for event in events]
        equal([(one["type"], one["value"]) for one in thrown], [("KeyError", "1"), ("KeyError", "name")], "exceptions")
        equal([frame["function"] for frame in thrown[0]["stacktrace"]["frames"]], ["<module>", "inner"], "calls")
        equal(events[0]["breadcrumbs"]["values"][0]["message"], "[3/9] import customers.csv", "breadcrumb")


@case("Sentry asks for silence", "rate limits are honoured by the next run too, also when they come with a 200")
def limits(world):
    # Only the event is answered so: the answer to the check-in at the start may come before the event is sent.
    limits = {"X-Sentry-Rate-Limits": "60:error:key, 10:transaction:key"}
    answer = lambda request: (200, limits if any(kind == "event" for kind, _ in envelope(request)) else {}, b'{"id":"x"}')
    with peers.running(peers.Web(answer)) as server:
        options = ["--sentry-dsn", f"http://abcdef0123456789@127.0.0.1:{server.port}/7", "--sentry-monitor", "nightly"]
        world.shell("exit 3", options=options)
        before = [kind for request in server.requests for kind, _ in envelope(request)]
        world.shell("exit 4", options=options)
        after = [kind for request in server.requests for kind, _ in envelope(request)]
        equal(before.count("event"), 1, "events of the first run")
        equal(after.count("event"), 1, "events of both runs")
        equal(after.count("check_in"), 4, "check-ins of both runs")
        check("asked to be left alone" in log(world), log(world))
    with peers.running(peers.Bugsink(quota=2)) as server:
        for number in range(3):
            world.shell(f"exit {number + 1}", options=["--sentry-dsn", server.dsn], job="b")
        check("HTTP 429" in log(world, "b") or "asked to be left alone" in log(world, "b"), log(world, "b"))


@case("pings", "start and end with one rid, exit status and tail of the output within the server's limit")
def pings(world):
    with peers.running(peers.Web(lambda request: (200, {"Ping-Body-Limit": "100"}, b"OK"))) as server:
        url = f"http://127.0.0.1:{server.port}/ping/11111111-2222-4333-8444-555555555555"
        world.shell("for i in $(seq 100); do echo line $i; done; sleep 0.3; exit 3", options=["--ping-url", url])
        world.shell("exit 0", options=["--ping-url", url], job="good")
        paths = [request["path"].split("?")[0].rpartition("555555555555")[2] for request in server.requests]
        equal(paths, ["/start", "/3", "/start", ""], "events")
        rids = [request["path"].split("rid=")[1] for request in server.requests]
        check(rids[0] == rids[1] and rids[1] != rids[2] and len(rids[0]) == 36, f"rids {rids}")
        body = server.requests[1]["body"]
        check(body.endswith(b"line 100") and len(body) <= 100, f"body {body!r}")
        check("11111111-2222" not in log(world), "a secret is shown")
        server.requests.clear()
        world.shell("exit 0", options=["--ping-url", f"http://127.0.0.1:{server.port}/ping/KEY", "--ping-create"], job="new")
        equal([request["path"].partition("rid=")[0] for request in server.requests], ["/ping/KEY/p-new/start?create=1&", "/ping/KEY/p-new?create=1&"], "checks that are made")


@case("webhooks", "a signed webhook is verified by Standard Webhooks' own library; presets have the shape that they should")
def webhooks(world):
    with peers.running(peers.Web()) as server:
        secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        options = ["--webhook-url", f"http://127.0.0.1:{server.port}/hook"]
        world.shell("echo öut; exit 3", options=[*options, "--webhook-secret", "env:S"], env=world.environment(S=secret))
        request = server.requests[0]
        peers.judge("webhookcheck.py", secret, input=json.dumps({"headers": request["headers"], "body": request["body"].decode()}).encode())
        facts = json.loads(request["body"])
        equal((facts["event"], facts["status"], facts["exit_code"], facts["last_lines"]), ("failure", "failed", 3, ["öut"]), "facts")
        for preset in ("slack", "discord", "ntfy", "mattermost"):
            more = ["--ntfy-priority", "high", "--ntfy-tags", "skull,cron", "--webhook-secret", "tk"] if preset == "ntfy" else []
            world.shell("echo '<!channel> @everyone ``` x'; exit 3", options=[*options, "--webhook-format", preset, *more], job=preset)
        headers = server.requests[3]["headers"]
        equal([headers.get(name) for name in ("priority", "tags", "authorization", "content-type")],
              ["high", "skull,cron", "Bearer tk", "text/plain; charset=utf-8"], "headers for ntfy")
        slack, discord, ntfy, mattermost = [request["body"].decode() for request in server.requests[1:]]
        check("<!channel>" not in slack and "&lt;!channel&gt;" in json.loads(slack)["text"], slack)
        check(json.loads(discord)["allowed_mentions"] == {"parse": []} and len(json.loads(discord)["content"]) <= 2000, discord)
        check(ntfy.startswith("Failed: P/ntfy on ") and "Failed" in json.loads(mattermost)["text"], ntfy)


@case("hook, metrics and desktop", "the command gets JSON, promtool finds nothing wrong, the notifier gets title and text; a missing one is said once")
def local(world):
    metrics = world.root / "metrics"
    metrics.mkdir()
    notifier = world.root / "notifier"
    notifier.write_text(f'#!/bin/sh\nfor a; do printf "%s\\n" "$a"; done > {world.root}/shown\n')
    notifier.chmod(0o755)
    options = ["--on-event", f"cat > {world.root}/event", "--metrics-dir", metrics, "--notify", "--notify-command", notifier]
    for status in (0, 3):
        world.shell(f"echo; exit {status}", options=options, job='a"b')
    facts = json.loads((world.root / "event").read_text())
    equal((facts["event"], facts["jobname"], facts["exit_code"]), ("failure", 'a"b', 3), "facts")
    files = list(metrics.iterdir())
    equal(len(files), 1, f"files {files}")
    text = files[0].read_bytes()
    equal(oct(files[0].stat().st_mode & 0o777), "0o644", "mode of the metrics")
    check(b'sisyphus_runs_total{project="P",job_name="a\\"b",outcome="failed"} 1\n' in text, text)
    promtool = peers.debian("usr/bin/promtool", "prometheus") / "usr/bin/promtool"
    result = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True)
    equal(result.returncode, 0, f"promtool: {result.stderr}")
    shown = (world.root / "shown").read_text().splitlines()
    equal(shown[:3], ["--app-name=sisyphus", "--", 'Failed: P/a"b'], "notification")
    world.shell("echo; exit 3", options=["--notify", "--notify-command", "no-such-program"], job="c")
    equal(log(world, "c").count("no-such-program was not found"), 1, "said once")


@case("a webhook that hangs", "is kept, marked as perhaps delivered, and sent once more with the same id")
def hanging(world):
    with peers.running(peers.Web()) as server:
        url = ["--webhook-url", f"http://127.0.0.1:{server.port}/hang", "--notify-timeout", "2"]
        world.shell("exit 5", options=[*url, "--webhook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
        equal(len(spool(world)), 1, "kept")
        world.gone(20)
        check(b'"unsure_since"' in spool(world)[0].read_bytes(), "not marked")
        equal(oct(spool(world)[0].stat().st_mode & 0o777), "0o600", "mode")
        world.shell("exit 5", options=[*url, "--webhook-format", "slack"], job="s")
        check("is not delivered yet (the server takes its time); its courier goes on for some minutes" in log(world, "s"), log(world, "s"))
        world.gone(20)
        server.cured = True
        equal(losses(world).count("The webhook message about P/s may have arrived and is not sent again"), 1, losses(world))
        world.spawn([*world.argv(job=None, verb="flush")[:2]]).wait()
        ids = [request["headers"]["webhook-id"] for request in server.requests if "webhook-id" in request["headers"]]
        equal((len(ids), len(set(ids)), spool(world)), (2, 1, []), "tries and their ids")


@case("a post that hangs", "is sent again while Mattermost would recognise it, not later; the log says so")
def late(world):
    with peers.running(peers.Web(lambda request: (201, {}, b'{"id":"' + b"p" * 26 + b'"}'))) as server:
        options = ["--mattermost-url", f"http://127.0.0.1:{server.port}/hang", "--mattermost-channel", "c" * 26, "--mattermost-token", "t0ken", "--notify-timeout", "1"]
        for job, seconds, told in (("soon", 1, 2), ("late", 60, 1)):
            server.cured = False
            server.requests.clear()
            world.shell("exit 5", options=options, job=job)
            world.gone(20)
            entry = spool(world)[0]
            head, _, body = entry.read_bytes().partition(b"\n")
            head = json.loads(head)
            check(head["unsure_since"] > 0, head)
            head["unsure_since"] -= seconds * 1_000_000
            entry.write_bytes(json.dumps(head).encode() + b"\n" + body)
            server.cured = True
            flushed = world.spawn([*world.argv(job=None, verb="flush")[:2]]).wait()
            equal((len(server.requests), flushed.status, spool(world)), (told, 0, []), f"posts of {job}")
            equal(len({json.loads(request["body"])["pending_post_id"] for request in server.requests}), 1, "ids")
            check((b"may have arrived and is not sent again" in flushed.out) == (told == 1), flushed)


@case("libcurl is not loaded without need", "a run without notifications, and one with some but nothing to tell, never opens it")
def unloaded(world):
    for options in ([], ["--toemail", "a@example.test", "--fromemail", "b@example.test", "--smtphost", "127.0.0.1"]):
        trace = world.root / "trace"
        ended = world.run("true", options=options, prefix=["strace", "-f", "-qq", "-e", "trace=openat", "-o", trace])
        equal(ended.status, 0, "exit status")
        check("libcurl" not in trace.read_text(), "libcurl was opened")
    world.run("false", options=options, prefix=["strace", "-f", "-qq", "-e", "trace=openat", "-o", trace])
    check("libcurl" in trace.read_text(), "a run that tells opens it, which this case would see")


@case("test-channels", "each configured channel tells what the server said")
def channels(world):
    with peers.running(peers.Mattermost()) as server, peers.running(peers.SMTP("plain")) as mail:
        options = [*server.options, *mail.options, "--ping-url", "http://127.0.0.1:1/x", "--on-event", "exit 3", "--metrics-dir", world.root]
        ended = world.spawn(world.argv(options=options, verb="test-channels"), env=world.environment(**server.secret)).wait()
        out = ended.out.decode()
        equal(ended.status, 1, f"exit status {out} {ended.err}")
        check("ok     e-mail: Sent email report to ops@example.test (250 2.0.0 OK queued)" in out, out)
        check("ok     Mattermost: " in out and "FAILED ping: " in out and "FAILED hook command: " in out, out)
        check(f"ok     metrics: files can be written to {world.root}\n" in out and "spool" not in out, out)
        equal(len(server.posts()) + len(mail.mails()), 2, "messages")


@case("secrets on the command line", "cannot be read from /proc, and the job does not get the variables that they come from")
def secrets(world):
    started = world.start("bash", "-c", f"env > {world.root}/env; touch {world.root}/up; sleep 1",
                          options=["--sentry-dsn", "http://topsecretkey@127.0.0.1:1/1", "--ping-url=env:PINGS"], env=world.environment(PINGS="http://127.0.0.1:1/hidden"))
    wait_until((world.root / "up").exists, "the job runs")
    shown = pathlib.Path(f"/proc/{started.pid}/cmdline").read_bytes()
    children = subprocess.run(["ps", "-eo", "args"], capture_output=True).stdout
    equal(started.wait().status, 0, "exit status")
    check(b"topsecretkey" not in shown + children, "a secret is shown")
    check("hidden" not in (world.root / "env").read_text(), "the job got the secret")


@case("quiet kills", "--noisykills no keeps a timeout out of chat, not out of Sentry")
def quiet(world):
    with peers.running(peers.Mattermost()) as server, peers.running(peers.Web()) as sentry:
        world.run("sleep", "60", options=[*server.options, "--maxtime", "0.3", "--noisykills", "no", "--sentry-dsn", f"http://abcdef01@127.0.0.1:{sentry.port}/1"],
                  env=world.environment(**server.secret))
        equal((len(server.posts()), len(sentry.requests)), (0, 1), "posts and events")


@case("the supervisor is killed while it tells", "what the courier had taken is kept or delivered; nothing is left running")
def killed(world):
    with peers.running(peers.Web()) as server:
        started = world.start("sh", "-c", "exit 3", options=["--webhook-url", f"http://127.0.0.1:{server.port}/hang", "--notify-timeout", "3"])
        wait_until(lambda: server.requests, "the webhook is called")
        started.kill(9)
        started.wait()
        equal(len(spool(world)), 1, "kept")
        world.gone(10)


@case("a killed run is told", "the next start tells of the run that was lost, and then of the recovery")
def lost(world):
    with peers.running(peers.Web()) as server:
        options = ["--webhook-url", f"http://127.0.0.1:{server.port}/", "--metrics-dir", world.root]
        started = world.start("bash", "-c", f"echo importing; touch {world.root}/up; sleep 60", options=options)
        wait_until(lambda: (world.root / "up").exists() and b"importing" in world.log(), "the job runs")
        started.kill(9)
        started.wait()
        world.gone()
        equal(world.shell("echo; exit 0", options=options).status, 0, "exit status")
        facts = [json.loads(request["body"]) for request in server.requests]
        equal([fact["event"] for fact in facts], ["failure", "recovery"], "events")
        equal(facts[0]["reason"], "lost: the supervisor was killed before the run had ended", "reason")
        equal(facts[0]["pid"], started.pid, "the pid of the run that was lost")
        check("importing" in facts[0]["command"] and facts[0]["last_lines"][-1].endswith(" >> importing"), facts[0])


@case("a run that does not end is told", "once, by a start that is skipped; the skip keeps its status")
def stuck(world):
    with peers.running(peers.Web()) as server:
        options = ["--webhook-url", f"http://127.0.0.1:{server.port}/"]
        started = world.start("bash", "-c", f"echo hanging; touch {world.root}/up; sleep 60", options=options)
        wait_until(lambda: (world.root / "up").exists() and b"hanging" in world.log(), "the job runs")
        equal(world.run("true", options=options).status, 75, "exit status of a skip")
        equal(len(server.requests), 0, "told too early")
        state = world.directory() / "run.state"
        text = state.read_text()
        lines = [line for line in text.splitlines() if not line.startswith("start ")]
        state.write_text("\n".join([*lines[:-1], "start 2026-01-01T00:00:00.000000+00:00", "maxtime 1", "end"]) + "\n")
        for _ in range(2):
            equal(world.run("true", options=options).status, 75, "exit status of a skip")
        equal([json.loads(request["body"])["event"] for request in server.requests], ["stuck"], "events")
        fact = json.loads(server.requests[0]["body"])
        equal((fact["pid"], fact["command"][-9:], fact["logfile"]), (started.pid, "sleep 60'", str(world.logs()[0])), "facts of the run that does not end")
        check(fact["last_lines"] and fact["last_lines"][-1].endswith(" >> hanging"), fact["last_lines"])
        started.kill(15)
        started.wait()


@case("a refusal for good", "when no channel takes the failure, the block of --report is on stderr with the reason; one that takes it or waits is enough")
def refusal(world):
    gone = peers.Web(answer=lambda request: (404, {}, b"no such hook"))
    with peers.running(gone) as server, peers.running(peers.Web()) as other:
        refused = ["--webhook-url", f"http://127.0.0.1:{server.port}/gone"]
        for number in range(2):
            result = world.shell("echo no space left; exit 3", options=refused, job="refused")
            equal(result.status, 3, "exit status")
            err = result.err.decode()
            check("failed with exit status 3" in err and "no space left" in err and "not told: " in err and "HTTP 404: no such hook" in err, err)
        equal(world.shell("exit 0", options=refused, job="refused").err, b"", "stderr of a good run")
        equal(world.shell("exit 3", options=[*refused, "--ping-url", f"http://127.0.0.1:{other.port}/"], job="pinged").err, b"", "one channel takes it")
        equal(world.shell("exit 3", options=[*refused, "--report", "never"], job="never").err, b"", "--report never")
    waiting = ["--webhook-url", f"http://127.0.0.1:{peers.free_port()}/"]
    equal(world.shell("exit 3", options=waiting, job="waits").err, b"", "what waits")
    for options, reason in ((["--on-event", "exit 9"], "exit status 9"), (["--ping-url", f"http://127.0.0.1:{peers.free_port()}/"], "The ping message")):
        err = world.shell("exit 3", options=options, job=options[0][2:]).err.decode()
        check("not told: " in err and reason in err, err)


@case("a machine without sendmail", "runs the job; a failure is on stderr with the reason that nobody is mailed; --strict-notify and test-channels say it")
def no_sendmail(world):
    options = ["--fromemail", "s@example.org", "--toemail", "p@example.org", "--sendmail", f"{world.root}/none"]
    result = world.shell("echo full; exit 3", options=options)
    err = result.err.decode()
    equal(result.status, 3, "exit status")
    check("has no sendmail" in err and "nothing is told over this channel in this run" in err, err)
    check("failed with exit status 3" in err and "  full" in err, err)
    check("has no sendmail" in log(world), log(world))
    result = world.shell("exit 0", options=[*options, "--strict-notify"])
    check(result.status == 64 and b"has no sendmail" in result.err and b"the job was not started" in result.err, result)
    result = world.spawn([BINARY, "test-channels", *options]).wait()
    check(result.status == 1 and b"has no sendmail" in result.out, result)


@case("a secret that cannot be read", "switches its channel off for the run, with a warning on stderr and in the log; the failure is on stderr; --strict-notify refuses")
def secret(world):
    options = ["--mattermost-url", "https://127.0.0.1:9", "--mattermost-channel", "c", "--mattermost-token", f"file:{world.root}/nothing"]
    result = world.shell("echo works; exit 0", options=options)
    err = result.err.decode()
    equal(result.status, 0, "exit status")
    check("--mattermost-token cannot be used: " in err and "Mattermost" in err and err.count("\n") == 1, err)
    check("--mattermost-token cannot be used: " in log(world) and ">> works" in log(world), log(world))
    err = world.shell("echo full; exit 3", options=options).err.decode()
    check("failed with exit status 3" in err and "  full" in err.replace("\t", " "), err)
    result = world.shell("exit 0", options=[*options, "--strict-notify"])
    check(result.status == 64 and b"the job was not started" in result.err, result)
    with peers.running(peers.Web()) as server:
        more = ["--webhook-url", f"http://127.0.0.1:{server.port}/", "--sentry-dsn", "env:NO_SUCH_DSN", "--sentry-monitor", "m"]
        result = world.shell("exit 3", options=more, job="two")
        err = result.err.decode()
        check(result.status == 3 and "--sentry-dsn cannot be used" in err and "failed with exit status 3" in err, err)
        equal(len(server.requests), 1, "the channel that works")


@case("Sentry and Mattermost as people write them", "an exit status is an issue of its own; the address of Mattermost may be that of its interface")
def addresses(world):
    with peers.running(peers.Web()) as server:
        for status in (3, 4):
            world.shell(f"exit {status}", options=["--sentry-dsn", f"http://k@127.0.0.1:{server.port}/1"], job="issues")
        prints = [envelope(request)[0][1]["fingerprint"] for request in server.requests]
        check(len(prints) == 2 and prints[0] != prints[1], prints)
        server.requests.clear()
        for number, path in enumerate(("", "/", "/api/v4/posts", "/api/v4/posts/", "/api/v4")):
            given = ["--mattermost-url", f"http://127.0.0.1:{server.port}{path}", "--mattermost-channel", "c", "--mattermost-token", "t"]
            world.shell("exit 3", options=given, job=f"post{number}")
        equal([request["path"].split("?")[0] for request in server.requests], ["/api/v4/posts"] * 5, "where posts go")


@case("mail servers with a port, receivers of this machine", "HOST:PORT and [ADDRESS]:PORT are understood; what can never work is refused")
def servers(world):
    for host, status in (("mail.example.org:", 64), ("[::1", 64), ("h:70000", 64)):
        options = ["--fromemail", "a@b.example", "--toemail", "c@d.example", "--smtphost", host]
        equal(world.shell("exit 0", options=options, job="no").status, status, host)
    with peers.running(peers.SMTP("plain")) as server:
        options = ["--fromemail", "a@b.example", "--toemail", "c@d.example", "--smtphost", f"127.0.0.1:{server.port}"]
        world.shell("exit 3", options=options, job="port")
        equal(len(server.mails()), 1, "mails")
        result = world.shell("exit 3", options=["--fromemail", "a@b.example", "--toemail", "root", "--smtphost", "127.0.0.1"], job="local")
        check(result.status == 64 and b"--toemail root needs sendmail" in result.err, result)
    program = world.root / "sendmail"
    program.write_text(f"#!/bin/sh\necho \"$@\" > {world.root}/args; cat > {world.root}/mail\n")
    program.chmod(0o755)
    world.shell("exit 3", options=["--fromemail", "a@b.example", "--toemail", "root", "--sendmail", program], job="sendmail")
    check((world.root / "args").read_text().endswith("-- root\n"), (world.root / "args").read_text())
    check("To: root\n" in (world.root / "mail").read_text(), (world.root / "mail").read_text())


def told_ids(server, event):
    """By which identifiers something was told: what is told twice has the same."""
    return {request["headers"]["webhook-id"] for request in server.requests if json.loads(request["body"])["event"] == event}


@case("a supervisor that is killed anywhere", "what is on record as failed is told once, by the run or by the next start, and its recovery; a recovery alone is never told")
def killed_anywhere(world):
    need("strace")
    calls = "renameat,unlinkat,fdatasync,symlinkat,flock"
    with peers.running(peers.Web()) as server:
        options = ["--webhook-url", f"http://127.0.0.1:{server.port}/", "--webhook-secret", "s"]
        told = 0
        for number in range(1, 60):
            server.requests.clear()
            job = f"job-{number}"
            inject = ["strace", "-o", world.root / "trace", "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}"]
            ended = world.shell("echo @!result\\> 3 of 9 files; exit 3", options=options, job=job, prefix=inject)
            world.gone(20)
            equal(world.shell("echo; exit 0", options=options, job=job).status, 0, "the next start")
            world.gone(20)
            records = [json.loads(row) for row in (world.directory(job) / "runs.jsonl").read_text().splitlines()]
            failed = [record for record in records if record["status"] == "failed"]
            equal((len(told_ids(server, "failure")), len(told_ids(server, "recovery"))), (len(failed),) * 2, f"told when killed at call {number}: {failed}")
            check(not failed or events(server)[0] == "failure", events(server))
            if failed and "lost" not in failed[0]["reason"]:
                fact = next(json.loads(request["body"]) for request in server.requests)
                check((fact["exit_code"], fact["run"]) == (3, failed[0]["id"]) and "3 of 9 files" in fact["reason"], fact)
            told += len(failed)
            if ended.status == 3:
                break
        check(told > 5 and ended.status == 3, f"{told} of {number} kills left a failure")


@case("a message before its courier", "is in the spool before a courier is started: whoever kills all processes at once does not make it untold")
def message_before_courier(world):
    need("strace")
    with peers.running(peers.Web()) as server:
        trace = ["strace", "-o", world.root / "trace", "-e", "trace=renameat,clone3,vfork,write"]
        world.shell("exit 3", options=["--webhook-url", f"http://127.0.0.1:{server.port}/", "--report", "never"], prefix=trace)
        calls = (world.root / "trace").read_text().splitlines()
        written = next(number for number, call in enumerate(calls) if call.startswith("renameat(") and '.told"' in call)
        started = next(number for number, call in enumerate(calls) if call.startswith(("clone3(", "vfork(")) and number > written)
        judged = next(number for number, call in enumerate(calls) if '"notify.state"' in call)
        check(written < started < judged, calls)
        equal((events(server), spool(world)), (["failure"], []), "told, and nothing is left")


@case("a recovery", "is told over the channels alone that told of the failure; one that is added later is told of the failure that lasts")
def recovery_of_what_was_told(world):
    with peers.running(peers.Web()) as one, peers.running(peers.Web()) as other, peers.running(peers.Web(answer=lambda request: (404, {}, b""))) as gone:
        first, later, refusing = (["--webhook-url", f"http://127.0.0.1:{server.port}/"] for server in (one, other, gone))
        quiet = ["--metrics-dir", world.root]
        for job, options in (("none", quiet), ("gone", refusing)):
            world.shell("exit 3", options=options, job=job)
            world.shell("echo; exit 0", options=first, job=job)
        equal(events(one), [], "what nobody was told of has no end")
        for options, status in ((quiet, 3), (first, 3), (first, 3), (first, 0)):
            world.shell(f"echo; exit {status}", options=options, job="added")
        equal(events(one), ["failure", "recovery"], "a channel that is added while the job fails")


@case("a job that fails and works by turns", "is told as flapping once, and again when it has settled; each change where --tell-flapping says so")
def flapping(world):
    with peers.running(peers.Web()) as server:
        url = ["--webhook-url", f"http://127.0.0.1:{server.port}/"]
        for job, options, wanted in (
            ("usual", [], ["failure", "recovery", "failure", "recovery", "flapping"]),
            ("never", ["--tell-flapping", "none"], ["failure", "recovery"] * 4),
        ):
            server.requests.clear()
            for _ in range(4):
                for status in (3, 0):
                    world.shell(f"echo; exit {status}", options=[*url, *options], job=job)
            equal(events(server), wanted, job)
            check(job == "never" or "it has failed 3 times since" in json.loads(server.requests[-1]["body"])["reason"], server.requests[-1]["body"])
        # As if that had been long ago.
        server.requests.clear()
        path = world.directory("usual") / "notify.state"
        state = json.loads(path.read_text())
        state["flapping"]["changed"] -= 3_600_000_000
        path.write_text(json.dumps(state))
        for status in (0, 3):
            world.shell(f"echo; exit {status}", options=url, job="usual")
        equal(events(server), ["settled", "failure"], "when it has settled")
        check("it had failed 4 times since" in json.loads(server.requests[0]["body"])["reason"], server.requests[0]["body"])


@case("a long message and a supervisor that is killed when it was handed over", "arrives whole, once")
def long_message(world):
    need("strace")
    with peers.running(peers.SMTP("plain")) as server:
        script = "for i in $(seq 20); do printf '@email> %s-%08000d\\n' $i 7; done; exit 3"
        trace = ["strace", "-o", world.root / "trace", "-e", "trace=unlinkat"]
        # The last file that goes is run.state, when all has been handed over.
        world.shell(script, options=server.options, job="count", prefix=trace)
        counted = len(server.mails())
        calls = [line for line in (world.root / "trace").read_text().splitlines() if line.startswith("unlinkat")]
        place = next(number for number, line in enumerate(calls, 1) if '"run.state"' in line)
        inject = [*trace, "-e", f"inject=unlinkat:signal=KILL:when={place}"]
        equal(world.shell(script, options=server.options, prefix=inject).status, -9, "the supervisor is killed")
        wait_until(lambda: not world.processes(), "the courier is at work")
        world.shell("echo; exit 0", options=server.options)
        wait_until(lambda: not world.processes(), "the courier is at work")
        subjects = [read(one)["Subject"].split(":")[0] for one in server.mails()[counted:]]
        equal(subjects, ["Failed", "Recovered"], "mails")
        check(len(server.mails()[counted]["raw"]) > 150_000, "a long mail")
