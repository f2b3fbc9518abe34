"""Header fields and user properties as lines, the form in which they cross to the library and come back."""

from __future__ import annotations

from ._errors import INVALID_ARGUMENT, INVALID_HEADER, MESSAGE_INVALID, error, wrong_type
from ._headers import Headers, items_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

_ACCEPTED = "a dict or a list of (name, value) pairs"


def encode(fields: Any) -> bytes:
    """What a caller gave as field lines.

    Checks only what would change the meaning of the lines themselves; the
    library checks names and values against RFC 9110.
    """
    if fields is None:
        return b""
    lines = []
    for name, value in pairs(fields, "headers", INVALID_HEADER, INVALID_HEADER):
        if not name or name[:1] in b" \t" or name.translate(None, b":\r\n\0") != name:
            raise error(INVALID_HEADER, "headers: %r is not a name" % text(name))
        if b"\n" in value:
            value = _unfold(value)
        if b"\n" in value or b"\r" in value or b"\0" in value:
            raise error(INVALID_HEADER, "headers[%r] holds a line break or NUL" % text(name))
        lines.append(name + b": " + value + b"\r\n")
    return b"".join(lines)


def pairs(fields: Any, argument: str, code: int, missing: int = INVALID_ARGUMENT) -> Iterator[tuple[bytes, bytes]]:
    """The names and values that a caller gave, as bytes.

    The codes are for those that are not Unicode, and for a name that is None.
    """
    if fields is None:
        return
    if isinstance(fields, (str, bytes, bytearray)):
        raise wrong_type(argument, _ACCEPTED, fields)
    try:
        items = list(items_of(fields))
    except TypeError:
        raise wrong_type(argument, _ACCEPTED, fields) from None
    for item in items:
        if not isinstance(item, (tuple, list)) or len(item) != 2:
            raise wrong_type("an item of " + argument, "a (name, value) pair", item)
        name = _bytes(item[0], "a name in " + argument, code, missing)
        yield name, _bytes(item[1], "%s[%r]" % (argument, text(name)), code)


def properties(fields: Any) -> bytes:
    """MQTT user properties as property lines; they are data, so nothing is tidied."""
    lines = []
    for name, value in pairs(fields, "user_properties", MESSAGE_INVALID):
        if b"\n" in name or b"\r" in name or b": " in name:
            raise error(MESSAGE_INVALID, "user_properties: the name %r holds a line break or ': '" % text(name))
        if b"\n" in value or b"\r" in value:
            raise error(MESSAGE_INVALID, "user_properties[%r] holds a line break" % text(name))
        lines.append(name + b": " + value + b"\n")
    return b"".join(lines)


def _unfold(value: bytes) -> bytes:
    """A line break before a space or tab is old folding: one space (RFC 9112 section 5.2)."""
    lines = value.split(b"\n")
    out = lines[0]
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t"):
            out = (out[:-1] if out.endswith(b"\r") else out) + b" " + line.lstrip(b" \t")
        else:
            out += b"\n" + line
    return out


def _bytes(value: object, what: str, code: int, missing: int = INVALID_ARGUMENT) -> bytes:
    if isinstance(value, bytes):
        return value
    if value is None:
        raise error(missing, what + " must be str or bytes, not NoneType")
    if isinstance(value, str):
        try:
            return value.encode("utf-8")
        except UnicodeEncodeError:
            raise error(code, what + " holds a lone surrogate") from None
    raise wrong_type(what, "str or bytes", value)


def text(value: bytes) -> str:
    """Bytes from the wire as text."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def latin(lines: bytes) -> list[tuple[str, str]]:
    """The library's field lines as http.client has them: a character for each byte."""
    parts = [line.partition(":") for line in lines.decode("latin-1").split("\r\n") if line]
    return [(name, value.strip(" \t")) for name, _, value in parts]


def decode(lines: bytes) -> Headers:
    """The library's field lines ("Name: value\\r\\n") as Headers."""
    try:
        parts = [line.partition(":") for line in lines.decode("utf-8").split("\r\n") if line]
    except UnicodeDecodeError:
        parts = [text(line).partition(":") for line in lines.split(b"\r\n") if line]
    fields = [(name, value.strip(" \t")) for name, _, value in parts]
    if len({name.lower() for name, _ in fields}) < len(fields):
        return Headers(fields)
    headers: Headers = Headers.__new__(Headers)
    dict.update(headers, fields)  # no name twice: nothing to join
    return headers
