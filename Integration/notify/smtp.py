"""A mail server with a fault of choice. usage: smtp.py FILE MODE PORT CERT KEY. Writes one JSON line per mail to FILE."""
import asyncio
import base64
import json
import os
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

out, mode, port, cert, key = sys.argv[1:6]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)


def authenticate(server, session, envelope, mechanism, data):
    # handled=False: else a wrong password is never answered.
    if mode == "echo":
        words = b" ".join([data.login, data.password, base64.b64encode(data.password), base64.b64encode(b"\0" + data.login + b"\0" + data.password)])
        return AuthResult(success=False, handled=False, message="535 5.7.8 no: " + words.decode())
    return AuthResult(success=(data.login, data.password) == (b"cron", b"s3cret-password"), handled=False)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if mode == "greylist" and not os.path.exists(out + ".seen"):
            open(out + ".seen", "w").close()
            return "451 4.7.1 Greylisted, try again"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == "full" or address.startswith("full@"):
            return "452 4.2.2 mailbox full"
        if address.startswith("nobody@"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if mode == "hang":
            await asyncio.sleep(3600)
        if mode == "drop":
            server.transport.close()
            return "421 bye"
        if mode == "554":
            return "554 5.7.1 spam"
        raw = envelope.original_content
        with open(out, "a") as file:
            file.write(json.dumps({
                "tls": session.ssl is not None, "authenticated": session.authenticated, "from": envelope.mail_from, "to": envelope.rcpt_tos,
                "raw": raw.decode("latin-1")}) + "\n")
        return "250 2.0.0 OK queued"


if mode in ("tls", "echo"):
    more = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": True, "tls_context": context, "require_starttls": True}
else:
    more = {"enable_SMTPUTF8": mode != "no8", "decode_data": False}
Controller(Handler(), hostname="127.0.0.1", port=int(port), data_size_limit=2_000_000, **more).start()
while True:
    time.sleep(3600)
