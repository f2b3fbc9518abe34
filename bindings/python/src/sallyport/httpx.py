"""For programs on httpx: signatures, and pinned addresses under real names.

    import httpx
    from sallyport.httpx import PinnedTransport, SigV4Auth

    client = httpx.Client(transport=PinnedTransport(resolve={"api.example.com": "203.0.113.7"}),
                          auth=SigV4Auth(access_key_id=..., secret_access_key=...))

Needs httpx, which is imported here and nowhere else in the package.
"""

from __future__ import annotations

import httpx as _httpx

from . import _errors, _signable, _upload
from ._async_client import AsyncClient
from ._client import Client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AsyncGenerator, AsyncIterator, Generator, Iterator

    from ._chunks import SignedBody
    from ._records import SignedRequest
    from ._response import Response
    from ._signer import Signer
    from ._stream import AsyncStreamedResponse, StreamedResponse

__all__ = ["AsyncPinnedTransport", "PinnedTransport", "SigV4Auth"]


class SigV4Auth(_httpx.Auth):
    """Signs each request of a client, or of one call, for AWS.

    Args:
        signer (Signer): or none, and the keyword arguments of one.
        chunks (bool or str): True: files and iterators are read once and go in chunks, each
            with a signature, which S3 takes; a checksum ("crc32", "crc32c", "crc64nvme", "sha1",
            "sha256"): with that as trailer. An iterator needs a header Content-Length. Without chunks,
            and by AsyncClient, a body is read before it is signed.
    """

    __module__ = "sallyport.httpx"

    def __init__(self, signer: Signer | None = None, *, chunks: bool | str = False, **arguments: Any) -> None:
        self._signer = _signable.signer_of(signer, arguments)
        self._chunks = chunks

    def auth_flow(self, request: _httpx.Request) -> Generator[_httpx.Request, _httpx.Response, None]:
        """What httpx calls."""
        if self._chunks and not isinstance(request.stream, _httpx.ByteStream):
            signed, body = _signable.chunked(
                self._signer, self._chunks, request.method, str(request.url), request.headers, request.stream
            )
            request.stream = _Sent(body)
            yield _with(request, signed)
            return
        request.read()
        yield _with(request, self._signer.sign(**_unsigned(request)))

    async def async_auth_flow(self, request: _httpx.Request) -> AsyncGenerator[_httpx.Request, _httpx.Response]:
        """What httpx.AsyncClient calls."""
        await request.aread()
        yield _with(request, await self._signer._sign_on_loop(**_unsigned(request)))

    def __repr__(self) -> str:
        return "<SigV4Auth of %r>" % self._signer


def _unsigned(request: _httpx.Request) -> dict[str, Any]:
    """A request as arguments of Signer.sign."""
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": _signable.fields(request.headers.multi_items()),
        "body": request.content,
    }


def _with(request: _httpx.Request, signed: SignedRequest) -> _httpx.Request:
    request.url = _httpx.URL(signed.url)
    for name, value in signed.headers.items():
        request.headers[name] = value
    return request


def _options(options: dict[str, Any]) -> dict[str, Any]:
    """Client's arguments for a transport: redirects, retries and limits are httpx's own."""
    for name in ("timeout", "max_redirects", "decode", "signer"):
        if name in options:
            raise _errors.usage("%s is httpx's own: give it to the client or the call" % name)
    options.setdefault("trust_env", False)
    options.setdefault("retries", 0)
    return dict(options, max_redirects=0, decode=False)


def _request(request: _httpx.Request) -> dict[str, Any]:
    """A request of httpx as arguments of Client.stream."""
    limits = request.extensions.get("timeout", {})
    body: Any = request.stream
    if isinstance(body, _httpx.ByteStream):
        body = b"".join(body)
    else:
        length = request.headers.get("Content-Length")
        body = _upload.Source(body, -1 if length is None else int(length))
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": [(name, value) for name, value in request.headers.raw if name.lower() not in _OURS],
        "data": body,
        "timeout": (limits.get("connect"), limits.get("read")),
    }


_OURS = frozenset((b"content-length", b"transfer-encoding", b"connection"))


class _Sent(_httpx.SyncByteStream):
    """A body in chunks; a plain iterator would be taken for one that is sent without its length."""

    def __init__(self, body: SignedBody) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)


class _Body(_httpx.SyncByteStream):
    def __init__(self, answer: StreamedResponse, request: _httpx.Request) -> None:
        self._answer = answer
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_bytes()
        except _errors.Error as e:
            raise _translated(e, self._request) from e

    def close(self) -> None:
        self._answer.close()


class _AsyncBody(_httpx.AsyncByteStream):
    def __init__(self, answer: AsyncStreamedResponse, request: _httpx.Request) -> None:
        self._answer = answer
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._answer.aiter_bytes():
                yield piece
        except _errors.Error as e:
            raise _translated(e, self._request) from e

    async def aclose(self) -> None:
        self._answer.close()


def _response(answer: Response, body: Any) -> _httpx.Response:
    return _httpx.Response(
        answer.status_code,
        headers=answer.headers.pairs,
        stream=body,
        extensions={"http_version": b"HTTP/1.1", "reason_phrase": answer.reason.encode("latin-1", "replace")},
    )


def _translated(e: _errors.Error, request: _httpx.Request) -> Exception:
    """The exception of httpx that a program expects for an error of the library."""
    kind: Any = _httpx.ConnectError
    if e.name in ("READ_TIMEOUT", "DEADLINE_EXCEEDED"):
        kind = _httpx.ReadTimeout
    elif isinstance(e, _errors.TimeoutError):
        kind = _httpx.ConnectTimeout
    elif e.name.startswith("PROXY_"):
        kind = _httpx.ProxyError
    elif isinstance(e, _errors.HTTPError) or e.name in ("CONNECTION_RESET", "CONNECTION_CLOSED"):
        kind = _httpx.RemoteProtocolError if isinstance(e, _errors.HTTPError) else _httpx.ReadError
    elif e.name == "INVALID_URL":
        kind = _httpx.UnsupportedProtocol
    translated: Exception = kind(str(e), request=request)
    return translated


class PinnedTransport(_httpx.BaseTransport):
    """A transport on Client: SNI, Host and certificate check by the URL's name, wherever that is.

    Args:
        options: the keyword arguments of Client, but for those that are httpx's
            own (timeout, redirects). verify and cert are given here, not to
            httpx.Client.
    """

    __module__ = "sallyport.httpx"

    def __init__(self, **options: Any) -> None:
        self._client = Client(**_options(options))

    def handle_request(self, request: _httpx.Request) -> _httpx.Response:
        """What httpx calls."""
        try:
            answer = self._client.stream(**_request(request))
        except _errors.Error as e:
            raise _translated(e, request) from e
        return _response(answer, _Body(answer, request))

    def close(self) -> None:
        """Closes all connections."""
        self._client.close()


class AsyncPinnedTransport(_httpx.AsyncBaseTransport):
    """The same on AsyncClient, for httpx.AsyncClient. A cancelled task cancels the exchange."""

    __module__ = "sallyport.httpx"

    def __init__(self, **options: Any) -> None:
        self._client = AsyncClient(**_options(options))

    async def handle_async_request(self, request: _httpx.Request) -> _httpx.Response:
        """What httpx calls."""
        try:
            answer = await self._client.stream(**_request(request)).__aenter__()
        except _errors.Error as e:
            raise _translated(e, request) from e
        return _response(answer, _AsyncBody(answer, request))

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._client.aclose()
