"""The subcommands: help, completions, and what is refused."""
import subprocess

from harness import BINARY, case, check, equal

VERBS = ["run", "health", "status", "history", "logs", "why", "page", "stop", "pause", "resume", "ack", "again", "clean", "crontab", "overdue", "test-channels", "flush", "config", "format"]


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
            (["--maxtime", "3"], "options stand behind the subcommand"), (["format"], "option --template is missing"),
            (["format", "--templat", "x"], "did you mean --template?"), (["format", "--template", "x", "y"], '"y" is no option'),
            (["format", "--template", "x", "--whitespace", "some"], "accepted: keep, strip, smart"), (["flush", "--basedr", "/x"], "did you mean --basedir?"),
            (["test-channels", "--smtpport", "many"], "option --smtpport cannot be")):
        ended = ask(world, *words)
        equal((ended.status, ended.out), (64, ""), f"{words}")
        check(said in ended.err and ended.err.count("\n") == 1, f"{words}: {ended.err}")


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
