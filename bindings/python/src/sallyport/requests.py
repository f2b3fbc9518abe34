"""For programs on requests: signatures, and pinned addresses under real names.

    import requests
    from sallyport.requests import PinnedAdapter, SigV4Auth

    session = requests.Session()
    session.auth = SigV4Auth(access_key_id=..., secret_access_key=...)
    session.mount("https://", PinnedAdapter(resolve={"api.example.com": "203.0.113.7"}))

Needs requests, which is imported here and nowhere else in the package.
"""

from __future__ import annotations

import io
from http.client import HTTPMessage
from urllib.parse import urlsplit

import requests as _requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.models import PreparedRequest
from requests.utils import select_proxy, urldefragauth
from urllib3._collections import HTTPHeaderDict  # where urllib3 1 has it too
from urllib3.exceptions import ProtocolError, ReadTimeoutError
from urllib3.response import HTTPResponse
from urllib3.util import Timeout

from . import _content, _errors, _lines, _signable, _upload
from ._client import Client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._signer import Signer
    from ._stream import StreamedResponse

__all__ = ["PinnedAdapter", "SigV4Auth"]


class SigV4Auth(AuthBase):
    """Signs each request of a session, or of one call, for AWS.

    Args:
        signer (Signer): or none, and the keyword arguments of one.
        chunks (bool or str): True: files and iterators are read once and go in chunks, each
            with a signature, which S3 takes; a checksum ("crc32", "crc32c", "crc64nvme", "sha1",
            "sha256"): with that as trailer. An iterator needs a header Content-Length. A
            redirect of such a body is not signed anew.

    The URL that is sent is the one that was signed. Without chunks files are hashed and
    rewound; the body of an iterator is "UNSIGNED-PAYLOAD" for S3, and refused by
    other services. A redirect to the same scheme, host and port is signed anew; one
    to elsewhere is sent unsigned, without session token.
    """

    __module__ = "sallyport.requests"

    def __init__(self, signer: Signer | None = None, *, chunks: bool | str = False, **arguments: Any) -> None:
        self._signer = _signable.signer_of(signer, arguments)
        self._chunks = chunks

    def __call__(self, r: Any) -> Any:
        """What requests calls."""
        if self._chunks and _upload.is_source(r.body):
            signed, r.body, names = _signable.chunked(self._signer, self._chunks, r.method, r.url, r.headers, r.body)
            r.url = signed.url
            _marked(r, (self._signer, None, None, names))  # of no origin: a body that is read once has no redirect
        else:
            _sign(self._signer, r)
        return r

    def __repr__(self) -> str:
        return "<SigV4Auth of %r>" % self._signer


def _sign(signer: Signer, r: Any, payload_hash: str | None = None) -> None:
    if isinstance(r.body, str):  # which http.client would send as Latin-1 if it is
        r.body = r.body.encode("utf-8")
        r.prepare_content_length(r.body)
    unsigned = _signable.Unsigned(signer, r.method, r.url, r.headers.items(), r.body, payload_hash)
    signed = unsigned.checked(signer.sign(**unsigned.arguments))
    r.url = signed.url
    unsigned.put(signed, r.headers)
    _marked(r, (signer, _origin(r.url), unsigned.payload_hash, unsigned.added(signed)))


def _marked(r: Any, signature: Any) -> None:
    if type(r) is PreparedRequest:
        r.__class__ = _Signed
    if isinstance(r, _Signed):
        r._signature = signature


class _Signed(PreparedRequest):
    """A request whose copy, which requests makes for a redirect, is not sent with the signature of this one."""

    _signature: Any

    def copy(self) -> Any:
        copied: Any = super().copy()
        copied.__class__ = _Redirected
        copied._signature = self._signature
        return copied

    def __reduce__(self) -> Any:  # without the signer
        plain = dict(self.__dict__)
        plain.pop("_signature", None)
        return _plain, (plain,)


class _Redirected(_Signed):
    def prepare_cookies(self, cookies: Any) -> None:
        """What requests calls for a redirect, once URL, method and body are those of the next request."""
        super().prepare_cookies(cookies)
        signer, origin, payload_hash, names = self._signature
        for name in names:
            self.headers.pop(name, None)
        made: Any = self
        made.__class__ = PreparedRequest
        if _origin(self.url) == origin:
            _sign(signer, made, None if self.body is None else payload_hash)


def _plain(attributes: Any) -> PreparedRequest:
    made = PreparedRequest()
    made.__dict__.update(attributes)
    return made


def _origin(url: Any) -> Any:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


