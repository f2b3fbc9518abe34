"""The site that `make docs` has built, as a reader gets it: in build/site."""

import contextlib
import functools
import html.parser
import http.server
import json
import pathlib
import queue
import shutil
import subprocess
import sys
import threading
import urllib.parse

import pytest

HERE = pathlib.Path(__file__).resolve().parent
SITE = HERE.parents[1] / "build" / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))


class Page(html.parser.HTMLParser):
    """What a page names, where it leads, and what a browser fetches to show it."""

    def __init__(self, name):
        super().__init__()
        self.names, self.links, self.fetched = set(), set(), set()
        self.feed((SITE / name).read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.names |= {given.get("id"), given.get("name")}
        if tag == "a" and given.get("href"):
            self.links.add(given["href"])
        if tag == "link" and given.get("rel") == "stylesheet":
            self.fetched.add(given["href"])
        if tag in ("script", "img", "iframe") and given.get("src"):
            self.fetched.add(given["src"])


page = functools.cache(Page)


def broken(name):
    for link in page(name).links | page(name).fetched:
        if ":" in link.partition("/")[0] or link.startswith("//"):
            continue
        path, _, anchor = link.partition("#")
        to = (SITE / name).parent.joinpath(path).resolve() if path else SITE / name
        if not to.is_file():
            yield "%s leads to %s, which is not there" % (name, link)
        elif (
            anchor
            and to.suffix == ".html"
            and urllib.parse.unquote(anchor) not in page(to.relative_to(SITE).as_posix()).names
        ):
            yield "%s leads to %s, where no %s is" % (name, link, anchor)


def test_every_link_leads_somewhere():
    assert len(PAGES) > 200
    assert [line for name in PAGES if name != "404.html" for line in broken(name)] == []


def test_nothing_is_fetched_from_elsewhere():
    assert {link for name in PAGES for link in page(name).fetched if "//" in link} == set()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[there](other.md#a-heading)", 0),
        ("[a page](missing.md)", 1),
        ("[a heading](other.md#no-heading)", 1),
        ("[a heading](#no-heading)", 1),
        ("[a folder](folder/)", 1),
        ("![a picture](missing.svg)", 1),
    ],
)
def test_a_broken_link_ends_make_docs(tmp_path, text, status):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "README.md").write_text("# One\n\n" + text + "\n")
    (pages / "other.md").write_text("# Other\n\n## A heading\n")
    config = tmp_path / "mkdocs.yml"
    config.write_text(
        "INHERIT: %s\ndocs_dir: pages\nsite_dir: site\nextra_css: []\nnav: [README.md, other.md]\n"
        % (HERE / "mkdocs.yml")
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(config)]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == status, ended.stderr


class Served(http.server.SimpleHTTPRequestHandler):
    def do_POST(self):
        self.server.said.put(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, *line):
        pass


def test_pages_in_a_browser(tmp_path):
    browser = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert browser, "there is no Chromium. Install it with tests/tools/debian.sh browser"
    shown = tmp_path / "site"
    shutil.copytree(SITE, shown)
    shutil.copy(HERE / "looked_at.html", shown)
    some = [
        name for name in PAGES if name != "404.html" and not name.startswith(("docs/errors/", "docs/causes/", "java/"))
    ]
    (shown / "pages.json").write_text(json.dumps([*some, "docs/causes/README.html", "docs/causes/interception.html"]))
    with contextlib.ExitStack() as ended:
        server = ended.enter_context(
            http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Served, directory=str(shown)))
        )
        server.said = queue.Queue()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ended.callback(server.shutdown)
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]
        options += ["--remote-debugging-port=0", "--user-data-dir=%s" % (tmp_path / "profile")]
        url = "http://127.0.0.1:%d/looked_at.html" % server.server_address[1]
        process = subprocess.Popen([browser, *options, url], stderr=subprocess.DEVNULL)
        ended.callback(process.wait)
        ended.callback(process.terminate)
        assert server.said.get(timeout=300) == ""
