"""The subcommands: help, completions, and what is refused."""
import os
import pathlib
import re
import signal
import socket
import subprocess

from harness import BINARY, ask as ask_views, case, check, equal, read_terminal, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]

VERBS = ["run", "health", "status", "history", "logs", "why", "page", "stop", "pause", "resume", "ack", "again", "clean", "crontab", "overdue", "test-channels", "flush", "config", "doctor", "demo", "format"]


def ask(world, *words):
    ended = world.spawn([BINARY, *words]).wait()
    ended.out, ended.err = ended.out.decode(), ended.err.decode()
    return ended


@case("help", "every subcommand has help, by both ways, and the overview names all of them")
def helps(world):
    overview = ask(world, "help")
    equal((overview.status, overview.err), (0, ""), "overview")
    for verb in VERBS:
        check(f"\n  {verb}" in overview.out, f"the overview lacks {verb}: {overview.out}")
        by_option, by_help = ask(world, verb, "--help"), ask(world, "help", verb)
        equal((by_option.status, by_option.err), (0, ""), verb)
        check(by_option.out.startswith(f"Usage: sisyphus {verb} "), by_option.out)
        equal(by_help.out, by_option.out, f"sisyphus help {verb}")
        equal(ask(world, verb, "--version").out, ask(world, "version").out, f"version of {verb}")


@case("wrong words", "are refused with 64 and one line that says what is accepted")
def wrong(world):
    for words, said in (
            ([], "there is no subcommand; accepted: run, "), (["runn"], 'there is no subcommand "runn"'), (["help", "runn"], 'there is no help for "runn"'),
            (["statsu"], "did you mean status?"), (["help", "flsh"], "did you mean flush?"), (["crontab", "chek"], "did you mean check?"),
            (["--maxtime", "3"], "options stand behind the subcommand"), (["--verison"], "did you mean --version?"), (["--hlep"], "did you mean --help?"),
            (["format"], "option --template is missing"),
            (["format", "--templat", "x"], "did you mean --template?"), (["format", "--template", "x", "y"], '"y" is no option'),
            (["format", "--template", "x", "--whitespace", "some"], "accepted: keep, strip, smart"), (["flush", "--basedr", "/x"], "did you mean --basedir?"),
            (["run", "--leftover", "kil", "--", "true"], "accepted: report, kill, wait; did you mean kill?"),
            (["run", "--overlap=wiat", "--", "true"], "did you mean wait?"), (["run", "--utc=yse", "--", "true"], "did you mean yes?"),
            (["format", "--template", "x", "--whitespace", "stirp"], "did you mean strip?"), (["crontab", "next", "@dayly"], "did you mean @daily?"),
            (["--complete", "job"], "did you mean jobs?"), (["test-channels", "--smtpport", "many"], "option --smtpport cannot be")):
        ended = ask(world, *words)
        equal((ended.status, ended.out), (64, ""), f"{words}")
        check(said in ended.err and ended.err.count("\n") == 1, f"{words}: {ended.err}")


@case("a job of nearly that name", "is named where there is none of that name")
def near(world):
    world.run("true", job="fetch")
    for name, meant in (("P/fetsh", "P/fetch"), ("fetch", "P/fetch"), ("other", None)):
        ended = ask_views(world, "status", name)
        equal((ended.status, ended.out), (66, ""), name)
        check(ended.err == f'sisyphus status: there is no job "{name}"' + (f"; did you mean {meant}?" if meant else "") + "\n", ended.err)


@case("a word that nearly chooses runs", "is refused with the one that is meant")
def choices(world):
    world.run("true", job="fetch")
    for words, status, meant in ((["status", "--state", "faild"], 64, "failed"), (["history", "--status", "timout"], 64, "timeout"),
                                 (["logs", "--run", "lst", "P/fetch"], 64, "last"), (["logs", "--run", "faild", "P/fetch"], 66, "failed")):
        ended = ask_views(world, *words)
        equal((ended.status, ended.out, ended.err.endswith(f"; did you mean {meant}?\n")), (status, "", True), f"{words}: {ended.err}")


@case("wrong options where there are no jobs", "are told before it is said that there are none")
def options_first(world):
    for words, sentence in ((["status", "--state", "faild"], 'option --state cannot be "faild"'), (["status", "--watch"], "--watch needs a terminal"),
                            (["status", "--from", str(world.root), "--basedir", "/x"], "--from and --basedir name two places"),
                            (["history", "--status", "timout"], 'option --status cannot be "timout"'), (["history", "--since", "x"], 'option --since cannot be "x"'),
                            (["history", "--timeline", "--at", "x"], 'option --at cannot be "x"'), (["logs"], "name a job"), (["logs", "P/job", "--since", "1h"], "needs --all"),
                            (["logs", "P/job", "--grep", "("], 'option --grep cannot be "("'), (["logs", "--all", "--follow"], "--all takes all runs"),
                            (["why"], "name one job"), (["again", "P/a", "P/b"], "name one job"), (["stop"], "name a job"), (["stop", "--all", "P/job"], "--all means all jobs"),
                            (["pause", "P/job", "--until", "2020-01-01T00:00:00Z"], "it lies in the past"), (["clean", "--forget"], "needs the names of jobs"),
                            (["clean", "--forget", "P/job"], "--forget needs --yes")):
        ended = world.spawn([BINARY, *words]).wait()
        check(ended.status == 64 and sentence.encode() in ended.err, f"{words}: {ended}")


