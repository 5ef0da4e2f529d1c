"""How long servers and programs are given, and who goes on when nobody waits any more."""
import email.utils
import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from common import events, flush, log, losses, mail_options, spool  # noqa: E402
from harness import BINARY, Skip, case, check, equal, need, need_root, wait_until  # noqa: E402

# What Integration/run starts beside more others: these cases wait for servers that hang.
MOSTLY_WAITS = True


@case("a mail server that pauses before its greeting", "the run does not wait for it; its courier goes on and delivers, and leaves nothing behind")
def greeting(world):
    with peers.running(peers.LateSMTP(greeting=4)) as mail:
        ended = world.shell("exit 3", options=mail_options(mail.port, "--notify-timeout", "0.5"))
        equal((ended.status, mail.mails), (3, []), "exit status and mails")
        check("is not delivered yet (the server takes its time); its courier goes on for some minutes" in log(world), log(world))
        wait_until(lambda: len(mail.mails) == 1, "the mail arrives")
        world.gone(10)
        equal(spool(world), [], "kept")


@case("a mail server that takes its time with the final dot", "the mail is not sent a second time while the first may be about to be taken")
def final_dot(world):
    with peers.running(peers.LateSMTP(final=4)) as mail:
        world.shell("exit 3", options=mail_options(mail.port, "--notify-timeout", "0.5"))
        check("its courier goes on for some minutes" in log(world), log(world))
        equal(flush(world).status, 1, "another courier works on it")
        world.gone(10)
        equal((len(mail.mails), spool(world)), (1, []), "mails, kept")


@case("a mail server that does not answer to the final dot", "holds up no other message")
def silent(world):
    with peers.running(peers.LateSMTP(final=300)) as mail:
        answered = []

        def answer(_):
            # Asked again until the mail server is silent.
            if not mail.mails:
                return 503, {"Retry-After": "1"}, b""
            answered.append(len(mail.mails))
            return 200, {}, b"OK"
        with peers.running(peers.Web(answer)) as web:
            world.start("false", options=mail_options(mail.port, "--notify-timeout", "60", "--webhook-url", f"http://127.0.0.1:{web.port}/"))
            wait_until(lambda: answered, "the webhook is called while the mail server is silent", 15)
            wait_until(lambda: len(spool(world)) == 1, "the mail alone waits")


@case("a courier that goes on is killed", "the message is still there, and flush delivers it")
def killed(world):
    with peers.running(peers.LateSMTP(greeting=30)) as mail:
        world.shell("exit 3", options=mail_options(mail.port, "--notify-timeout", "0.3"))
        wait_until(lambda: len(world.processes()) == 1, "the courier goes on")
        os.kill(world.processes()[0], signal.SIGKILL)
        # A signal is sent, not obeyed, when kill returns; until then the courier holds its lock.
        world.gone()
        equal(len(spool(world)), 1, "kept")
        mail.greeting = 0
        equal(flush(world).status, 0, "exit status of flush")
        equal((len(mail.mails), spool(world)), (1, []), "mails, kept")


@case("what is refused when nobody waits", "stays, so that the next courier says it")
def refused(world):
    with peers.running(peers.Web(lambda request: (time.sleep(1.5) or 404, {}, b"gone"))) as web:
        options = ["--webhook-url", f"http://127.0.0.1:{web.port}/x", "--notify-timeout", "0.3"]
        world.shell("exit 3", options=options)
        world.gone(10)
        equal((len(web.requests), len(spool(world)), losses(world)), (1, 1, ""), "requests, kept, lost")
        ended = flush(world)
        check(b"is given up: HTTP 404: gone" in ended.out and ended.status == 0, ended)
        equal(spool(world), [], "kept")


