"""The servers that notifications are tried against: real ones where a package registry has one. What is installed is kept below $XDG_CACHE_HOME."""
import atexit
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import harness

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "sisyphus-tests" / "peers"
PACKAGES = [
    "aiosmtpd==1.4.6", "bugsink==2.6.1", "cronsim==2.8", "openapi-core==0.23.1", "opentelemetry-proto==1.37.0", "rotel==0.0.1a15", "sentry-relay==0.10.1", "standardwebhooks==1.1.0",
    "werkzeug==3.1.9",
]
LOCK = threading.Lock()
MADE = {}


def once(name, make):
    """Makes a thing when it is first asked for; a failure is remembered too."""
    with LOCK:
        if name not in MADE:
            try:
                MADE[name] = make()
            except harness.Skip as reason:
                MADE[name] = reason
    if isinstance(MADE[name], harness.Skip):
        raise MADE[name]
    return MADE[name]


def python():
    """The interpreter of a virtual environment that has all packages."""
    def make():
        done = CACHE / "venv.done"
        wanted = "\n".join(PACKAGES)
        if not done.exists() or done.read_text() != wanted:
            CACHE.mkdir(parents=True, exist_ok=True)
            for command in ([sys.executable, "-m", "venv", CACHE / "venv"], [CACHE / "venv/bin/pip", "install", "-q", *PACKAGES]):
                result = subprocess.run(command, capture_output=True, text=True)
                if result.returncode != 0:
                    raise harness.Skip(f"the test servers cannot be installed: {result.stderr.strip().splitlines()[-1:]}")
            done.write_text(wanted)
        return str(CACHE / "venv/bin/python")
    return once("python", make)


def debian(program, *packages):
    """A program unpacked from Debian packages, without installing them."""
    def make():
        root = CACHE / packages[0]
        if not (root / program).exists():
            root.mkdir(parents=True, exist_ok=True)
            result = subprocess.run(["apt-get", "download", *packages], cwd=root, capture_output=True, text=True)
            for package in root.glob("*.deb"):
                subprocess.run(["dpkg", "-x", package, root], check=True)
            if not (root / program).exists():
                raise harness.Skip(f"{packages[0]} cannot be had: {result.stderr.strip().splitlines()[-1:]}")
        for path in [CACHE, root, *root.rglob("*")]:
            if not path.is_symlink() and (path.is_dir() or os.access(path, os.X_OK)):
                path.chmod(0o755)
        return root
    return once(program, make)


CRONIE = """set -e
site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep '/debian$' | head -n 1)
mkdir -p lists/partial cache/archives/partial source
echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site trixie main" > sources.list
set -- -qq -o Dir::Etc::SourceList=$PWD/sources.list -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists=$PWD/lists -o Dir::Cache=$PWD/cache -o APT::Sandbox::User=root
apt-get "$@" update
apt-get "$@" --download-only source cronie
tar xf cronie_*.orig.tar.gz -C source --strip-components 1
cd source
./configure -q --prefix=$PWD/.. --localstatedir=/var --without-pam --without-selinux --without-audit SPOOL_DIR=/var/spool/cron/crontabs
make -s -j2
make -s install-exec
"""


def cronie():
    """crond and crontab, built from the source of a later Debian's package, since Debian 12 has none; without PAM."""
    def make():
        root = CACHE / "cronie"
        if not (root / "sbin/crond").exists():
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir(parents=True)
            result = subprocess.run(["sh", "-c", CRONIE], cwd=root, capture_output=True, text=True)
            if not (root / "sbin/crond").exists():
                raise harness.Skip(f"cronie cannot be had: {result.stderr.strip().splitlines()[-1:]}")
        return root
    return once("cronie", make)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process, what):
    def is_open():
        if process.poll() is not None:
            raise harness.Wrong(f"{what} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False
    harness.wait_until(is_open, f"{what} listens", 60)


def launch(argv, what, port, **more):
    more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True, **more}
    process = subprocess.Popen([str(word) for word in argv], **more)
    atexit.register(stop, process)
    wait_for_port(port, process, what)
    return process


def stop(process):
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def certificate():
    """A certificate of its own for localhost: (certificate, key)."""
    def make():
        folder = pathlib.Path(tempfile.mkdtemp(prefix="sisyphus-cert."))
        atexit.register(shutil.rmtree, folder, True)
        folder.chmod(0o755)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
        (folder / "key.pem").chmod(0o644)
        return folder / "cert.pem", folder / "key.pem"
    return once("certificate", make)


