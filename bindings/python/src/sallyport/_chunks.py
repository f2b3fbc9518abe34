"""Bodies that are signed as they are sent: chunks, each with a signature of its own."""

from __future__ import annotations

from . import _args, _lines, _ops, _upload
from ._errors import INVALID_URL, PAYLOAD_HASH_MALFORMED, REQUEST_BODY_FAILED, error, usage
from ._records import SignedRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AsyncIterator, Iterator

    from ._calls import Object
    from ._types import Body, Time

_HASHES = ("crc32", "crc32c", "crc64nvme", "sha1", "sha256")


def trailer(checksum: Any) -> bytes:
    """The header line that asks for a checksum behind the body."""
    name = bytes(_args.text(checksum, "checksum")).decode("utf-8", "replace").lower()
    if name not in _HASHES:
        raise usage("checksum is %.40r; it can be %s" % (name, ", ".join(_HASHES)))
    return b"X-Amz-Trailer: x-amz-checksum-" + name.encode("ascii") + b"\r\n"


class SignedBody:
    """A body in chunks, as it goes over the wire behind its SignedRequest. It is read once.

    A file object and an iterator of bytes, which HTTP libraries take as a body:
    data= of requests and of Client, content= of httpx. One chunk is in memory.

    Attributes:
        len (int): bytes on the wire, the Content-Length.
        state (bytes): between two chunks, what the next one goes on from.
    """

    __module__ = "sallyport"
    __slots__ = ("_chunk_size", "_left", "_piece", "_pieces", "_rest", "_signer", "len", "state")

    def __init__(self, signer: Object, spans: dict[str, bytes], source: _upload.Source, chunk_size: int) -> None:
        self._signer = signer
        self.state = spans["state"]
        self._chunk_size = chunk_size
        self._left = source.length
        self._pieces = iter(source)
        self._piece = self._rest = memoryview(b"")  # of the source; of a frame
        self.len = int(dict(_lines.decode(spans["headers"]).items())["Content-Length"])

    def __len__(self) -> int:
        return self.len

    def __iter__(self) -> Iterator[bytes]:
        """The frames: each a chunk with what stands around it."""
        if len(self._rest):
            yield bytes(self._rest)
            self._rest = memoryview(b"")
        while self._left >= 0:
            yield self._frame()

    def read(self, n: int | None = -1) -> bytes:
        """n bytes, fewer only at the end; all the rest if n is negative."""
        if n is None or n < 0:
            return b"".join(self)
        parts = []
        while n:
            if not len(self._rest):
                if self._left < 0:
                    break
                self._rest = memoryview(self._frame())
            parts.append(self._rest[:n])
            self._rest = self._rest[n:]
            n -= len(parts[-1])
        return b"".join(parts)

    async def _frames(self, source: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The frames of a body that comes from elsewhere, piece by piece."""
        while self._left >= 0:
            pieces, missing = [], min(self._left, self._chunk_size) - len(self._piece)
            while missing > 0:
                try:
                    piece = await source.__anext__()
                except StopAsyncIteration:
                    break
                if piece:
                    pieces.append(piece)
                    missing -= len(piece)
            self._pieces = iter(pieces)
            yield self._frame()

    def _frame(self) -> bytes:
        size = min(self._left, self._chunk_size)
        data = self._chunk(size)
        frame = self._signer.call(_ops.SIGNER_NEXT_CHUNK, state=self.state, data=data)
        self.state = frame["state"]
        self._left = self._left - size if size else -1
        return b"".join((frame["head"], data, frame["tail"]))

    def _chunk(self, size: int) -> bytes:
        """Exactly so many bytes of the source."""
        parts = []
        left = size
        while left:
            if not len(self._piece):
                self._piece = memoryview(next(self._pieces, b""))
            part = self._piece[:left]
            if not len(part):
                raise error(
                    REQUEST_BODY_FAILED, "the body ended %d bytes before its length" % (self._left - size + left)
                )
            self._piece = self._piece[left:]
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def __repr__(self) -> str:
        return "<SignedBody of %d bytes>" % self.len

    def __reduce__(self) -> Any:
        raise TypeError("a SignedBody is read once and cannot be pickled or copied")


class SignedEvents:
    """Signs the messages of an event stream, each of which covers the one before. For one thread at a time.

    Attributes:
        state (bytes): between two messages, what the next one goes on from.
    """

    __module__ = "sallyport"
    __slots__ = ("_signer", "state")

    def __init__(self, signer: Object, state: bytes) -> None:
        self._signer = signer
        self.state = state

    def sign(self, message: Body = b"", *, time: Time | None = None) -> bytes:
        """The message that carries another one, with its date and signature, as it is sent.

        Args:
            message (bytes): encoded as application/vnd.amazon.eventstream; none ends
                the stream.
            time: as for Signer.sign().

        Raises:
            HTTPError: the stream was ended.
            UsageError: a message over 16 MiB, or a wrong type.
        """
        data = _args.body(message, "message")
        frame = self._signer.call(_ops.SIGNER_NEXT_CHUNK, state=self.state, data=data, time=_args.epoch(time, "time"))
        self.state = frame["state"]
        return b"".join((frame["head"], data, frame["tail"]))

    def __repr__(self) -> str:
        return "<SignedEvents>"


def sign(
    signer: Object,
    method: Any,
    url: Any,
    body: Any,
    headers: Any,
    content_length: int | None,
    checksum: Any,
    payload_hash: Any,
    chunk_size: int,
    time: Any,
) -> tuple[SignedRequest, SignedBody]:
    """What Signer.sign_stream() does, on its native object."""
    if not _upload.is_source(body):
        body = _whole(_args.body(body, "body"))
    length = None if content_length is None else _args.ranged(content_length, "content_length", 0, 2**59)
    source = _upload.Source(body, length)
    if source.length < 0:
        raise usage("body does not tell its length; give content_length")
    lines = _lines.encode(headers)
    if checksum is not None:
        lines += trailer(checksum)
    size = _args.ranged(chunk_size, "chunk_size", 8192, 64 << 20)
    verb = _args.text(method, "method")
    head, spans = _head(
        signer, verb, url, lines, payload_hash, time, {"content_length": source.length, "chunk_size": size}
    )
    return head, SignedBody(signer, spans, source, size)


def resign(
    signer: Object, method: Any, url: Any, headers: Any, body: Any, origin: Any, chunk_size: int, time: Any
) -> tuple[SignedRequest, SignedBody]:
    """What Signer.resign_stream() does, on its native object."""
    try:
        size = _args.ranged(chunk_size, "chunk_size", 8192, 64 << 20)
        if not _upload.is_source(body):
            body = _whole(_args.body(body, "body"))
        head, spans = _again(signer, method, url, headers, origin, size, time)
        length = dict(head.headers.items()).get("X-Amz-Decoded-Content-Length")
        if length is None:
            raise error(PAYLOAD_HASH_MALFORMED, "the body is an event stream, which resign_events() is for")
        return head, SignedBody(signer, spans, _upload.Source(body, int(length)), size)
    finally:
        del headers


def resign_events(
    signer: Object, method: Any, url: Any, headers: Any, origin: Any, time: Any
) -> tuple[SignedRequest, SignedEvents]:
    """What Signer.resign_events() does, on its native object."""
    try:
        head, spans = _again(signer, method, url, headers, origin, 0, time)
        if "X-Amz-Decoded-Content-Length" in dict(head.headers.items()):
            raise error(PAYLOAD_HASH_MALFORMED, "the body is no event stream; resign_stream() is for it")
        return head, SignedEvents(signer, spans["state"])
    finally:
        del headers


def _again(
    signer: Object, method: Any, url: Any, headers: Any, origin: Any, chunk_size: int, time: Any
) -> tuple[SignedRequest, dict[str, bytes]]:
    from ._verify_request import incoming

    try:
        request = incoming(method, url, headers)
        spans = signer.call(
            _ops.SIGNER_RESIGN_CHUNKS,
            origin=_args.optional_text(origin, "origin"),
            chunk_size=chunk_size,
            time=_args.epoch(time, "time"),
            **request,
        )
        return signed(request["method"], spans), spans
    finally:
        del headers
        request = {}


def sign_events(signer: Object, method: Any, url: Any, headers: Any, time: Any) -> tuple[SignedRequest, SignedEvents]:
    """What Signer.sign_events() does, on its native object."""
    verb = _args.text(method, "method")
    head, spans = _head(signer, verb, url, _lines.encode(headers), b"STREAMING-AWS4-HMAC-SHA256-EVENTS", time, {})
    return head, SignedEvents(signer, spans["state"])


def _head(
    signer: Object, method: bytes, url: Any, lines: bytes, payload_hash: Any, time: Any, numbers: dict[str, int]
) -> tuple[SignedRequest, dict[str, bytes]]:
    spans = signer.call(
        _ops.SIGNER_SIGN_CHUNKS,
        method=method,
        url=_args.text(url, "url", INVALID_URL),
        headers=lines,
        payload_hash=_args.optional_text(payload_hash, "payload_hash"),
        time=_args.epoch(time, "time"),
        **numbers,
    )
    return signed(method, spans), spans


def signed(method: bytes, spans: dict[str, bytes]) -> SignedRequest:
    """The request of these results."""
    made = SignedRequest()
    made.method = _lines.text(method).upper()
    made.url = _lines.text(spans["url"])
    made.headers = _lines.decode(spans["headers"])
    made.signature = spans["signature"].decode("ascii")
    made._steps = spans["canonical_request"] + b"\0" + spans["string_to_sign"]
    return made


def _whole(body: bytes) -> Any:
    from io import BytesIO

    return BytesIO(body)
