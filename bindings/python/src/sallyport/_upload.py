"""Bodies of requests that are read as they are sent: files and iterators."""

from __future__ import annotations

from . import _args
from ._errors import usage, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

_PIECE = 64 * 1024


def is_source(data: Any) -> bool:
    """Whether data is a file object or an iterator, and not a form or bytes."""
    if data is None or isinstance(data, (str, bytes, bytearray, memoryview, list, tuple)) or hasattr(data, "items"):
        return False
    return hasattr(data, "read") or hasattr(data, "__iter__")


def length(data: Any) -> int:
    """What is left of a file in bytes, or -1 if it does not say."""
    from io import TextIOBase

    if isinstance(data, TextIOBase) or not hasattr(data, "read"):
        return -1
    try:
        here = data.tell()
        end = data.seek(0, 2)
        data.seek(here)
    except (AttributeError, OSError, ValueError):
        return -1
    return max(end - here, 0) if isinstance(end, int) else -1


def pieces(data: Any) -> Iterator[bytes]:
    """The bytes of a file or an iterator, none of them empty."""
    for piece in iter(lambda: data.read(_PIECE), None) if hasattr(data, "read") else data:
        if not piece:
            if hasattr(data, "read"):
                return
            continue
        if not isinstance(piece, (str, bytes, bytearray, memoryview)):
            raise wrong_type("a piece of data", "bytes or str", piece)
        whole = _args.body(piece, "data")
        for start in range(0, len(whole), 16 * _PIECE):
            yield whole[start : start + 16 * _PIECE]


def check(json: Any) -> None:
    if json is not None:
        raise usage("data and json are both given; a request has one body")
