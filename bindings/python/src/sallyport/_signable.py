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
_SIGNED = frozenset(
    ("host", "content-type", "content-md5", "range", "if-match", "if-none-match", "if-modified-since", "date")
)


def signer_of(signer: Signer | None, arguments: Mapping[str, Any]) -> Signer:
    """The signer that was given, or one that is made of a Signer's arguments."""
    from ._signer import Signer

    if signer is None:
        return Signer(**arguments)
    if arguments:
        raise error(INVALID_ARGUMENT, "give a signer, or the arguments of one: %s" % ", ".join(sorted(arguments)))
    return signer


class Unsigned:
    """A request of another library, to be signed.

    Signed are the header fields of AWS, those that say what the request is, and
    Host where the library has one. What libraries, proxies and hops set or change
    (Accept-Encoding, Connection, User-Agent, tracing) stays unsigned; what an
    earlier signature left is left out. A hash that the caller gives in
    x-amz-content-sha256 is that of the body.
    """

    def __init__(
        self,
        signer: Signer,
        method: Any,
        url: Any,
        pairs: Iterable[tuple[Any, Any]],
        body: Any,
        payload_hash: str | None = None,
    ) -> None:
        fields = [(name, value, _text(name).lower()) for name, value in pairs]
        if payload_hash is None and not any(lower == "authorization" and _is_ours(value) for _, value, lower in fields):
            payload_hash = next((_text(value) for _, value, lower in fields if lower in _HASHES), None)
        content: bytes = b""
        self._read_once = False
        if payload_hash is None:
            content, payload_hash = _hashed(body)
            if dict(signer._options.pairs).get(b"sign.scheme") in (b"oss4", b"odps4"):
                payload_hash = None  # these do not sign the body
            self._read_once = payload_hash == _UNSIGNED
        self.payload_hash = payload_hash
        self._left_out = [lower for _, _, lower in fields if lower.startswith(_OWN) and not _is_signed(lower)]
        self.arguments: dict[str, Any] = {
            "method": method,
            "url": url,
            "headers": [(name, value) for name, value, lower in fields if _is_signed(lower)],
            "body": content,
            "payload_hash": payload_hash,
        }

    def added(self, signed: SignedRequest) -> list[str]:
        """Names of the fields that are the signature."""
        given = {_text(name).lower() for name, _ in self.arguments["headers"]}
        return [name for name in signed.headers if name.lower() not in given and name != "Host"]

    def put(self, signed: SignedRequest, headers: Any) -> None:
        """Makes the fields of the request those of the signed one."""
        for name in self._left_out:
            headers.pop(name, None)
        for name in self.added(signed):
            headers[name] = signed.headers[name]

    def checked(self, signed: SignedRequest) -> SignedRequest:
        """The signed request, unless its service wants a hash of a body that can be read only once."""
        if self._read_once:
            scope = signed.headers["Authorization"].split(",", 1)[0].split("/")
            if len(scope) < 2 or not scope[-2].startswith(("s3", "vpc-lattice-svcs")):
                raise error(
                    INVALID_ARGUMENT,
                    "the body can be read only once, and its hash has to be signed first: give bytes or a file, "
                    "or its SHA-256 in x-amz-content-sha256",
                )
        return signed


def chunked(
    signer: Signer, chunks: bool | str, method: Any, url: Any, headers: Any, body: Any
) -> tuple[SignedRequest, SignedBody, list[str]]:
    """A request whose body is signed as it is sent; chunks is True, or the checksum that is sent behind it.

    headers are a library's own: what is signed is put into them, and the names of what was added are the third result.
    """
    length = headers.get("Content-Length")
    kept = [(name, value) for name, value in headers.items() if _is_signed(_text(name).lower())]
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
    given = {_text(name).lower() for name, _ in kept} - {"content-encoding"}
    added = [name for name in signed.headers if name.lower() not in given and name != "Host"]
    for name in added:
        headers[name] = signed.headers[name]
    return signed, stream, added


_HASHES = ("x-amz-content-sha256", "x-acs-content-sha256")
_UNSIGNED = "UNSIGNED-PAYLOAD"


def _is_signed(name: str) -> bool:
    if name.startswith(_OWN):
        return name.split("-", 2)[2] not in ("date", "security-token", "content-sha256")
    return name in _SIGNED


def _is_ours(value: Any) -> bool:
    """Whether an Authorization is the signature of an earlier attempt."""
    return _text(value).startswith(("AWS4-", "OSS4-", "ACS3-", "ODPS "))


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _hashed(body: Any) -> tuple[bytes, str | None]:
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

        try:
            start, sum_ = body.tell(), sha256()
        except OSError:  # a pipe
            return b"", _UNSIGNED
        while True:
            piece = body.read(1 << 20)
            if not piece:
                break
            sum_.update(piece if isinstance(piece, bytes) else piece.encode("utf-8"))
        body.seek(start)
        return b"", sum_.hexdigest()
    return b"", _UNSIGNED
