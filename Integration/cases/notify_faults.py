"""Servers that misbehave, for every channel that uses the network; and secrets."""
import json
import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from common import flush, log, losses, spool  # noqa: E402
from harness import case, check, equal, wait_until  # noqa: E402


def everywhere(mail, web, mode):
    """Options of all network channels, whose servers behave so."""
    at = f"http://127.0.0.1:{web.port}/{mode}"
    return [
        "--smtphost", "127.0.0.1", "--smtpport", mail.port, "--fromemail", "cron@example.test", "--toemail", "ops@example.test",
        "--mattermost-url", f"{at}/chat", "--mattermost-channel", "c" * 26, "--mattermost-token", "t0ken-t0ken",
        "--sentry-dsn", f"http://k3yk3y@127.0.0.1:{web.port}/{mode}/1", "--ping-url", f"{at}/ping", "--webhook-url", f"{at}/webhook", "--notify-timeout", "2"]


@case("servers that misbehave", "hanging, slow, huge and redirecting ones of every channel: the run ends in time with its own status; what waits is delivered once they are well")
def misbehave(world):
    for mode in ("hang", "slow", "huge", "redirect"):
        with peers.running(peers.BadSMTP("slow" if mode == "redirect" else mode)) as mail, peers.running(peers.Web()) as web:
            ended = world.shell("exit 5", options=everywhere(mail, web, mode), job=mode)
            equal(ended.status, 5, "exit status")
            check(ended.seconds < 6, f"{mode} took {ended.seconds} s")
            paths = {request["path"].split("?")[0].split("/")[2] for request in web.requests}
            check({"chat", "api", "ping", "webhook"} <= paths and mail.connections > 0, f"{mode}: who was asked: {paths}, {mail.connections}")
            check("elsewhere" not in str(web.requests), "a redirection was followed")
            kept = sorted(json.loads(path.read_bytes().splitlines()[0])["channel"] for path in spool(world))
            wanted = {"hang": ["email", "mattermost", "sentry", "webhook"], "slow": ["email", "mattermost", "sentry", "webhook"]}.get(mode, ["email"])
            equal(kept, wanted, f"kept after {mode}; {log(world, mode)}")
            if mode == "huge":
                check("Sent Mattermost message" in log(world, mode) and "Sent webhook message" in log(world, mode), log(world, mode))
            if mode == "redirect":
                equal(log(world, mode).count("is given up: HTTP 302\n"), 5, log(world, mode))
            check("t0ken" not in log(world, mode) and "k3yk3y" not in log(world, mode), "a secret is shown")
            # A courier that goes on by itself is ended by whoever ends everything.
            for pid in world.processes():
                os.kill(pid, signal.SIGKILL)
            world.gone()
            web.requests.clear()
            web.cured = True
            port = mail.port
            mail.close()
            with peers.running(peers.SMTP("plain", port)) as mail:
                flush(world)
                equal((len(web.requests), len(mail.mails()), spool(world)), (len(wanted) - 1, 1, []), f"delivered after {mode}; {losses(world)}")


SECRETS = {
    "smtppassword": "s3cret-password", "mattermost-token": "tok-mattermost-77", "sentry-dsn": "http://pubkey5eed:privkey5eed@127.0.0.1:{port}/sentry/1",
    "ping-url": "http://127.0.0.1:{port}/ping/5ec2e7-ping-5ec2e7", "webhook-url": "http://127.0.0.1:{port}/hook/5ec2e7-hook-5ec2e7", "webhook-secret": "whsec_5ec2e7c2lnbmF0dXJl",
}
NEEDLES = [b"s3cret-password", b"tok-mattermost-77", b"pubkey5eed", b"privkey5eed", b"5ec2e7-ping", b"5ec2e7-hook", b"whsec_5ec2e7", b"c2VjcmV0", b"czNjcmV0LXBhc3N3b3Jk"]


def leaks(data, where):
    for needle in NEEDLES:
        check(needle not in data, f"{needle.decode()} stands in {where}")


def echo(request):
    """A server that says everything that it was sent, as some do in their errors."""
    said = json.dumps({"message": f"no: {request['path']} {request['headers']}"}).encode()
    return (403, {"X-Echo": request["path"]}, said) if "/log" not in request["path"] else (200, {}, b"OK")


@case("secrets stay secret",
      "of each channel, given plain, by environment or file: not in arguments, environments, logs, records, mails, messages, errors or on the screen, though servers repeat them")
def secrets(world):
    for way in ("plain", "variable", "reference", "file"):
        with peers.running(peers.Web(echo)) as web, peers.running(peers.SMTP("tls" if way == "file" else "echo")) as mail:
            values = {name: value.format(port=web.port) for name, value in SECRETS.items()}
            options = [
                *mail.options, "--smtpuser", "cron", "--mattermost-url", f"http://127.0.0.1:{web.port}/chat", "--mattermost-channel", "c" * 26, "--sentry-monitor", "nightly",
                "--sentry-debug", "--metrics-dir", world.root, "--on-event", f"env > {world.root}/hook-{way}; cat > {world.root}/event-{way}", "--notify-timeout", "5"]
            environment = {"SSL_CERT_FILE": mail.cert}
            for name, value in values.items():
                if way == "plain":
                    options += [f"--{name}", value]
                elif way == "variable":
                    environment["SISYPHUS_" + name.upper().replace("-", "_")] = value
                elif way == "reference":
                    environment["MY_" + name.upper().replace("-", "_")] = value
                    options += [f"--{name}", "env:MY_" + name.upper().replace("-", "_")]
                else:
                    folder = world.root / "secret-files"
                    folder.mkdir(exist_ok=True)
                    (folder / name).write_text(value + "\n")
                    (folder / name).chmod(0o600)
                    options += [f"--{name}", f"file:{folder / name}"]
            up = world.root / f"up-{way}"
            started = world.start("bash", "-c", f"cat /proc/self/environ > {up}.env; echo '@external> told'; touch {up}; while [ -e {up} ]; do sleep 0.02; done; exit 3",
                                  options=options, env=world.environment(**environment), job=way)
            wait_until(up.exists, "the job runs")
            wait_until(lambda: len(web.requests) >= 3, "the servers are asked")
            for entry in os.listdir("/proc"):
                if entry.isdigit() and int(entry) != os.getpid():
                    try:
                        leaks(pathlib.Path(f"/proc/{entry}/cmdline").read_bytes(), f"the arguments of {way}")
                    except OSError:
                        pass
            up.unlink()
            ended = started.wait()
            equal(ended.status, 3, "exit status")
            check(log(world, way).count("HTTP 403") >= 4, log(world, way))
            tested = world.spawn([*world.argv(options=options, job=way, verb="test-channels")], env=world.environment(**environment)).wait()
            check(b"FAILED" in tested.out and tested.status == 1, tested)
            leaks(ended.out + ended.err + tested.out + tested.err, f"the output of {way}")
            equal(len(mail.mails()), 2 if way == "file" else 0, "mails")
            # The servers may hear their own secret, nobody else's, and not in what they keep.
            leaks(b"".join(request["body"] for request in web.requests), f"messages of {way}")
            leaks(b"".join(json.dumps(mail).encode() for mail in mail.mails()), f"mails of {way}")
    for path in world.root.rglob("*"):
        if path.is_file() and "secret-files" not in path.parts and not path.name.startswith("s-"):
            leaks(path.read_bytes(), str(path))
