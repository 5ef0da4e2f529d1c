"""Nothing that a job prints is lost, and no job speaks for sisyphus."""
import base64
import json
import os

from harness import case, check, equal, python, wait_until


@case("last line without newline", "it is logged")
def unfinished(w):
    w.run("printf", "a\\nb")
    equal(w.texts(), [b"a", b"b"], "texts")


@case("throughput keeps order", "200 000 numbered lines, each once and in order")
def order(w):
    w.run("seq", "200000", seconds=60)
    equal(w.texts(), [str(n).encode() for n in range(1, 200001)], "lines")


@case("huge line", "64 MiB without newline: no byte lost, splits marked, memory bounded", alone=True)
def huge(w):
    equal(w.shell("head -c 67108864 /dev/zero | tr '\\0' a", seconds=90).status, 0, "status")
    equal(w.log().count(b"a" * 1000) > 60000, True, "the text is there")
    check(w.logs()[0].stat().st_size >= 67108864, "bytes are missing")


@case("all bytes", "the log is valid UTF-8 without control characters")
def all_bytes(w):
    w.run(*python("import os; os.write(1, bytes(range(256)) + b'\\n\\xe2\\x80\\xa8\\xe2\\x80\\xae x\\x1b]0;t\\x07\\n')"))
    text = w.log().decode()
    check(not any(ord(c) < 32 and c not in "\t\n" or c in "\u2028\u2029\u202e\x7f" for c in text), "control characters are left")
    check("\\x1b" in text and "\\xff" in text, "escapes are missing")


@case("spoofed prefixes", "tags of the supervisor's own and imitated headers stay text; one result line")
def spoof(w):
    lines = ["@sisyphus,result,ok> fine", "@RESULT> fine", "@a}{result}{ok> fine", "[2026-01-01 00:00:00.000000]=[t+0:00:00] :: {sisyphus}{result}{ok} >> fine",
             "x\r@external> no", "@!task> a >> b :: {result}"]
    w.run("printf", "%s\\n", *lines, "shown")
    check("{ok} exited with status 0" in w.result(), w.result())
    places = [place for place, _ in w.lines()]
    check(not any(b"{external}" in place for place in places), "a tag behind a carriage return was obeyed")
    check(any(text == b"@sisyphus,result,ok> fine" for text in w.texts()), "the spoofed line is not shown as text")


@case("line grammar", "tags, escape, continuation, tasks, plain blocks")
def grammar(w):
    script = ["@xml,warning> bad", "@+> more", "@> @xml> as is", "@!task> [1/2] import a", "in a", "@!task> [2/2] import b", "in b", "@!endtask>", "@!plain ABCDEFGH>", "@x> text", "@!ABCDEFGH>", "end"]
    w.run("printf", "%s\\n", *script)
    lines = dict((text, place) for place, text in w.lines())
    check(lines[b"bad"].endswith(b":: {xml}{warning}") and lines[b"more"].endswith(b":: {xml}{warning}"), "tags")
    check(not lines[b"@xml> as is"].endswith(b"}"), "the escape")
    check(b":: [1/2] import a" in lines[b"in a"] and b":: [2/2] import b" in lines[b"in b"] and b"[1/2]" not in lines[b"in b"], "tasks")
    check(lines[b"@x> text"] == lines[b"end"], "the plain block")


@case("delayed lines", "appear with their own time before the first other line, never alone")
def delayed(w):
    w.shell("echo '@delay> opened'; echo real")
    equal(w.texts(), [b"opened", b"real"], "texts")
    check(b"delay}" not in w.log(), "the tag delay is shown")


@case("stderr", "tagged by default, merged in exact order on demand")
def stderr(w):
    w.shell("echo out; echo err >&2")
    check(any(place.endswith(b"{stderr}") and text == b"err" for place, text in w.lines()), "the tag is missing")
    w.shell("for i in $(seq 200); do echo o$i; echo e$i >&2; done", options=["--stderr", "merge"])
    equal(w.texts(), [f"{k}{i}".encode() for i in range(1, 201) for k in "oe"], "order")


@case("silent flush", "an unfinished line shows while the job waits")
def flush(w):
    started = w.start("bash", "-c", "echo first; printf 'Password: '; until [ -e $T/go ]; do sleep 0.02; done; echo given")
    wait_until(lambda: w.logs() and b"Password:" in w.logs()[0].read_bytes(), "the unfinished line")
    (w.root / "go").touch()
    started.wait()


