"""page and run --status-page: what the file holds, how often it is made, and that no run waits for it. A browser looks at it in Integration/page."""
import html.parser
import json
import os
import urllib.parse

from harness import ask, base, case, check, equal, tree, wait_until


class Page(html.parser.HTMLParser):
    """Elements and texts of a page; every element that is opened is closed."""

    void = {"meta", "link", "wbr"}

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.text = [], [], ""
        self.feed(text)
        self.close()
        equal(self.open, [], "elements that are not closed")

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        equal(self.open.pop(), tag, "nesting")

    def handle_data(self, data):
        self.text += data

    def links(self):
        return [attrs["href"] for tag, attrs in self.elements if tag == "a" and not attrs["href"].startswith("#")]


@case("page", "one file with states, runs and links to logs; text of strangers is text; nothing of the jobs changes")
def page(w):
    w.shell("echo fine", job="good")
    w.shell("cat <<'EOF'\n@!result> <script>alert(1)</script> \"'&\nEOF\nexit 3", job="bad", options=["--report", "never"])
    os.rename(w.directory("good"), base(w) / "P" / "b<i>ad \u202e")
    before = tree(w)
    ended = ask(w, "page")
    equal((ended.status, ended.err), (0, ""), "page")
    equal(tree(w), before, "the tree")
    page = Page(ended.out)
    check("1 of 2 unhealthy" in page.text and "failed with exit status 3: <script>alert(1)</script> \"'&" in page.text, page.text)
    check("P/b<i>ad \\u{202e}" in page.text and not {"script", "i"} & {tag for tag, _ in page.elements}, "escaping")
    for link in page.links():
        check(link.startswith(f"{base(w)}/P/") and os.path.exists(urllib.parse.unquote(link)), f"{link} leads nowhere")
    target = base(w) / "jobs.html"
    equal(ask(w, "page", "--output", str(target)).status, 0, "--output")
    check(all(link.startswith("P/") for link in Page(target.read_text()).links()), "links beside the base directory")
    equal(target.stat().st_mode & 0o777, 0o644, "permissions of a first page")
    target.chmod(0o640)
    equal(ask(w, "page", "--output", str(target), "--log-links", "https://h/?a&b=", "P/bad").status, 0, "--log-links")
    check(Page(target.read_text()).links()[0].startswith("https://h/?a&b=P/bad/"), "--log-links")
    equal((target.stat().st_mode & 0o777, list(base(w).glob(".jobs*"))), (0o640, []), "permissions are kept, nothing is left")
    os.symlink("jobs.html", base(w) / "link.html")
    equal(ask(w, "page", "--output", str(base(w) / "link.html"), "P/bad").status, 0, "a link")
    check((base(w) / "link.html").is_symlink() and "1 of 1 unhealthy" in target.read_text(), "the file is written that the link leads to")
    equal(target.stat().st_mode & 0o777, 0o640, "permissions behind a link")
    if os.geteuid() == 0:
        before = target.read_bytes()
        os.lchown(base(w) / "link.html", 65534, 65534)
        foreign = ask(w, "page", "--output", str(base(w) / "link.html"))
        equal((foreign.status, "belongs to another user" in foreign.err, target.read_bytes() == before), (73, True, True), "a link of another user")
    os.mkfifo(base(w) / "fifo")
    ended = ask(w, "page", "--output", str(base(w) / "fifo"))
    check(ended.status == 73 and "no regular file" in ended.err and (base(w) / "fifo").is_fifo(), f"{ended}")
    check("1 of 1 unhealthy" in ask(w, "page", "--output", "-", "P/bad").out, "standard output")
    equal(ask(w, "page", "--output", "/nonexistent/x").status, 73, "no directory")
    equal(ask(w, "page", "P/none").status, 66, "no such job")
    # A run whose supervisor was killed is one of the newest runs too.
    path = w.directory("bad") / "runs.jsonl"
    row = json.loads(path.read_text().splitlines()[-1])
    with open(path, "a") as file:
        file.write(json.dumps({**row, "id": "gone", "kind": "lost", "reason": "taken by a power cut"}, separators=(",", ":")) + "\n")
    check(Page(ask(w, "page", "P/bad").out).text.count("taken by a power cut") == 2, "a lost run, in the table of jobs and in that of runs")


def waiting(w):
    """Processes that make a page."""
    found = []
    for pid in w.processes():
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if b"\0page\0" in file.read():
                    found.append(pid)
        except OSError:
            pass
    return found


@case("run --status-page", "the page is renewed after runs, not more often than it may, and no run waits for it")
def renewed(w):
    target = w.root / "web" / "jobs.html"
    target.parent.mkdir()
    options = ["--status-page", str(target)]
    w.shell("echo one", job="a", options=options)
    wait_until(target.exists, "the first page is made")
    first = target.stat().st_mtime_ns
    for count in range(5):
        w.shell("exit 3", job=f"b{count}", options=[*options, "--report", "never"])
    equal(target.stat().st_mtime_ns, first, "made once in ten seconds")
    wait_until(lambda: len(waiting(w)) == 1, "one process waits, the others have left")
    os.utime(target, ns=(first - 11 * 10**9, first - 11 * 10**9))
    # The one that waits has looked at the time already.
    wait_until(lambda: target.stat().st_mtime_ns > first, "the page is renewed", 20)
    check("5 of 6 unhealthy" in target.read_text(), "what happened meanwhile")
    w.gone(15)


@case("run --status-page that cannot be written", "is said in the log and on stderr, and does the run no harm")
def unwritable(w):
    ended = w.shell("echo fine", options=["--status-page", "/nonexistent/jobs.html"])
    equal(ended.status, 0, "status")
    said = "the status page is not renewed: cannot open the directory /nonexistent"
    check(said in ended.err.decode() and said.encode() in w.log(), f"{ended}")