class PinnedAdapter(HTTPAdapter):
    """A transport adapter on Client: SNI, Host and certificate check by the URL's name, wherever that is.

    Mounting it is all that a program changes. Redirects, cookies, authentication,
    hooks, ``verify``, ``cert``, ``proxies`` and ``timeout`` stay requests' own;
    failures are requests' exceptions, caused by the library's. Bodies pass in pieces, both ways.

    Args:
        resolve: as for Client.
        retries (int): repetitions after a failure that makes one safe; 0, as in
            requests.
        options: other keyword arguments of Client, but for those that requests
            gives with each request (verify, cert, timeout, proxy).
    """

    __module__ = "sallyport.requests"

    def __init__(self, *, resolve: Any = None, retries: int = 0, **options: Any) -> None:
        for name in ("verify", "cert", "timeout", "proxy", "trust_env", "max_redirects", "decode", "signer"):
            if name in options:
                raise _errors.usage("%s is requests' own: give it to the session or the call" % name)
        for name, instead in _HTTP_ADAPTERS.items():
            if name in options:
                raise _errors.usage("%s is HTTPAdapter's: %s" % (name, instead))
        self._options = dict(options, resolve=resolve, retries=retries, trust_env=False, max_redirects=0, decode=False)
        self._clients: dict[Any, Client] = {}
        self._client(True, None, False)  # so that a wrong option is said here
        super().__init__()

    def __getstate__(self) -> Any:
        return {"_options": self._options, "_super": super().__getstate__()}

    def __setstate__(self, state: Any) -> None:
        super().__setstate__(state["_super"])
        self._options, self._clients = state["_options"], {}

    def _client(self, verify: Any, cert: Any, proxy: Any) -> Client:
        key = (verify, cert, proxy)
        client = self._clients.get(key)
        if client is None:
            client = self._clients[key] = Client(verify=verify, cert=cert, proxy=proxy, **self._options)
        return client

    def send(
        self,
        request: Any,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Any:
        """Sends a prepared request; what requests calls."""
        self.add_headers(request, stream=stream, timeout=timeout, verify=verify, cert=cert, proxies=proxies)
        if isinstance(timeout, Timeout):
            timeout = timeout.connect_timeout, timeout.read_timeout
        connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
        try:
            client = self._client(
                verify, tuple(cert) if isinstance(cert, list) else cert, select_proxy(request.url, proxies) or False
            )
            answer = client.stream(
                request.method,
                _content.escaped(urldefragauth(request.url)),
                headers=[(name, _latin(value)) for name, value in request.headers.items() if name.lower() not in _OURS],
                data=_body(request),
                timeout=(connect, read),
            )
        except _errors.Error as e:
            raise _translated(e, request) from e
        return self.build_response(request, _raw(request.method, answer))

    def close(self) -> None:
        """Closes all connections."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            client.close()
        super().close()


_POOL = "the library's own pool needs no size"
_HTTP_ADAPTERS = {
    "max_retries": "give retries, a number; what may be sent twice is repeated, and no status is",
    "pool_connections": _POOL,
    "pool_maxsize": _POOL,
    "pool_block": _POOL,
}
_OURS = frozenset(("content-length", "transfer-encoding", "connection"))


def _latin(value: Any) -> Any:
    """A header's value in the bytes of http.client."""
    try:
        return value.encode("latin-1") if isinstance(value, str) else value
    except UnicodeEncodeError:
        return value


def _body(request: Any) -> Any:
    """The body; what is read as it is sent has the length that requests has found, or none."""
    body = request.body
    length = request.headers.get("Content-Length")
    if not _upload.is_source(body) or length is None:
        return body
    return _upload.Source(body, int(length))


def _raw(method: str, answer: StreamedResponse) -> Any:
    """The answer as urllib3's, which requests takes apart: it decodes what is compressed."""
    message = HTTPMessage()
    pairs = _lines.latin(answer._spans["headers"])  # from which requests makes the bytes of a Location again
    for name, value in pairs:
        message[name] = value
    return HTTPResponse(
        body=_Body(answer),
        headers=HTTPHeaderDict(pairs),
        status=answer.status_code,
        reason=answer.reason,
        version=11,
        preload_content=False,
        decode_content=False,  # requests decodes; raw is as it came
        request_method=method,
        original_response=_Original(message),  # type: ignore[arg-type]
    )


class _Body(io.RawIOBase):
    """The body as a file, whose failures are those that urllib3 has for its own."""

    def __init__(self, answer: StreamedResponse) -> None:
        self._answer = answer

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            return self._answer.raw.readinto(buffer) or 0
        except _errors.TimeoutError as e:
            raise ReadTimeoutError(None, self._answer.url, str(e)) from e  # type: ignore[arg-type]
        except _errors.Error as e:
            raise ProtocolError(str(e)) from e

    def close(self) -> None:
        if not self.closed:
            self._answer.close()
        super().close()


class _Original:
    """What requests reads cookies from."""

    def __init__(self, message: HTTPMessage) -> None:
        self.msg = message

    def isclosed(self) -> bool:
        return True

    def close(self) -> None:
        pass


def _translated(e: _errors.Error, request: Any) -> Exception:
    """The exception of requests that a program expects for an error of the library."""
    kinds = _requests.exceptions
    kind: Any = kinds.ConnectionError
    if e.name in ("INVALID_URL", "INVALID_HEADER"):
        kind = kinds.InvalidURL if e.name == "INVALID_URL" else kinds.InvalidHeader
    elif e.name.startswith("PROXY_") or e.cause.startswith("proxy_"):
        kind = kinds.ProxyError
    elif isinstance(e, _errors.TLSError):
        kind = kinds.SSLError
    elif isinstance(e, _errors.TimeoutError):
        kind = kinds.ConnectTimeout if e.name == "CONNECT_TIMEOUT" else kinds.ReadTimeout
    elif isinstance(e, _errors.HTTPError):
        kind = kinds.ChunkedEncodingError if e.name == "HTTP_TRUNCATED" else kinds.ConnectionError
    elif isinstance(e, _errors.UsageError):
        kind = kinds.RequestException
    translated: Exception = kind(str(e), request=request)
    return translated
