#!/usr/bin/env python3
"""Compare what the original made of recorded cases with what the Swift implementation makes of them.

Usage: compare.py CASES_JSONL PROGRAM [--verbose] [--known FILE]

CASES_JSONL comes from record.py, PROGRAM is `UL4Cases`. Cases that use a part which is left out on purpose are counted apart.
Fails if fewer than 99 % of the others agree, or if a difference is not listed in the file of known ones.
"""
import argparse
import json
import re
import subprocess
import sys

# What is left out: docs/ul4.md. A case belongs here if its source uses one of these.
LEFT_OUT = re.compile(
    r"\b(ul4on|asul4on|fromul4on|scrypt)\b|\bul4\."
    r"|\b(template|t|lower|inner|content|t1|t2)\.(content|startsource|stopsource|startpos|stoppos|pos|startline|startcol|type|sourceprefix|sourcesuffix|startsourceprefix|startsourcesuffix|stopsourceprefix|stopsourcesuffix)\b"
)
# Depends on the moment or on chance.
UNSTEADY = re.compile(r"\b(now|utcnow|today|random|randrange|randchoice)\(")


def same(a, b):
    if isinstance(a, dict) and isinstance(b, dict) and a.get("$") == b.get("$") == "set":
        return sorted(map(json.dumps, a["v"])) == sorted(map(json.dumps, b["v"]))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for (x, y) in zip(a, b))
    return a == b and type(a) is type(b)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cases")
    parser.add_argument("program")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--known", help="file with one JSON list [source, variables, reason] a line")
    options = parser.parse_args()
    known = {}
    if options.known:
        for line in open(options.known):
            if line.strip():
                (source, kwargs, reason) = json.loads(line)
                known[(source, json.dumps(kwargs, sort_keys=True))] = reason
    counts = dict(plain=0, agree=0, outputs=0, errors=0, left_out=0, unplain=0, unsteady=0, known=0)
    cases = []
    for line in open(options.cases):
        case = json.loads(line)
        if "unplain" in case:
            counts["unplain"] += 1
        elif LEFT_OUT.search(case["source"]):
            counts["left_out"] += 1
        elif UNSTEADY.search(case["source"]):
            counts["unsteady"] += 1
        else:
            cases.append(case)
    run = subprocess.run([options.program], input="".join(json.dumps(case) + "\n" for case in cases), capture_output=True, text=True)
    results = run.stdout.splitlines()
    if run.returncode or len(results) != len(cases):
        print(f"{options.program} ended with {run.returncode} after {len(results)} of {len(cases)} cases", file=sys.stderr)
        if len(results) < len(cases):
            print(json.dumps(cases[len(results)]), file=sys.stderr)
        sys.exit(1)
    unlisted = 0
    kinds = 0
    for (case, line) in zip(cases, results):
        result = json.loads(line)
        counts["plain"] += 1
        counts["errors" if "error" in case else "outputs"] += 1
        if "error" in case:
            good = "error" in result
            if good and result["error"][0] in {name for (name, message) in case["error"]}:
                kinds += 1
        else:
            good = "output" in result and same(case["output"], result["output"])
        if good:
            counts["agree"] += 1
            continue
        reason = known.get((case["source"], json.dumps(case["kwargs"], sort_keys=True)))
        if reason:
            counts["known"] += 1
            if not options.verbose:
                continue
        else:
            unlisted += 1
        print("DIFFERENCE" if not reason else f"KNOWN ({reason})")
        print("  source  ", repr(case["source"]), case["whitespace"] or "", case["signature"] or "")
        print("  data    ", json.dumps(case["kwargs"])[:300])
        print("  original", json.dumps(case.get("output", case.get("error")))[:500])
        print("  ours    ", json.dumps(result.get("output", result.get("error")))[:500])
    share = counts["agree"] / max(counts["plain"], 1)
    print(f"{counts['agree']} of {counts['plain']} cases agree ({share:.2%}): {counts['outputs']} with an output, {counts['errors']} with an error ({kinds} errors have the same name)")
    print(f"not compared: {counts['left_out']} use a part that is left out, {counts['unplain']} have values that are not plain, {counts['unsteady']} depend on time or chance")
    print(f"differences: {counts['known']} listed, {unlisted} not")
    sys.exit(0 if share >= 0.99 and (unlisted == 0 or not options.known) else 1)


main()
