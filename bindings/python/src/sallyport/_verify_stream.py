"""Bodies of incoming requests that are verified as they are read."""

from __future__ import annotations

import hashlib

from . import _args, _ops, _upload
from ._errors import REQUEST_PAYLOAD_CHANGED, Error, error
from ._verify_request import VerifiedRequest, judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Iterator

    from ._calls import Object
    from ._types import Duration, Fields, SecretFor, Seen, Text, Time


class VerifiedBody:
    """The body of an incoming request, without the frames of its chunks. It is read once.

    An iterator of bytes and a file object. Of signed chunks nothing comes out that was
    not signed. Of a body without signatures it is known at its end whether it is the one
    that was sent: act on it only after that. One chunk is in memory, at most 16 MiB.
    Each bytes of an event stream is what one of its messages carries.
    """

    __module__ = "sallyport"
    __slots__ = (
        "_ahead",
        "_ended",
        "_hash",
        "_have",
        "_pieces",
        "_secret",
        "_signed",
        "_state",
        "_time",
        "_verifier",
        "_wants",
    )

    def __init__(
        self, source: Any, verified: VerifiedRequest, verifier: Object, state: bytes, secret: Any, time: int | None
    ) -> None:
        self._pieces = iter(source)
        self._verifier, self._state, self._secret, self._time = verifier, state, secret, time
        self._signed = verified.payload_hash
        self._hash = None if verified.payload in ("streaming", "unsigned") else hashlib.sha256()
        self._have = bytearray() if verified.payload == "streaming" else None
        self._ahead = memoryview(b"")
        self._wants, self._ended = 1, False

    def __iter__(self) -> Iterator[bytes]:
        if len(self._ahead):
            yield bytes(self._ahead)
            self._ahead = memoryview(b"")
        while True:
            piece = self._next()
            if not piece:
                return
            yield piece

    def read(self, n: int | None = -1) -> bytes:
        """n bytes, fewer only at the end; all the rest if n is negative."""
        if n is None or n < 0:
            return b"".join(self)
        parts = []
        while n:
            if not len(self._ahead):
                self._ahead = memoryview(self._next())
                if not len(self._ahead):
                    break
            parts.append(self._ahead[:n])
            self._ahead = self._ahead[n:]
            n -= len(parts[-1])
        return b"".join(parts)

    def _next(self) -> bytes:
        """Some bytes; none at the end."""
        if self._have is not None:
            return self._next_of_chunks(self._have)
        piece: bytes = next(self._pieces, b"")
        if self._hash is not None:
            self._hash.update(piece)
            if not piece and self._hash.hexdigest() != self._signed:
                raise error(REQUEST_PAYLOAD_CHANGED, "the SHA-256 of the body is not the one that was signed")
        return piece

    def _next_of_chunks(self, have: bytearray) -> bytes:
        while True:
            while len(have) < self._wants and not self._ended:
                more = next(self._pieces, b"")
                self._ended = not more
                have += more
            data = bytes(have)
            piece = self._verifier.call(
                _ops.REQUEST_VERIFIER_NEXT_CHUNK,
                state=self._state,
                data=data,
                secret_access_key=self._secret,
                ended=int(self._ended),
                time=self._time,
            )
            used, start, end = int(piece["used"]), int(piece["start"]), int(piece["end"])
            self._state, self._wants = piece["state"], max(1, int(piece["wants"]))
            del have[:used]
            if end > start:
                return data[start:end]
            if not used and self._ended:
                return b""

    def __repr__(self) -> str:
        return "<VerifiedBody>"

    def __reduce__(self) -> Any:
        raise TypeError("a VerifiedBody is read once and cannot be pickled or copied")


def verify_stream(
    method: Text,
    url: Text,
    headers: Fields,
    body: Any,
    *,
    secret_for: SecretFor,
    now: Time | None = None,
    max_skew: Duration = 900,
    services: Collection[Text] | None = None,
    regions: Collection[Text] | None = None,
    schemes: Collection[Text] | None = None,
    bucket: Text | None = None,
    seen: Seen | None = None,
    double_encode: bool | None = None,
    normalize_path: bool | None = None,
    sign_session_token: bool = True,
    query_plus: Text | None = None,
) -> tuple[VerifiedRequest, VerifiedBody]:
    """Verifies an incoming request whose body is not read before, and the body as it is read.

    The body may be in chunks with signatures of their own (AWS4-HMAC-SHA256 or
    AWS4-ECDSA-P256-SHA256), with a checksum as trailer, signed or not, or an event stream
    of signed messages, which the empty one ends::

        verified, body = sallyport.verify_stream(method, path, headers, rfile, secret_for=secrets.get)
        for piece in body: ...

    Args:
        body: a file object or an iterator of bytes, as they came over the wire; it ends
            where the body ends (for a socket: after Content-Length bytes).
        method, url, headers, secret_for, now, max_skew, services, regions, schemes, seen:
            as for verify_request(). The date of each message of an event stream is at most
            max_skew from now: from the clock's time when it is read, if now is not given.
        bucket, double_encode, normalize_path, sign_session_token, query_plus: likewise.

    Returns:
        What is proven, with payload "streaming", "declared" or "unsigned"; and the body.

    Raises:
        VerificationError: as verify_request(); a request that declares no hash of its
            body is refused unless it is empty. When the body is read: REQUEST_PAYLOAD_CHANGED,
            CHUNK_MALFORMED, CHUNK_MISMATCH, REQUEST_TIME_SKEWED.
        UsageError: a wrong argument.

    Specification: Amazon S3 API Reference, "Transferring payload in multiple
    chunks" and "Including trailing headers"; Amazon Transcribe Developer Guide, "Event
    stream encoding".
    """
    refused = None
    try:
        source = _upload.Source(body if _upload.is_source(body) else (_args.body(body, "body"),))
        verified, verifier, spans, secret = judged(
            (method, url, headers, None),
            secret_for,
            now,
            seen,
            (
                max_skew,
                services,
                regions,
                schemes,
                bucket,
                double_encode,
                normalize_path,
                sign_session_token,
                query_plus,
            ),
        )
        return verified, VerifiedBody(source, verified, verifier, spans["state"], secret, _args.epoch(now, "now"))
    except Error as e:
        refused = e
    finally:
        headers, secret_for, secret = {}, {}, None  # tracebacks that show locals must not show secret and token
    raise refused.with_traceback(None) from None  # without the frames below, for the same reason
