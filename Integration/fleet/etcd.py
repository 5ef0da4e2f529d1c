"""etcd for the cases: a server of its own on loopback, what it holds, and a gateway that answers wrongly."""
import http.server
import json
import os
import signal
import socket
import subprocess
import threading
import time

from harness import Skip, need


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Etcd:
    """One server, the first of its cluster or one that joins `other`; use as a context manager."""

    def __init__(self, w, *options, scheme="http", name="default", other=None):
        need("etcd", "etcdctl")
        self.w, self.options, self.scheme, self.name, self.other = w, options, scheme, name, other
        self.port, self.peer = free_ports(2)
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self.lock = f"{'etcds' if scheme == 'https' else 'etcd'}://127.0.0.1:{self.port}/it"
        self.process = None
        self.flags = []

    def start(self, ready="health"):
        peer = f"http://127.0.0.1:{self.peer}"
        members = [f"{one.name}=http://127.0.0.1:{one.peer}" for one in (self, self.other) if one]
        self.process = subprocess.Popen(
            ["etcd", "--name", self.name, "--data-dir", str(self.w.root / f"etcd.{self.name}"), "--listen-client-urls", self.url, "--advertise-client-urls", self.url,
             "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", ",".join(members),
             "--initial-cluster-state", "existing" if self.other else "new", *self.options],
            stdout=subprocess.DEVNULL, stderr=open(self.w.root / "etcd.log", "ab"), env={**os.environ, "ETCD_UNSUPPORTED_ARCH": "arm64"})
        end = time.monotonic() + 20
        while self.ctl("endpoint", ready, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise Skip(f"etcd does not start: {(self.w.root / 'etcd.log').read_text()[-300:]}")
            time.sleep(0.1)
        return self

    def join(self, *how):
        """Another member of this one's cluster, which is a learner if `how` says so."""
        second = Etcd(self.w, name="second", other=self)
        self.ctl("member", "add", second.name, f"--peer-urls=http://127.0.0.1:{second.peer}", *how)
        return second.start(ready="status")

    def stop(self):
        self.process.kill()
        self.process.wait()

    def ctl(self, *words, check=True):
        ended = subprocess.run(["etcdctl", "--endpoints", self.url, *self.flags, *words], env={**os.environ, "ETCDCTL_API": "3"}, capture_output=True, timeout=20)
        if check and ended.returncode != 0:
            raise AssertionError(f"etcdctl {words}: {ended.stderr.decode()}")
        return ended

    def keys(self):
        return self.ctl("get", "--prefix", "", "--keys-only").stdout.decode().split()

    def leases(self):
        return [line for line in self.ctl("lease", "list").stdout.decode().split() if len(line) == 16]

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
        self.stop()


class WrongEtcd:
    """A gateway of which single answers are wrong: `answers` has (status, body) by path; what is not there is answered as a good one does."""

    GOOD = {
        "/v3/lease/grant": {"ID": "5", "TTL": "30"}, "/v3/lease/keepalive": {"result": {"header": {"revision": "9"}, "ID": "5", "TTL": "30"}},
        "/v3/kv/txn": {"succeeded": True, "responses": [{}]}, "/v3/kv/range": {"kvs": [{"create_revision": "9"}]}, "/v3/lease/revoke": {},
    }

    def __init__(self, answers):
        self.asked = asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked.append((self.path, json.loads(body), time.monotonic()))
                good = {"header": {"revision": "9"}, **WrongEtcd.GOOD.get(self.path, {})}
                status, answer = answers.get(self.path, (200, json.dumps(good).encode()))
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                try:
                    self.wfile.write(answer)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.lock = f"etcd://{self.host}/it"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