@case("the program alone", "at a terminal it says what to do next, and what jobs there are")
def alone(world):
    def say():
        main, side = os.openpty()
        started = world.spawn([BINARY], stdout=side)
        os.close(side)
        text = read_terminal(main)
        equal(started.wait().status, 0, "status")
        return text
    text = say()
    check("sisyphus demo" in text and "sisyphus doctor" in text and "sisyphus status" not in text, text)
    world.run("true")
    check("There is 1 job in " in say(), say())


@case("the version", "is followed by the build and the libraries that are opened at need")
def version(world):
    first, build, curl, codecs = ask(world, "--version").out.splitlines()
    source = (ROOT / "Sources/SisyphusCore/Version.swift").read_text()
    equal(first, "sisyphus " + re.search(r'"([\d.]+)"', source)[1], "version")
    check(re.fullmatch(r"commit ([0-9a-f]{12}|unknown), built \d{4}-\d\d-\d\d|no release build", build), build)
    check(curl.startswith("libcurl/") and re.fullmatch(r"gzip [\d.]+, bzip2 [\d.]+, lzma [\d.]+", codecs), (curl, codecs))


@case("the tour", "shows each outcome, reads no configuration, and leaves nothing behind, also when it is interrupted")
def demo(world):
    folder = world.root / "tmp"
    folder.mkdir()
    (world.home / ".config/sisyphus").mkdir(parents=True)
    (world.home / ".config/sisyphus/config.toml").write_text("nonsense", encoding="utf-8")
    env = world.environment(TMPDIR=str(folder), SISYPHUS_TOEMAIL="nobody@example.org")
    ended = world.spawn([BINARY, "demo"], env=env).wait()
    out = ended.out.decode()
    equal((ended.status, list(folder.iterdir()), (world.home / "ll.sisyphus").exists()), (0, [], False), f"{ended}")
    for words in ("{result}{ok} >> 3 customers", "timeout  demo/import", "bad run 2 in a row", "{stderr} >> connection refused", "OK - 3 customers"):
        check(words in out, f"{words!r} is missing: {out}")
    check(b"failed with exit status 3" in ended.err and b"no option" not in ended.err, f"{ended}")
    started = world.spawn([BINARY, "demo"], env=env)
    wait_until(lambda: b"--maxtime 1s" in started.out.read_bytes(), "the job that hangs")
    os.killpg(started.pid, signal.SIGINT)
    equal((started.wait().status, list(folder.iterdir())), (-signal.SIGINT, []), "an interrupted tour")
    world.gone()
    ended = world.spawn([BINARY, "demo", "--keep"], env=env).wait()
    kept, = folder.iterdir()
    check(f"What it left is in {kept}.".encode() in ended.out and (kept / "jobs.html").read_text().startswith("<!DOCTYPE html>"), f"{ended}")


@case("the installation is checked", "each finding that is not ok says what to do, and what is wrong is told by the status")
def doctor(world):
    def findings(ended):
        lines = [line for line in ended.out.decode().splitlines() if not line.startswith(" ")]
        fixes = sum(line.startswith(" " * 22 + "fix: ") for line in ended.out.decode().splitlines())
        equal(sum(not line.startswith("ok") for line in lines), fixes, f"findings without a fix: {ended}")
        return {line[7:22].strip(): (line[:7].strip(), line[22:]) for line in lines}
    folder = world.home / ".config/sisyphus"
    folder.mkdir(parents=True)
    found = findings(world.spawn([BINARY, "doctor"]).wait())
    equal((found["base directory"], found["configuration"]), (("ok", f"{world.home}/ll.sisyphus is made by the first run"), ("ok", "there is none, which is fine")), "")
    check(not (world.home / "ll.sisyphus").exists(), "the base directory was made")
    if os.geteuid() == 0:
        top = f"/{world.root.name}-none"
        equal(findings(world.spawn([BINARY, "doctor", "--basedir", f"{top}/x"]).wait())["base directory"], ("ok", f"{top}/x is made by the first run"), "below /")
        script = 'mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
        told = findings(world.spawn(["unshare", "-m", "sh", "-c", script, "sh", str(world.home), BINARY, "doctor"]).wait())["base directory"]
        equal(told[1], f"{world.home}/ll.sisyphus is not there, and nobody can make it: the file system is read only", "a disk that is read only")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        hook = f"http://127.0.0.1:{port}/hook"
        ended = world.spawn([BINARY, "doctor"], env=world.environment(SISYPHUS_WEBHOOK_URL=hook)).wait()
        equal((ended.status, findings(ended)["server"]), (0, ("ok", f"127.0.0.1:{port} can be reached")), f"{ended}")
    ended = world.spawn([BINARY, "doctor"], env=world.environment(SISYPHUS_WEBHOOK_URL=hook)).wait()
    equal((ended.status, findings(ended)["server"][0]), (1, "wrong"), f"{ended}")
    path = folder / "config.toml"
    path.write_text('[defaults]\nsmtppassword = "secret"\n', encoding="utf-8")
    path.chmod(0o644)
    ended = world.spawn([BINARY, "doctor"]).wait()
    check(ended.status == 1 and "can be read by everyone" in findings(ended)["configuration"][1], f"{ended}")
    path.unlink()
    (world.home / "ll.sisyphus").write_text("", encoding="utf-8")
    ended = world.spawn([BINARY, "doctor"]).wait()
    equal((ended.status, findings(ended)["base directory"]), (1, ("wrong", f"{world.home}/ll.sisyphus is no directory")), f"{ended}")


