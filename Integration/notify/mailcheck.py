"""Complains about anything in a mail that a strict receiver might. usage: mailcheck.py < MAIL"""
import email
import email.policy
import sys


def complaints(raw):
    rest = raw.replace(b"\r\n", b"")
    found = [name for name, byte in (("bare LF", b"\n"), ("bare CR", b"\r"), ("NUL", b"\0")) if byte in rest]
    head, _, body = raw.partition(b"\r\n\r\n")
    found += [f"body line {number} has {len(line)} bytes" for number, line in enumerate(body.split(b"\r\n")) if len(line) > 76]
    found += [f"line {number} begins with a dot" for number, line in enumerate(raw.split(b"\r\n")) if line.startswith(b".")]
    for line in head.split(b"\r\n"):
        if len(line) > 78:
            found.append(f"header line of {len(line)}: {line[:40]!r}")
        if any(byte > 126 or byte < 32 and byte != 9 for byte in line):
            found.append(f"header line is not ASCII: {line[:40]!r}")
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted"):
        if len(mail.get_all(name) or []) != 1:
            found.append(f"{name} stands {len(mail.get_all(name) or [])} times")
    found += [f"{name}: {value.defects}" for name, value in mail.items() if getattr(value, "defects", None)]
    for part in mail.walk():
        found += [f"{part.get_content_type()}: {part.defects}"] if part.defects else []
        if not part.is_multipart():
            try:
                part.get_content()
            except Exception as error:
                found.append(f"{part.get_content_type()} cannot be decoded: {error}")
    shape = [part.get_content_type() for part in mail.walk()]
    if shape != ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/json"]:
        found.append(f"shape {shape}")
    return found


found = complaints(sys.stdin.buffer.read())
print("\n".join(found) or "OK")
sys.exit(bool(found))
