"""What the cases about notifications share."""
import email
import email.policy
import json
import os
import time

import peers


def log(world, job="job"):
    return world.log(job).decode()


def spool(world):
    return sorted((world.home / "ll.sisyphus").glob(".spool-*/*.told"))


def losses(world):
    return "".join(path.read_text() for path in (world.home / "ll.sisyphus").glob(".spool-*/lost.log"))


def grow_old(world, seconds=120):
    """Lets what is kept have been tried so long ago."""
    for path in spool(world):
        os.utime(path, (time.time() - seconds,) * 2)


def read(mail):
    """A mail that aiosmtpd took."""
    return email.message_from_bytes(mail["raw"].encode("latin-1"), policy=email.policy.SMTP)


def text(mail):
    return mail.get_body(("plain",)).get_content()


def mail_options(port, *more):
    return ["--smtphost", "127.0.0.1", "--smtpport", port, "--fromemail", "cron@example.test", "--toemail", "ops@example.test", *more]


def chat_options(port):
    return ["--mattermost-url", f"http://127.0.0.1:{port}", "--mattermost-channel", peers.Mattermost.CHANNEL, "--mattermost-token", peers.Mattermost.TOKEN]


def events(server):
    return [json.loads(request["body"])["event"] for request in server.requests]


def flush(world, **environment):
    return world.spawn([*world.argv(job=None, verb="flush")[:2]], env=world.environment(**environment)).wait()


def courier_of(started):
    """The process id of a run's courier, or None."""
    return child_of(started, b"sisyphus: courier")


def holder_of(started):
    """The process id of who holds the lock of all hosts for a run, or None."""
    return child_of(started, b"sisyphus: lock holder")


def child_of(started, title):
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", "rb") as file:
                parent = int(file.read().rpartition(b") ")[2].split()[1])
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                if parent == started.pid and file.read().startswith(title):
                    return int(entry)
        except OSError:
            pass
    return None
