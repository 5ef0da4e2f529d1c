"""What is told when, and by which options."""
import email
import email.policy
import grp
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from common import events, log, mail_options, read  # noqa: E402
from harness import case, check, equal, wait_until  # noqa: E402

CHANNELS = ["email", "mattermost", "sentry", "ping", "webhook", "hook", "metrics"]


def settings(world, mail, web):
    """All channels, as a table of options."""
    at = f"http://127.0.0.1:{web.port}"
    return {
        "smtphost": "127.0.0.1", "smtpport": mail.port, "fromemail": "cron@example.test", "toemail": "ops@example.test",
        "mattermost-url": f"{at}/mattermost", "mattermost-channel": "c" * 26, "mattermost-token": "env:TOKEN", "sentry-dsn": "env:DSN",
        "sentry-monitor": "nightly", "ping-url": "env:PING", "webhook-url": "env:HOOK", "on-event": f"touch {world.root}/told/hook",
        "metrics-dir": f"{world.root}/told"}


def heard(world, mail, web):
    """The channels that something came through since the last time."""
    found = {request["path"].split("/")[1] for request in web.requests} | {"email" for _ in mail.mails()}
    web.requests.clear()
    (mail.folder / "mails").unlink(missing_ok=True)
    for path in (world.root / "told").iterdir():
        found.add("metrics" if path.suffix == ".prom" else path.name)
        path.unlink()
    return sorted(found)


@case("each channel can be switched off", "for a job, though the configuration or the environment names it; nothing of it is needed then, and all others are told")
def switches(world):
    answer = lambda request: (201 if "/mattermost" in request["path"] else 200, {}, b'{"id":"' + b"p" * 26 + b'"}')
    (world.root / "told").mkdir()
    with peers.running(peers.SMTP("plain")) as mail, peers.running(peers.Web(answer)) as web:
        at = f"http://127.0.0.1:{web.port}"
        secrets = {"TOKEN": "t0ken", "DSN": f"http://k3y@127.0.0.1:{web.port}/sentry/1", "PING": f"{at}/ping/x", "HOOK": f"{at}/webhook"}
        used = {"TOKEN": "mattermost", "DSN": "sentry", "PING": "ping", "HOOK": "webhook"}
        config = world.root / "config.toml"
        config.write_text("[defaults]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings(world, mail, web).items()))
        config.chmod(0o600)
        for off in [None, *CHANNELS]:
            # What only the silent channel would need is not there.
            environment = world.environment(**{name: value for name, value in secrets.items() if used[name] != off})
            ended = world.shell("exit 3", options=["--config", config, *([f"--no-{off}"] if off else [])], env=environment, job=f"off-{off}")
            equal(ended.status, 3, f"exit status with --no-{off}: {ended}")
            equal(heard(world, mail, web), sorted(channel for channel in CHANNELS if channel != off), f"told with --no-{off}")
        world.shell("exit 3", options=["--config", config], env=world.environment(SISYPHUS_NO_EMAIL="yes", **secrets), job="env")
        equal(heard(world, mail, web), sorted(set(CHANNELS) - {"email"}), "told with SISYPHUS_NO_EMAIL")
        table = [f"--{name}={value}" for name, value in settings(world, mail, web).items()]
        for number, order in enumerate((table, table[::-1])):
            world.shell("echo '@external> x'; exit 3", options=order, env=world.environment(**secrets), job=f"order-{number}")
            equal(heard(world, mail, web), sorted(CHANNELS), "told in any order of options")


@case("tell-on, tell-after, tell-remind", "every failure, the third one, one that lasts; a recovery only of what was told")
def policy(world):
    with peers.running(peers.Web()) as server:
        url = ["--webhook-url", f"http://127.0.0.1:{server.port}/"]
        for name, options, statuses, told in (
            ("every", ["--tell-on", "every"], "3340", ["failure", "failure", "failure", "recovery"]),
            ("change", [], "3340", ["failure", "failure", "recovery"]),
            ("after", ["--tell-after", "3"], "330333300", ["failure", "recovery"]),
            ("remind", ["--tell-remind", "0.001"], "330", ["failure", "reminder", "recovery"]),
            ("never", ["--tell-remind", "none"], "3330", ["failure", "recovery"]),
        ):
            server.requests.clear()
            for status in statuses:
                world.shell(f"echo; exit {status}", options=[*url, *options], job=name)
            equal(events(server), told, name)
        server.requests.clear()
        for content in (b"", b"{\"version\":1", b"\xff" * 100):
            (world.directory("broken")).mkdir(parents=True, exist_ok=True)
            (world.directory("broken") / "notify.state").write_bytes(content)
            world.shell("exit 3", options=url, job="broken")
        equal(events(server), ["failure"] * 3, "a broken state is new")


@case("a job that times out again and again", "is told once by mail and chat, with one post, and each time to Sentry; lines that it routes are told every time")
def timeouts(world):
    with peers.running(peers.SMTP("plain")) as mail, peers.running(peers.Mattermost()) as chat, peers.running(peers.Web()) as sentry:
        options = [*mail.options, *chat.options, "--sentry-dsn", f"http://abcdef01@127.0.0.1:{sentry.port}/1", "--maxtime", "0.3"]
        for script in ("sleep 60", "sleep 60", 'echo "@external> x"; sleep 60'):
            equal(world.shell(script, options=options, env=world.environment(**chat.secret)).status, 124, "exit status")
        subjects = [read(one)["Subject"] for one in mail.mails()]
        equal([subject.rpartition(": ")[2] for subject in subjects], ["timed out after 0:00:00.300000"] * 2, "mails")
        titles = [post["message"].split(" ")[1] for post in chat.posts()]
        equal(titles, ["Timeout:", "Message"], "posts")
        equal(len(sentry.requests), 4, "events")


@case("too many routed lines for Sentry", "20 are events of their own, the rest is counted in one")
def flood(world):
    with peers.running(peers.Web()) as server:
        world.shell('for i in $(seq 30); do echo "@sentry> m"; done', options=["--sentry-dsn", f"http://abcdef01@127.0.0.1:{server.port}/1"])
        equal(len(server.requests), 21, "events")
        check(b"10 more messages were not sent" in server.requests[-1]["body"], server.requests[-1]["body"])
        peers.judge("sentrycheck.py", input=server.requests[-1]["body"])


@case("metrics tell of the run that goes on and of what was not delivered", "promtool finds nothing wrong with either")
def metrics(world):
    promtool = peers.debian("usr/bin/promtool", "prometheus") / "usr/bin/promtool"
    options = ["--metrics-dir", world.root / "m", "--webhook-url", f"http://127.0.0.1:{peers.free_port()}/"]
    (world.root / "m").mkdir()
    place = world.root / "m" / "sisyphus.P.job.prom"

    def judge(*lines):
        text = place.read_text()
        result = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True)
        equal((result.returncode, result.stdout + result.stderr), (0, ""), "promtool")
        for line in lines:
            check(f"sisyphus_{line}\n" in text, f"no {line} in {text}")
        return text

    job = 'project="P",job_name="job"'
    for number in (1, 2):
        started = world.start("sh", "-c", f"touch {world.root}/up; while [ -e {world.root}/up ]; do sleep 0.02; done; exit {number}", options=options)
        wait_until(lambda: place.exists() and "sisyphus_running{" + job + "} 1" in place.read_text(), "the metrics tell of the run")
        text = judge(f"running{{{job}}} 1")
        equal("sisyphus_last_exit_code{" + job + "} 1\n" in text, number == 2, "how the last run ended")
        wait_until((world.root / "up").exists, "the job runs")
        (world.root / "up").unlink()
        equal(started.wait().status, number, "exit status")
        judge(f'notification_failures_total{{{job},channel="metrics"}} 0', f'runs_total{{{job},outcome="timeout"}} 0')
        judge(f"running{{{job}}} 0", f"last_exit_code{{{job}}} {number}", f'notification_failures_total{{{job},channel="webhook"}} {number}',
              f'runs_total{{{job},outcome="failed"}} {number}')
    check("HELP" in judge() and "last_start_timestamp_seconds" in judge(), "metrics")