@case("a sendmail that speaks SMTP itself", "is given minutes; its mail is kept unless its exit status says never, and in doubt when it is killed")
def sendmail(world):
    program = world.root / "sendmail"

    def tell(script, job, timeout="20"):
        program.write_text(f"#!/bin/sh\ncat > /dev/null\n{script}\n")
        program.chmod(0o755)
        world.shell("exit 3", options=["--fromemail", "a@example.test", "--toemail", "b@example.test", "--sendmail", program, "--notify-timeout", timeout], job=job)
        return log(world, job)
    for status, kept in ((1, True), (69, True), (75, True), (127, True), (64, False), (67, False), (78, False)):
        text = tell(f"exit {status}", f"s{status}")
        equal(len(spool(world)), int(kept), f"kept after {status}: {text}")
        for path in spool(world):
            path.unlink()
    tell("kill -9 $$", "killed")
    check(b'"unsure_since"' in spool(world)[0].read_bytes() and b'"not_before"' in spool(world)[0].read_bytes(), spool(world)[0].read_bytes())
    spool(world)[0].unlink()
    tell(f"sleep 9; touch {world.root}/sent", "slow", "0.3")
    wait_until((world.root / "sent").exists, "the mail is sent", 20)
    world.gone()
    equal(spool(world), [], "kept")


@case("a courier whose supervisor is gone before it starts", "delivers what it was given all the same")
def orphaned(world):
    with peers.running(peers.Web()) as web:
        # The delivery as it is kept by a run that could not reach the server.
        port = peers.free_port()
        world.shell("exit 3", options=["--webhook-url", f"http://127.0.0.1:{port}/x"], job="kept")
        entry = spool(world)[0]
        content = entry.read_bytes().replace(f":{port}/".encode(), f":{web.port}/".encode())
        entry.unlink()
        words = ["sisyphus: courier", str(world.home / "ll.sisyphus"), "5000000", "quiet", "1", "", ""]
        # No process has this number.
        done = subprocess.run(words, executable=BINARY, input=f"{len(content)}\n".encode() + content, capture_output=True, timeout=60,
                              env=world.environment(SISYPHUS_RUN_COURIER="99999999"))
        equal((events(web), done.returncode, done.stderr), (["failure"], 0, b""), f"told; {done}")
        check(done.stdout.startswith(b"@!told> ") and b'"delivered"' in done.stdout, done.stdout)


@case("between two tries", "the courier sleeps", alone=True)
def sleeps(world):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    world.shell("exit 3", options=["--webhook-url", f"http://127.0.0.1:{peers.free_port()}/x"])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    check("kept for a later run" in log(world), log(world))
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    check(used < 0.5, f"{used} s of computing in a second of waiting")


@case("no /proc", "the courier is started all the same")
def without_proc(world):
    need_root()
    with peers.running(peers.Web()) as web:
        words = [*world.argv("sh", "-c", "exit 3", options=["--webhook-url", f"http://127.0.0.1:{web.port}/x", "--leftover", "report"])]
        ended = world.spawn(["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh", *words]).wait(60)
        if b"mount:" in ended.err or b"unshare:" in ended.err:
            raise Skip("cannot mount")
        equal((ended.status, events(web)), (3, ["failure"]), f"exit status, told; {ended}")


@case("Retry-After", "as a date, a fraction or an absurd number")
def retry_after(world):
    def answer(request):
        kind = request["path"].strip("/")
        if kind in seen:
            return 200, {}, b"OK"
        seen.add(kind)
        values = {"date": email.utils.formatdate(time.time() + 2.9, usegmt=True), "fraction": "0.3", "far": email.utils.formatdate(time.time() + 3600, usegmt=True),
                  "absurd": "9" * 40}
        return 429, {"Retry-After": values[kind]}, b""
    seen = set()
    with peers.running(peers.Web(answer)) as web:
        for kind in ("date", "fraction", "far", "absurd"):
            # Limits are remembered by address.
            world.shell("exit 3", options=["--utc", "--webhook-url", f"http://127.0.0.1:{web.port}/{kind}"], job=kind)
        for kind in ("date", "fraction"):
            check("Sent webhook message (HTTP 200)" in log(world, kind), log(world, kind))
        for kind, ahead in (("far", 3600), ("absurd", 86_400)):
            check("HTTP 429; the server asked to be left alone until " in log(world, kind), log(world, kind))
            until = log(world, kind).split("left alone until ")[1][:19]
            shown = time.mktime(time.strptime(until, "%Y-%m-%d %H:%M:%S")) - time.timezone
            check(abs(shown - time.time() - ahead) < 120, f"{kind}: until {until}")


