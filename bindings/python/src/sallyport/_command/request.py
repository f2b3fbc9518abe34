"""The options that make a request, in curl's words."""

from __future__ import annotations

import argparse

from . import parsing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
        action="append",
        help='"Name: value", or @FILE with a line each; fields that hold secrets come from a file only',
    )


def add_data(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-d", "--data", metavar="TEXT", action=_Data, const=True, help="body; @FILE or @- without its line breaks"
    )
    group.add_argument(
        "--data-binary", metavar="TEXT", dest="data", action=_Data, const=False, help="body; @FILE or @- as it is"
    )


class _Data(argparse.Action):
    """Pieces of the body in their order. They are read later: argparse would repeat what it cannot convert."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: Any = None) -> None:
        setattr(namespace, self.dest, [*(getattr(namespace, self.dest) or ()), (values, self.const)])


def body(given: argparse.Namespace) -> bytes | None:
    return None if given.data is None else b"&".join([_piece(word, joined) for word, joined in given.data])


def _piece(word: str, joined: bool) -> bytes:
    if not word.startswith("@"):
        return word.encode("utf-8", "surrogateescape")
    content = parsing.content(word)
    return content.replace(b"\r", b"").replace(b"\n", b"") if joined else content


def headers(given: argparse.Namespace) -> Pairs:
    return [pair for line in given.header or [] for pair in parsing.field(line)]


def method(given: argparse.Namespace) -> str:
    default = "HEAD" if given.head else "GET" if given.data is None else "POST"
    return str(given.request or default).upper()
