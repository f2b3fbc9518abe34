"""Results that are plain data: nothing native in them, compared by value, and picklable.

Each is made from the results of an operation by the names in _ops.py.
"""

from __future__ import annotations

from . import _lines, _ops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from typing import Any, Iterator

    from ._calls import Spans
    from ._headers import Headers


class Record:
    """Base of plain results: compared by value, shown by field."""

    __slots__: tuple[str, ...] = ()

    def _names(self) -> list[str]:
        return [name for base in reversed(type(self).__mro__) for name in base.__dict__.get("__slots__", ())]

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._names())

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        fields = zip(self._names(), map(_shown, self._values()))
        return "%s(%s)" % (type(self).__name__, ", ".join("%s=%s" % field for field in fields))


class SignedRequest:
    """A signed request in the form that was signed. Send exactly ``url`` and ``headers``.

    It holds what must be sent, the session token of temporary credentials
    included, never the secret access key. Its repr and that of its headers hide
    the token; a pickle stores it.

    Attributes:
        method (str): in capitals, as HTTP libraries send it.
        url (str): the exact URL to send.
        headers (Headers): every header to send, Host included.
        signature (str): 64 hex digits.
    """

    __module__ = "sallyport"
    __slots__ = ("method", "url", "headers", "signature", "_steps")

    method: str
    url: str
    headers: Headers
    signature: str
    _steps: bytes  # the canonical request, NUL, the string to sign: one object is made faster than two

    @property
    def canonical_request(self) -> str:
        """The canonical request, to compare with the one in a server's message."""
        return _lines.text(self._steps.partition(b"\0")[0])

    @property
    def string_to_sign(self) -> str:
        """The string to sign, to compare with the one in a server's message."""
        return _lines.text(self._steps.partition(b"\0")[2])

    def __repr__(self) -> str:  # without the query: it may hold a signature or token
        return "<SignedRequest %s %s>" % (self.method, self.url.partition("?")[0])


class PresignedPost(Record):
    """What a browser's form needs to upload a file; a pair (url, fields) too. Its repr shows no field.

    Attributes:
        url (str): the form's action.
        fields (dict of str): its fields, in order, which come before the file.
    """

    __module__ = "sallyport"
    __slots__ = ("url", "fields")

    def __init__(self, url: str, fields: dict[str, str]) -> None:
        self.url = url
        self.fields = fields

    def __iter__(self) -> Iterator[Any]:
        return iter((self.url, self.fields))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:  # without the token
        return "<PresignedPost %s>" % self.url


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

    def __init__(self, spans: Spans) -> None:
        self.dns = _seconds(spans["time.dns"])
        self.connect = _seconds(spans["time.connect"])
        self.tls = _seconds(spans["time.tls"])
        self.first_byte = _seconds(spans["time.first_byte"]) or 0.0
        self.total = _seconds(spans["time.total"]) or 0.0
        self.reused = spans["reused"] == b"true"


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

    def __init__(self, spans: Spans) -> None:
        ip, _, port = spans["peer.address"].decode("ascii", "replace").rpartition(":")
        self.ip = ip.strip("[]")
        self.port = int(port) if port.isdigit() else 0
        self.tls_version = spans["tls.version"].decode("utf-8", "replace")
        self.tls_cipher = spans["tls.cipher"].decode("utf-8", "replace")
        self.alpn = spans["tls.alpn"].decode("utf-8", "replace")
        self.certificate = spans["tls.certificate"]
        self.trust_source = spans["tls.trust"].decode("utf-8", "replace")


class PublishReceipt(Record):
    """AWS IoT's acceptance of a message. Can be pickled.

    Attributes:
        status_code (int): 200.
        request_id, trace_id (str): to quote to AWS support.
        attempts (int): how often the message was sent.
        timings (Timings), peer (Peer): what happened on the way.
    """

    __module__ = "sallyport"
    __slots__ = ("status_code", "request_id", "trace_id", "attempts", "timings", "peer")

    status_code: int
    request_id: str
    trace_id: str
    attempts: int
    timings: Timings
    peer: Peer

    def __init__(self, spans: Spans) -> None:
        self.status_code = int(spans["status"])
        self.request_id = _lines.text(spans["iot.request_id"])
        self.trace_id = _lines.text(spans["iot.trace_id"])
        self.attempts = int(spans["attempts"] or 1)
        self.timings = Timings(spans)
        self.peer = Peer(spans)

    @property
    def elapsed(self) -> timedelta:
        """The time of the whole call."""
        from datetime import timedelta

        return timedelta(seconds=self.timings.total)


