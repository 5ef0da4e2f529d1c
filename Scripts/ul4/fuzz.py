#!/usr/bin/env python3
"""Generate expressions and templates, render them with the original and with the Swift implementation, and compare.

Usage: fuzz.py PROGRAM [--count N] [--seed S] [--save FILE]

PROGRAM is `UL4Cases`. A difference is printed with its source; the number of differences is the exit status (at most 100).
"""
import argparse
import copy
import json
import random
import resource
import signal
import subprocess
import sys

from ll import ul4c

import record

NAMES = ["a", "b", "s", "l", "d", "n", "undef"]
VARIABLES = dict(a=7, b=-2.5, s="Gürk hurz", l=[3, 1, "x", None, [1, 2]], d={"x": 1, "y": [1], 3: "z"}, n=None)
BINARY = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
CALLS = [
    "len({})", "str({})", "repr({})", "bool({})", "int({})", "float({})", "list({})", "sorted({})", "sum({})", "min({})", "max({})", "abs({})", "any({})", "all({})",
    "first({})", "last({})", "list(enumerate({}))", "list(isfirstlast({}))", "list(reversed({}))", "list(zip({}, {}))", "list(slice({}, 2))", "asjson({})", "csv({})",
    "xmlescape({})", "type({})", "hex({})", "bin({})", "oct({})", "round({})", "floor({})", "ceil({})", "round({}, 1)", "floor({}, 1)", "ceil({}, -1)", "ord({})", "urlquote({})",
    "{}.upper()", "{}.lower()", "{}.capitalize()", "{}.strip()", "{}.split()", "{}.split({})", "{}.rsplit({}, 1)", "{}.replace({}, {})", "{}.find({})", "{}.rfind({})", "{}.count({})",
    "{}.startswith({})", "{}.endswith({})", "{}.join({})", "{}.get({})", "{}.items()", "{}.isdigit()", "{}.splitlines()", "{}.removeprefix({})", "{}.removesuffix({})",
    "isinstance({}, int)", "isint({})", "isstr({})", "islist({})", "isdict({})", "isnone({})", "({}) is None", "({}) is not None", "isdefined({})", "timedelta({})", "monthdelta(int({}))", "date(2000, {}, 3)", "dict({})", "sorted(set({}))",
    "format({}, {})", "range({})[:4]", "chr({})", "ascii({})", "fromjson({})", "getattr({}, {})", "hasattr({}, {})", "{}.x", "{}.year()", "{}.week()", "{}.isoformat()", "{}.date()", "{}.days()",
]
SPECS = ["''", "'5'", "'05d'", "'x'", "'.2f'", "'>8'", "'%Y-%m-%d'", "'e'", "'g'", "'+,'", "'.3'", "'#b'", "'%'", "'*^12.3f'"]


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def literal(self):
        rng = self.rng
        return rng.choice([
            lambda: str(rng.choice([0, 1, 2, 3, 5, 10, 42, 255, 1000, 2**31, 2**63, 10**20])),
            lambda: repr(rng.choice([0.0, 0.5, 1.5, 2.5, 1e10, 1e-7, 1e16, 123.456, 1e22, 3.0])),
            lambda: rng.choice(["''", "'a'", "'abc'", "'x y  z'", "'äöü'", "'12'", "'1.5'", "'<&>'", "'a\\nb'", "\"it's\"", "'0x1f'", "' 7 '"]),
            lambda: rng.choice(["None", "True", "False"]),
            lambda: rng.choice(["@(2000-02-29)", "@(2024-12-31T23:59:59.999999)", "@(1999-01-01T)", "timedelta(1, 2, 3)", "timedelta(-1)", "monthdelta(5)"]),
            lambda: rng.choice(SPECS),
            lambda: rng.choice(NAMES),
            lambda: rng.choice(NAMES),
        ])()

    def expression(self, depth):
        rng = self.rng
        if depth <= 0 or rng.random() < 0.15:
            return self.literal()
        inner = lambda: self.expression(depth - 1)
        kind = rng.randrange(12)
        if kind < 4:
            (left, right) = (inner(), inner())
            return f"{left} {rng.choice(BINARY)} {right}" if rng.random() < 0.6 else f"({left}) {rng.choice(BINARY)} ({right})"
        if kind == 4:
            return rng.choice(["-", "~", "not "]) + f"({inner()})"
        if kind < 8:
            call = rng.choice(CALLS)
            while "{}" in call:
                call = call.replace("{}", f"({inner()})" if call.startswith("{}") else inner(), 1)
            return call
        if kind == 8:
            return rng.choice(["[{0}, {1}]", "[{0}]", "{{{0}: {1}}}", "[*[{0}], {1}]", "{{**{{1: {0}}}}}", "[]", "{{}}"]).format(inner(), inner())
        if kind == 9:
            return rng.choice(["[{0} for a in {1}]", "[a for a in {1} if {0}]", "{{a: {0} for a in {1}}}", "list({0} for (a, b) in enumerate({1}))", "sum(a for a in {1})"]).format(inner(), f"({inner()})")
        if kind == 10:
            return f"({inner()})" + rng.choice(["[{}]", "[{}:]", "[:{}]", "[{}:{}]"]).replace("{}", inner(), 1).replace("{}", inner(), 1)
        return f"({inner()}) if ({inner()}) else ({inner()})"

    def block(self, depth):
        rng = self.rng
        kind = rng.randrange(11)
        if depth <= 0 or kind < 3:
            return rng.choice(["text", " x ", "<&>", "", "\n"]) + f"<?{rng.choice(['print', 'printx'])} {self.expression(2)}?>"
        body = lambda: "".join(self.block(depth - 1) for _ in range(rng.randrange(1, 3)))
        if kind == 3:
            return f"<?if {self.expression(1)}?>{body()}<?elif {self.expression(1)}?>{body()}<?else?>{body()}<?end if?>"
        if kind == 4:
            return f"<?for a in {rng.choice(['l', 's', 'range(3)', 'd', '[1, 2]'])}?>{body()}{rng.choice(['', '', '<?break?>', '<?continue?>'])}<?end for?>"
        if kind == 5:
            return f"<?code {rng.choice(NAMES[:6])} {rng.choice(['=', '=', '+=', '-=', '*=', '//='])} {self.expression(2)}?>"
        if kind == 6:
            return f"<?def f(x={self.expression(1)}, *args, **kwargs)?>{body()}<?print x?><?return {self.expression(1)}?><?end def?><?render f({rng.choice(['', '1', 'x=2', '1, 2, z=3'])})?><?print f()?>"
        if kind == 7:
            return f"<?def g?>{body()}<?end def?><?renderx g(a={self.expression(1)})?>"
        if kind == 8:
            return f"<?code d.{rng.choice('xyz')} {rng.choice(['=', '+='])} {self.expression(1)}?><?print d?>"
        if kind == 9:
            return f"<?def h(content)?>[<?render content()?>]<?end def?><?renderblock h()?>{body()}<?end renderblock?>"
        return f"<?code l.append({self.expression(1)})?><?print l?>"

    def layout(self):
        """A template whose white space matters."""
        rng = self.rng
        lines = []
        opened = []
        for _ in range(rng.randrange(2, 12)):
            indent = rng.choice(["", "", " ", "  ", "    ", "\t", "\t\t"])
            what = rng.randrange(12)
            if what < 3:
                name = rng.choice(["if 1", "if 0", "for i in [1, 2]", "def f", "renderblock t()"])
                opened.append(name.split()[0])
                lines.append(f"{indent}<?{name}?>{rng.choice(['', '', '', 'x', ' '])}")
            elif what < 5 and opened:
                lines.append(f"{indent}<?end {opened.pop()}?>{rng.choice(['', '', '', 'y'])}")
            elif what == 5 and opened and opened[-1] == "if":
                lines.append(f"{indent}<?elif 1?>")
            elif what == 6:
                lines.append(f"{indent}<?{rng.choice(['render', 'renderx', 'render_or_print'])} t()?>{rng.choice(['', '', 'z'])}")
            elif what == 7:
                lines.append(f"{indent}<?{rng.choice(['code x = 1', 'note n', 'doc d', 'print 1', 'printx 2'])}?>")
            else:
                lines.append(indent + rng.choice(["", "text", "a<?print 1?>b", "text ", " "]))
        for name in reversed(opened):
            lines.append(f"<?end {name}?>")
        return rng.choice(["\n", "\n", "\n", "\r\n"]).join(lines) + rng.choice(["", "\n"])


