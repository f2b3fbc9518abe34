"""The answer to a request: plain data, nothing native in it."""

from __future__ import annotations

from . import _lines
from ._errors import HTTP_STATUS, HTTPError
from ._records import Peer, Redirect, Timings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Any

    from ._calls import Spans
    from ._headers import Headers


class Response:
    """An HTTP response, read completely. The words are those of requests. Can be pickled.

    Unlike in requests, bool() is True whatever the status: ask ``ok``.

    Attributes:
        status_code (int), reason (str): such as 200 and "OK".
        url (str): the final URL, after redirects.
        content (bytes): the body; gzip and deflate are decoded, unless the client was made with decode=False.
        history (list of Redirect): the redirects that were followed.
        attempts (int): how often the request was sent.
        resigned (str): why it was signed a second time, such as "clock: the
            server's is 2h0m0s ahead of this one"; "" if it was not.
        timings (Timings), peer (Peer): what happened on the way.
    """

    __module__ = "sallyport"
    __slots__ = (
        "status_code",
        "reason",
        "url",
        "content",
        "history",
        "attempts",
        "resigned",
        "timings",
        "peer",
        "_fields",
        "_lines",
        "_method",
    )

    status_code: int
    reason: str
    url: str
    content: bytes
    history: list[Redirect]
    attempts: int
    resigned: str
    timings: Timings
    peer: Peer

    def __init__(self, method: bytes, spans: Spans) -> None:
        self._method = method.decode("utf-8", "replace")
        self._fields: Headers | None = None
        self._lines = spans["headers"]
        self.status_code = int(spans["status"])
        self.content = spans["body"]
        self.url = _lines.text(spans["url"])
        self.reason = _lines.text(spans["reason"])
        self.history = [Redirect(*line.split(" ", 1)) for line in _lines.text(spans["history"]).splitlines()]
        self.attempts = int(spans["attempts"] or 1)
        self.resigned = _lines.text(spans["resigned"])
        self.timings = Timings(spans)
        self.peer = Peer(spans)

    @property
    def headers(self) -> Headers:
        """The header fields; lookup ignores case."""
        if self._fields is None:
            self._fields = _lines.decode(self._lines)
        return self._fields

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @property
    def elapsed(self) -> timedelta:
        """The time of the whole call."""
        from datetime import timedelta

        return timedelta(seconds=self.timings.total)

    @property
    def encoding(self) -> str:
        """The charset of the Content-Type if Python knows it, else "utf-8"."""
        for parameter in self.headers.get("Content-Type", "").split(";")[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset":
                import codecs

                try:
                    return codecs.lookup(value.strip().strip("\"'")).name
                except (LookupError, ValueError):
                    break
        return "utf-8"

    @property
    def text(self) -> str:
        """The body as text; bytes that are not of the encoding become U+FFFD."""
        return self.content.decode(self.encoding, "replace")

    def json(self, **options: Any) -> Any:
        """The body parsed as JSON. options are those of json.loads; ValueError if it is not JSON."""
        from json import loads

        return loads(self.content, **options)

    def raise_for_status(self) -> Response:
        """Raises HTTPError (HTTP_STATUS, detail = the status) from 400 on; returns the response otherwise.

        A redirect that was not followed is no success either.
        """
        astray = self.status_code in (301, 302, 303, 307, 308) and "Location" in self.headers
        if self.ok and not astray:
            return self
        where = self.url.partition("#")[0].partition("?")[0]  # a query may hold a signature or token
        scheme, separator, rest = where.partition("://")
        authority, slash, path = rest.partition("/")
        where = scheme + separator + authority.rpartition("@")[2] + slash + path
        exception = HTTPError(
            HTTP_STATUS, "%d %s for %s %s" % (self.status_code, self.reason, self._method, where), self.status_code
        )
        exception.response = self
        raise exception

    def __repr__(self) -> str:
        return "<Response [%d]>" % self.status_code
