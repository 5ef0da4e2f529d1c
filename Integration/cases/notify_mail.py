"""Mails: what a real server takes, and what happens when it does not."""
import email
import email.policy
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from harness import case, check, equal  # noqa: E402

FROM_TO = ["--fromemail", "Crön Jobs <cron@example.test>", "--toemail", "ops@example.test, Böss <boss@example.test>"]
EVIL = 'echo "@email,warning> <b>bold</b> & <script>alert(1)</script> €"; echo "@+> .dot"; echo "@email> From here"; ' \
    'printf "@email> evil\\r\\nBcc: x@example.test\\n"; echo "@!task> [3/9] import customers.csv"; ' \
    'echo "@!exception> ValueError: bad"; echo "@+>   at line 3"; exit 3'


def log(world, job="job"):
    return world.log(job).decode()


def spool(world):
    return sorted((world.home / "ll.sisyphus").glob(".spool-*/*.told"))


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


def strip_trace(raw):
    """The mail as it was sent: without what the receiving server put on top."""
    text = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return text[text.index(b"From: "):]


@case("mail through exim", "a valid mail with text, HTML and JSON arrives over STARTTLS with authentication; nothing in it is forged")
def exim(world):
    with peers.running(peers.Exim()) as server:
        environment = world.environment(SSL_CERT_FILE=server.cert, PASSWORD="s3cret")
        ended = world.shell(EVIL, env=environment, options=[
            *FROM_TO, "--smtphost", "localhost", "--smtpport", server.port, "--smtpuser", "cron", "--smtppassword", "env:PASSWORD"])
        equal(ended.status, 3, "exit status")
        raw = server.mails()[0]
        check("P=esmtpsa" in server.log(), f"no STARTTLS with authentication: {server.log()}")
        peers.judge("mailcheck.py", input=strip_trace(raw))
        mail = read(raw)
        check(str(mail["Subject"]).startswith("Failed: P/job on ") and "exit status 3" in str(mail["Subject"]), f"subject {mail['Subject']}")
        check(mail["Bcc"] is None, "a header was forged")
        equal([address.addr_spec for address in mail["To"].addresses], ["ops@example.test", "boss@example.test"], "receivers")
        text, html, attachment = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        check("Reason     : failed with exit status 3" in text and "<b>bold</b>" in text, text)
        check("           : .dot" in text, text)
        check("<script>" not in html and "&lt;script&gt;" in html, html)
        facts = json.loads(attachment)
        equal((facts["projectname"], facts["exit_code"], facts["countmessages"]), ("P", 3, 3), "attachment")
        check("s3cret" not in text + html + json.dumps(facts) + log(world), "a secret is shown")
        equal(spool(world), [], "nothing is kept")
        check("{sisyphus}{report} >> Sent email report to ops@example.test, boss@example.test" in log(world), log(world))


@case("mail over implicit TLS", "smtps delivers; a certificate that is not trusted is refused and told, never fallen back from")
def tls(world):
    with peers.running(peers.Exim()) as server:
        options = [*FROM_TO, "--smtphost", "localhost", "--smtpport", server.tls_port, "--smtptls", "tls", "--smtpuser", "cron", "--smtppassword", "env:PASSWORD"]
        equal(world.shell("exit 1", env=world.environment(SSL_CERT_FILE=server.cert, PASSWORD="s3cret"), options=options, job="a").status, 1, "exit status")
        check("P=esmtps" in server.log() or server.mails(), server.log())
        before = len(server.mails(2))
        equal(world.shell("exit 1", env=world.environment(PASSWORD="s3cret"), options=options, job="b").status, 1, "exit status")
        equal(len(server.mails()), before, "mails")
        check("is given up" in log(world, "b") and "certificate" in log(world, "b"), log(world, "b"))
        equal(world.shell("exit 1", env=world.environment(SSL_CERT_FILE=server.cert, PASSWORD="wrong-one"), options=options, job="c").status, 1, "exit status")
        check("is given up: 535" in log(world, "c") and "wrong-one" not in log(world, "c"), log(world, "c"))


@case("mail to unknown and full mailboxes", "550 is given up, 451 is kept, 552 is given up; the log has the server's words")
def mailboxes(world):
    with peers.running(peers.Exim()) as server:
        for job, receiver, words, kept in (("a", "nobody-here", "550", 0), ("b", "tempfail", "451", 1)):
            world.shell("exit 1", job=job, options=[
                "--fromemail", "cron@example.test", "--toemail", f"{receiver}@example.test", "--smtphost", "127.0.0.1", "--smtpport", server.port])
            check(words in log(world, job), log(world, job))
            equal(len(spool(world)), kept, f"kept after {words}")