def get(port, path, headers={}):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return response.status, response.read()


class Mattermost:
    """The contract of POST /api/v4/posts in front of a strict reader; no Mattermost server can be installed from a registry."""
    TOKEN, CHANNEL, SECOND = "tok" * 8 + "ab", "c" * 26, "b" * 26

    def __init__(self, port=None):
        self.port = port or free_port()
        self.process = launch([python(), HERE / "mattermost.py", self.port], "the Mattermost contract", self.port)
        self.options = [
            "--mattermost-url", f"http://127.0.0.1:{self.port}", "--mattermost-channel", self.CHANNEL, "--mattermost-token", "env:MATTERMOST"]
        self.secret = {"MATTERMOST": self.TOKEN}

    def posts(self):
        return json.loads(get(self.port, "/_posts")[1])

    def fail(self, *codes):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", "/_fail", body=json.dumps(codes))
        connection.getresponse().read()

    def close(self):
        stop(self.process)


class Exim:
    """exim4, unpacked, not installed: STARTTLS and AUTH on one port, TLS on another, a Maildir behind them."""

    def __init__(self, limit="1M"):
        root = debian("usr/sbin/exim4", "exim4-daemon-light", "exim4-base", "libidn12", "libnss-wrapper")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sisyphus-exim."))
        self.folder.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port()
        # Whoever exim runs as may not be able to enter the home directory that the cache is in.
        shutil.copytree(root / "usr", self.folder / "usr", symlinks=True, ignore=shutil.ignore_patterns("share"))
        cert, key = certificate()
        self.cert = str(cert)
        uid, gid = (65534, 65534) if os.geteuid() == 0 else (os.getuid(), os.getgid())
        for name in ("spool/db", "log", "mail"):
            (self.folder / name).mkdir(parents=True)
        for name, source in (("cert.pem", cert), ("key.pem", key)):
            shutil.copy(source, self.folder / name)
        (self.folder / "passwd").write_text(f"root:x:0:0:root:/root:/bin/sh\neximuser:x:{uid}:{gid}::/:/bin/false\nDebian-exim:x:{uid}:{gid}::/:/bin/false\n")
        (self.folder / "group").write_text(f"root:x:0:\neximgroup:x:{gid}:\nDebian-exim:x:{gid}:\nmail:x:8:\n")
        text = (HERE / "exim.conf").read_text()
        for name, value in (("@DIR@", self.folder), ("@PORT@", self.port), ("@TLSPORT@", self.tls_port), ("@LIMIT@", limit)):
            text = text.replace(name, str(value))
        (self.folder / "exim.conf").write_text(text)
        more = {}
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, uid, gid)
            more = {"user": uid, "group": gid, "extra_groups": []}
        environment = {
            "PATH": os.environ["PATH"], "LD_LIBRARY_PATH": ":".join(map(str, (self.folder / "usr/lib").glob("*-linux-gnu*"))), "LD_PRELOAD": "libnss_wrapper.so",
            "NSS_WRAPPER_PASSWD": str(self.folder / "passwd"), "NSS_WRAPPER_GROUP": str(self.folder / "group")}
        self.environment, self.identity = environment, more
        self.process = launch(
            [self.folder / "usr/sbin/exim4", "-C", self.folder / "exim.conf", "-bdf"], "exim", self.port, env=environment, cwd=self.folder, **more)

    def mails(self, count=1):
        new = self.folder / "mail/new"
        harness.wait_until(lambda: new.is_dir() and len(list(new.iterdir())) >= count, f"{count} mails in the Maildir")
        return [path.read_bytes() for path in sorted(new.iterdir(), key=lambda path: path.stat().st_mtime_ns)]

    def sendmail(self):
        """A program that hands mails to exim as /usr/sbin/sendmail does where it is installed."""
        variables = " ".join(f"{name}={value}" for name, value in self.environment.items())
        identity = f"setpriv --reuid={self.identity['user']} --regid={self.identity['group']} --clear-groups" if self.identity else ""
        path = self.folder / "sendmail"
        path.write_text(f'#!/bin/sh\nexec {identity} env {variables} {self.folder}/usr/sbin/exim4 -C {self.folder}/exim.conf "$@"\n')
        path.chmod(0o755)
        return path

    def log(self):
        return (self.folder / "log/mainlog").read_text()

    def close(self):
        stop(self.process)
        shutil.rmtree(self.folder, True)


