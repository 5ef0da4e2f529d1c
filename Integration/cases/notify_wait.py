"""Servers that are away for a while: what waits, how it is delivered, what is dropped."""
import collections
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from common import chat_options, courier_of, events, flush, grow_old, log, losses, mail_options, read, spool, text  # noqa: E402
from harness import Skip, case, check, equal, need_root, wait_until  # noqa: E402

# What Integration/run starts beside more others: these cases wait for servers that are away.
MOSTLY_WAITS = True


class Ports:
    """Places of three servers that are not there yet."""

    def __init__(self):
        self.mail, self.chat, self.hook = (peers.free_port() for _ in range(3))
        self.options = [*mail_options(self.mail), *chat_options(self.chat), "--webhook-url", f"http://127.0.0.1:{self.hook}/hook"]

    def servers(self):
        return peers.running(peers.SMTP("plain", self.mail)), peers.running(peers.Mattermost(self.chat)), peers.running(peers.Web(port=self.hook))


@case("an outage that the failure outlasts", "people get one mail, one post and one webhook with the facts of now, and the recovery in the thread of each")
def outage(world):
    ports = Ports()
    for _ in range(4):
        equal(world.shell("echo x; exit 3", options=ports.options).status, 3, "exit status")
    world.shell("echo x; exit 3", options=[*ports.options, "--no-email", "--no-mattermost", "--no-webhook", "--metrics-dir", world.root])
    equal(len(spool(world)), 3, "kept")
    mail, chat, hook = ports.servers()
    with mail as mail, chat as chat, hook as hook:
        world.shell("echo x; exit 3", options=ports.options)
        equal((len(mail.mails()), len(chat.posts()), events(hook)), (1, 1, ["failure"]), f"told after the outage; {log(world)}")
        told = read(mail.mails()[0])
        check(str(told["Subject"]).startswith("Failed: P/job") and "failure 6 in a row" in text(told), text(told))
        check("failure 6 in a row" in chat.posts()[0]["message"], chat.posts())
        equal(spool(world), [], "kept")
        world.shell("echo x; exit 3", options=ports.options)
        world.shell("echo x; exit 0", options=ports.options)
        equal((len(mail.mails()), len(chat.posts()), events(hook)), (2, 2, ["failure", "recovery"]), "told at the end")
        equal(read(mail.mails()[1])["In-Reply-To"], told["Message-ID"], "thread of the mail")
        equal(chat.posts()[1]["root_id"], chat.posts()[0]["id"], "thread of the post")


@case("an outage that ends with the recovery", "the failure comes first, its recovery answers it")
def overtaken(world):
    ports = Ports()
    world.shell("echo x; exit 3", options=ports.options)
    mail, chat, hook = ports.servers()
    with mail as mail, chat as chat, hook as hook:
        world.shell("echo x; exit 0", options=ports.options)
        threads(mail, chat, hook)


@case("an outage that outlasts the recovery", "a later run that has nothing to tell delivers both in order; one that comes at once tries nobody again")
def outlasted(world):
    ports = Ports()
    world.shell("echo x; exit 3", options=ports.options)
    world.shell("echo x; exit 0", options=ports.options)
    equal(len(spool(world)), 6, "kept")
    mail, chat, hook = ports.servers()
    with mail as mail, chat as chat, hook as hook:
        world.run("true", options=ports.options)
        equal(len(mail.mails()), 0, "mails after a moment")
        grow_old(world)
        # Five are taken along; of the two posts the second is left to another courier.
        last = [path for path in spool(world) if b'"channel":"mattermost"' in path.read_bytes()]
        for path in last:
            os.utime(path, (time.time() - 61,) * 2)
        world.run("true", options=ports.options)
        flush(world)
        threads(mail, chat, hook)
        equal(spool(world), [], "kept")


def threads(mail, chat, hook):
    mails = [read(mail) for mail in mail.mails()]
    equal([str(mail["Subject"]).split(":")[0] for mail in mails], ["Failed", "Recovered"], "mails")
    equal(mails[1]["In-Reply-To"], mails[0]["Message-ID"], "thread of the mail")
    posts = chat.posts()
    check([post["message"].split(":")[0] for post in posts] == ["# Failed", "# Recovered"] and posts[1]["root_id"] == posts[0]["id"], posts)
    equal(events(hook), ["failure", "recovery"], "webhooks")


