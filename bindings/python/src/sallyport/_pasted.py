"""Requests of any library -> method, URL, field lines and body."""

from __future__ import annotations

from . import _lines
from ._errors import wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ACCEPTED = (
    "a URL, the value of an Authorization header, a dict with method, url, headers and body, "
    "or a request of Sallyport, requests, httpx or botocore"
)
_SCHEMES = ("AWS4-", "GOOG4-", "OSS4-", "ACS3-", "AWS ", "OSS ", "ODPS ", "acs ")


class Pasted:
    """A request as far as it is known; the body is None where it is not."""

    __slots__ = ("method", "url", "headers", "body")

    body: bytes | None

    def __init__(self, request: Any, headers: Any = None) -> None:
        self.method, self.url = b"", b""
        self.body: bytes | None = None
        found: Any = None
        if isinstance(request, (str, bytes)):
            text = _lines.text(request) if isinstance(request, bytes) else request
            name, _, value = text.strip().partition(":")
            if name.lower() == "authorization":
                text = value
            if text.strip().startswith(_SCHEMES):
                found = {"Authorization": text.strip()}
            else:
                self.url = _bytes(text.strip())
        elif isinstance(request, dict):
            self._take(request.get("method"), request.get("url"), request.get("body"))
            found = request.get("headers")
        elif hasattr(request, "url") and hasattr(request, "headers"):
            body = getattr(request, "body", None)
            if body is None and hasattr(request, "_content"):  # of httpx
                body = request._content
            self._take(getattr(request, "method", None), request.url, body)
            found = request.headers
        elif request is not None:
            raise wrong_type("request", _ACCEPTED, request)
        self.headers = _lines.encode(pairs(found if headers is None else headers))

    def _take(self, method: Any, url: Any, body: Any) -> None:
        self.method = _bytes(method)
        self.url = _bytes(url)
        if isinstance(body, (str, bytes, bytearray)):
            self.body = _bytes(body)


def _bytes(value: Any) -> bytes:
    if value is None:
        return b""
    return bytes(value) if isinstance(value, (bytes, bytearray)) else str(value).encode("utf-8", "surrogatepass")


def pairs(headers: Any) -> Any:
    """Headers of any library as pairs, without those that cannot be a line."""
    if headers is None:
        return None
    items = headers.items() if hasattr(headers, "items") else headers
    try:
        return [(name, value) for name, value in items if "\n" not in str(value) and "\r" not in str(value)]
    except (TypeError, ValueError):
        raise wrong_type("headers", "a dict or a list of pairs", headers) from None
