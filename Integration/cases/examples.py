"""What README, manual, help and Examples show works as it is written there."""
import pathlib
import re
import subprocess

from harness import BINARY, case, check, equal

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What cron gives a job: crontab(5) of Debian.
CRON = {"SHELL": "/bin/sh", "PATH": "/usr/bin:/bin", "LOGNAME": "somebody"}


def crontabs():
    """The texts with lines for crontab, and what each is called."""
    for name in ("README.md", "man/sisyphus.1", "man/sisyphus-run.1", "man/sisyphus-flush.1", "Examples/crontab"):
        yield name, (ROOT / name).read_text(encoding="utf-8").replace("\\-", "-")
    yield "help", subprocess.run([BINARY, "help"], capture_output=True, text=True, check=True).stdout


def lines(text):
    """Environment and command of each crontab line, as cron reads them: variables hold for the lines below."""
    variables = {}
    for line in text.splitlines():
        line = line.strip()
        if match := re.fullmatch(r"([A-Z0-9_]+)=(\S+)", line):
            variables[match[1]] = match[2]
        elif match := re.fullmatch(r"(?:(?:[0-9*/,-]+\s+){5}|@hourly\s+)(\S.*)", line):
            yield dict(variables), match[1]


@case("crontab examples", "run under cron's environment, with sisyphus where make install puts it")
def crontab(world):
    installed = world.root / "usr/local/bin"
    installed.mkdir(parents=True)
    (installed / "sisyphus").symlink_to(pathlib.Path(BINARY).resolve())
    script = world.root / "script.sh"
    script.write_text("#!/bin/sh\necho ran\n", encoding="utf-8")
    script.chmod(0o755)
    count = 0
    for name, text in crontabs():
        found = list(lines(text))
        check(found, f"{name} shows no line for crontab")
        for variables, command in found:
            environment = {**CRON, "HOME": str(world.home), **variables}
            environment["PATH"] = environment["PATH"].replace("/usr/local/bin", str(installed))
            command = re.sub(r"-- \S+", f"-- {script}", command)
            ended = world.spawn(["/bin/sh", "-c", command], env=environment).wait()
            equal((ended.status, ended.out, ended.err), (0, b"", b""), f"{name}: {command}")
            count += 1
    check(count >= 6, f"only {count} lines were found")