class PreparedPublish(Record):
    """The request that publishes a message: send exactly these. Can be pickled.

    Attributes:
        method, url (str): "POST", and where to.
        headers (Headers): every header to send, Host and signature included.
        body (bytes): the payload.
    """

    __module__ = "sallyport"
    __slots__ = (*_ops.PREPARED_LIST, "body")
    __hash__ = None  # type: ignore[assignment] # headers can be changed

    method: str
    url: str
    headers: Headers
    body: bytes

    def __init__(self, spans: Spans, body: bytes) -> None:
        self.method = _lines.text(spans["method"])
        self.url = _lines.text(spans["url"])
        self.headers = _lines.decode(spans["headers"])
        self.body = body


class Renewal(Record):
    """What the credentials of a signer are at the moment. Compared by value; can be pickled.

    Attributes:
        access_key_id (str): of the key pair.
        expires (datetime or None): the end of the credentials, UTC; None: they have none.
        source (str): where they come from, for people; empty for a given key pair.
    """

    __module__ = "sallyport"
    __slots__ = ("access_key_id", "expires", "source")

    access_key_id: str
    expires: datetime | None
    source: str

    def __init__(self, spans: Spans) -> None:
        from datetime import datetime, timezone

        end = spans["expires"]
        self.access_key_id = _lines.text(spans["access_key_id"])
        self.expires = datetime.fromtimestamp(int(end), timezone.utc) if end else None
        self.source = _lines.text(spans["source"])


class Endpoint(Record):
    """What requests to a host are signed for; "" is what its name does not say. Can be pickled.

    Attributes:
        service (str): the signing name, such as "execute-api".
        region (str): such as "eu-west-1".
    """

    __module__ = "sallyport"
    __slots__ = _ops.SCOPE_LIST

    service: str
    region: str

    def __init__(self, spans: Spans) -> None:
        for name in self.__slots__:
            setattr(self, name, spans[name].decode("utf-8"))


class InstanceIdentity(Record):
    """A verified identity. Can be pickled.

    A field that the document lacks is "".

    Attributes:
        raw (bytes): the signed bytes, the audience included.
        provider, instance_id, account_id, region_id, zone_id, image_id (str): fields of the document.
        instance_type, private_ipv4, mac, serial_number, create_time, audience (str): the same.
        digest_algorithm (str): of the signature, such as "sha256".
        signer_fingerprint (str): SHA-256 of the pinned certificate, hex.
    """

    __module__ = "sallyport"
    __slots__ = _ops.IDENTITY_LIST

    raw: bytes
    provider: str
    instance_id: str
    account_id: str
    region_id: str
    zone_id: str
    image_id: str
    instance_type: str
    private_ipv4: str
    mac: str
    serial_number: str
    create_time: str
    audience: str
    digest_algorithm: str
    signer_fingerprint: str

    def __init__(self, spans: Spans) -> None:
        for name in self.__slots__:
            setattr(self, name, spans[name] if name == "raw" else spans[name].decode("utf-8"))

    @property
    def owner_account_id(self) -> str:
        """account_id under the document's newer name."""
        return self.account_id

    @property
    def private_ip(self) -> str:
        """private_ipv4 under the document's older name."""
        return self.private_ipv4

    @property
    def document(self) -> dict[str, Any]:
        """The document as a dict, parsed anew from raw."""
        from json import loads

        document: dict[str, Any] = loads(self.raw.decode("utf-8"))
        return document

    def __repr__(self) -> str:
        return "<InstanceIdentity %s %s of account %s in %s>" % (
            self.provider,
            self.instance_id,
            self.account_id,
            self.region_id,
        )


def _shown(value: object) -> str:
    """The repr, but of bytes (a certificate) only the size."""
    return "<%d bytes>" % len(value) if isinstance(value, bytes) else repr(value)


def _seconds(microseconds: bytes) -> float | None:
    return int(microseconds or 0) / 1e6 or None
