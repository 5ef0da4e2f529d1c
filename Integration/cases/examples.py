"""What README, manual, help and Examples show works as it is written there."""
import pathlib
import re
import subprocess

from harness import BINARY, Skip, case, check, equal, need, need_root

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


# What stands between the page's commands and the machine: a copy of /etc with the users, an empty /var/log, the scripts, and sudo.
SERVER = """
set -e
mount --make-rprivate /
cp -a /etc "$T/etc"
mount --bind "$T/etc" /etc
mount -t tmpfs none /var/log
mount -t tmpfs none /srv
number=4000
for user in acme shop monitor; do
    number=$((number + 1))
    echo "$user:x:$number:$number::/nonexistent:/bin/sh" >> /etc/passwd
    echo "$user:x:$number:" >> /etc/group
done
for script in /srv/acme/fetch.sh /srv/shop/orders.sh; do
    mkdir -p "${script%/*}"
    printf '#!/bin/sh\\necho ran\\n' > "$script"
    chmod 755 "$script"
done
"""
SUDO = """#!/bin/sh
user=root
if [ "$1" = -u ]; then user=$2; shift 2; fi
exec setpriv --reuid "$user" --regid "$user" --init-groups env HOME=/nonexistent "$@"
"""


@case("one log tree for a server", "the commands of the page work as they are written")
def log_tree(world):
    need_root()
    need("unshare", "setpriv", "usermod")
    if world.spawn(["unshare", "-m", "true"]).wait().status:
        raise Skip("no namespaces here")
    programs = world.root / "bin"
    programs.mkdir()
    for name, content in (("sisyphus", pathlib.Path(BINARY).read_bytes()), ("sudo", SUDO.encode())):
        (programs / name).write_bytes(content)
        (programs / name).chmod(0o755)
    commands = re.findall(r"^    (.*)", (ROOT / "docs/one-log-tree.md").read_text(encoding="utf-8"), re.M)
    check(len(commands) >= 12, commands)
    environment = world.environment(PATH=f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin")
    ended = world.spawn(["unshare", "-m", "bash", "-c", SERVER + "\n".join(commands)], env=environment).wait()
    check(ended.status == 0 and ended.err == b"", f"{ended}")
    out = ended.out.decode()
    check("last_successful.sisyphuslog" in out and re.search(r"^ok +ACME.FooBar/fetch ", out, re.M) and re.search(r"^ok +Shop/orders ", out, re.M), out)