@case("one of two mailboxes is unknown", "the other one gets the mail; the log names the one that does not")
def partly(world):
    with peers.running(peers.SMTP("plain")) as server:
        world.shell("exit 1", options=[
            "--smtphost", "127.0.0.1", "--smtpport", server.port, "--fromemail", "c@example.test", "--toemail", "nobody@example.test,ops@example.test,full@example.test"])
        equal(server.mails()[0]["to"], ["ops@example.test"], "receivers")
        check("was not taken for nobody@example.test: 550" in log(world), log(world))
        equal(len(spool(world)), 1, "kept for the full mailbox")
        world.shell("exit 1", job="none", options=[
            "--smtphost", "127.0.0.1", "--smtpport", server.port, "--fromemail", "c@example.test", "--toemail", "full@example.test,nobody@example.test"])
        check("was not taken for nobody@example.test: 550" in log(world, "none"), log(world, "none"))
        equal((len(server.mails()), len(spool(world))), (1, 2), "kept for the full mailbox, though nobody took that mail")


@case("mail server is down", "the run ends in time with its own status, the mail is kept, and arrives once when the server is back")
def down(world):
    port = peers.free_port()
    options = ["--smtphost", "127.0.0.1", "--smtpport", port, "--fromemail", "cron@example.test", "--toemail", "ops@example.test"]
    ended = world.shell("exit 7", options=options)
    equal(ended.status, 7, "exit status")
    check(ended.seconds < 12, f"took {ended.seconds} s")
    equal(len(spool(world)), 1, "kept")
    check("is kept for a later run" in log(world), log(world))
    with peers.running(peers.SMTP("plain", port)) as server:
        equal(world.shell("exit 0", job="other", options=["--ping-url", f"http://127.0.0.1:{port}/"]).status, 0, "exit status of another job")
        equal(len(server.mails()), 1, "mails")
        check("about an earlier run of P/job" in log(world, "other") if world.logs("other") else True, "log of the other job")
        equal(spool(world), [], "nothing is kept")


@case("mail server hangs or drops after DATA", "sent once more with the same Message-ID at most, the run ends in time")
def ambiguous(world):
    for mode in ("drop", "hang"):
        with peers.running(peers.SMTP(mode)) as server:
            ended = world.shell("exit 1", options=server.options, job=mode)
            equal(ended.status, 1, "exit status")
            check(ended.seconds < 13, f"took {ended.seconds} s")
            check("may have arrived" in log(world, mode) or "is kept" in log(world, mode), log(world, mode))


@case("mail is refused after DATA", "554 is given up; greylisting is kept and delivered by flush")
def refused(world):
    with peers.running(peers.SMTP("554")) as server:
        world.shell("exit 1", options=server.options, job="a")
        check("554" in log(world, "a") and spool(world) == [], log(world, "a"))
    with peers.running(peers.SMTP("full")) as server:
        world.shell("exit 1", options=server.options, job="b")
        equal(len(spool(world)), 1, "kept")
        port = server.port
    with peers.running(peers.SMTP("plain", port)) as server:
        flushed = world.spawn([*world.argv(job=None, verb="flush")[:2]]).wait()
        equal(flushed.status, 0, f"flush: {flushed}")
        equal(len(server.mails()), 1, "mails")


@case("recovery answers the failure", "the failure is told once, the recovery once and in its thread")
def recovery(world):
    with peers.running(peers.SMTP("plain")) as server:
        for status in (3, 3, 0, 0):
            world.shell(f"echo x; exit {status}", options=server.options)
        mails = [read(mail["raw"].encode("latin-1")) for mail in server.mails()]
        equal([str(mail["Subject"]).split(":")[0] for mail in mails], ["Failed", "Recovered"], "mails")
        equal(mails[1]["In-Reply-To"], mails[0]["Message-ID"], "thread")


@case("mail through sendmail", "the program gets the mail with the line ends of the system and the receivers as words; its failures are told")
def sendmail(world):
    program = world.root / "sendmail"
    program.write_text(f'#!/bin/sh\necho "$@" > {world.root}/words; cat > {world.root}/mail; exit $(cat {world.root}/status)\n')
    program.chmod(0o755)
    for status, words, kept in ((0, "Sent email report to ops@example.test", 0), (75, "is kept", 1), (67, "exit status 67", 0)):
        (world.root / "status").write_text(str(status))
        world.shell("exit 3", job=f"j{status}", options=["--sendmail", program, "--fromemail", "c@example.test", "--toemail", "ops@example.test"])
        check(words in log(world, f"j{status}"), log(world, f"j{status}"))
        equal(len(spool(world)), kept, "kept")
    equal((world.root / "words").read_text(), "-i -f c@example.test -- ops@example.test\n", "words")
    raw = (world.root / "mail").read_bytes()
    check(b"\r" not in raw, "line ends")
    peers.judge("mailcheck.py", input=raw.replace(b"\n", b"\r\n"))
    with peers.running(peers.Exim()) as server:
        world.shell("exit 3", job="exim", options=["--sendmail", server.sendmail(), "--fromemail", "c@example.test", "--toemail", "ops@example.test"])
        raw = server.mails()[0]
        check("Sent email report to ops@example.test" in log(world, "exim") and b"Envelope-to: ops@example.test" in raw, log(world, "exim"))
        peers.judge("mailcheck.py", input=strip_trace(raw))