@case("what waits and says more", "is not replaced by newer news: routed lines arrive, and who has the mail already does not get it again")
def unreplaced(world):
    port = peers.free_port()
    for line in ("echo '@email> customer 17 is broken'; exit 3", "exit 3"):
        world.shell(line, options=mail_options(port))
    with peers.running(peers.SMTP("plain", port)) as server:
        grow_old(world)
        world.shell("exit 3", options=mail_options(port))
        equal(["customer 17 is broken" in text(read(mail)) for mail in server.mails()], [True], "mails")
        for _ in range(3):
            world.shell("exit 3", options=mail_options(port, "--toemail", "full@example.test,ops@example.test"), job="half")
        equal([mail["to"] for mail in server.mails()[1:]], [["ops@example.test"]], "mails to the mailbox that is not full")


@case("a message that was refused", "is told anew by the next run that fails, until somebody takes it; who took it is not told again, and a command is not run again")
def refused(world):
    port = peers.free_port()
    with peers.running(peers.Web(lambda request: (200 if "/good" in request["path"] else 404, {}, b"no"))) as web:
        options = [*mail_options(port), "--webhook-url", f"http://127.0.0.1:{web.port}/hook", "--on-event", f"echo >> {world.root}/hooks; exit 1"]
        with peers.running(peers.SMTP("554", port)):
            for _ in range(2):
                world.shell("exit 3", options=options)
        equal(len(web.requests), 2, "tries")
        with peers.running(peers.SMTP("plain", port)) as mail:
            for _ in range(2):
                world.shell("exit 3", options=[*options, "--webhook-url", f"http://127.0.0.1:{web.port}/good"])
            equal((len(mail.mails()), len(web.requests), len((world.root / "hooks").read_text())), (1, 3, 1), f"told; {log(world)}")
            check("failure 3 in a row" in text(read(mail.mails()[0])), "the mail tells of an old run")
            world.shell("exit 0", options=options)
            equal(read(mail.mails()[1])["In-Reply-To"], read(mail.mails()[0])["Message-ID"], "thread")
            # One of two receivers does not exist: the other one hears it once.
            for _ in range(3):
                world.shell("exit 3", options=[*options, "--toemail", "nobody@example.test,ops@example.test"], job="half")
            equal([mail["to"] for mail in mail.mails()[2:]], [["ops@example.test"]], "mails to the receiver who exists")


@case("the spool is bounded", "the oldest beyond 100 and what is older than 7 days is dropped and written down, and so is what nobody understands")
def bounded(world):
    options = mail_options(peers.free_port())
    world.shell("exit 3", options=options)
    entry = spool(world)[0]
    content, suffix, now = entry.read_bytes(), entry.name[20:], int(time.time() * 1e6)
    for number in range(105):
        (entry.parent / f"{now - (110 - number) * 1_000_000:020}{suffix}").write_bytes(content)
    for days in (8, 9):
        (entry.parent / f"{now - days * 86_400_000_000:020}{suffix}").write_bytes(content)
    (entry.parent / f"{now:020}-{'0' * 32}.told").write_bytes(b"from another version\n")
    for name, age in (("old", 2 * 86400), ("new", 5)):
        path = entry.parent / f".{name}.1.tmp"
        path.write_bytes(b"cut short")
        os.utime(path, (time.time() - age,) * 2)
    world.shell("exit 4", options=options)
    check(len(spool(world)) <= 101, f"{len(spool(world))} are kept")
    check(int(spool(world)[0].name[:20]) > now - 105_000_000, "the oldest is kept")
    dropped = losses(world).count("is given up, because too many wait or it is too old")
    equal(dropped, 9, f"dropped: {losses(world)[-500:]}")
    check("it cannot be understood" in losses(world), losses(world))
    equal(sorted(path.name for path in entry.parent.glob(".*.tmp")), [".new.1.tmp"], "what couriers left that were killed")


@case("a spool that cannot be used", "because others may write to it, or it is no directory: the log says that the message is lost, and why; flush says why a message still waits")
def unusable(world):
    base, port = world.home / "ll.sisyphus", peers.free_port()
    base.mkdir(mode=0o700)
    folder = base / f".spool-{os.geteuid()}"
    for make, why in ((lambda: folder.mkdir() or folder.chmod(0o777), "everybody may write to it"), (folder.touch, "Not a directory")):
        make()
        equal(world.shell("exit 3", options=mail_options(port)).status, 3, "exit status")
        line = next((line for line in log(world).splitlines() if "is lost" in line), log(world))
        check("Couldn't connect to server; " in line and why in line, line)
        folder.rmdir() if folder.is_dir() else folder.unlink()
    equal(world.shell("exit 3", options=mail_options(port)).status, 3, "exit status")
    ended = flush(world)
    equal(ended.status, 1, "exit status of flush")
    check(b"Couldn't connect to server\n1 message is still kept\n" in ended.out, f"flush: {ended}")


