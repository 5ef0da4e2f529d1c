"""What a run ends with: exit status, link, health, record."""
import json
import re
import signal

from harness import case, check, equal, is_alive, wait_until


@case("successful run", "status 0, last_successful, an empty health file, one record, nothing printed")
def successful(w):
    ended = w.shell("echo one; echo @xml,warning\\> two")
    equal((ended.status, ended.out, ended.err), (0, b"", b""), "status and output")
    equal(w.texts(), [b"one", b"two"], "texts")
    check(any(place.endswith(b":: {xml}{warning}") for place, _ in w.lines()), "the tags are missing")
    equal(w.result(), "{result}{ok} exited with status 0 (2 lines)", "result")
    w.outcome("successful")
    record = w.record()
    equal((record["status"], record.get("lines")), ("successful", 2), "record")


@case("exit statuses", "every status of the command is the status of the run, every one but 0 has failed")
def statuses(w):
    for status in (1, 2, 3, 4, 63, 75, 124, 125, 126, 127, 128, 137, 255):
        equal(w.shell(f"exit {status}").status, status, "status")
        equal(w.result(), f"{{result}}{{fail}} failed with exit status {status}", "result")
    w.outcome("failed")


@case("death by signal", "128 + n, failed, the signal is named, the log is kept")
def signals(w):
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGPIPE, signal.SIGTERM, signal.SIGXCPU):
        equal(w.shell(f"echo x; kill -{int(number)} $$", options=["--report", "never"]).status, 128 + number, "status")
        equal(w.result(), f"{{result}}{{fail}} killed by signal {int(number)} ({number.name})", "result")


@case("commands that cannot be started", "126 or 127, failed, a reason; never successful")
def not_started(w):
    (w.root / "plain").write_text("echo x\n")
    (w.root / "script").write_text("#!/nonexistent/interpreter\n")
    (w.root / "script").chmod(0o755)
    for command, status in ((w.root / "missing", 127), (w.root, 126), (w.root / "plain", 126)):
        ended = w.run(command)
        equal(ended.status, status, f"status for {command}")
        w.outcome("failed")
    check(w.run(w.root / "script").status in (126, 127), "a missing interpreter")
    w.outcome("failed")


@case("uneventful run leaves nothing", "no log, no last_ link, healthy; --uneventful-codes and the directive too")
def uneventful(w):
    for script, options in (("true", []), ("echo '@delay> opened'", []), ("echo x; echo '@!uneventful>'", []), ("exit 5", ["--uneventful-codes", "5"])):
        ended = w.shell(script, options=options)
        check(ended.status in (0, 5), f"{script}: {ended}")
        equal(w.logs(), [], f"logs after {script}")
        equal(w.health_text(), "", "health")
    equal(w.link("last_successful"), None, "last_successful")
    equal(w.record()["status"], "uneventful", "record")


@case("uneventful run with a warning keeps its log", "a stderr line makes the run successful")
def uneventful_stderr(w):
    w.shell("echo oops >&2; echo '@!uneventful>'")
    w.outcome("successful")


@case("ok, warn codes", "an ok code is successful; a warn code is successful with tag errors; both keep the exit status")
def codes(w):
    equal(w.shell("echo x; exit 3", options=["--ok-codes", "3,4"]).status, 3, "status")
    w.outcome("successful")
    equal(w.shell("echo x; exit 6", options=["--warn-codes", "6"]).status, 6, "status")
    check(w.result().startswith("{result}{errors}"), w.result())
    equal(w.health("--nagios").status, 1, "nagios")


@case("result directive", "the last result is the result line's text")
def result_directive(w):
    w.shell("echo '@!result> first'; echo '@!result> cached 3 files'")
    equal(w.result(), "{result}{ok} cached 3 files", "result")


@case("a failed run's own words", "its @!result> stands beside the reason in log, record, health file and report; a long one is cut with a mark")
def own_words(w):
    ended = w.shell("echo working; echo '@!result> 3 of 9 files failed'; exit 1")
    line = "failed with exit status 1: 3 of 9 files failed"
    equal(w.result(), "{result}{fail} " + line, "result")
    equal((w.record()["reason"], w.record()["summary"]), ("failed with exit status 1", "3 of 9 files failed"), "record")
    check(line.encode() in ended.err and w.health_text().strip() == line.capitalize(), f"{ended.err} {w.health_text()}")
    w.shell("echo '@!result> half done'; sleep 60", options=["--maxtime", "0.3", "--report", "never"])
    check(w.result().endswith(": half done") and w.record()["summary"] == "half done", w.result())
    w.shell("echo '@!result> half done'; kill -9 $$", options=["--report", "never"])
    equal(w.result(), "{result}{fail} killed by signal 9 (SIGKILL): half done", "result")
    w.shell("echo \"@!result> $(head -c 1500 /dev/zero | tr '\\0' x)END\"")
    check(w.result().endswith("x…"), w.result()[-20:])


