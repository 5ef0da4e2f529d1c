"""Complains when Sentry's own parser would drop or alter something in an envelope. usage: sentrycheck.py < ENVELOPE"""
import datetime
import json
import re
import sys
import uuid

from cronsim import CronSim
from sentry_relay.processing import VALID_PLATFORMS, StoreNormalizer

RELAY = StoreNormalizer(
    project_id=1, key_id="k", protocol_version="7", client="sisyphus/1", max_secs_in_future=60, max_secs_in_past=30 * 86400, enable_trimming=True)
LIMITS = {"event": 1 << 20, "check_in": 100 << 10}


def parse(raw):
    head, _, rest = raw.partition(b"\n")
    items = []
    while rest.strip(b"\n"):
        line, _, rest = rest.partition(b"\n")
        header = json.loads(line)
        payload = rest[: header["length"]]
        if len(payload) != header["length"] or rest[header["length"]:header["length"] + 1] not in (b"\n", b""):
            raise ValueError("the length of an item is wrong")
        rest = rest[header["length"] + 1:]
        items.append((header, payload))
    return json.loads(head), items


def altered(meta, path=""):
    if not isinstance(meta, dict):
        return
    for remark in (meta.get("") or {}).get("rem", []):
        yield f"{path}: altered {remark}"
    for name, inner in meta.items():
        if name:
            yield from altered(inner, f"{path}.{name}")


def judge_event(header, event):
    result = RELAY.normalize_event(event)
    for error in result.get("errors") or []:
        yield f"{error.get('name')}: {error['type']} {error.get('reason') or ''}"
    yield from altered(result.get("_meta") or {})
    if event.get("platform") not in VALID_PLATFORMS:
        yield f"platform {event.get('platform')!r}"
    if not re.fullmatch("[0-9a-f]{32}", header.get("event_id", "")) or header["event_id"] != event.get("event_id"):
        yield "event_id of header and payload"


def judge_check_in(check_in):
    uuid.UUID(check_in["check_in_id"])
    if not re.fullmatch(r"(?!\d+$)[a-z0-9_-]{1,50}", check_in.get("monitor_slug", "")):
        yield "monitor_slug"
    if check_in.get("status") not in ("in_progress", "ok", "error"):
        yield "status"
    if not re.fullmatch("[0-9a-f]{32}", check_in["contexts"]["trace"]["trace_id"]):
        yield "trace_id"
    if "duration" in check_in and not 0 <= check_in["duration"] * 1000 <= 2147483647:
        yield "duration"
    config = check_in.get("monitor_config")
    if not config:
        return
    schedule = config.get("schedule") or {}
    if schedule.get("type") == "crontab":
        if schedule["value"][0] != "@":
            CronSim(schedule["value"], datetime.datetime(2026, 1, 1))
            if len(schedule["value"].split()) != 5:
                yield "crontab needs 5 fields"
    elif schedule.get("type") != "interval" or not isinstance(schedule.get("value"), int) or schedule["value"] < 1:
        yield "schedule"
    for name in ("checkin_margin", "max_runtime"):
        if name in config and not (isinstance(config[name], int) and 1 <= config[name] <= 40320):
            yield name
    yield from (f"unknown {name}" for name in config if name not in ("schedule", "checkin_margin", "max_runtime", "timezone"))


header, items = parse(sys.stdin.buffer.read())
found = [] if header.get("sent_at") else ["sent_at"]
for item, payload in items:
    if len(payload) > LIMITS.get(item["type"], 1 << 30):
        found.append(f"{item['type']} has {len(payload)} bytes")
    found += list(judge_event(header, json.loads(payload)) if item["type"] == "event" else judge_check_in(json.loads(payload)))
print([item["type"] for item, _ in items], found or "OK")
sys.exit(bool(found) or not items)
