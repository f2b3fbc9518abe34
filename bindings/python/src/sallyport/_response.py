"""The answer to a request: plain data, nothing native in it."""

from __future__ import annotations

from . import _headers
from ._errors import HTTP_STATUS, HTTPError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Any

# The facts that are asked of the library; sally_response_info in sallyport.h.
FACTS = (
    b"url",
    b"reason",
    b"attempts",
    b"peer.address",
    b"tls.version",
    b"tls.cipher",
    b"tls.alpn",
    b"tls.trust",
    b"tls.certificate",
    b"time.dns",
    b"time.connect",
    b"time.tls",
    b"time.first_byte",
    b"time.total",
    b"reused",
)


class Record:
    """Base of plain results: compared by value, shown by field."""

    __slots__: tuple[str, ...] = ()

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        fields = zip(self.__slots__, map(_shown, self._values()))
        return "%s(%s)" % (type(self).__name__, ", ".join("%s=%s" % field for field in fields))


class Timings(Record):
    """Where the time of an exchange went, in seconds; None for a phase that did not happen.

    Attributes:
        dns (float): asking for the address; None when it was pinned.
        connect (float): the TCP connection.
        tls (float): the TLS handshake.
        first_byte (float): from the request sent to the first byte of the answer.
        total (float): the whole call, repetitions included.
        reused (bool): whether an open connection was used again.
    """

    __module__ = "sallyport"
    __slots__ = ("dns", "connect", "tls", "first_byte", "total", "reused")

    dns: float | None
    connect: float | None
    tls: float | None
    first_byte: float
    total: float
    reused: bool

    def __init__(self, facts: dict[bytes, bytes]) -> None:
        self.dns = _seconds(facts[b"time.dns"])
        self.connect = _seconds(facts[b"time.connect"])
        self.tls = _seconds(facts[b"time.tls"])
        self.first_byte = _seconds(facts[b"time.first_byte"]) or 0.0
        self.total = _seconds(facts[b"time.total"]) or 0.0
        self.reused = facts[b"reused"] == b"true"


class Peer(Record):
    """Who answered.

    Attributes:
        ip (str): the address that was connected to, and port (int).
        tls_version (str): such as "TLS 1.3"; empty without TLS, as all below.
        tls_cipher (str): the cipher suite.
        alpn (str): the application protocol that was negotiated.
        certificate (bytes): the server's own certificate, DER.
        trust_source (str): where the trusted roots came from.
    """

    __module__ = "sallyport"
    __slots__ = ("ip", "port", "tls_version", "tls_cipher", "alpn", "certificate", "trust_source")

    ip: str
    port: int
    tls_version: str
    tls_cipher: str
    alpn: str
    certificate: bytes
    trust_source: str

    def __init__(self, facts: dict[bytes, bytes]) -> None:
        ip, _, port = facts[b"peer.address"].decode("ascii", "replace").rpartition(":")
        self.ip = ip.strip("[]")
        self.port = int(port) if port.isdigit() else 0
        self.tls_version = facts[b"tls.version"].decode("utf-8", "replace")
        self.tls_cipher = facts[b"tls.cipher"].decode("utf-8", "replace")
        self.alpn = facts[b"tls.alpn"].decode("utf-8", "replace")
        self.certificate = facts[b"tls.certificate"]
        self.trust_source = facts[b"tls.trust"].decode("utf-8", "replace")


class Response:
    """An HTTP response, read completely. The words are those of requests. Can be pickled.

    Unlike in requests, bool() is True whatever the status: ask ``ok``.

    Attributes:
        status_code (int), reason (str): such as 200 and "OK".
        url (str): the final URL, after redirects.
        content (bytes): the body as it came; nothing is decompressed.
        attempts (int): how often the request was sent.
        timings (Timings), peer (Peer): what happened on the way.
    """

    __module__ = "sallyport"
    __slots__ = (
        "status_code",
        "reason",
        "url",
        "content",
        "attempts",
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
    attempts: int
    timings: Timings
    peer: Peer

    def __init__(self, method: bytes, answer: tuple[int, bytes, bytes, tuple[bytes, ...]]) -> None:
        self.status_code, self._lines, self.content, values = answer
        self._method = method.decode("utf-8", "replace")
        self._fields: _headers.Headers | None = None
        facts = dict(zip(FACTS, values))
        self.url = _headers.text(facts[b"url"])
        self.reason = _headers.text(facts[b"reason"])
        self.attempts = int(facts[b"attempts"] or 1)
        self.timings = Timings(facts)
        self.peer = Peer(facts)

    @property
    def headers(self) -> _headers.Headers:
        """The header fields; lookup ignores case."""
        if self._fields is None:
            self._fields = _headers.decode(self._lines)
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
        """Raises HTTPError (HTTP_STATUS, detail = the status) from 400 on; returns the response otherwise."""
        if self.ok:
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


def _shown(value: object) -> str:
    """The repr, but of bytes (a certificate) only the size."""
    return "<%d bytes>" % len(value) if isinstance(value, bytes) else repr(value)


def _seconds(microseconds: bytes) -> float | None:
    return int(microseconds or 0) / 1e6 or None
