"""What of a request of another library is signed: the rest may change on its way."""

from __future__ import annotations

from ._errors import INVALID_ARGUMENT, error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Mapping

    from ._chunks import SignedBody
    from ._records import SignedRequest
    from ._signer import Signer

_OWN = ("x-amz-", "x-oss-", "x-acs-", "x-odps-")
_SIGNED = frozenset(("content-type", "content-md5", "range", "if-match", "if-none-match", "if-modified-since", "date"))


def signer_of(signer: Signer | None, arguments: Mapping[str, Any]) -> Signer:
    """The signer that was given, or one that is made of a Signer's arguments."""
    from ._signer import Signer

    if signer is None:
        return Signer(**arguments)
    if arguments:
        raise error(INVALID_ARGUMENT, "give a signer, or the arguments of one: %s" % ", ".join(sorted(arguments)))
    return signer


def fields(pairs: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The header fields that are signed: those of AWS, and those that say what the request is.

    What libraries, proxies and hops set or change (Accept-Encoding, Connection,
    User-Agent, tracing) stays unsigned; so does what an earlier signature left.
    """
    return [(name, value) for name, value in pairs if _is_signed(_lower(name))]


def _is_signed(name: str) -> bool:
    if name.startswith(_OWN):
        return name.split("-", 2)[2] not in ("date", "security-token", "content-sha256")
    return name in _SIGNED


def _lower(name: Any) -> str:
    return (name.decode("latin-1") if isinstance(name, bytes) else str(name)).lower()


def chunked(
    signer: Signer, chunks: bool | str, method: Any, url: Any, headers: Any, body: Any
) -> tuple[SignedRequest, SignedBody]:
    """A request whose body is signed as it is sent; chunks is True, or the checksum that is sent behind it.

    headers are a library's own, of which Content-Length and Transfer-Encoding are replaced.
    """
    length = headers.get("Content-Length")
    kept = fields(headers.items())
    if headers.get("Content-Encoding"):
        kept.append(("Content-Encoding", headers["Content-Encoding"]))
    signed, stream = signer.sign_stream(
        method,
        url,
        body,
        headers=kept,
        content_length=None if length is None else int(length),
        checksum=None if isinstance(chunks, bool) else chunks,
    )
    headers.pop("Transfer-Encoding", None)
    return signed, stream


def hashed(body: Any) -> tuple[bytes, str | None]:
    """A body to sign, and instead of one that is read elsewhere its hash.

    A file is read and rewound. An iterator cannot be read twice: its hash is
    "UNSIGNED-PAYLOAD", which S3 takes over TLS, and nobody else.
    """
    if body is None:
        return b"", None
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body), None
    if isinstance(body, str):
        return body.encode("utf-8"), None
    if hasattr(body, "read") and hasattr(body, "seek") and hasattr(body, "tell"):
        from hashlib import sha256

        start, sum_ = body.tell(), sha256()
        while True:
            piece = body.read(1 << 20)
            if not piece:
                break
            sum_.update(piece if isinstance(piece, bytes) else piece.encode("utf-8"))
        body.seek(start)
        return b"", sum_.hexdigest()
    return b"", "UNSIGNED-PAYLOAD"
