"""params=, data= and json= of a request, as in requests."""

from __future__ import annotations

from . import _args
from ._errors import INVALID_URL, usage, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPES = [chr(byte) if byte in _UNRESERVED else "%%%02X" % byte for byte in range(256)]


def url(value: Any, params: Any) -> bytes:
    """The URL with the params appended to its query, before any fragment."""
    target = _args.text(value, "url", INVALID_URL)
    if params is None:
        return target
    query = _args.text(params, "params") if isinstance(params, (str, bytes)) else _form(params, "params", "%20")
    if not query:
        return target
    target, hash_, fragment = target.partition(b"#")
    separator = b"" if target.endswith((b"?", b"&")) else b"&" if b"?" in target else b"?"
    return target + separator + query + hash_ + fragment


def escaped(target: str) -> str:
    """A URL whose percent signs that begin no escape stand for themselves, as HTTP libraries send it."""
    first, *parts = target.split("%")
    return first + "".join([("%" if _is_escape(part) else "%25") + part for part in parts])


def _is_escape(part: str) -> bool:
    return len(part) > 1 and all(character in "0123456789abcdefABCDEF" for character in part[:2])


def body(data: Any, json: Any) -> tuple[bytes, bytes]:
    """The body, and the Content-Type that goes with it unless the caller gave one."""
    if json is not None:
        if data is not None:
            raise usage("data and json are both given; a request has one body")
        return _json(json), b"application/json"
    if data is None or isinstance(data, (str, bytes, bytearray, memoryview)):
        return _args.body(data, "data"), b""
    if hasattr(data, "items") or isinstance(data, (list, tuple)):
        form = _form(data, "data", "+")
        return form, b"application/x-www-form-urlencoded" if form or data else b""
    raise wrong_type("data", "bytes, str, a dict or a list of pairs", data)


def _json(value: Any) -> bytes:
    from json import dumps

    try:
        return dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")
    except (TypeError, ValueError) as e:
        raise usage("json cannot be serialized: %s" % e) from None


def _form(fields: Any, argument: str, space: str) -> bytes:
    """key=value&...; a list as value repeats the key, None leaves it out.

    In a query a space is %20: "+" is a plus sign to AWS's signature and a space
    to most servers, so one of them would misread it.
    """
    items = fields.items() if hasattr(fields, "items") else fields
    out = []
    try:
        pairs = [(name, value) for name, value in items]
    except (TypeError, ValueError):
        raise wrong_type(argument, "a dict or a list of (name, value) pairs", fields) from None
    for name, values in pairs:
        if values is None:
            continue
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            values = [values]
        for value in values:
            try:
                out.append("%s=%s" % (_quoted(name, space), _quoted(value, space)))
            except UnicodeEncodeError:
                raise usage("%s: the name or value of %r holds a lone surrogate" % (argument, name)) from None
    return "&".join(out).encode("ascii")


def _quoted(value: Any, space: str) -> str:
    """Percent-encoded but for the unreserved characters of RFC 3986."""
    data = value if isinstance(value, bytes) else (value if isinstance(value, str) else str(value)).encode("utf-8")
    return "".join([_ESCAPES[byte] for byte in data]).replace("%20", space)