class SMTP:
    """aiosmtpd with a fault: greylist, full, 554, drop, hang, no8; or plain, tls, echo (which says what it was sent)."""

    def __init__(self, mode, port=None):
        cert, key = certificate()
        self.cert = str(cert)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sisyphus-smtp."))
        self.port = port or free_port()
        self.process = launch([python(), HERE / "smtp.py", self.folder / "mails", mode, self.port, cert, key], "aiosmtpd", self.port)
        self.options = ["--smtphost", "127.0.0.1", "--smtpport", self.port, "--fromemail", "cron@example.test", "--toemail", "ops@example.test"]

    def mails(self):
        path = self.folder / "mails"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def close(self):
        stop(self.process)
        shutil.rmtree(self.folder, True)


class Bugsink:
    """A server that takes Sentry's events, on loopback, with nothing sent elsewhere."""
    KEY = "0123456789abcdef0123456789abcdef"

    def __init__(self, quota=1000, prefix=""):
        bin = pathlib.Path(python()).parent
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sisyphus-bugsink."))
        self.port, self.prefix = free_port(), prefix
        text = (HERE / "bugsink_conf.py").read_text()
        for name, value in (("@DIR@", self.folder), ("@BASE@", f"http://127.0.0.1:{self.port}{prefix}"), ("@QUOTA@", quota)):
            text = text.replace(name, str(value))
        (self.folder / "bugsink_conf.py").write_text(text)
        self.environment = {
            **os.environ, "PATH": f"{bin}:{os.environ['PATH']}", "PYTHONPATH": str(self.folder), "DJANGO_SETTINGS_MODULE": "bugsink_conf",
            "SCRIPT_NAME": prefix}
        self.prepare()
        self.token = self.manage("create_auth_token").splitlines()[-1].strip()
        self.process = launch(
            [bin / "gunicorn", f"--bind=127.0.0.1:{self.port}", "--workers=1", "--threads=4", "--log-level=error", "bugsink.wsgi"], "Bugsink", self.port,
            env=self.environment, cwd=self.folder)
        self.dsn = f"http://{self.KEY}@127.0.0.1:{self.port}{prefix}/1"

    def manage(self, *words):
        result = subprocess.run(["bugsink-manage", *words], env=self.environment, cwd=self.folder, capture_output=True, text=True)
        harness.check(result.returncode == 0, f"bugsink-manage {words[0]}: {result.stderr[-500:]}")
        return result.stdout

    def prepare(self):
        saved = CACHE / "bugsink-2.6.1"
        names = ("db.sqlite3", "snappea.sqlite3")
        if not all((saved / name).exists() for name in names):
            self.manage("migrate")
            self.manage("migrate", "--database=snappea", "snappea")
            self.manage("shell", "-v0", "-c", "import uuid\nfrom projects.models import Project\n"
                        f"Project.objects.create(name='cron', sentry_key=uuid.UUID('{self.KEY}'))")
            saved.mkdir(parents=True, exist_ok=True)
            for name in names:
                shutil.copy(self.folder / name, saved / name)
        for name in names:
            shutil.copy(saved / name, self.folder / name)

    def api(self, path):
        status, body = get(self.port, f"{self.prefix}/api/canonical/0/{path}", {"Authorization": f"Bearer {self.token}"})
        harness.equal(status, 200, f"Bugsink answers {path}")
        found = json.loads(body)
        return found.get("results", found) if isinstance(found, dict) else found

    def issues(self):
        return self.api("issues/?project=1")

    def events(self, issue):
        return [self.api(f"events/{event['id']}/") for event in self.api(f"events/?issue={issue['id']}")]

    def close(self):
        stop(self.process)
        shutil.rmtree(self.folder, True)