def answer_names(server, name):
    """A name server that knows one name: this machine."""
    while True:
        try:
            query, asker = server.recvfrom(512)
        except OSError:
            return
        end = query.index(b"\0", 12) + 1
        wanted = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
        is_a = query[12:end].lower() == wanted and query[end:end + 2] == b"\0\1"
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1" if is_a else b""
        server.sendto(query[:2] + b"\x85\x80\0\1" + bytes([0, len(answer) // 16]) + b"\0\0\0\0" + query[12:end + 4] + answer, asker)


@case("a first name server that is dead", "the second one is asked, and the mail arrives, though the run does not wait for it", alone=True)
def dead_name_server(world):
    need_root()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        try:
            silent.bind(("127.0.0.53", 53))
            server.bind(("127.0.0.54", 53))
        except OSError as error:
            raise Skip(f"the ports of name servers cannot be had: {error}") from None
        threading.Thread(target=answer_names, args=(server, "mail.sisyphus.test"), daemon=True).start()
        (world.root / "resolv.conf").write_text("nameserver 127.0.0.53\nnameserver 127.0.0.54\n")
        own = ["unshare", "-m", "sh", "-c", 'mount --make-rprivate / && mount --bind "$0" /etc/resolv.conf && exec "$@"', world.root / "resolv.conf"]
        with peers.running(peers.SMTP("plain")) as mail:
            options = [word if word != "127.0.0.1" else "mail.sisyphus.test" for word in mail.options]
            ended = world.shell("exit 3", options=[*options, "--notify-timeout", "0.5"], prefix=own)
            equal((ended.status, mail.mails()), (3, []), "exit status and mails")
            check("its courier goes on for some minutes" in log(world), log(world))
            wait_until(lambda: mail.mails(), "the mail arrives", 30)
            world.gone(10)
            equal((len(mail.mails()), spool(world)), (1, []), "mails, kept")


@case("a courier under limits of the system", "the run ends as it would have; the message is delivered, or kept and delivered later, or said to be lost")
def limited(world):
    need("prlimit", "perl")
    ran = []
    job = ["perl", "-e", "$| = 1; print '@mattermost> hello', qq{\\n}; select undef, undef, undef, 0.3; exit 3"]
    for limit in ("--nofile=16:16", "--as=36000000", "--as=45000000", "--as=60000000", "--nproc=3", "--fsize=0"):
        user = []
        if limit.startswith("--nproc"):
            # Root has as many processes as it likes.
            if os.geteuid() != 0:
                continue
            need("setpriv")
            user = ["setpriv", "--reuid=54321", "--regid=54321", "--clear-groups"]
        name = f"job{limit.replace('=', '-').replace(':', '-')}"
        home = world.root / name
        home.mkdir()
        if user:
            os.chown(home, 54321, 54321)
        with peers.running(peers.Mattermost()) as chat:
            environment = world.environment(**chat.secret, HOME=str(home))
            ended = world.spawn(world.argv(*job, options=chat.options, job=name), env=environment, prefix=["prlimit", limit, *user]).wait()
            # Of what cannot even be started everybody hears on stderr.
            if ended.status == 125 and b"cannot " in ended.err:
                continue
            ran.append(limit)
            equal(ended.status, 3, f"exit status under {limit}: {ended}")
            world.gone(20)
            flushed = world.spawn([BINARY, "flush"], env=environment).wait()
            logs = "".join(path.read_text(errors="replace") for path in home.rglob("2*.sisyphuslog"))
            said = "is lost" in logs + ended.err.decode()
            check(said or len(chat.posts()) == 2, f"under {limit}: {len(chat.posts())} posts, {flushed}, {logs}, {ended}")
    check(len(ran) > 3, f"only {ran} could be tried")