@case("the configuration is checked", "every file and section, nothing is started, each value is shown with its place, and so are sections without a job")
def config(world):
    path = world.root / "c.toml"
    path.write_text('[defaults]\nmaxtime = "3m"\nwebhook-url = "env:HOOK"\n["P/job"]\nkill-grace = 2\n["P/gone"]\nutc = true\n', encoding="utf-8")
    path.chmod(0o600)
    world.run("true", options=["--config", "/dev/null"])
    env = world.environment(SISYPHUS_DRAIN="5")
    ended = world.spawn([BINARY, "config", "-p", "P", "-j", "job", "--config", str(path)], env=env).wait()
    equal((ended.status, ended.err), (0, b""), f"{ended}")
    rows = {line.split()[0]: line.split()[1:] for line in ended.out.decode().splitlines() if ":" not in line.split()[0]}
    equal(rows["maxtime"], ["3m", f"{path}:2:1"], "maxtime")
    equal(rows["kill-grace"], ["2", f"{path}:5:1"], "kill-grace")
    equal(rows["drain"], ["5", "SISYPHUS_DRAIN"], "drain")
    equal(rows["webhook-url"], ["env:HOOK", f"{path}:3:1"], "webhook-url")
    equal(rows["warntime"], ["none", "default"], "warntime")
    check(f'{path}:6:1: section ["P/gone"] matches no job in ' in ended.out.decode() and '"P/job"] matches' not in ended.out.decode(), f"{ended}")
    path.write_text('["P/night"]\nleftover = "wait"\n', encoding="utf-8")
    ended = ask(world, "config", "--config", str(path))
    equal(ended.status, 64, f"{ended}")
    check(f'wrong: {path}:2:1: --leftover wait needs --maxtime: without a limit it could wait for ever (section ["P/night"])' in ended.out, ended.out)
    # What means nothing beside a stronger value is left out.
    path.write_text('[defaults]\nleftover = "wait"\nmaxtime = "3m"\nwarntime = "2m"\n["P/open"]\nmaxtime = 0\n["P/short"]\nmaxtime = 9\n', encoding="utf-8")
    ended = ask(world, "config", "-p", "P", "-j", "short", "--config", str(path))
    rows = {line.split()[0]: line.split()[1] for line in ended.out.splitlines() if ":" not in line.split()[0]}
    equal((ended.status, rows["maxtime"], rows["warntime"], rows["leftover"]), (0, "9", "none", "wait"), f"{ended}")
    equal([world.run("true", options=["--config", path], job=job).status for job in ("open", "short")], [0, 0], "runs")


@case("completions", "each shell gets a script that knows the subcommands")
def completions(world):
    for shell in ("bash", "zsh", "fish"):
        ended = ask(world, "--generate-completion-script", shell)
        equal(ended.status, 0, shell)
        check(all(verb in ended.out for verb in VERBS), f"{shell} lacks a subcommand")
        if shell == "bash":
            subprocess.run(["bash", "-n"], input=ended.out, text=True, check=True)


@case("completions of bash", "subcommands, values, and the command behind the options with its own completion")
def bash_completions(world):
    script = ask(world, "--generate-completion-script", "bash").out + """
compopt() { :; }
_command_offset() { COMPREPLY=("offset $1"); }
for line in "$@"; do
    read -ra COMP_WORDS <<<"$line"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _sisyphus
    echo "$line: ${COMPREPLY[*]}"
done
"""
    expected = {
        "sisyphus vers": "version", "sisyphus help fl": "flush", "sisyphus run --overlap w": "wait", "sisyphus run --compressmode = l": "lzma",
        "sisyphus run -p x -- gre": "offset 5", "sisyphus run -r yes ls --col": "offset 4", "sisyphus run -r ls --col": "offset 3",
        "sisyphus run --maxt": "--maxtime", "sisyphus flush -- gre": ""}
    ended = subprocess.run(["bash", "-c", script, "bash", *expected], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    equal(ended.stdout.splitlines(), [f"{line}: {reply}" for line, reply in expected.items()], "completions")
