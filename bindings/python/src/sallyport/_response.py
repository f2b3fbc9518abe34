"""The answer to a request: plain data, nothing native in it."""

from __future__ import annotations

from . import _lines, _log, _native
from ._errors import HTTP_STATUS, HTTPError
from ._records import Peer, Timings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Any, Iterable, Iterator

    from ._calls import Spans
    from ._cookies import Cookies
    from ._headers import Headers


class Response:
    """An HTTP response, read completely. The words are those of requests. Can be pickled.

    Unlike in requests, bool() is True whatever the status: ask ``ok``.

    Attributes:
        status_code (int): such as 200.
        content (bytes): the body; gzip and deflate are decoded, unless the client was made with decode=False.
        history (list of Response): the redirects that were followed, the first one first.
    """

    __module__ = "sallyport"
    __slots__ = ("_encoding", "_fields", "_method", "_spans", "content", "history", "status_code")

    status_code: int
    content: bytes
    history: list[Response]

    def __init__(self, method: bytes, spans: Spans, history: Iterable[Response] = ()) -> None:
        self._method = method
        self._fields: Headers | None = None
        self._encoding: Any = None
        self._spans = spans  # taken apart when somebody asks
        self.status_code = int(spans["status"])
        self.content = spans.pop("body")
        self.history = list(history)

    @property
    def url(self) -> str:
        """The final URL, after redirects."""
        return _lines.text(self._spans["url"])

    @property
    def reason(self) -> str:
        """Such as "OK"."""
        return _lines.text(self._spans["reason"])

    @property
    def attempts(self) -> int:
        """How often the request was sent."""
        return int(self._spans["attempts"] or 1)

    @property
    def resigned(self) -> str:
        """Why it was signed a second time, such as "clock: the server's is 2h0m0s ahead of this one"; or ""."""
        return _lines.text(self._spans["resigned"])

    @property
    def timings(self) -> Timings:
        """The phases of the exchange."""
        return Timings(self._spans)

    @property
    def peer(self) -> Peer:
        """Who answered."""
        return Peer(self._spans)

    @property
    def attributes(self) -> dict[str, Any]:
        """The exchange by the names of OpenTelemetry, such as "server.address": for a span or a log. No secrets."""
        return _log.attributes(self._method, self._spans)

    @property
    def headers(self) -> Headers:
        """The header fields; lookup ignores case."""
        if self._fields is None:
            self._fields = _lines.decode(self._spans["headers"])
        return self._fields

    @property
    def trailers(self) -> Headers:
        """The fields behind a body in chunks; of a streamed one there are none before its end."""
        return _lines.decode(self._spans["trailers"])

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @property
    def elapsed(self) -> timedelta:
        """The time of this exchange to the end of what was read of it, repetitions included."""
        from datetime import timedelta

        return timedelta(seconds=self.timings.total)

    @property
    def is_redirect(self) -> bool:
        """Whether this is a redirect, which was not followed or stands in a history."""
        return self.status_code in (301, 302, 303, 307, 308) and "Location" in self.headers

    @property
    def is_permanent_redirect(self) -> bool:
        """Whether this is one with the status 301 or 308."""
        return self.is_redirect and self.status_code in (301, 308)

    @property
    def cookies(self) -> Cookies:
        """The cookies that this response sets, a http.cookiejar.CookieJar made anew."""
        with _native.late:
            from ._cookies import Cookies, keep

        jar = Cookies()
        keep(jar, self._spans["url"], self._spans["headers"])
        return jar

    @property
    def links(self) -> dict[str, dict[str, str]]:
        """The Link header (RFC 8288): by rel, or by url where there is none, the parameters with "url"."""
        with _native.late:
            from ._links import links

        return links(self.headers.get("Link", ""))

    @property
    def encoding(self) -> str | None:
        """What text is decoded with, by the rules of requests; it can be set.

        The charset of the Content-Type; else "ISO-8859-1" for text/* and "utf-8"
        for application/json; else None, and apparent_encoding is used.
        """
        if self._encoding is None:
            self._encoding = _encoding_of(self.headers.get("Content-Type", ""))
        return self._encoding or None

    @encoding.setter
    def encoding(self, name: str | None) -> None:
        self._encoding = name or ""

    @property
    def apparent_encoding(self) -> str:
        """What the bytes look like: by their BOM, or "utf-8" if they are that, else "windows-1252"."""
        head = self.content[:4]
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        try:
            self.content.decode("utf-8")
        except UnicodeDecodeError:
            return "windows-1252"
        return "utf-8"

    @property
    def text(self) -> str:
        """The body as text; bytes that are not of the encoding become U+FFFD."""
        try:
            return self.content.decode(self.encoding or self.apparent_encoding, "replace")
        except (LookupError, ValueError):  # no encoding that Python knows
            return self.content.decode("utf-8", "replace")

    def iter_content(self, chunk_size: int | None = 1) -> Iterator[bytes]:
        """The body in chunks of chunk_size bytes, the last one shorter; None: all at once. As in requests."""
        body = self.content
        size = len(body) if chunk_size is None else chunk_size
        for start in range(0, len(body), size or 1):
            yield body[start : start + size]

    def json(self, **options: Any) -> Any:
        """The body parsed as JSON. options are those of json.loads; ValueError if it is not JSON."""
        from json import loads

        return loads(self.content, **options)

    def raise_for_status(self) -> Response:
        """Raises HTTPError (HTTP_STATUS, detail = the status) from 400 on; returns the response otherwise.

        A redirect that was not followed is no success either.
        """
        if self.ok and not self.is_redirect:
            return self
        where = _lines.text(_log.redacted(self._spans["url"]))
        exception = HTTPError(
            HTTP_STATUS,
            "%s for %s %s"
            % (("%d %s" % (self.status_code, self.reason)).strip(), self._method.decode("utf-8", "replace"), where),
            self.status_code,
        )
        exception.response = self
        raise exception

    def __repr__(self) -> str:
        return "<Response [%d]>" % self.status_code


_MARKS = (  # the longer ones first
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def _encoding_of(content_type: str) -> str:
    """What a Content-Type says; empty if nothing."""
    kind, *parameters = content_type.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")
    kind = kind.strip().lower()
    if kind.startswith("text/"):
        return "ISO-8859-1"
    return "utf-8" if kind == "application/json" else ""
