#!/usr/bin/env python3
"""The interface of ll.sisyphus for jobs that run under `sisyphus run`: one file, nothing but the standard library.

A job that was written for ll.sisyphus runs unchanged:

    sisyphus run -- python3 sisyphus_job.py fetch.py          from ll import sisyphus  finds this file
    sisyphus run -- python3 fetch.py                          so does it where this file is ll/sisyphus.py (and no ll-xist)
    sisyphus run -- python3 fetch.py                          import sisyphus_job as sisyphus

and so it does without `sisyphus run`: then it starts itself again under it, with the options that its class, its instance and its command line say, as
variables SISYPHUS_… (whatever is set there already is stronger).

What the job logs, its tasks and its result are lines for the line grammar of sisyphus; an exception that leaves execute() ends the program with status 1, so
that the run fails by it. sisyphus itself locks, limits, writes logs and tells people: what the original has for that (loggers, names of files, titles) is
not here, and a job that uses it is told so.
"""
import argparse
import datetime
import enum
import json
import os
import pprint
import re
import shutil
import signal
import sys
import threading
import traceback

# What the original accepts, with the kind of its value. `fork` means nothing here: a command always has a process of its own.
OPTIONS = {
    "projectname": str, "jobname": str, "identifier": str, "fromemail": str, "toemail": str, "smtphost": str, "smtpport": int, "smtpuser": str,
    "smtppassword": str, "mattermost_url": str, "mattermost_channel": str, "mattermost_token": str, "sentry_dsn": str, "sentry_environment": str,
    "sentry_release": str, "sentry_debug": bool, "maxtime": "seconds", "fork": bool, "noisykills": bool, "exit_on_error": bool, "notify": bool, "repeat": bool,
    "nextrun": "seconds", "healthcheck": bool, "maxhealthcheckage": "seconds", "log2file": bool, "log2stdout": bool, "log2stderr": bool, "formatlogline": str,
    "keepfilelogs": "days", "compressfilelogs": "days", "compressmode": str, "encoding": str, "errors": str, "maxemailerrors": int, "proctitle": bool,
    "waitchildbreak": "seconds",
}
LETTERS = {"projectname": "p", "jobname": "j", "maxtime": "m", "notify": "n", "repeat": "r", "log2file": "f", "log2stdout": "o", "log2stderr": "e"}
TAG = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
# Lines with these would be plain text: they are sisyphus's own.
RESERVED = {"sisyphus", "init", "result", "ok", "fail", "errors", "kill", "report", "exc", "lost", "skip", "stderr", "cont", "parent", "child"}
# What an execute() ends with that has failed.
ENDS = (Exception, KeyboardInterrupt)


class Status(enum.IntEnum):
    UNEVENTFUL, SUCCESSFUL, FAILED, INTERRUPTED, TIMEOUT = range(5)


class Process(enum.Enum):
    SOLO, PARENT, CHILD = "solo", "parent", "child"


class _Lines:
    """Writes what sisyphus reads; the lines of one message stay together."""
    lock = threading.RLock()

    @classmethod
    def write(cls, head, lines):
        """The first line with its prefix, the others as its continuation."""
        with cls.lock:
            for line in lines[:1]:
                print(f"@{head}> {line}", flush=False)
            for line in lines[1:]:
                print(f"@+> {line}", flush=False)
            sys.stdout.flush()


def _text(obj):
    """The lines of a text without blank ones at either end; of another object, its pretty-printed literal."""
    lines = (obj if isinstance(obj, str) else pprint.pformat(obj)).splitlines()
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return lines


def _named(exc):
    """`CLASS: message`, classes that are not built in with their module."""
    kind = type(exc)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    message = str(exc).strip()
    return f"{name}: {message}" if message else name


def _exception(exc):
    """Class and message, then where it was raised, without the frames of this file."""
    shown = traceback.TracebackException.from_exception(exc)
    for one in _chain(shown):
        one.stack[:] = [frame for frame in one.stack if frame.filename != __file__]
    head, *rest = _text(_named(exc))
    return [head, *rest, *(_text("".join(shown.format())) if exc.__traceback__ else [])]


def _chain(shown):
    while shown is not None:
        yield shown
        shown = shown.__cause__ or shown.__context__