@case("the exception that a run failed by", "the last @!exception>, or the traceback at the end of stderr, is in the reason; --tracebacks no leaves the latter alone")
def exceptions(w):
    w.shell("echo '@!exception> OSError: first'; echo '@!exception> KeyError: name'; echo '@+>   File x.py, line 3'; exit 1", options=["--report", "never"])
    equal(w.record()["reason"], "failed with exit status 1: KeyError: name", "reason")
    w.shell("echo '@!exception> KeyError: name'; exit 0")
    equal(w.result(), "{result}{errors} exited with status 0 (1 line)", "a run that ends well")
    raising = ("python3", "-c", "import sys; print('x', file=sys.stderr); {}['name']")
    w.run(*raising, options=["--report", "never"])
    equal(w.record()["reason"], "failed with exit status 1: KeyError: 'name'", "an unmarked traceback")
    w.run(*raising, options=["--report", "never", "--tracebacks", "no"])
    equal(w.record()["reason"], "failed with exit status 1", "--tracebacks no")


@case("report on stderr", "a failed run without channels prints one block; successful ones print nothing; never means never")
def report(w):
    ended = w.shell("seq 30; exit 3")
    check(b"3" in ended.err and b".sisyphuslog" in ended.err and b"30" in ended.err, f"block: {ended.err}")
    check(b"\n5\n" not in ended.err, "more than the last 20 lines")
    equal(w.shell("exit 3", options=["--report", "never"]).err, b"", "stderr with --report never")


@case("interrupted by signals", "TERM, INT, HUP, QUIT: interrupted, tree gone, ends by the same signal, lock free")
def interrupted(w):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        (w.root / "ready").unlink(missing_ok=True)
        started = w.start("bash", "-c", "echo up; setsid sleep 600 & echo $$ > $T/ready; sleep 600", options=["--report", "never"])
        w.file("ready")
        started.kill(number)
        equal(started.wait().status, -number, f"status after {number.name}")
        w.gone()
        w.outcome("interrupted")
    equal(w.shell("echo again").status, 0, "the next start")


@case("second TERM skips the grace", "ends at once although --kill-grace is long")
def second_term(w):
    started = w.start("bash", "-c", "trap 'echo got > $T/got' TERM; echo $$ > $T/ready; while :; do sleep 0.05; done", options=["--kill-grace", "300"])
    w.file("ready")
    started.kill(signal.SIGTERM)
    w.file("got")
    started.kill(signal.SIGTERM)
    equal(started.wait(20).status, -signal.SIGTERM, "status")
    w.gone()


@case("forwarded signals", "USR1, USR2 and WINCH reach the job")
def forwarded(w):
    started = w.start("bash", "-c", "n=0; trap 'n=$((n+1))' USR1 USR2 WINCH; echo $$ > $T/ready; until [ $n = 3 ]; do sleep 0.02; echo $n > $T/n; done; echo all three")
    w.file("ready")
    for wanted, number in enumerate((signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH), 1):
        started.kill(number)
        wait_until(lambda: started.process.poll() is not None or int((w.root / "n").read_text() or 0) >= wanted if (w.root / "n").exists() else False, f"{number.name} arrives")
    equal(started.wait().status, 0, "status")
    equal(w.texts()[-1], b"all three", "last text")      # the signals end the shell's sleep, of which bash may tell


@case("pause and resume", "TSTP stops the job, CONT resumes it, the run is successful")
def pause(w):
    started = w.start("bash", "-c", "echo $$ > $T/ready; until [ -e $T/go ]; do sleep 0.02; done; echo done")
    job = int(w.file("ready"))

    def state(pid):
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(") ")[2][0]

    started.kill(signal.SIGTSTP)
    wait_until(lambda: state(job) == "T", "the job is stopped")
    started.kill(signal.SIGCONT)
    wait_until(lambda: state(job) != "T", "the job goes on")
    (w.root / "go").touch()
    equal(started.wait().status, 0, "status")
    check(not is_alive(job), "the job is left")


@case("health after many failures", "says since when the job fails and how often in a row, as status does, however many there were")
def many_failures(w):
    w.run("false", options=["--report", "never"])
    path = w.directory() / "runs.jsonl"
    row = json.loads(path.read_text())
    rows = [{**row, "id": f"r{n}", "start": f"2026-01-01T00:{n // 60:02}:{n % 60:02}.000000+00:00"} for n in range(500)]
    path.write_text("".join(json.dumps(one, separators=(",", ":")) + "\n" for one in rows))
    ended = w.spawn(w.argv(verb="health")).wait()
    check(re.search(rb"\(since 2026-01-01 00:00:00 \+00:00, 500 times in a row, log ", ended.out), f"{ended}")
