"""sallyport explain."""

from __future__ import annotations

import os
import re

from .._errors import usage
from .._explain import explain
from . import pages, parsing, pasted, phrases
from .output import of_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from .output import Output

_EXAMPLES = (
    (
        "What curl saw",
        "curl -sSv https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/hello 2>&1 | sallyport explain",
    ),
    (
        "A HAR of a browser, a debug log of botocore, or the text of an error, from a file",
        "sallyport explain error.txt",
    ),
    ("The page of an error code", "sallyport explain CERTIFICATE_UNKNOWN_AUTHORITY"),
    ("The page of a cause", "sallyport explain wrong_region"),
)
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\([^)\n]{1,300}\)")
_INDEX = re.compile(r"(?m)^All (?:causes|codes): .*$")
_OWN_ERROR = re.compile(r"sallyport[\w. ]{0,60}: ([A-Z][A-Z0-9_]{2,50}): ")


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "explain",
        "Say why a request was refused or failed, from what another program wrote.",
        _run,
        usage="[options] [FILE|CODE|CAUSE]",
        description="Reads the output of curl -v, a HAR, a debug log of botocore or of the AWS CLI, an answer, or the\n"
        "text of an error; from stdin if no file is given. Nothing is sent. Ends with 1 if it finds no cause.",
        examples=_EXAMPLES,
    )
    parser.add_argument(
        "what", metavar="WHAT", nargs="?", default="-", help="a file, - for stdin, or an error code or cause"
    )


def _run(given: argparse.Namespace, output: Output) -> int:
    page = None if os.path.exists(given.what) else pages.page(given.what)
    if page is not None:
        return _page(page, output)
    return _explained(pasted.read(_text(given.what)), output)


def _text(name: str) -> str:
    import sys

    if name == "-":
        if sys.stdin.isatty():
            sys.stderr.write("Paste what was written, and end it with Ctrl-D.\n")
        content = sys.stdin.buffer.read(pasted.LIMIT + 1)
    else:
        with open(name, "rb") as file:
            content = file.read(pasted.LIMIT + 1)
    if len(content) > pasted.LIMIT:
        raise usage("the text has more than %d MiB; cut out the exchange that failed" % (pasted.LIMIT >> 20))
    for encoding, mark in (("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff")):  # as PowerShell redirects
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    return content.decode("utf-8", "surrogateescape")


def _explained(exchange: pasted.Exchange, output: Output) -> int:
    found: dict[str, Any] | None = None
    tunnel = exchange.request is not None and exchange.request.method == "CONNECT"  # the proxy's answer
    if exchange.response is not None and not tunnel:
        request = exchange.request.data() if exchange.request is not None else None
        found = of_record(explain(request, exchange.response.data()))
    if found is None or found["cause"] in ("unknown", "not_refused"):
        found = _own_error(exchange) or _failed(exchange) or found
    if found is None:
        found = {
            "cause": "unknown",
            "summary": "Nothing in it tells a cause.",
            "evidence": [],
            "fix": "Paste the whole output of curl -v, or ask: sallyport diagnose URL",
        }
    found["read_as"] = exchange.form
    if output.json:
        output.show(found)
    else:
        known = found["cause"] not in ("unknown", "not_refused")
        evidence = [("read as", exchange.form), *found["evidence"]]
        output.finding(found["cause"], found["summary"], evidence, found["fix"], "bold" if known else "yellow")
    return 1 if found["cause"] == "unknown" else 0


def _own_error(exchange: pasted.Exchange) -> dict[str, Any] | None:
    said = _OWN_ERROR.search(pasted.shortened(exchange.text))
    page = pages.page(said.group(1)) if said else None
    if page is None or "name" not in page:
        return None
    return {"cause": page["name"], "summary": page["summary"], "evidence": [], "fix": page["fix"]}


def _failed(exchange: pasted.Exchange) -> dict[str, Any] | None:
    """A connection that failed, by the words that other programs have for it."""
    found = phrases.cause(pasted.shortened(exchange.text))
    if found is None:
        return None
    cause, line = found
    line = re.sub(r"\?\S*", "?...", line)  # a query may hold a signature
    others = {name for name, words in pages.quotations() if phrases.tells(words, cause)} - {cause}
    evidence = [("said", line)]
    if others:
        evidence.append(("the same is said for", ", ".join(sorted(others))))
    evidence.append(("to be sure", "sallyport diagnose URL connects and looks"))
    return {"cause": cause, "evidence": evidence, **pages.of_cause(cause)}


def _page(page: dict[str, Any], output: Output) -> int:
    title, _, text = (page["page"] or _row(page)).partition("\n")
    if not output.json:
        output.line(title.lstrip("# "), "bold")
    text = _INDEX.sub("", _LINK.sub(r"\1", text))  # Here: NAME is what `sallyport explain NAME` takes
    output.show(page, text.rstrip("\n").split("\n"))
    return 0


def _row(page: dict[str, Any]) -> str:
    """Where the pages are not: an archive for executors goes without."""
    return "%s\n\n%s\n\nFix: %s" % (page["name"], page["summary"], page["fix"])