class Web:
    """Records requests; answers as `answer(request)` says. Paths that misbehave until the server is `cured`: /hang, /slow, /huge, /redirect."""

    def __init__(self, answer=None, port=None):
        self.requests, self.answer = [], answer or (lambda request: (200, {}, b"OK"))
        self.server = socket.create_server(("127.0.0.1", port or 0))
        self.port = self.server.getsockname()[1]
        self.open, self.cured = True, False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while self.open:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, contextlib.suppress(OSError, ValueError):
            stream = connection.makefile("rwb")
            line = stream.readline().decode("latin-1").split()
            if len(line) < 3:
                return
            headers = {}
            while (header := stream.readline().decode("latin-1").strip()):
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
            body = stream.read(int(headers.get("content-length", "0")))
            request = {"method": line[0], "path": line[1], "headers": headers, "body": body, "time": time.time()}
            self.requests.append(request)
            path = "" if self.cured else line[1].split("?")[0]
            if path.startswith("/hang"):
                time.sleep(60)
            elif path.startswith("/slow"):
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100:
                    stream.write(bytes([byte]))
                    stream.flush()
                    time.sleep(1)
            elif path.startswith("/huge"):
                stream.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + b"x" * 10_000_000)
            elif path.startswith("/redirect"):
                stream.write(f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{self.port}/elsewhere\r\nContent-Length: 0\r\n\r\n".encode())
            else:
                status, more, answer = self.answer(request)
                lines = "".join(f"{name}: {value}\r\n" for name, value in more.items())
                stream.write(f"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {len(answer)}\r\n{lines}\r\n".encode() + answer)
            stream.flush()

    def close(self):
        self.open = False
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


class BadSMTP:
    """Takes connections and behaves as no mail server should: hang says nothing, slow one byte a second, huge 10 MB of greeting."""

    def __init__(self, mode):
        self.mode, self.connections = mode, 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                self.connections += 1
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, contextlib.suppress(OSError):
            if self.mode == "huge":
                connection.sendall((b"220-" + b"x" * 60 + b"\r\n") * 150_000)
            for byte in b"220 " + b"x" * 100:
                time.sleep(60 if self.mode == "hang" else 1)
                connection.sendall(bytes([byte]))

    def close(self):
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


class LateSMTP(BadSMTP):
    """A mail server that takes its time before the greeting (as postscreen and greet_pause do), or before it answers to the final dot."""

    def __init__(self, greeting=0, final=0):
        self.greeting, self.final, self.mails = greeting, final, []
        super().__init__("late")

    def serve(self, connection):
        with connection, contextlib.suppress(OSError):
            stream = connection.makefile("rwb", 0)
            connection.sendall(b"220-mx.test\r\n")
            time.sleep(self.greeting)
            connection.sendall(b"220 mx.test ESMTP\r\n")
            mail = None
            for line in stream:
                word = line[:4].upper()
                if mail is not None:
                    if line == b".\r\n":
                        self.mails.append(b"".join(mail))
                        mail = None
                        time.sleep(self.final)
                        connection.sendall(b"250 ok\r\n")
                    else:
                        mail.append(line.removeprefix(b"."))
                elif word == b"DATA":
                    mail = []
                    connection.sendall(b"354 go\r\n")
                else:
                    connection.sendall(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


class Tinyproxy:
    """A real proxy, unpacked, not installed, with a user and a password."""
    USER, PASSWORD = "proxyuser", "pr0xy-passw0rd"

    def __init__(self):
        root = debian("usr/bin/tinyproxy", "tinyproxy-bin")
        self.port = free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sisyphus-proxy."))
        text = f"Port {self.port}\nListen 127.0.0.1\nTimeout 20\nMaxClients 20\nBasicAuth {self.USER} {self.PASSWORD}\nLogFile \"{self.folder}/log\"\nLogLevel Connect\n"
        (self.folder / "conf").write_text(text)
        self.process = launch([root / "usr/bin/tinyproxy", "-d", "-c", self.folder / "conf"], "tinyproxy", self.port)

    def address(self, password=None):
        return f"http://{self.USER}:{password or self.PASSWORD}@127.0.0.1:{self.port}"

    def close(self):
        stop(self.process)
        shutil.rmtree(self.folder, True)


class Collector:
    """Rotel, a collector for OpenTelemetry; it prints what it gets."""

    def __init__(self, folder):
        program = next(pathlib.Path(python()).parent.parent.glob("lib/python*/site-packages/rotel/rotel-agent"), None)
        if program is None:
            raise harness.Skip("rotel has no collector for this machine")
        program.chmod(0o755)
        self.port, self.log = free_port(), folder / "collector.log"
        self.process = launch(
            [program, "start", "--exporter", "blackhole", "--otlp-http-endpoint", f"127.0.0.1:{self.port}", "--otlp-grpc-endpoint", f"127.0.0.1:{free_port()}",
             "--debug-log", "traces", "--debug-log-verbosity", "detailed", "--log-file", "/dev/null"], "the collector", self.port, stdout=open(self.log, "wb"))

    def close(self):
        stop(self.process)


@contextlib.contextmanager
def running(peer):
    try:
        yield peer
    finally:
        peer.close()


def judge(tool, *words, input=None):
    """Runs a validator of this folder in the virtual environment; its words if it complains."""
    result = subprocess.run([python(), HERE / tool, *map(str, words)], input=input, capture_output=True)
    harness.check(result.returncode == 0, f"{tool}: {(result.stdout + result.stderr).decode()[-1500:]}")
