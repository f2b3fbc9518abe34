"""The options that make a request, in curl's words."""

from __future__ import annotations

from . import parsing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    Pairs = list[tuple[str, str]]


def add(parser: parsing.Parser) -> None:
    group = parser.add_argument_group("The request (curl's words)")
    group.add_argument("-X", "--request", metavar="METHOD", help="method; else GET, with a body POST")
    group.add_argument("-I", "--head", action="store_true", help="the method HEAD")
    _add_headers(group)
    add_data(group)


def add_headers(parser: parsing.Parser) -> None:
    """-H alone."""
    _add_headers(parser.add_argument_group("The request (curl's words)"))


def _add_headers(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-H",
        "--header",
        metavar="LINE",
        type=parsing.field,
        action="append",
        help='"Name: value", or @FILE with a line each; fields that hold secrets come from a file only',
    )


def add_data(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-d", "--data", metavar="TEXT", type=_text, action="append", help="body; @FILE or @- without its line breaks"
    )
    group.add_argument(
        "--data-binary", metavar="TEXT", dest="data", type=_bytes, action="append", help="body; @FILE or @- as it is"
    )


def _text(word: str) -> bytes:
    if word.startswith("@"):
        return parsing.content(word).replace(b"\r", b"").replace(b"\n", b"")
    return _bytes(word)


def _bytes(word: str) -> bytes:
    return parsing.content(word) if word.startswith("@") else word.encode("utf-8", "surrogateescape")


def body(given: argparse.Namespace) -> bytes | None:
    return None if given.data is None else b"&".join(given.data)


def headers(given: argparse.Namespace) -> Pairs:
    return [pair for pairs in given.header or [] for pair in pairs]


def method(given: argparse.Namespace) -> str:
    default = "HEAD" if given.head else "GET" if given.data is None else "POST"
    return str(given.request or default).upper()
