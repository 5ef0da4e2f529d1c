"""The manual: recipes, configurations and programs in it do what is said there, and its pages are well formed."""
import pathlib
import re
import shutil
import subprocess

from harness import BINARY, case, check, equal, install_program, need, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What the recipes call and no test machine has to have: each takes the words that it is called with there and says what it would say.
STAND_INS = {
    "restic": "[ $1 = -r ] && [ $3 = backup ] && [ -d $4 ] && { echo 'snapshot 4c2f1e saved'; exit 3; }", "borgmatic": "[ $1 = --verbosity ]",
    "pg_dump": "[ $1 = -Fc ] && [ $2 = -f ] && echo PGDMP > $3", "mysqldump": "[ $1 = --single-transaction ] && echo '-- Dump completed'",
    "certbot": "[ $1 = renew ]", "rsync": "[ $1 = -a ] && exit 24", "php": "[ $2 = schedule:run ] && echo 'No scheduled commands are ready to run.'",
    "docker": "[ $1 = run ] && [ $2 = --rm ] && echo report", "msmtp": "cat > $T/mail", "python3": "[ $1 = -u ] && [ $3 = clearsessions ]",
    "fetch.sh": "echo fetched", "import.sh": "echo 30 rows", "told.sh": "cat > $T/told"}
LANGUAGES = {
    "Shell": ["sh", "FILE"], "Zsh": ["zsh", "-f", "FILE"], "Fish": ["fish", "--no-config", "FILE"], "awk": ["awk", "-f", "FILE"], "Python": ["python3", "FILE"],
    "Perl": ["perl", "FILE"], "Tcl": ["tclsh", "FILE"], "JavaScript (Node.js)": ["node", "FILE"], "Java": ["java", "FILE"],
    "C": ["cc", "-x", "c", "-o", "OUT", "FILE"], "C++": ["c++", "-x", "c++", "-o", "OUT", "FILE"], "Rust": ["rustc", "-o", "OUT", "FILE"],
    "Swift": ["swiftc", "-o", "OUT", "FILE"]}
# These need no more than a Debian with a compiler, which Scripts/install-packages sees to.
EVERYWHERE = {"Shell", "Zsh", "Fish", "awk", "Python", "Perl", "C", "C++", "Swift"}


@case("make uninstall", "removes each file that make install has put there, and no other")
def uninstall(w):
    need("make")
    target = w.root / "target"
    other = target / "usr/local/bin/other"
    other.parent.mkdir(parents=True)
    other.touch()

    def make(goal):
        subprocess.run(["make", "-s", goal, f"DESTDIR={target}", f"BINARY={BINARY}"], cwd=ROOT, check=True)
        return {str(path.relative_to(target)) for path in target.rglob("*") if not path.is_dir()}
    installed = make("install")
    pages = {f"usr/local/share/man/man{path.suffix[1:]}/{path.name}" for path in (ROOT / "man").glob("*.[1-8]")}
    check(pages | {"usr/local/bin/sisyphus", "usr/local/bin/sisyphus-sh"} <= installed, f"{installed}")
    check(subprocess.run([target / "usr/local/bin/sisyphus", "--version"], stdout=subprocess.PIPE, check=True).stdout, "no version")
    equal(make("uninstall"), {"usr/local/bin/other"}, "what is left")


def plain(text):
    """The words of a manual page as they are shown."""
    return text.replace("\\&", "").replace("\\-", "-").replace("\\(ti", "~").replace("\\(dq", '"').replace("\\e", "\\")


def examples(page):
    """Title, kind and text of each example of a page."""
    title = ""
    for match in re.finditer(r'^\.S[SH] ([^\n]*)$|(?:^\.\\" (\w+)\n)?^\.EX\n(.*?)^\.EE$', (ROOT / "man" / page).read_text(encoding="utf-8"), re.M | re.S):
        if match[1]:
            title = plain(match[1]).strip('"')
        else:
            yield title, match[2], plain(match[3])


