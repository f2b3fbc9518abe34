"""files= of a request: multipart/form-data (RFC 7578), read as it is sent, in the form of requests."""

from __future__ import annotations

import os

from . import _args, _lines, _upload
from ._errors import INVALID_HEADER, usage, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

_QUOTED = {10: "%0A", 13: "%0D", 34: "%22"}  # as browsers and urllib3 do


class Multipart:
    """A body of fields, then files. Bytes are held; file objects are read as the body is sent."""

    __slots__ = ("_boundary", "_parts", "content_type")

    def __init__(self, data: Any, files: Any) -> None:
        self._boundary = os.urandom(16).hex().encode("ascii")
        self.content_type = b"multipart/form-data; boundary=" + self._boundary
        self._parts: list[Any] = []
        for name, value in _fields(data):
            self._add(_disposition(name, None), value)
        for name, value in _items(files, "files"):
            if value is None:
                continue
            if isinstance(value, (tuple, list)):
                if not 2 <= len(value) <= 4:
                    raise usage("files[%r] must have 2 to 4 items: filename, file, content type, headers" % name)
                filename, content, *more = value
            else:
                filename, content, more = _name_of(value) or name, value, []
            head = _disposition(name, filename)
            if more and more[0]:
                head += b"Content-Type: %s\r\n" % _field(more[0])
            if more[1:]:
                head += _lines.encode(more[1])
            self._add(head, content)
        self._parts.append(b"--%s--\r\n" % self._boundary)

    def _add(self, head: bytes, content: Any) -> None:
        if hasattr(content, "read"):
            content = _upload.Source(content)
        else:
            content = _args.body(content, "the content of a file in files")
        self._parts += [b"--%s\r\n%s\r\n" % (self._boundary, head), content, b"\r\n"]

    def whole(self) -> bytes | None:
        """All of it, if no file object is part of it."""
        return b"".join(self._parts) if all(isinstance(part, bytes) for part in self._parts) else None

    @property
    def len(self) -> int:
        """Bytes, or -1 if a file does not say."""
        lengths = [len(part) if isinstance(part, bytes) else part.length for part in self._parts]
        return -1 if -1 in lengths else sum(lengths)

    def rewind(self) -> bool:
        return all(isinstance(part, bytes) or part.rewind() for part in self._parts)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part


def _items(fields: Any, argument: str) -> list[tuple[Any, Any]]:
    try:
        return [(name, value) for name, value in (fields.items() if hasattr(fields, "items") else fields)]
    except (TypeError, ValueError):
        raise wrong_type(argument, "a dict or a list of (name, value) pairs", fields) from None


def _fields(data: Any) -> Iterator[tuple[Any, bytes]]:
    """The fields beside the files; a list as value repeats the name, None leaves it out."""
    if data is None:
        return
    if isinstance(data, (str, bytes, bytearray)):
        raise usage("data is text and files are given; data must be a dict or a list of pairs then")
    for name, values in _items(data, "data"):
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            values = [values]
        for value in values:
            if value is not None:
                yield name, value if isinstance(value, bytes) else _args.text(str(value), "a value in data")


def _name_of(file: Any) -> str | None:
    name = getattr(file, "name", None)
    if isinstance(name, str) and name and name[0] != "<" and name[-1] != ">":
        return os.path.basename(name)
    return None


def _disposition(name: Any, filename: Any) -> bytes:
    head = 'Content-Disposition: form-data; name="%s"' % _quoted(name)
    if filename is not None:
        head += '; filename="%s"' % _quoted(filename)
    return _args.text(head + "\r\n", "a name in files or data")


def _quoted(value: Any) -> str:
    if isinstance(value, bytes):
        value = _lines.text(value)
    if not isinstance(value, str):
        raise wrong_type("a name in files or data", "str or bytes", value)
    return value.translate(_QUOTED)


def _field(value: Any) -> bytes:
    """A value for a header line of a part."""
    line = _args.text(value, "a content type in files", INVALID_HEADER)
    return _lines.encode([("Content-Type", line)])[len(b"Content-Type: ") : -2]
