#!/usr/bin/env python3
"""Looks at the page of all jobs in headless Chromium, at two widths and in both colour schemes: fails on anything that is wider than the window, on
console errors, on text that is not escaped, and on what axe-core finds (contrast, names, structure). Then at the site of Scripts/site, each page of it
at the smaller width. usage: browser.py [DIRECTORY for pictures]

Needs the Python of Scripts/peer-environment, and a chromium in PATH (or CHROMIUM)."""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

HERE = pathlib.Path(__file__).resolve().parent
SITE = HERE.parent.parent / "Scripts/site"
BINARY = os.environ.get("SISYPHUS_BIN", str(HERE.parent.parent / ".build/release/sisyphus"))
os.environ.pop("SISYPHUS_BIN", None)
WIDTHS = {"phone": (360, 740), "desktop": (1280, 900)}
HOSTILE = "<script>document.title='broken'</script><img src=x onerror=alert(1)>\" ' & \u202e ]]> {{7*7}}"
wrong = []


def complain(where, what):
    wrong.append(f"{where}: {what}")
    print(f"  WRONG {where}: {what}", flush=True)


def run(base, job, script, *options):
    subprocess.run([BINARY, "run", "-p", "ACME.FooBar", "-j", job, "--basedir", base, "--report", "never", *options, "--", "sh", "-c", script],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def write_history(base, job, every, bad):
    """A week of records as runs write them, so that the time axes have something to show."""
    path = pathlib.Path(base) / "ACME.FooBar" / job / "runs.jsonl"
    template = json.loads(path.read_text().splitlines()[-1])
    now = datetime.datetime.now(datetime.timezone.utc)
    rows, moment, count = [], now - datetime.timedelta(days=7), 0
    while moment < now - every:
        count += 1
        seconds = 20 + (count * 7919 % 23) + (60 if count % 11 == 0 else 0)
        status = "failed" if bad(count) else "uneventful" if count % 3 == 0 else "successful"
        end = moment + datetime.timedelta(seconds=seconds)
        rows.append({**template, "id": f"id{count}", "status": status, "start": moment.isoformat(), "end": end.isoformat(), "seconds": seconds,
                     "reason": "failed with exit status 3" if status == "failed" else "exited with status 0", "log": None})
        moment += every
    text = "".join(json.dumps({key: value for key, value in row.items() if value is not None}, separators=(",", ":")) + "\n" for row in rows)
    path.write_text(text + path.read_text())


def make_jobs(base):
    run(base, "fetch", "echo fetching; echo 'connection refused by db1.example.org' >&2; exit 3")
    run(base, "fetch", "echo fetching; echo 'connection refused by db1.example.org' >&2; exit 3")
    run(base, "import.nightly", "echo fine")
    run(base, "clean", "true")
    run(base, "load-all-customers-from-the-warehouse-of-the-other-company.2026", "sleep 5", "--maxtime", "0.1")
    run(base, "hostile", f"cat <<'EOF'\n@!result> {HOSTILE}\nEOF\nexit 1")
    run(base, "a-b.<i>name", "echo fine")
    hour, minutes = datetime.timedelta(hours=1), datetime.timedelta(minutes=15)
    write_history(base, "fetch", minutes, lambda count: count % 97 in (3, 4, 5) or count > 660)
    write_history(base, "import.nightly", hour * 24, lambda count: count == 2)
    write_history(base, "clean", hour, lambda count: False)


def look_at_width(page, where):
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        culprits = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80)).slice(0, 3)")
        complain(where, f"wider than the window: {culprits}")


def look_with_axe(page, where):
    # Without the style sheets: a page of a file may not load them anew.
    for violation in Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]:
        nodes = [node["html"][:120] + " " + (node.get("failureSummary") or "")[:300] for node in violation["nodes"][:3]]
        complain(where, f"axe-core: {violation['id']} ({violation['impact']}): {violation['help']}: {nodes}")


def look_at_site(page, folder):
    subprocess.run([SITE, folder], stdout=subprocess.DEVNULL, check=True)
    width, height = WIDTHS["phone"]
    page.set_viewport_size({"width": width, "height": height})
    pages = sorted(folder.glob("*.html"))
    for one in pages:
        page.goto(one.as_uri())
        look_at_width(page, f"site, {one.name}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for name in ("index.html", "sisyphus-run.1.html"):
            page.goto((folder / name).as_uri())
            look_with_axe(page, f"site, {name}, {scheme}")
    page.locator("input[type=search]").fill("--idle-timeout")
    if not page.locator("#found a", has_text="sisyphus-run(1)").is_visible():
        complain("site", "the search does not find sisyphus-run(1) by one of its options")
    return len(pages)


def look(page, name, scheme, address, pictures):
    where = f"{name}, {scheme}"
    width, height = WIDTHS[name]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    if not page.title().endswith(os.uname().nodename):
        complain(where, f"the title is {page.title()!r}")
    look_at_width(page, where)
    for selector in ("script", "img", "iframe", "i"):
        if page.locator(selector).count():
            complain(where, f"there is an element {selector}")
    if HOSTILE.split("\u202e")[0].strip() not in page.locator("body").inner_text():
        complain(where, "the hostile text is not shown as it is")
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    page.wait_for_timeout(50)
    look_with_axe(page, where)
    page.evaluate("document.querySelectorAll('details').forEach((e, index) => e.open = index == 0)")
    if pictures:
        page.screenshot(path=str(pictures / f"{name}-{scheme}.png"), full_page=True)
    # Everything that leads somewhere is reached by the keyboard, the first of it past the skip link.
    page.goto(address)
    seen = set()
    for _ in range(6):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName + ' ' + (document.activeElement.getAttribute('href') || '')"))
    if not {"A #jobs", "A #job0"} <= seen:
        complain(where, f"the keyboard reaches {seen}")
    page.locator("a[href='#job0']").click()
    if not page.locator("#job0").is_visible():
        complain(where, "the link of a job does not show its runs")


def main():
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser_path:
        sys.exit("browser.py: there is no chromium in PATH")
    pictures = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(prefix="sisyphus-page.") as base:
        make_jobs(base)
        output = pathlib.Path(base) / "jobs.html"
        subprocess.run([BINARY, "page", "--basedir", base, "--output", str(output)], check=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
            # axe-core is put into the page by the test; the policy of the page would not let it.
            page = browser.new_context(bypass_csp=True).new_page()
            strict = browser.new_page()
            for one in (page, strict):
                one.on("console", lambda message: complain("console", message.text) if message.type in ("error", "warning") else None)
                one.on("pageerror", lambda error: complain("page", str(error)))
                one.on("request", lambda request: complain("network", request.url) if not request.url.startswith(("file:", "data:")) else None)
            for name in WIDTHS:
                for scheme in ("light", "dark"):
                    look(page, name, scheme, output.as_uri(), pictures)
            # With the policy in force: the styles are let through, links lead to logs.
            strict.goto(output.as_uri())
            if strict.evaluate("getComputedStyle(document.querySelector('section')).borderTopStyle") != "solid":
                complain("policy", "the styles are not used")
            strict.locator(".jobs .log a").first.click()
            if "connection refused" not in strict.content() and ">>" not in strict.content():
                complain("links", f"{strict.url} is no log")
            pages = look_at_site(page, pathlib.Path(base) / "site")
            browser.close()
    print(f"{len(wrong)} things are wrong" if wrong else f"the page is shown as it should be, at 2 widths and in 2 colour schemes, and so are {pages} pages of the site")
    sys.exit(1 if wrong else 0)


main()
