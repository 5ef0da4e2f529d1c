#!/usr/bin/env python3
"""Run the original's UL4 test suite and write down every template that it renders.

Usage: record.py TEST_UL4_PY CASES_JSONL

Each line of the output is one case: the template (source, whitespace mode, name, signature), how it was run, its variables and
what came out of it. Variables are plain JSON where JSON can say them, otherwise {"$": TYPE, ...}; a case whose variables cannot be
said that way is written with "unplain" and is not compared.
"""
import datetime
import json
import sys

import pytest
from ll import color, misc, ul4c


class Unplain(Exception):
    pass


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 1 << 62 else {"$": "int", "v": str(value)}
    if isinstance(value, float):
        return {"$": "float", "v": repr(value)}
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            raise Unplain("time zone")
        return {"$": "datetime", "v": [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond]}
    if isinstance(value, datetime.date):
        return {"$": "date", "v": [value.year, value.month, value.day]}
    if isinstance(value, datetime.timedelta):
        return {"$": "timedelta", "v": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, misc.monthdelta):
        return {"$": "monthdelta", "v": value.months()}
    if type(value) is color.Color:
        return {"$": "color", "v": list(value)}
    if type(value) in (list, tuple):
        return [encode(item) for item in value]
    if type(value) is dict:
        return {"$": "dict", "v": [[encode(key), encode(item)] for (key, item) in value.items()]}
    if type(value) in (set, frozenset):
        return {"$": "set", "v": [encode(item) for item in value]}
    if type(value) is ul4c.Template:
        built = BUILT.get(id(value))
        if built is not None:
            return {"$": "template", "v": built}
    raise Unplain(type(value).__name__)


def chain(error):
    names = []
    while error is not None:
        if not isinstance(error, ul4c.LocationError):
            names.append([type(error).__name__, str(error)])
        error = error.__cause__ or error.__context__
    return names


BUILT = {}  # id of a template object -> how it was built
KEEP = []  # keeps those objects alive, so that an id stays theirs
CASES = []
SEEN = set()
depth = 0


def add(template, mode, args, kwargs, variables, outcome):
    case = dict(template or {})
    case["mode"] = mode
    try:
        case["args"] = [encode(arg) for arg in args]
        case["kwargs"] = {key: encode(value) for (key, value) in kwargs.items()}
        case["globals"] = {key: encode(value) for (key, value) in variables.items()}
        if template is None:
            raise Unplain("template")
        case.update(outcome())
    except Unplain as error:
        case["unplain"] = str(error)
        for key in ("args", "kwargs", "globals"):
            case.pop(key, None)
    line = json.dumps(case, sort_keys=True)
    if line not in SEEN:
        SEEN.add(line)
        CASES.append(line)


original_init = ul4c.Template.__init__


def init(self, source=None, name=None, *args, whitespace="keep", signature=None, **kwargs):
    global depth
    plain = not args and not kwargs and (signature is None or isinstance(signature, str)) and isinstance(source, str)
    built = dict(source=source, name=name, whitespace=whitespace, signature=signature) if plain else None
    depth += 1
    try:
        original_init(self, source, name, *args, whitespace=whitespace, signature=signature, **kwargs)
    except Exception as error:
        failure = error
        if depth == 1 and built is not None:
            add(built, "parse", [], {}, {}, lambda: {"error": chain(failure)})
        raise
    finally:
        depth -= 1
    if built is not None:
        BUILT[id(self)] = built
        KEEP.append(self)


def run(self, mode, call, args, kwargs, variables):
    global depth
    if depth:
        return call()
    depth += 1
    try:
        result = call()
    except Exception as error:
        failure = error
        depth -= 1
        add(BUILT.get(id(self)), mode, args, kwargs, variables, lambda: {"error": chain(failure)})
        raise
    else:
        depth -= 1
        text = result if mode == "render" else result
        add(BUILT.get(id(self)), mode, args, kwargs, variables, lambda: {"output": encode(text)})
        return result


original = {name: getattr(ul4c.Template, name) for name in ("render", "renders", "__call__", "render_with_globals", "renders_with_globals", "call_with_globals")}


def render(self, stream, /, *args, **kwargs):
    import io
    if depth:
        return original["render"](self, stream, *args, **kwargs)
    own = io.StringIO()
    run(self, "render", lambda: (original["render"](self, own, *args, **kwargs), own.getvalue())[1], args, kwargs, {})
    stream.write(own.getvalue())


def renders(self, /, *args, **kwargs):
    return run(self, "render", lambda: original["renders"](self, *args, **kwargs), args, kwargs, {})


def call(self, /, *args, **kwargs):
    return run(self, "call", lambda: original["__call__"](self, *args, **kwargs), args, kwargs, {})


def renders_with_globals(self, args, kwargs, variables):
    return run(self, "render", lambda: original["renders_with_globals"](self, args, kwargs, variables), args, kwargs, variables)


def call_with_globals(self, args, kwargs, variables):
    return run(self, "call", lambda: original["call_with_globals"](self, args, kwargs, variables), args, kwargs, variables)


def patch():
    ul4c.Template.__init__ = init
    # The original marks methods for its renderer with attributes: keep them.
    for (name, function) in (("render", render), ("renders", renders), ("__call__", call), ("renders_with_globals", renders_with_globals), ("call_with_globals", call_with_globals)):
        function.__dict__.update(original[name].__dict__)
        setattr(ul4c.Template, name, function)


class Plugin:
    def pytest_configure(self, config):
        for mark in ("ul4", "python", "java", "js", "php"):
            config.addinivalue_line("markers", mark)


if __name__ == "__main__":
    suite, target = sys.argv[1:]
    patch()
    pytest.main(["-q", "-p", "no:cacheprovider", "-x" if False else "-q", "-k", "not java and not js and not dump", suite], plugins=[Plugin()])
    with open(target, "w") as file:
        file.writelines(line + "\n" for line in CASES)
    print(f"{len(CASES)} cases, {sum('unplain' in json.loads(line) for line in CASES)} of them with values that are not plain")