@case("many couriers on one spool", "each message arrives once, none is lost")
def crowd(world):
    port = peers.free_port()
    starts = [world.start("sh", "-c", "exit 3", options=mail_options(port), job=f"j{number}") for number in range(12)]
    for start in starts:
        start.wait()
    equal(len(spool(world)), 12, "kept")
    with peers.running(peers.SMTP("plain", port)) as server:
        grow_old(world)
        starts = [world.start("sh", "-c", f"exit {number % 2 * 3}", options=mail_options(port), job=f"k{number}") for number in range(8)]
        starts += [world.spawn([*world.argv(job=None, verb="flush")[:2]]) for _ in range(4)]
        for start in starts:
            start.wait()
        flush(world)
        equal(spool(world), [], "kept")
        found = collections.Counter(read(mail)["Message-ID"] for mail in server.mails())
        equal((len(found), set(found.values())), (16, {1}), "mails")


@case("the courier is killed", "while it delivers, or before it has read: the run keeps its status, nothing is lost")
def murdered(world):
    with peers.running(peers.Web()) as web, peers.running(peers.SMTP("hang")) as mail:
        options = [*mail_options(mail.port), "--webhook-url", f"http://127.0.0.1:{web.port}/hang", "--ping-url", f"http://127.0.0.1:{web.port}/ping"]
        started = world.start("sh", "-c", "exit 3", options=options)
        wait_until(lambda: any(request["path"] == "/hang" for request in web.requests), "the webhook is called")
        os.kill(courier_of(started), signal.SIGKILL)
        equal(started.wait().status, 3, "exit status")
        equal(len(spool(world)), 2, f"kept; {log(world)}")
        check(log(world).count("is kept for a later run: the courier has ended") == 2, log(world))
        port = mail.port
    with peers.running(peers.SMTP("plain", port)) as mail, peers.running(peers.Web(port=web.port)) as web:
        web.cured = True
        flush(world)
        equal((len(mail.mails()), events(web), spool(world)), (1, ["failure"], []), "delivered later")
        # It is stopped before the failure is handed to it.
        started = world.start("sh", "-c", f"touch {world.root}/up; while [ -e {world.root}/up ]; do sleep 0.02; done; exit 4", options=[*options, "--notify-timeout", "0.3"], job="stopped")
        wait_until(lambda: courier_of(started) and len(web.requests) == 2, "the courier has pinged")
        os.kill(courier_of(started), signal.SIGSTOP)
        (world.root / "up").unlink()
        equal(started.wait().status, 4, "exit status")
        equal(len(spool(world)), 2, f"kept; {log(world, 'stopped')}")
        flush(world)
        equal((len(mail.mails()), spool(world)), (2, []), "delivered later")


@case("a repeating job", "does not wait for a server that hangs; what was not delivered is delivered later, also when the whole is ended")
def repeating(world):
    with peers.running(peers.Web()) as web:
        options = [
            *chat_options(web.port), "--mattermost-url", f"http://127.0.0.1:{web.port}/hang", "--notify-timeout", "2", "--repeat", "--nextrun", "0.1"]
        started = world.start("sh", "-c", f"echo >> {world.root}/runs; echo '@mattermost> told'", options=options)
        # If each run waited for its deliveries there would be four by then.
        wait_until(lambda: (world.root / "runs").exists() and len((world.root / "runs").read_text()) >= 8, "it runs again and again")
        started.kill(signal.SIGTERM)
        equal(started.wait().status, -signal.SIGTERM, "how it ends")
        world.gone(15)
        count, kept = len((world.root / "runs").read_text()), len(spool(world))
        check(0 <= count - kept <= 1, f"{kept} of {count} are kept; {losses(world)}")


@case("full disk and a server that is away", "the loss is said on stderr, since neither log nor spool can hold it; a server that is there is told all the same")
def nowhere(world):
    need_root()
    base = world.root / "small"
    base.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", base], stderr=subprocess.DEVNULL).returncode:
        raise Skip("cannot mount")
    world.mounts.append(base)
    world.run("true", options=["--basedir", base])
    with open(base / "filler", "wb") as filler:
        try:
            filler.write(bytes(1 << 20))
        except OSError:
            pass
    with peers.running(peers.Web()) as web:
        for port, lost in ((web.port, False), (peers.free_port(), True)):
            ended = world.shell("exit 3", options=["--basedir", base, "--webhook-url", f"http://127.0.0.1:{port}/"])
            equal(ended.status, 3, "exit status")
            equal(b"The webhook message about P/job could not be delivered and is lost" in ended.err, lost, f"said: {ended}")
        equal(events(web), ["failure"], "told")