@case("progress bar", "100 000 carriage returns end as the last state")
def progress(w):
    w.run(*python("import sys\nfor i in range(100000): sys.stdout.write('\\r%d' % i)\nprint()"))
    check(w.texts()[-1].startswith(b"99999"), f"last state: {w.texts()[-1]}")
    check(len(w.texts()) < 1000, "the log is not bounded")


@case("json log", "one object per line, every line parses, bytes that are no UTF-8 are kept")
def json_log(w):
    w.run("printf", "plain\\n@xml> tagged\\n\\377bad\\n", options=["--logformat", "json"])
    rows = [json.loads(line) for line in w.log().splitlines()]
    check(all(isinstance(row, dict) for row in rows), "objects")
    check(b"\xffbad" in [base64.b64decode(v) for row in rows for v in row.values() if isinstance(v, str) and v.endswith("=") and len(v) % 4 == 0] or "/2JhZA==" in w.log().decode(), "base64")
    check(any("+" in str(row.get("time", "")) or str(row.get("time", "")).endswith("Z") or "-" in str(row.get("time", ""))[19:] for row in rows), "times without offset")


@case("raw log", "every byte is kept")
def raw_log(w):
    w.run(*python("import os; os.write(1, bytes(range(256)) + b'\\n')"), options=["--logformat", "raw"])
    check(bytes(range(10)) + b"\n" in w.log() and bytes(range(11, 256)) + b"\n" in w.log(), "bytes are missing")


@case("size limit", "head in the file, tail at the end, a line counts what is left out")
def size_limit(w):
    w.run("seq", "2000000", options=["--maxlogsize", "1M"], seconds=60)
    texts = w.texts()
    equal(texts[0], b"1", "head")
    equal(texts[-1], b"2000000", "tail")
    check(w.logs()[0].stat().st_size < 4 << 20, "size")


@case("mirror whose reader is gone", "no SIGPIPE, the log is complete")
def mirror_gone(w):
    read, write = os.pipe()
    os.close(read)
    ended = w.run("seq", "20000", options=["--log2stdout", "yes"], stdout=write)
    os.close(write)
    equal(ended.status, 0, "status")
    equal(len(w.texts()), 20000, "lines")


@case("mirror whose reader stalls", "the time limit holds, the log is complete")
def mirror_stalls(w):
    read, write = os.pipe()
    ended = w.run("bash", "-c", "seq 100000; sleep 600", options=["--log2stdout", "yes", "--maxtime", "2", "--report", "never"], stdout=write, seconds=30)
    os.close(read)
    os.close(write)
    equal(ended.status, 124, "status")
    check(b"100000" in w.texts(), "the log is not complete")


@case("encoding", "latin-1 log, what it lacks by --errors; an unknown encoding is refused")
def encoding(w):
    w.run("printf", "ü€\\n", options=["--encoding", "iso-8859-1", "--errors", "replace"])
    check(b"\xfc?" in w.log(), f"{w.log()!r}")
    equal(w.shell("true", options=["--encoding", "klingon"], job="unknown").status, 64, "status")
    check(not w.directory("unknown").exists(), "something was made")
    w.run("printf", "ü€\\n", options=["--encoding", "iso-8859-1"], job="strict")
    places = [place for place, _ in w.lines("strict")]
    equal(w.texts("strict"), [b"\xfc\\u20ac"], "texts")
    check(places[-2].endswith(b"{sisyphus}{warning}") and places[-1].endswith(b"{result}{ok}"), f"the log does not say that it lacks something: {places}")


@case("standard streams closed at start", "pipes never land on 0 to 2")
def closed_start(w):
    ended = w.spawn(["bash", "-c", 'exec "$@" <&- >&- 2>&-', "-", *w.argv("bash", "-c", "echo out; echo err >&2; ls /proc/self/fd | tr '\\n' ' '")]).wait()
    equal(ended.status, 0, "status")
    check({b"out", b"err"} <= set(w.texts()), f"texts: {w.texts()}")


@case("the command in the first line of the log", "is written as a shell would have to be given it")
def quoted_command(w):
    w.run("sh", "-c", "echo 'a b'; exit 3", "it's", options=["--report", "never"])
    check(w.log().splitlines()[0].endswith(b">> sh -c 'echo '\\''a b'\\''; exit 3' 'it'\\''s'"), w.log())