class Tag:
    """`log.xml.warning(text)`, `log["xml"]["warning"](text)`."""

    def __init__(self, func, *tags):
        self._func, self._tags = func, tags

    def __getattr__(self, tag):
        if tag.startswith("__"):
            raise AttributeError(tag)
        return self[tag]

    def __getitem__(self, tag):
        return self if tag in self._tags else Tag(self._func, *self._tags, tag)

    def __call__(self, obj):
        self._func(self._tags, obj)


class Task:
    """A part of the job: a context."""

    def __init__(self, job, type=None, name=None, index=None, count=None, **data):
        self.job, self.type, self.name, self.index, self.count, self.data = job, type, name, index, count, data

    def begin(self):
        task = {"type": self.type, "name": self.name}
        task = {key: str(value) for key, value in task.items() if value not in (None, "")}
        if self.index is not None:
            task["index"] = self.index + 1
            if self.count is not None and self.count > self.index:
                task["count"] = self.count
        _Lines.write("!task", [json.dumps(task)])

    def __enter__(self):
        self.job._left = []
        self.job._tasks.append(self)
        self.begin()
        return self

    def __exit__(self, kind, exc, trace):
        # What ends the job is told with the tasks that it happened in. Loops over tasks() are not told of it: they are left, as by break, at the line that it
        # comes from.
        if isinstance(exc, ENDS) and self.job._failed[0] is not exc:
            self.job._failed = (exc, self.job._where(exc))
        if isinstance(exc, GeneratorExit) and (loop := sys._getframe(1).f_back):
            self.job._left = [*self.job._left, (list(self.job._tasks), (loop, loop.f_lineno))]
        self.job._tasks.pop()
        _Lines.write("!endtask", [""])


def _flag(text):
    if text.lower() not in ("false", "no", "0", "true", "yes", "1"):
        raise argparse.ArgumentTypeError(f"{text!r} is not false, no, 0, true, yes or 1")
    return text.lower() in ("true", "yes", "1")


class Job:
    projectname = None
    jobname = None
    argdescription = "execute the job"
    maxtime = 5 * 60

    @property
    def log(self):
        return Tag(self._log)

    # Made at need, since classes of jobs seldom call super().__init__().
    @property
    def _tasks(self):
        return self.__dict__.setdefault("_open_tasks", [])

    @property
    def _failed(self):
        return self.__dict__.get("_failed_in", (None, []))

    @_failed.setter
    def _failed(self, value):
        self.__dict__["_failed_in"] = value

    # The tasks of loops that were left, and from where, as long as nothing has happened since.
    _left = []

    def _where(self, exc):
        """The tasks that an exception happened in, with those of loops that it has left already."""
        places = list(traceback.walk_tb(exc.__traceback__))
        return next((tasks for tasks, place in self._left if place in places), list(self._tasks))

    process = Process.CHILD

    @property
    def starttime(self):
        return self.__dict__.setdefault("_starttime", datetime.datetime.now())

    def execute(self):
        return "done"

    def notifystart(self):
        pass

    def notifyfinish(self, result):
        pass

    def task(self, type=None, name=None, index=None, count=None, **data):
        return Task(self, type, name, index, count, **data)

    def tasks(self, iterable, type=None, name=None, data=None):
        count = len(iterable) if hasattr(iterable, "__len__") else None
        for index, item in enumerate(iterable):
            made = [part(item) if callable(part) else part for part in (type, name, data)]
            with self.task(made[0], made[1], index, count, **(made[2] or {})):
                yield item

    def argparser(self):
        parser = argparse.ArgumentParser(description=self.argdescription)
        for name, kind in OPTIONS.items():
            names = ([f"-{LETTERS[name]}"] if name in LETTERS else []) + [f"--{name}"]
            usual = getattr(self, name, None)
            more = {"nargs": "?", "const": not usual, "type": _flag} if kind is bool else {"type": int if kind is int else str}
            parser.add_argument(*names, dest=name, default=None, metavar="<flag>" if kind is bool else None, help="an option of sisyphus run", **more)
        return parser

    def parseargs(self, args=None):
        parsed = self.argparser().parse_args(args)
        for name in OPTIONS:
            if getattr(parsed, name, None) is not None:
                setattr(self, name, getattr(parsed, name))
        return parsed

    def _log(self, tags, obj):
        self._left = []
        own = [tag if TAG.fullmatch(tag) else re.sub(r"[^A-Za-z0-9_.-]|^(?=[^A-Za-z_])", "_", tag)[:64] for tag in tags if tag not in RESERVED]
        if isinstance(obj, BaseException):
            return _Lines.write(",".join(["!exception", *own]), _exception(obj))
        if "exc" in tags:
            return _Lines.write(",".join(["!exception", *own]), _text(obj))
        _Lines.write(",".join(own), _text(obj))

    def _run(self):
        """Does the work and says what came of it."""
        self.starttime
        self.notifystart()
        try:
            result = self.execute()
        except ENDS as exc:
            failed, tasks = self._failed
            chain = tasks if failed is exc else self._where(exc)
            for task in chain:
                task.begin()
            self._log((), exc)
            for _ in chain:
                _Lines.write("!endtask", [""])
            is_interrupt = isinstance(exc, KeyboardInterrupt)
            self.notifyfinish("interrupted" if is_interrupt else f"failed with {_named(exc)}")
            sys.stdout.flush()
            if is_interrupt:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                os.kill(os.getpid(), signal.SIGINT)
            sys.exit(1)
        if result is None:
            _Lines.write("!uneventful", [""])
        else:
            _Lines.write("!result", [" ".join(" ".join(_text(result)).split())])
        self.notifyfinish(result)