@case("rules for Prometheus", "promtool takes them, and they do what they say with the series of several hosts")
def rules(_):
    promtool = peers.debian("usr/bin/promtool", "prometheus") / "usr/bin/promtool"
    folder = pathlib.Path(__file__).resolve().parents[2] / "Examples/prometheus"
    for words in (["check", "rules", "sisyphus.rules.yml"], ["test", "rules", "sisyphus.test.yml"]):
        result = subprocess.run([promtool, *words], cwd=folder, capture_output=True, text=True)
        equal(result.returncode, 0, result.stdout + result.stderr)
    named = set(re.findall(r"\bsisyphus_(\w+)", (folder / "sisyphus.rules.yml").read_text()))
    told = (pathlib.Path(__file__).resolve().parents[2] / "docs/notifications.md").read_text()
    for name in named:
        check(f"sisyphus_{name}" in told, f"docs/notifications.md does not tell of sisyphus_{name}")


@case("a hook has the caller's surroundings", "umask, default signals, no descriptors and no secrets of ours; what it says does not stop it")
def surroundings(world):
    with peers.running(peers.Mattermost()) as server:
        hook = f"umask > {world.root}/umask; ls /proc/self/fd | tr '\\n' ' ' > {world.root}/fds; grep -E 'Sig(Blk|Ign)' /proc/self/status > {world.root}/signals; " \
            f"env > {world.root}/env; head -c 3000000 /dev/zero | tr '\\0' x; touch {world.root}/done"
        world.shell("echo '@mattermost> opens libcurl'; sleep 0.3; exit 3", options=[*server.options, "--on-event", hook], env=world.environment(**server.secret),
                    prefix=["sh", "-c", 'umask 027; exec "$@"', "x"])
        equal(world.file("umask"), "0027", "umask")
        equal(world.file("fds"), "0 1 2 3", "descriptors, with that of ls")
        # The two that the C library keeps for itself are ignored by whatever its posix_spawn starts.
        equal([int(word, 16) & ~0x180000000 for word in world.file("signals").split()[1::2]], [0, 0], "signals")
        check(server.TOKEN not in world.file("env"), "the hook got a secret")
        check((world.root / "done").exists() and "Ran hook command" in log(world), log(world))


