"""For programs on httpx: signatures, and pinned addresses under real names.

    import httpx
    from sallyport.httpx import PinnedTransport, SigV4Auth

    client = httpx.Client(transport=PinnedTransport(resolve={"api.example.com": "203.0.113.7"}),
                          auth=SigV4Auth(access_key_id=..., secret_access_key=...))

Needs httpx, which is imported here and nowhere else in the package.
"""

from __future__ import annotations

from types import SimpleNamespace

import httpx as _httpx

from . import _content, _errors, _lines, _signable, _upload
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
            "sha256"): with that as trailer. An iterator needs a header Content-Length. A redirect
            of such a body is not signed anew. Without chunks a body is read before it is signed.

    A redirect to the same scheme, host and port is signed anew; one to elsewhere is
    sent unsigned, without session token. That needs httpx's own transports, or ours.
    """

    __module__ = "sallyport.httpx"

    def __init__(self, signer: Signer | None = None, *, chunks: bool | str = False, **arguments: Any) -> None:
        self._signer = _signable.signer_of(signer, arguments)
        self._chunks = chunks

    def auth_flow(self, request: _httpx.Request) -> Generator[_httpx.Request, _httpx.Response, None]:
        """What httpx calls."""
        hop: _Hop
        if self._chunks and not isinstance(request.stream, _httpx.ByteStream):
            hop = _ChunkedHop(self._signer, self._chunks, request)
        else:
            request.read()
            unsigned = _unsigned(self._signer, request)
            hop = _Hop(self._signer, unsigned, self._signer.sign(**unsigned.arguments), request)
        outer = request.extensions.get("trace")

        def trace(name: str, info: dict[str, Any]) -> None:
            if outer is not None:
                outer(name, info)
            if name.endswith(".send_request_headers.started"):
                arguments = hop.next(info["request"])
                if arguments:
                    hop.put(info["request"], self._signer.sign(**arguments))

        request.extensions = dict(request.extensions, trace=trace)  # of this request alone
        yield request

    async def async_auth_flow(self, request: _httpx.Request) -> AsyncGenerator[_httpx.Request, _httpx.Response]:
        """What httpx.AsyncClient calls."""
        hop: _Hop
        if self._chunks and not isinstance(request.stream, _httpx.ByteStream):
            await self._signer._sign_on_loop(request.method, str(request.url))  # fetches credentials if need be
            hop = _ChunkedHop(self._signer, self._chunks, request)
        else:
            await request.aread()
            unsigned = _unsigned(self._signer, request)
            hop = _Hop(self._signer, unsigned, await self._signer._sign_on_loop(**unsigned.arguments), request)
        outer = request.extensions.get("trace")

        async def trace(name: str, info: dict[str, Any]) -> None:
            if outer is not None:
                await outer(name, info)
            if name.endswith(".send_request_headers.started"):
                arguments = hop.next(info["request"])
                if arguments:
                    hop.put(info["request"], await self._signer._sign_on_loop(**arguments))

        request.extensions = dict(request.extensions, trace=trace)  # of this request alone
        yield request

    def __repr__(self) -> str:
        return "<SigV4Auth of %r>" % self._signer


def _unsigned(signer: Signer, request: _httpx.Request) -> _signable.Unsigned:
    return _signable.Unsigned(signer, request.method, str(request.url), request.headers.multi_items(), request.content)


class _Hop:
    """A signature, which httpx sends along with redirects.

    What is sent is seen, and changed, where httpx has no other place for it: in the
    "trace" extension, which a redirected request inherits.
    """

    def __init__(
        self, signer: Signer, unsigned: _signable.Unsigned, signed: SignedRequest, request: _httpx.Request
    ) -> None:
        self._signer = signer
        self._content = request.content
        self._hash = unsigned.payload_hash
        unsigned.checked(signed)
        unsigned.put(signed, request.headers)
        self._sent_as(request, signed, unsigned.added(signed))

    def _sent_as(self, request: _httpx.Request, signed: SignedRequest, names: list[str]) -> None:
        request.url = _httpx.URL(signed.url)
        self._names = {name.lower().encode() for name in names}
        self._signature = signed.headers["Authorization"].encode()
        self._method = request.method
        self._origin: Any = _origin(request.url)
        self._target = request.url.raw_path

    def next(self, sent: Any) -> dict[str, Any] | None:
        """Takes the signature off what is sent and was not signed; what to sign in its place."""
        signature = next((value for name, value in sent.headers if name.lower() == b"authorization"), None)
        if sent.method == b"CONNECT" or signature not in (None, self._signature):
            return None
        url = _sent_url(sent)
        method, here = sent.method.decode("ascii"), _origin(url) == self._origin
        if here and (method, url.raw_path) == (self._method, self._target):
            return None
        if not here:
            self._origin = None  # nor is what leads back from there
        sent.headers[:] = [field for field in sent.headers if field[0].lower() not in self._names]
        if not here:
            return None
        same_body = method == self._method or method != "GET"
        return _signable.Unsigned(
            self._signer,
            method,
            str(url),
            sent.headers,
            self._content if same_body else b"",
            self._hash if same_body else None,
        ).arguments

    def put(self, sent: Any, signed: SignedRequest) -> None:
        """Makes what is sent the signed request."""
        url = _httpx.URL(signed.url)
        sent.url.target = url.raw_path if sent.url.target.startswith(b"/") else str(url).encode("ascii")
        sent.headers.extend(
            (name.encode(), value.encode())
            for name, value in signed.headers.items()
            if name.lower().encode() in self._names
        )


class _ChunkedHop(_Hop):
    """That of a body in chunks: a redirect is sent without it."""

    def __init__(self, signer: Signer, chunks: bool | str, request: _httpx.Request) -> None:
        self._signer, self._content, self._hash = signer, b"", None
        signed, body, names = _signable.chunked(
            signer, chunks, request.method, str(request.url), request.headers, request.stream
        )
        source = request.stream
        request.stream = _AsyncSent(body, source) if isinstance(source, _httpx.AsyncByteStream) else _Sent(body)
        self._sent_as(request, signed, names)

    def next(self, sent: Any) -> None:
        """Takes the signature off what is sent and was not signed."""
        super().next(sent)


class _Sent(_httpx.SyncByteStream):
    """A body in chunks; a plain iterator would be taken for one that is sent without its length."""

    def __init__(self, body: SignedBody) -> None:
        self._body: SignedBody | None = body

    def __iter__(self) -> Iterator[bytes]:
        if self._body is None:
            raise _httpx.StreamConsumed
        body, self._body = self._body, None
        return iter(body)


class _AsyncSent(_httpx.AsyncByteStream):
    def __init__(self, body: SignedBody, source: _httpx.AsyncByteStream) -> None:
        self._body: SignedBody | None = body
        self._source = source

    def __aiter__(self) -> AsyncIterator[bytes]:
        if self._body is None:
            raise _httpx.StreamConsumed
        body, self._body = self._body, None
        return body._frames(self._source.__aiter__())

    async def aclose(self) -> None:
        await self._source.aclose()


def _sent_url(sent: Any) -> _httpx.URL:
    """The URL of a request of httpcore; one to a proxy has it as its target."""
    if not sent.url.target.startswith(b"/"):
        return _httpx.URL(sent.url.target.decode("ascii"))
    host = sent.url.host.decode("ascii")
    return _httpx.URL(scheme=sent.url.scheme.decode("ascii"), host=host, port=sent.url.port, raw_path=sent.url.target)


def _origin(url: _httpx.URL) -> Any:
    return url.scheme, url.host, url.port


def _options(options: dict[str, Any]) -> dict[str, Any]:
    """Client's arguments for a transport: redirects, retries and limits are httpx's own."""
    for name in ("timeout", "max_redirects", "decode", "signer"):
        if name in options:
            raise _errors.usage("%s is httpx's own: give it to the client or the call" % name)
    options.setdefault("trust_env", False)
    options.setdefault("retries", 0)
    return dict(options, max_redirects=0, decode=False)


def _sent(request: _httpx.Request) -> tuple[Any, dict[str, Any]]:
    """The "trace" of a request, and what httpx's own transports tell it before they send the head."""
    url = request.url
    place = SimpleNamespace(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    head = SimpleNamespace(method=request.method.encode("ascii"), url=place, headers=list(request.headers.raw))
    return request.extensions.get("trace"), {"request": head}


def _request(request: _httpx.Request, sent: dict[str, Any]) -> dict[str, Any]:
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
        "url": _content.escaped(str(_sent_url(sent["request"]))),
        "headers": [(name, value) for name, value in sent["request"].headers if name.lower() not in _OURS],
        "data": body,
        "timeout": (limits.get("connect"), limits.get("read")),
    }


_OURS = frozenset((b"content-length", b"transfer-encoding", b"connection"))


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
    pairs = _lines.latin(answer._spans["headers"])
    return _httpx.Response(
        answer.status_code,
        headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs],
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
    elif isinstance(e, _errors.HTTPError) or e.name == "CONNECTION_CLOSED":
        kind = _httpx.RemoteProtocolError
    elif e.name == "CONNECTION_RESET":
        kind = _httpx.ReadError
    elif isinstance(e, _errors.UsageError):
        kind = _httpx.UnsupportedProtocol if e.name == "INVALID_URL" else _httpx.LocalProtocolError
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
        trace, sent = _sent(request)
        if trace is not None:
            trace("sallyport.send_request_headers.started", sent)
        try:
            answer = self._client.stream(**_request(request, sent))
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
        trace, sent = _sent(request)
        if trace is not None:
            await trace("sallyport.send_request_headers.started", sent)
        try:
            answer = await self._client.stream(**_request(request, sent)).__aenter__()
        except _errors.Error as e:
            raise _translated(e, request) from e
        return _response(answer, _AsyncBody(answer, request))

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._client.aclose()