# --- Without sisyphus run

def _shown(value, kind):
    if isinstance(value, datetime.timedelta):
        value = value.total_seconds() / (86400 if kind == "days" else 1)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _environment(job):
    """What class, instance and command line say, as variables."""
    variables = {}
    for name, kind in OPTIONS.items():
        value = getattr(job, name, None)
        if name in ("fork", "healthcheck") or value is None:
            continue
        if callable(value):
            value = value()
            if name == "nextrun":
                print(f"{sys.argv[0]}: nextrun() was asked once; sisyphus takes the same for every run", file=sys.stderr)
        variables[f"SISYPHUS_{name.upper()}"] = _shown(value, kind)
    variables.setdefault("SISYPHUS_JOBNAME", type(job).__name__)
    return variables


def _start_again(job):
    """Becomes `sisyphus run` or `sisyphus health`."""
    program = shutil.which("sisyphus")
    if program is None:
        sys.exit(f"{sys.argv[0]}: sisyphus was not found in PATH; the job was not started")
    environment = {**_environment(job), **os.environ}
    if getattr(job, "healthcheck", None) is True:
        words = ["health", "-p", environment.get("SISYPHUS_PROJECTNAME", "default"), "-j", environment["SISYPHUS_JOBNAME"]]
    else:
        words = ["run", "--", sys.executable, *sys.orig_argv[1:]]
    sys.stdout.flush()
    os.execve(program, [program, *words], environment)


def _perform(job):
    unserved = [
        name for name in ("logfilename", "currentloglinkname", "healthfilename", "emailfilename", "basedir", "makeproctitle", "healthcheck")
        if callable(getattr(type(job), name, None))]
    if "SISYPHUS_RUN_ID" not in os.environ:
        for name in unserved:
            print(f"{sys.argv[0]}: {name}() is not asked; sisyphus run decides about that", file=sys.stderr)
        _start_again(job)
    # Among what is logged, what is printed keeps its place.
    sys.stdout.reconfigure(line_buffering=True, encoding="utf-8", errors="backslashreplace")
    job._run()


def execute(job):
    """Runs the job; command line arguments are left alone."""
    _perform(job)


def executewithargs(job, args=None):
    """Runs the job with the options of the command line."""
    job.parseargs(args)
    _perform(job)


if __name__ == "__main__":
    import runpy
    import types

    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} JOB.PY [ARGUMENTS…]")
    package, module = sys.modules.get("ll") or types.ModuleType("ll"), sys.modules[__name__]
    package.sisyphus = module
    sys.modules.update({"ll": package, "ll.sisyphus": module, "sisyphus_job": module})
    del sys.argv[0]
    sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
    runpy.run_path(sys.argv[0], run_name="__main__")
