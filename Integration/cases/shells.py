"""Completions in real shells: names of projects and jobs, ids of runs, states, as they are on disk; nothing in a name is evaluated."""
import json
import os
import pty
import shutil
import subprocess

from harness import BINARY, base, case, check, equal, need, wait_until


def world(w):
    """Some jobs, the program under its name, and the scripts."""
    w.shell("echo fine", job="fetch")
    w.shell("exit 3", job="load", options=["--report", "never"])
    hostile = base(w) / "P" / f"$(touch {w.root}; touch {w.root}%evaluated)".replace("/", "%")
    shutil.copytree(w.directory("fetch"), hostile)
    bin = w.root / "bin"
    bin.mkdir()
    (bin / "sisyphus").symlink_to(BINARY)
    for shell in ("bash", "zsh", "fish"):
        script = subprocess.run([BINARY, "--generate-completion-script", shell], stdout=subprocess.PIPE, check=True).stdout
        (bin / {"zsh": "_sisyphus"}.get(shell, f"sisyphus.{shell}")).write_bytes(script)
    return w.environment(PATH=f"{bin}:{os.environ['PATH']}", TERM="dumb"), bin


def expected(w):
    record = json.loads((w.directory("fetch") / "runs.jsonl").read_text())
    return {
        "sisyphus status P/f": ["P/fetch"], "sisyphus status --check P/l": ["P/load"], "sisyphus logs P/fetch P/lo": ["P/load"],
        "sisyphus logs P/fetch --run " + record["id"][:5]: [record["id"]], "sisyphus logs --run succ": ["successful"],
        "sisyphus run -p P -j fe": ["fetch"], "sisyphus run --projectname ": ["P"], "sisyphus status --state f": ["failed"],
        "sisyphus history --status sk": ["skip"], "sisyphus status P/fetch --js": ["--json"], "sisyphus health -p P --jobname lo": ["load"],
        "sisyphus crontab ch": ["check"], "sisyphus crontab check --js": ["--json"],
    }


# zsh would take any command for the value of such an option: there it has to stand behind an equals sign.
APART = {"sisyphus run --log2stdout lines --syslog cron -p P -j fe": ["fetch"]}


@case("completions of jobs in bash", "what is on disk")
def bash(w):
    env, bin = world(w)
    wanted = {**expected(w), **APART}
    script = f"""
source {bin}/sisyphus.bash
compopt() {{ :; }}
for line in "$@"; do
    read -ra COMP_WORDS <<<"$line"; [[ $line == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=(); _sisyphus
    echo "$line: ${{COMPREPLY[*]}}"
done
"""
    lines = [*wanted, "sisyphus status "]
    out = subprocess.run(["bash", "-c", script, "bash", *lines], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=env).stdout.splitlines()
    equal(out[:-1], [f"{line}: {' '.join(reply)}" for line, reply in wanted.items()], "completions")
    check("P/fetch" in out[-1] and r"P/\$\(touch" in out[-1], out[-1])
    equal([name for name in os.listdir(w.root.parent) if "evaluated" in name], [], "something was evaluated")


@case("completions of jobs in fish", "what is on disk")
def fish(w):
    need("fish")
    env, bin = world(w)
    for line, reply in {**expected(w), **APART}.items():
        script = f"source {bin}/sisyphus.fish; complete -C '{line}'"
        ended = subprocess.run(["fish", "--no-config", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, env=env)
        equal([found.split("\t")[0] for found in ended.stdout.splitlines()], reply, f"{line} ({ended.stderr})")


@case("completions of jobs in zsh", "what is on disk")
def zsh(w):
    need("zsh")
    env, bin = world(w)
    main, side = pty.openpty()
    process = subprocess.Popen(["zsh", "-f", "-i"], stdin=side, stdout=side, stderr=side, env=env, start_new_session=True)
    os.close(side)
    os.set_blocking(main, False)
    seen = b""

    def read():
        nonlocal seen
        try:
            seen += os.read(main, 65536)
        except BlockingIOError:
            pass
        return seen

    def send(text, mark):
        nonlocal seen
        seen = b""
        os.write(main, text.encode())
        wait_until(lambda: mark.encode() in read(), f"{text!r} gives {mark!r}: {seen!r}")

    send(f"fpath=({bin} $fpath); autoload -Uz compinit; compinit -u -D; PS1='> '; print rea''dy\n", "ready")
    for line, reply in expected(w).items():
        # The line as it stands after Tab is printed by the shell itself.
        send(f"{line}\t", reply[0])
        send("\x15print cle''ar\n", "clear")
    os.write(main, b"exit\n")
    equal(process.wait(10), 0, "zsh")
    os.close(main)
