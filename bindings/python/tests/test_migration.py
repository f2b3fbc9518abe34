"""docs/migration.md: the words of requests and httpx, each tried with the library and with us.

python bindings/python/tests/test_migration.py    writes the page from migration.tsv
"""

import inspect
import io
import pathlib
import re
import urllib.parse

import httpx
import pytest
import requests

import sallyport
from sallyport._call import Call

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "docs" / "migration.md"
HEAD = (HERE / "migration_head.md").read_text("utf-8")
TAIL = (HERE / "migration_tail.md").read_text("utf-8")
TITLES = {
    ("requests", "call"): "Arguments of requests.request",
    ("requests", "client"): "requests.Session",
    ("requests", "response"): "requests.Response",
    ("httpx", "call"): "Arguments of httpx.request",
    ("httpx", "client"): "httpx.Client",
    ("httpx", "response"): "httpx.Response",
}


def table():
    lines = (HERE / "migration.tsv").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


def page():
    out = [HEAD]
    for (library, where), title in TITLES.items():
        out.append("\n## %s\n\n| word | verdict | |\n|---|---|---|\n" % title)
        out += ["| `%s` | %s | %s |\n" % (row[2], row[3], row[5]) for row in table() if row[:2] == (library, where)]
    return "".join([*out, TAIL])


TRIED = [row for row in table() if row[4]]
ACCEPTED = {"X-A", "X-B", "content-type", "authorization", "cookie"}


def session(library):
    if library == "httpx":
        return httpx.Client(trust_env=False)
    made = requests.Session()
    made.trust_env = False
    return made


def stamp(request):
    request.headers["Authorization"] = "Stamp " + request.method
    return request


def failure(call):
    """What went wrong, in words that all three share."""
    try:
        call()
    except Exception as e:  # of three libraries
        return "timeout" if "Timeout" in type(e).__name__ else "value" if isinstance(e, ValueError) else "error"
    return None


def set_encoding(response, name):
    response.encoding = name
    return response.text


def follow(s, url):
    return s.get(url, follow_redirects=True) if isinstance(s, httpx.Client) else s.get(url)


def streamed(s, url):
    with s.stream("GET", url + "/fields?body=one%0Atwo") as response:
        lines = list(response.iter_lines())
    with s.stream("GET", url + "/fields?body=one") as response:
        return lines, b"".join(response.iter_bytes()), response.status_code


def comparable(request):
    """What the server saw, but for what no two clients have in common."""
    method, target, headers, body = request
    path, _, query = target.partition("?")
    fields = sorted(
        (name.lower(), value) for name, value in headers if name.lower() in {name.lower() for name in ACCEPTED}
    )
    text = repr((method, path, sorted(urllib.parse.parse_qsl(query, True)), fields))
    body = repr(body)
    boundary = re.search(r"boundary=([0-9a-f]+)", text)
    if boundary:
        text, body = text.replace(boundary.group(1), "BOUNDARY"), body.replace(boundary.group(1), "BOUNDARY")
    json = "application/json" in text
    return text, body.replace(" ", "") if json else body


def tried(server, made, probe):
    """The value of the probe and what the server saw."""
    server.seen.clear()
    names = {
        "s": made,
        "url": server.url,
        "file": io.BytesIO,
        "stamp": stamp,
        "failure": failure,
        "set_encoding": set_encoding,
        "follow": follow,
        "streamed": lambda s: streamed(s, server.url),
    }
    value = eval(probe, names)  # noqa: S307 - our own table
    values = [part for part in (value if isinstance(value, tuple) else (value,)) if not hasattr(part, "status_code")]
    return values, [comparable(request) for request in server.seen]


@pytest.mark.parametrize("row", TRIED, ids=[".".join(row[:3]) for row in TRIED])
def test_what_is_the_same_is_the_same_and_what_is_other_is_not(server, row):
    library, _, _, verdict, probe, _ = row
    with session(library) as theirs:
        want = tried(server, theirs, probe)
    with sallyport.Client(trust_env=False) as ours:
        assert (tried(server, ours, probe) == want) == (verdict == "same")


def words_of_ours(where):
    if where == "call":
        return set(inspect.signature(Call).parameters)
    return {name for name in dir(sallyport.Client if where == "client" else sallyport.Response) if name[0] != "_"}


def words_of_theirs(library, where):
    if library == "requests":
        if where == "call":
            return set(inspect.signature(requests.Session.request).parameters)
        made = requests.Session() if where == "client" else requests.Response()
        return {name for name in (*dir(made), *vars(made)) if name[0] != "_"}
    if where == "call":
        return set(inspect.signature(httpx.Client.request).parameters)
    made = httpx.Client() if where == "client" else httpx.Response(200)
    return {name for name in dir(made) if name[0] != "_"}


@pytest.mark.parametrize(("library", "where"), list(TITLES))
def test_every_word_has_its_row_and_its_verdict_is_true(library, where):
    rows = [row for row in table() if row[:2] == (library, where)]
    words = [row[2] for row in rows]
    assert len(words) == len(set(words))
    assert words_of_theirs(library, where) - {"self", "kwargs"} == set(words)
    for row in rows:
        assert (row[3] != "none") == (row[2] in words_of_ours(where)), row
        # Time is what tells "elapsed" from that of requests, and no test asserts it.
        assert bool(row[4]) == (row[3] != "none" and row[1:4] != ("response", "elapsed", "other")), row


def test_the_page_is_made_from_the_table():
    assert PAGE.read_text("utf-8") == page(), "run this file with python"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