INNER = dict(source="one\n  two\n", name="t", whitespace="smart", signature=None)


class TooSlow(BaseException):
    """The parser of the original needs minutes for some short expressions."""


def too_slow(*_):
    raise TooSlow


def unsure(source, results):
    """Whether a case is about something that docs/ul4.md lists as different or that depends on the machine."""
    text = json.dumps(results)
    if "monthdelta" in source and "number too large" in text:
        return True
    return " at 0x" in text or "object at" in text or "dict_values" in text or "LimitError" in text or "NotImplementedError" in text or "\\ud8" in text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--save", help="write the differing cases as lines of JSON")
    parser.add_argument("--trace", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.count} templates")
    # The original has no limits of its own.
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    signal.signal(signal.SIGALRM, too_slow)
    generator = Generator(random.Random(options.seed))
    cases = []
    if options.trace:
        import faulthandler

        faulthandler.dump_traceback_later(20, repeat=False)
    for i in range(options.count):
        kind = i % 4
        case = dict(name=None, signature=None, mode="render", args=[], globals={}, whitespace="keep", kwargs={})
        if kind < 2:
            case["source"] = f"<?print repr({generator.expression(3)})?>"
        elif kind == 2:
            case["source"] = generator.block(3) + generator.block(2)
        else:
            case["source"] = generator.layout()
            case["whitespace"] = generator.rng.choice(["smart", "smart", "strip", "keep"])
        variables = json.loads(json.dumps(record.encode(VARIABLES)))
        case["kwargs"] = {key: value for (key, value) in variables["v"]}
        if kind == 3:
            case["kwargs"] = {"t": {"$": "template", "v": INNER}}
        try:
            try:
                # More than one alarm: the parser of the original swallows some.
                signal.setitimer(signal.ITIMER_REAL, 1, 0.2)
                template = ul4c.Template(case["source"], whitespace=case["whitespace"])
                given = {"t": ul4c.Template(**INNER)} if kind == 3 else copy.deepcopy(VARIABLES)
                case["output"] = template.renders(**given)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except (MemoryError, RecursionError, TooSlow):
            signal.setitimer(signal.ITIMER_REAL, 0)
            continue
        except Exception as error:
            case["error"] = record.chain(error)
            if any(name in ("MemoryError", "RecursionError") for (name, message) in case["error"]):
                continue
        cases.append(case)
    try:
        run = subprocess.run([options.program], input="".join(json.dumps(case) + "\n" for case in cases), capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired as error:
        done = error.stdout.count(b"\n") if error.stdout else 0
        print(f"{options.program} needs too long for:", json.dumps(cases[min(done, len(cases) - 1)]))
        sys.exit(100)
    lines = run.stdout.splitlines()
    if run.returncode or len(lines) != len(cases):
        print(f"{options.program} ended with {run.returncode} at:", json.dumps(cases[len(lines)]) if len(lines) < len(cases) else "")
        sys.exit(100)
    bad = []
    skipped = 0
    for (case, line) in zip(cases, lines):
        result = json.loads(line)
        if ("error" in case and "error" in result) or ("output" in case and case["output"] == result.get("output")):
            continue
        if unsure(case["source"], [case.get("output"), case.get("error"), result]):
            skipped += 1
            continue
        bad.append(case)
        print("DIFFERENCE", case["whitespace"])
        print("  source  ", repr(case["source"]) if "\n" in case["source"] else case["source"])
        print("  original", json.dumps(case.get("output", case.get("error")))[:400])
        print("  ours    ", json.dumps(result.get("output", result.get("error")))[:400])
    if options.save:
        with open(options.save, "w") as file:
            file.writelines(json.dumps(case) + "\n" for case in bad)
    print(f"{len(cases)} templates, {sum('output' in case for case in cases)} with an output; {len(bad)} differ, {skipped} not decided")
    sys.exit(min(len(bad), 100))


main()
