"""Proxies and certificates that the environment names."""
import http.server
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notify"))
import peers  # noqa: E402
from common import log, spool  # noqa: E402
from harness import Skip, case, check, equal  # noqa: E402

CLEAN = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"), "")


def fail(world, job, *options, **environment):
    """A run that fails and tells; its log."""
    words = world.argv("sh", "-c", "exit 3", options=options, job=job)
    equal(world.spawn(words, env=world.environment(**{**CLEAN, **environment})).wait(60).status, 3, "exit status")
    return log(world, job)


def own_address():
    """An address of this machine that is not its loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            raise Skip("this machine has no address but loopback") from None
        return probe.getsockname()[0]


@case("a proxy of the environment", "a real one, that refuses a password: its failures are named, nothing counts as arrived, and its password stands nowhere")
def proxied(world):
    with peers.running(peers.Tinyproxy()) as proxy:
        wrong = proxy.address("wr0ng-passw0rd")
        # A tunnel that is refused: nothing can have arrived.
        text = fail(world, "tunnel", "--ping-url", "https://hc.test/uuid", "--sentry-debug", https_proxy=wrong)
        check(text.count(f"(through the proxy 127.0.0.1:{proxy.port} of https_proxy)") == 2 and "may have arrived" not in text, text)
        text = fail(world, "all", "--ping-url", "https://hc.test/uuid", "--sentry-debug", ALL_PROXY=wrong)
        check(f"(through the proxy 127.0.0.1:{proxy.port} of ALL_PROXY)" in text, text)
        text = fail(world, "except", "--ping-url", "https://hc.test/uuid", "--sentry-debug", https_proxy=wrong, no_proxy=".test")
        check("through the proxy" not in text and "The ping message" in text, text)
        # What libcurl does not understand it quotes.
        text = fail(world, "quoted", "--webhook-url", "https://hooks.test/x", "--sentry-debug", https_proxy=f"http://user:wr0ng-passw0rd#1@127.0.0.1:{proxy.port}")
        check("of https_proxy)" in text, text)
    for path in world.root.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            check(b"passw0rd" not in data and b"cHJveHl1c2Vy" not in data, f"a proxy's password stands in {path}: {data[:2000]}")


@case("TLS through a proxy", "a tunnel to a server whose certificate SSL_CERT_FILE or SSL_CERT_DIR names; empty ones count as unset")
def tunnelled(world):
    host = own_address()
    folder = world.root / "certs"
    folder.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
         "-subj", "/CN=sisyphus", "-addext", f"subjectAltName=IP:{host}"], check=True, capture_output=True)
    name = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", folder / "cert.pem"], check=True, capture_output=True, text=True).stdout.strip()
    os.symlink(folder / "cert.pem", folder / f"{name}.0")
    taken = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass
    server = http.server.ThreadingHTTPServer((host, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = ["--webhook-url", f"https://{host}:{server.server_port}/x"]
    try:
        with peers.running(peers.Tinyproxy()) as proxy:
            through = {"https_proxy": proxy.address()}
            for job, variables in (("file", {"SSL_CERT_FILE": str(folder / "cert.pem")}), ("directory", {"SSL_CERT_DIR": str(folder), "SSL_CERT_FILE": ""})):
                text = fail(world, job, *url, **through, **variables)
                check("Sent webhook message (HTTP 200)" in text, text)
            for job, variables in (("unset", {}), ("empty", {"SSL_CERT_FILE": "", "SSL_CERT_DIR": ""})):
                text = fail(world, job, *url, **through, **variables)
                check("self-signed certificate" in text or "self signed certificate" in text, text)
            equal(len(taken), 2, "webhooks")
            check(f"CONNECT {host}" in (proxy.folder / "log").read_text(), "the proxy was not asked")
    finally:
        server.shutdown()


@case("this machine", "is never asked through a proxy")
def loopback(world):
    with peers.running(peers.Web()) as web, peers.running(peers.Web(lambda request: (502, {}, b"proxy"))) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        text = fail(world, "local", "--webhook-url", f"http://127.0.0.1:{web.port}/x", "--ping-url", f"http://localhost:{web.port}/ping", http_proxy=address, ALL_PROXY=address)
        equal((len(proxy.requests), len(web.requests), spool(world)), (0, 3, []), f"asked; {text}")
