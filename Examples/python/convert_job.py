#!/usr/bin/env python3
"""Reads a job that was written for ll.sisyphus, runs nothing of it, and prints what it is here: the command line of sisyphus run that does the same with the
job as it is, or (--swift) the skeleton of a job in Swift. usage: convert_job.py [--swift] FILE"""
import argparse
import ast
import pathlib
import shlex
import sys

# Attributes with options of the same name; those that hold a time, a number of days or a choice are written differently in Swift.
TEXTS = ("projectname", "jobname", "identifier", "fromemail", "toemail", "smtphost", "smtpuser", "smtppassword", "mattermost_url", "mattermost_channel",
         "mattermost_token", "sentry_dsn", "sentry_environment", "sentry_release", "compressmode", "encoding", "errors")
FLAGS = ("fork", "log2file", "log2stdout", "log2stderr", "proctitle", "noisykills", "exit_on_error", "notify", "repeat", "sentry_debug")
NUMBERS = ("smtpport", "maxemailerrors")
SECONDS = ("maxtime", "nextrun", "waitchildbreak", "maxhealthcheckage")
DAYS = ("keepfilelogs", "compressfilelogs")
SECRETS = ("smtppassword", "mattermost_token", "sentry_dsn")
UNITS = {"weeks": 604800, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1, "milliseconds": 0.001}


class Unknown(Exception):
    """A value that is known only when the program runs."""


def value(node):
    """What an expression of constants comes to; a timedelta is its seconds."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("timedelta"):
        given = dict(zip(("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"), map(value, node.args)))
        given.update({word.arg: value(word.value) for word in node.keywords})
        return ("seconds", sum(UNITS[unit] * number for unit, number in given.items()))
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
        left, right = value(node.left), value(node.right)
        return {ast.Add: lambda: left + right, ast.Sub: lambda: left - right, ast.Mult: lambda: left * right, ast.Div: lambda: left / right}[type(node.op)]()
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise Unknown(ast.unparse(node)) from None


def jobs(tree):
    """The classes that are jobs: those that derive from one called Job, directly or by a class of the file."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).split(".")[-1] in {"Job", *names} for base in node.bases):
            names.add(node.name)
            # One that does nothing itself is there for others to derive from.
            if any(isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)) and part.name == "execute" for part in node.body):
                yield node


def settings(job):
    """Names and values of the class's attributes, and in words those that cannot be read."""
    found, notes = {"jobname": job.name}, []
    for node in job.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) and node.value else []
        for target in targets:
            name = target.id if isinstance(target, ast.Name) else ""
            if name not in (*TEXTS, *FLAGS, *NUMBERS, *SECONDS, *DAYS, "argdescription"):
                continue
            try:
                found[name] = value(node.value)
            except Unknown as unknown:
                notes.append(f"{name} = {unknown} is known only when the program runs")
    for name in ("healthcheck", "nextrun", "maxhealthcheckage", "argparser", "parseargs"):
        if any(isinstance(node, ast.FunctionDef) and node.name == name for node in job.body):
            notes.append(f"{name}() is a method: with sisyphus_job.py it works as it is, in Swift it is to be written anew")
    return found, notes


def seconds(found):
    return found[1] if isinstance(found, tuple) else found


def short(number):
    for unit, letter in ((86400, "d"), (3600, "h"), (60, "m")):
        if number and number % unit == 0:
            return f"{int(number // unit)}{letter}"
    return f"{number:g}"


def plain(number):
    return str(int(number)) if number == int(number) else str(number)


def words(found):
    """The options that say what the class says."""
    for name, given in found.items():
        option = {"waitchildbreak": "kill-grace"}.get(name, name.replace("_", "-"))
        if name in SECRETS and given:
            yield from (f"--{option}", f"env:{name.upper()}")
        elif name in FLAGS:
            yield from (f"--{option}", "yes" if given else "no")
        elif name in SECONDS:
            yield from (f"--{option}", "none" if given is None else short(seconds(given)))
        elif name in DAYS:
            yield from (f"--{option}", "none" if given is None else f"{seconds(given) / 86400 if isinstance(given, tuple) else given:g}d")
        elif name != "argdescription" and given not in (None, ""):
            yield from (f"--{option}", str(given))
    if "maxtime" not in found:
        # That of ll.sisyphus; a wrapped command has none.
        yield from ("--maxtime", "5m")


def command(path, found):
    return "sisyphus run " + shlex.join([*words(found), "--", "python3", "-u", "sisyphus_job.py", str(path)])


def camel(name):
    first, *more = {"repeat": "repeats", "waitchildbreak": "kill_grace"}.get(name, name).split("_")
    return first + "".join({"url": "URL", "dsn": "DSN"}.get(word, word.capitalize()) for word in more)


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def swift(job, found):
    """A job in Swift that says the same; what it does is still to be written."""
    lines = ["import Sisyphus", "", "@main", f"final class {job.name}: Job {{"]
    for name, given in found.items():
        if name == "jobname" and given == job.name:
            continue
        kind, shown = "String", None
        if name in SECRETS and given:
            kind, shown = "String?", literal(f"env:{name.upper()}")
        elif name in FLAGS:
            kind, shown = ("RunSettings.StdoutCopy", ".yes" if given else ".no") if name == "log2stdout" else ("Bool", str(bool(given)).lower())
        elif name in NUMBERS:
            kind, shown = "Int", str(given)
        elif name == "nextrun":
            kind, shown = "RunSettings.NextRun?", f".after(.seconds({plain(seconds(given))}))" if given is not None else None
        elif name == "maxhealthcheckage":
            kind, shown = "HealthAge?", f".within(.seconds({plain(seconds(given))}))" if given is not None else None
        elif name in (*SECONDS, *DAYS):
            amount = None if given is None else seconds(given) * (86400 if name in DAYS and not isinstance(given, tuple) else 1)
            kind = "Duration" if name == "waitchildbreak" else "Duration?"
            shown = "nil" if amount is None else f".seconds({plain(amount)})"
        elif name in ("compressmode", "errors"):
            kind, shown = {"compressmode": "RunSettings.Compression", "errors": "RunSettings.EncodingErrors"}[name], f".{given}"
        elif isinstance(given, str):
            kind, shown = "String?" if name not in ("projectname", "jobname", "argdescription", "encoding") else "String", literal(given)
        if shown is not None:
            lines.append(f"    override class var {camel(name)}: {kind} {{ {shown} }}")
    lines += ["", "    override func execute() async throws -> String? {", '        log("begun")', "        return nil", "    }", "}"]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Shows what a job of ll.sisyphus is here.")
    parser.add_argument("--swift", action="store_true", help="print the skeleton of a job in Swift")
    parser.add_argument("file", type=pathlib.Path)
    given = parser.parse_args()
    try:
        tree = ast.parse(given.file.read_text(encoding="utf-8"), str(given.file))
    except (OSError, SyntaxError, ValueError) as error:
        sys.exit(f"convert_job.py: cannot read {given.file}: {error}")
    found = list(jobs(tree))
    if not found:
        sys.exit(f"convert_job.py: there is no job in {given.file}: no class with execute() that derives from sisyphus.Job")
    for job in found:
        values, notes = settings(job)
        print(swift(job, values) if given.swift else command(given.file, values))
        for note in notes:
            print(f"convert_job.py: {job.name}: {note}", file=sys.stderr)


if __name__ == "__main__":
    main()