@case("what a job remembers of its notifications", "belongs to the group of --log-group and has the mode of --log-mode")
def group(world):
    name = grp.getgrgid(os.getgid() or 1).gr_name
    with peers.running(peers.Mattermost()) as server:
        world.shell("exit 3", options=[*server.options, "--webhook-url", f"http://127.0.0.1:{peers.free_port()}/", "--log-mode", "0640", "--log-group", name],
                    env=world.environment(**server.secret))
    # The spool holds secrets.
    folder = next((world.home / "ll.sisyphus").glob(".spool-*"))
    equal([oct(path.stat().st_mode & 0o777) for path in (folder, *folder.glob("*.told"))], ["0o700", "0o600"], "spool")
    for path in ("notify.state", "notify.post", "notify.failures"):
        status = (world.directory() / path).stat()
        equal((oct(status.st_mode & 0o777), status.st_gid), ("0o640", grp.getgrnam(name).gr_gid), path)


@case("no notifier for the desktop", "is said once, not by each run, and again when another one is missing")
def notifier(world):
    for program, said in (("no-such-program", 1), ("no-such-program", 0), ("true", 0), ("no-such-program", 1)):
        world.shell("echo; exit 3", options=["--notify", "--notify-command", program])
        equal(log(world).count("no-such-program was not found"), said, "said")


@case("own texts", "templates for mails and posts arrive through real servers, valid and with their facts")
def templates(world):
    with peers.running(peers.Exim()) as mail, peers.running(peers.Mattermost()) as chat:
        options = [
            "--smtphost", "127.0.0.1", "--smtpport", mail.port, "--fromemail", "cron@example.test", "--toemail", "ops@example.test", *chat.options,
            "--formatemailsubject", "<?print job.jobname?>: <?print status?> – überall",
            "--formatemailbodytext", "Grund: <?print reason?><?print '\\n.\\n'?>\n<?for line in lastlines?>\n    <?print line?><?print '\\n'?>\n<?end for?>",
            "--formatemailbodyhtml", "<p><?printx reason?> <?printx lastlines[0]?></p>", "--formatmattermosttitle", "T <?print job.jobname?>",
            "--formatmattermostmessage", "M <?print reason?>"]
        equal(world.shell("echo '<b>'; exit 3", options=options, env=world.environment(**chat.secret)).status, 3, "exit status")
        raw = mail.mails()[0].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        peers.judge("mailcheck.py", input=raw[raw.index(b"From: "):])
        told = email.message_from_bytes(raw, policy=email.policy.SMTP)
        equal(str(told["Subject"]), "job: failed – überall", "subject")
        body, html = [told.get_body((kind,)).get_content() for kind in ("plain", "html")]
        check(body.startswith("Grund: failed with exit status 3") and body.splitlines()[1:3] == [".", "<b>"], repr(body))
        check(html.startswith("<p>failed with exit status 3") and "&lt;b&gt;" in html, html)
        equal([post["message"].splitlines()[0] for post in chat.posts()], ["# T job"], "titles")
        check("M failed with exit status 3" in chat.posts()[0]["message"], chat.posts())


@case("mail servers without room, patience or UTF-8", "552 is given up, greylisting is overcome by a second try, 7-bit servers get a mail that they take")
def oddities(world):
    with peers.running(peers.Exim(limit="5K")) as server:
        world.shell("for i in $(seq 300); do echo a rather long line of output $i; done; exit 3", options=mail_options(server.port), job="size")
        check("is given up: 552" in log(world, "size"), log(world, "size")[-500:])
    for mode in ("greylist", "no8"):
        with peers.running(peers.SMTP(mode)) as server:
            world.shell("echo ünïcode; exit 3", options=[*mail_options(server.port), "--fromemail", "Crön <cron@example.test>"], job=f"jöb-{mode}")
            equal(len(server.mails()), 1, f"mails of {mode}: {log(world, f'jöb-{mode}')}")
            peers.judge("mailcheck.py", input=server.mails()[0]["raw"].encode("latin-1"))