@case("recipes of the manual", "each is executed, and its job ends well")
def recipes(world):
    programs = world.root / "bin"
    for folder in ("bin", "srv/acme", "srv/dumps", "srv/www", "srv/backup", "var/www", "var/lib/node_exporter", "home", "etc"):
        (world.root / folder).mkdir(parents=True, exist_ok=True)
    install_program(programs / "sisyphus")
    (programs / "sisyphus-sh").symlink_to("sisyphus")
    for name, words in STAND_INS.items():
        path = (world.root / "srv/acme" if name.endswith(".sh") else programs) / name
        path.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
        path.chmod(0o755)
    table = world.root / "crontab"
    table.write_text("0 5 * * * true\n", encoding="utf-8")
    (programs / "crontab").write_text(
        f'#!/bin/sh\n[ "$1" = -u ] && shift 2\ncase $1 in -l) cat {table} ;; -) cat > {table} ;; *) cp "$1" {table} ;; esac\n', encoding="utf-8")
    (programs / "crontab").chmod(0o755)
    environment = world.environment(PATH=f"{programs}:/usr/bin:/bin", LOGNAME="somebody")
    seen = {}
    for title, kind, text in examples("sisyphus-cookbook.7"):
        seen[kind] = seen.get(kind, 0) + 1
        text = re.sub(r"(?<![\w.:/])/(srv|var/www|var/lib/node_exporter|usr/bin/msmtp)\b", lambda match: f"{world.root}/" + match[1].replace("usr/", ""), text)
        if kind == "crontab":
            # Cron hands a line to a shell; a jitter is not waited for.
            text = "\n".join(re.sub(r"--jitter \S+ ", "", line.split(None, 5)[5]) for line in text.splitlines() if line[0] in "*0123456789")
        if kind in ("run", "crontab"):
            # Nothing is mounted, plugged or listening here for sure.
            text = re.sub(r"--only-if (mounted:\S+|ac-power) ", "", text).replace("https://hc-ping.com", "http://127.0.0.1:9").replace("--retry-delay 1m", "--retry-delay 0.01")
            for line in text.splitlines():
                ended = world.spawn(["/bin/sh", "-c", line], env=environment).wait()
                # A status that is fine is handed on all the same.
                fine = {0, *map(int, re.findall(r"--(?:ok|warn)-codes (\d+)", line)), *([1] if "crontab check" in line else [])}
                check(ended.status in fine and b" option" not in ended.err, f"{title}: {line}: {ended}")
        elif kind == "config":
            path = world.root / "config.toml"
            path.write_text(text.replace("file:/etc/sisyphus", f"file:{world.root}/etc"), encoding="utf-8")
            path.chmod(0o600)
            for name, secret in (("dsn", "https://key@sentry.example.org/1"), ("mattermost-token", "x" * 26), ("slack-url", "https://hooks.slack.com/services/T/B/x")):
                (world.root / "etc" / name).write_text(secret, encoding="utf-8")
                (world.root / "etc" / name).chmod(0o600)
            ended = world.spawn([BINARY, "config", "-p", "ACME", "-j", "fetch", "--config", str(path)], env=environment).wait()
            check(ended.status == 0 and b"cannot be used" not in ended.out, f"{title}: {ended}")
            for key in re.findall(r"^([a-z-]+) =", text, re.M):
                check(re.search(rf"^{key} .*{re.escape(str(path))}:".encode(), ended.out, re.M), f"{title}: {key}: {ended}")
        elif kind == "unit" and shutil.which("systemd-analyze"):
            unit = world.root / "acme.service"
            unit.write_text(text.replace("/usr/local/bin/sisyphus", str(programs / "sisyphus")), encoding="utf-8")
            ended = world.spawn(["systemd-analyze", "verify", str(unit)]).wait()
            equal((ended.status, ended.err), (0, b""), title)
        elif kind == "docker":
            check("--log2stdout" in text, title)
    check(seen["run"] >= 15 and seen["crontab"] >= 4 and seen["config"] >= 4, f"{seen}")
    wait_until(lambda: (world.root / "var/www/jobs.html").exists(), "the page")
    check(list((world.root / "var/lib/node_exporter").glob("*.prom")), "metrics")


@case("programs of the manual", "print a line with tags in each language that is here")
def languages(world):
    tried = set()
    for title, _, text in examples("sisyphus-lines.7"):
        if title not in LANGUAGES:
            continue
        command = LANGUAGES[title]
        if title not in EVERYWHERE and shutil.which(command[0]) is None:
            continue
        need(command[0])
        source, program = world.root / "Say.java" if title == "Java" else world.root / "say", world.root / f"say.{len(tried)}"
        source = source.with_suffix(".swift") if title == "Swift" else source
        source.write_text(text, encoding="utf-8")
        words = [{"FILE": str(source), "OUT": str(program)}.get(word, word) for word in command]
        if "OUT" in command:
            subprocess.run(words, check=True, capture_output=True, cwd=world.root)
            words = [str(program)]
        job = f"say{len(tried)}"
        ended = world.run(*words, job=job)
        equal((ended.status, ended.err), (0, b""), title)
        check(any(b"{xml}{warning}" in place and text == b"bad file" for place, text in world.lines(job)), f"{title}: {world.log(job)}")
        tried.add(title)
    check(tried >= EVERYWHERE, f"{tried}")


@case("the configuration of the manual", "is accepted as it stands, and so is the commented one that packages install, with all comments taken away")
def configurations(world):
    texts = [text for _, kind, text in examples("sisyphus.toml.5") if kind == "config"]
    texts.append(re.sub(r"(?m)^#(?=[a-z\[])", "", (ROOT / "Examples/config.toml").read_text(encoding="utf-8")).replace("/etc/sisyphus/", f"{world.root}/"))
    (world.root / "smtp-password").write_text("secret", encoding="utf-8")
    (world.root / "smtp-password").chmod(0o600)
    for text in texts:
        path = world.root / "config.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        ended = world.spawn([BINARY, "config", "-p", "ACME.FooBar", "-j", "fetch", "--config", str(path)], env=world.environment(MATTERMOST_TOKEN="x" * 26)).wait()
        check(ended.status == 0 and b"cannot be used" not in ended.out, f"{ended}")
    path.write_text((ROOT / "Examples/config.toml").read_text(encoding="utf-8"), encoding="utf-8")
    equal(world.spawn([BINARY, "config", "--config", str(path)]).wait().status, 0, "with its comments")


@case("manual pages", "mandoc finds nothing to warn of, and each names the others that there are")
def pages(world):
    need("mandoc")
    paths = sorted((ROOT / "man").glob("*.[157]"))
    ended = world.spawn(["mandoc", "-T", "lint", "-W", "warning", *map(str, paths)]).wait()
    equal((ended.status, ended.out, ended.err), (0, b"", b""), "mandoc")
    known = {path.name for path in paths}
    for path in paths:
        for name, section in re.findall(r"\b(sisyphus[\w.\\-]*?) ?\(([157])\)", path.read_text(encoding="utf-8").replace("\\-", "-").replace('"', "")):
            check(f"{name}.{section}" in known, f"{path.name} names {name}({section})")
