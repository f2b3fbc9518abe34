"""Bodies of requests that are read as they are sent: files and iterators."""

from __future__ import annotations

from . import _args, _ops
from ._errors import wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

    from ._call import Steps
    from ._calls import Object

_PIECE = 256 * 1024


def is_source(data: Any) -> bool:
    """Whether data is a file object or an iterator, and not a form or bytes."""
    if data is None or isinstance(data, (str, bytes, bytearray, memoryview, list, tuple)) or hasattr(data, "items"):
        return False
    return any(hasattr(data, name) for name in ("read", "__iter__", "__aiter__"))


class Source:
    """A file object, an iterator or an asynchronous one.

    Attributes:
        data: the object itself.
        length (int): what is left of it in bytes, -1 if it does not say.
    """

    __slots__ = ("_start", "data", "length")

    def __init__(self, data: Any, length: int | None = None) -> None:
        self.data = data
        self._start, self.length = _extent(data)
        if length is not None:
            self.length = length

    def rewind(self) -> bool:
        """Back to where it was, if that can be done."""
        if hasattr(self.data, "rewind"):
            return bool(self.data.rewind())
        if self._start is None:
            return False
        try:
            self.data.seek(self._start)
        except (OSError, ValueError):
            return False
        return True

    def __iter__(self) -> Iterator[bytes]:
        """The bytes, no piece of them empty."""
        data = self.data
        if not hasattr(data, "read"):
            for piece in data:
                yield from _checked(piece)
            return
        while True:
            piece = data.read(_PIECE)
            if not piece:
                return
            yield from _checked(piece)

    def sent(self, stream: Object) -> Steps:
        """The steps that send it; see Call."""
        if hasattr(self.data, "__aiter__"):
            pieces = self.data.__aiter__()
            while True:
                piece = yield pieces, None, {}
                if piece is None:
                    break
                for part in _checked(piece):
                    if int((yield stream, _ops.STREAM_WRITE, {"data": part})["written"]) < len(part):
                        return  # the server has answered
        else:
            for part in self:
                if int((yield stream, _ops.STREAM_WRITE, {"data": part})["written"]) < len(part):
                    return
        stream.call(_ops.STREAM_END)


def _extent(data: Any) -> tuple[Any, int]:
    """Where a file stands, None if it cannot go back there, and what is left."""
    from io import TextIOBase

    told = getattr(data, "len", None)  # the word of requests-toolbelt, which requests knows
    if isinstance(told, int):
        return None, told
    if not hasattr(data, "read"):
        return None, -1
    try:
        here = data.tell()
        end = data.seek(0, 2)
        data.seek(here)
    except (AttributeError, OSError, ValueError):
        return None, -1
    known = isinstance(end, int) and not isinstance(data, TextIOBase)
    return here, max(end - here, 0) if known else -1


def _checked(piece: Any) -> Iterator[bytes]:
    """A piece as bytes, in parts if it is large: each is copied on its way."""
    if not isinstance(piece, (str, bytes, bytearray, memoryview)):
        raise wrong_type("a piece of data", "bytes or str", piece)
    whole = _args.body(piece, "data")
    for start in range(0, len(whole), 4 * _PIECE):
        yield whole[start : start + 4 * _PIECE]
