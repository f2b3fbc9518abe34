"""A request with all its arguments, and the steps that make it: the same for every client and way of waiting."""

from __future__ import annotations

import io
import time

from . import _args, _chunks, _content, _lines, _log, _native, _ops, _reach, _upload
from ._errors import (
    HTTP_BODY_TOO_LARGE,
    HTTP_TOO_MANY_REDIRECTS,
    INVALID_HEADER,
    HTTPError,
    NetworkError,
    TimeoutError,
    error,
    usage,
    wrong_type,
)
from ._headers import Headers
from ._response import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Generator, Mapping

    from ._calls import Object
    from ._client import Requester
    from ._types import Auth, Cert, Duration, Fields, Params, Text, Timeout, Verify

    Steps = Generator[tuple[Any, Any, dict[str, Any]], Any, Any]

_RETURN_REDIRECTS = -2  # as max_redirects: they are followed here, where the cookies are
_PIECE = 256 * 1024
_IDEMPOTENT = (b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE", b"TRACE")


class PreparedRequest:
    """What an auth callable gets, and gives back changed or not, as in requests.

    Attributes:
        method (str), url (str), headers (Headers): can be changed.
        body: bytes, or the file or iterator that will be read.
    """

    __module__ = "sallyport"
    __slots__ = ("body", "headers", "method", "url")

    def __init__(self, method: str, url: str, headers: Headers, body: Any) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return "<PreparedRequest [%s]>" % self.method


class Call:
    """The arguments of request() and stream(), as the library takes them.

    The words and their meaning are listed in Client.request().
    """

    __slots__ = ("_added", "_client", "_given", "_jar", "_limit", "_method", "_most", "_object", "_source")

    def __init__(
        self,
        client: Requester[Any],
        method: Text,
        url: Text,
        *,
        headers: Fields | Mapping[str, str | None] | None = None,
        params: Params | None = None,
        data: Any = None,
        files: Any = None,
        json: Any = None,
        cookies: Any = None,
        auth: Auth | None = None,
        timeout: Timeout | None = None,
        deadline: Duration | None = None,
        allow_redirects: bool | None = None,
        verify: Verify | None = None,
        cert: Cert | None = None,
        payload_hash: Text | None = None,
        checksum: Text | None = None,
        **unknown: Any,
    ) -> None:
        if unknown:
            words = ", ".join("%s=" % name for name in unknown)
            raise TypeError("a call has no argument %s: docs/migration.md says what to write in its place" % words)
        try:
            more: Any = ()
            if verify is not None or cert is not None:
                more = _reach.trust_of_call(verify, cert, client._trust_env)
            if auth is None:
                auth = client.auth
            self._client = client
            self._method = _args.text(method, "method").upper()
            if not self._method:
                raise usage("method is empty")
            target = _content.url(url, params)
            lines = _lines.encode(_merged(client.headers, headers))
            self._source, body, content_type = _body(data, files, json)
            if content_type and not _has(lines, b"content-type"):
                lines += b"Content-Type: " + content_type + b"\r\n"
            if auth is not None:
                self._method, target, lines, body = _authorized(
                    auth, self._method, target, lines, self._source, body, client._signs
                )
            if checksum is not None:
                if not client._signs:
                    raise usage("checksum is for a client with a signer")
                lines += _chunks.trailer(checksum)
            self._given: dict[str, Any] = {"method": self._method, "url": target, "headers": lines, "body": body}
            if payload_hash is not None:
                self._given["payload_hash"] = _args.text(payload_hash, "payload_hash")
        finally:
            del auth, cert  # tracebacks that show locals must not show a key or a password
        follow = allow_redirects is None or _args.boolean(allow_redirects, "allow_redirects")
        self._most = client._max_redirects if follow else 0
        self._given["max_redirects"] = _RETURN_REDIRECTS if self._most else 0
        self._limit = self._limited(timeout, deadline)
        if timeout is not None:
            self._given.update(_reach.waits_of_call(timeout))
        if deadline is not None:
            self._given["timeout_ms"] = self._limit
        elif timeout is not None and not self._limit:
            self._given["timeout_ms"] = _reach.ENDLESS
        self._object: Object = client._channel.object(more)
        self._jar = None if client._jar is False else client._jar
        self._added = b""  # what of the Cookie header is the jar's
        if cookies is not None or self._jar is not None:
            self._begin_cookies(cookies)

    def _limited(self, timeout: Any, deadline: Any) -> int:
        """Milliseconds for all requests that redirects make of this one; 0: no limit."""
        if deadline is not None:
            return _args.milliseconds(deadline, "deadline")
        if self._client._deadline is not None:
            return _args.milliseconds(self._client._deadline, "deadline")
        return 0 if timeout is not None or self._client._timed else 60000

    # Cookies: what the caller gave and what comes with redirects lives as long as the call.

    def _begin_cookies(self, cookies: Any) -> None:
        with _native.late:
            from . import _cookies

        self._jar = _cookies.of_call(self._client._jar, cookies, self._given["url"])
        if _has(self._given["headers"], b"cookie"):
            return  # the caller's goes alone: it may have been signed
        self._added = _cookies.header(self._jar, self._given["url"])
        if self._added:
            self._given["headers"] += b"Cookie: " + self._added + b"\r\n"

    def _keep_cookies(self, spans: dict[str, bytes]) -> None:
        if self._client._jar is False or not _has(spans["headers"], b"set-cookie"):
            return
        with _native.late:
            from . import _cookies

        if self._client._jar is not None:
            _cookies.keep(self._client._jar, spans["url"], spans["headers"])
        if spans["next"]:
            if self._jar is None:
                self._jar = _cookies.Cookies()
            _cookies.keep(self._jar, spans["url"], spans["headers"])

    # Steps: they yield (object, operation, arguments) and are sent the results. (source, None, {}) asks for the
    # next piece of an asynchronous iterator, None at its end.

    def whole(self) -> Steps:
        """The steps of request()."""
        history: list[Response] = []
        start = time.monotonic()
        while True:
            if self._source is None:
                log = _log.logger()
                try:
                    spans = yield self._object, _ops.CLIENT_DO, self._given
                    if "rest" in spans:
                        spans = yield from self._with_rest(spans, start)
                except BaseException as e:
                    if log is not None:
                        _log.failed(log, self._method, self._given["url"], e)
                    raise
                if log is not None:
                    _log.answered(log, self._method, spans)
            else:
                stream, spans = yield from self._head(False)
                try:
                    spans = dict(spans, body=(yield from self._rest(stream)))
                finally:
                    stream.free()
            response = Response(self._method, spans, history)
            if not self._leads_on(spans, history, start):
                return response
            history.append(response)

    def streamed(self, made: Callable[[bytes, Object, dict[str, bytes], list[Response]], Any]) -> Steps:
        """The steps of stream(): made() gets the stream when the head is there."""
        history: list[Response] = []
        start = time.monotonic()
        while True:
            stream, spans = yield from self._head(True)
            try:
                follows = self._leads_on(spans, history, start)
            except BaseException:
                stream.free()
                raise
            if not follows:
                return made(self._method, stream, spans, history)
            stream.free()
            history.append(Response(self._method, spans, history))

    def _head(self, endless: bool) -> Steps:
        """Opens a stream, sends the body if it is one to be read, and waits for the head."""
        given = dict(self._given)
        if endless and not self._given.get("timeout_ms") and self._client._deadline is None:
            given["timeout_ms"] = _reach.ENDLESS
        if self._source is not None:
            given.update(upload=1, content_length=self._source.length, body=b"")
        log = _log.logger()
        stream = self._object.opened(_ops.CLIENT_OPEN, **given)
        try:
            if self._source is not None:
                yield from self._source.sent(stream)
            spans = yield stream, _ops.STREAM_RESPONSE, {}
        except BaseException as e:
            stream.free()
            if log is not None:
                _log.failed(log, self._method, given["url"], e)
            raise
        if log is not None:
            _log.answered(log, self._method, spans)
        return stream, spans

    def _with_rest(self, spans: dict[str, Any], start: float) -> Steps:
        """A response with the body that it has left. If that breaks off, the request is made again."""
        repeats = self._client._retries
        while "rest" in spans:
            try:
                spans["body"] = yield from self._left(spans)
            except (NetworkError, HTTPError) as e:
                if repeats == 0 or not self._may_repeat(e):
                    raise
                repeats -= 1
                self._shorten(start)
                spans = yield self._object, _ops.CLIENT_DO, self._given
        return spans

    def _left(self, spans: dict[str, Any]) -> Steps:
        """The body that a response has left, read into the memory that it stays in."""
        stream = spans.pop("rest")
        if spans["body"]:
            return (yield from self._left_unknown(stream, spans))
        size = int(_lines.decode(spans["headers"])["Content-Length"].partition(",")[0])
        room, at = stream.backend.room(size), 0
        try:
            while at < size:
                at += yield stream, _ops.STREAM_READ, {"into": (room, at), "size": size - at}
            return bytes(room)
        finally:
            stream.free()

    def _left_unknown(self, stream: Object, spans: dict[str, Any]) -> Steps:
        """The same for a body of unknown length. BytesIO grows in place, and gives what it has without a copy."""
        room = io.BytesIO()
        room.write(spans.pop("body"))
        try:
            while True:
                piece = (yield stream, _ops.STREAM_READ, {"size": _PIECE})["data"]
                if not piece:
                    spans["trailers"] = (yield stream, _ops.STREAM_RESPONSE, {})["trailers"]
                    return room.getvalue()
                room.write(piece)
        finally:
            stream.free()

    def _may_repeat(self, e: NetworkError | HTTPError) -> bool:
        """Whether the library would have asked once more for a body that it had read itself."""
        return e.retryable and not isinstance(e, TimeoutError) and self._given["method"] in _IDEMPOTENT

    def _shorten(self, start: float) -> None:
        """What is left of the time is that of the next request."""
        if self._limit:
            self._given["timeout_ms"] = max(1, self._limit - round((time.monotonic() - start) * 1000))

    def _rest(self, stream: Object) -> Steps:
        parts: list[bytes] = []
        size, most = 0, self._client._max_body
        while True:
            piece = (yield stream, _ops.STREAM_READ, {"size": _PIECE})["data"]
            if not piece:
                return b"".join(parts)
            size += len(piece)
            if size > most:
                raise error(HTTP_BODY_TOO_LARGE, "the body of the response has more than %d bytes" % most)
            parts.append(piece)

    def _leads_on(self, spans: dict[str, bytes], history: list[Response], start: float) -> bool:
        """Whether a redirect is to be followed; then the arguments are those of the next request."""
        if self._jar is not None or spans["next"]:
            self._keep_cookies(spans)
        if not spans["next"]:
            return False
        head, _, lines = spans["next"].partition(b"\n")
        method, body, url = head.split(b" ", 2)
        if body == b"body" and self._source is not None and not self._source.rewind():
            return False
        if len(history) >= self._most:
            where = _lines.text(spans["url"]).partition("?")[0]
            raise error(
                HTTP_TOO_MANY_REDIRECTS,
                "%s redirected for the %dth time, to %s"
                % (where, len(history) + 1, _lines.text(url).partition("?")[0]),
            )
        if body != b"body":
            self._source = None
            self._given["body"] = b""
            self._given.pop("payload_hash", None)
        if self._jar is not None:  # they are chosen anew for where it leads
            with _native.late:
                from . import _cookies

            lines, self._added = _cookies.carried(self._jar, url, lines, self._added, spans["headers"])
        self._method = method
        self._given.update(method=method, url=url, headers=lines)
        self._shorten(start)
        return True


def run(steps: Steps) -> Any:
    """Takes the steps, waiting for each."""
    try:
        handle, operation, given = next(steps)
        while True:
            try:
                results = handle.call(operation, **given)
            except BaseException as e:
                handle, operation, given = steps.throw(e)
            else:
                handle, operation, given = steps.send(results)
    except StopIteration as end:
        return end.value
    finally:
        handle = given = None  # type: ignore[assignment] # a traceback keeps this frame, and must not keep a stream


async def run_async(steps: Steps) -> Any:
    """The same on the running loop of asyncio."""
    try:
        handle, operation, given = next(steps)
        while True:
            try:
                results = await (_piece(handle) if operation is None else handle.awaited(operation, **given))
            except BaseException as e:
                handle, operation, given = steps.throw(e)
            else:
                handle, operation, given = steps.send(results)
    except StopIteration as end:
        return end.value
    finally:
        handle = given = None  # type: ignore[assignment]


async def _piece(source: Any) -> Any:
    try:
        return await source.__anext__()
    except StopAsyncIteration:
        return None


def _has(lines: bytes, name: bytes) -> bool:
    """Whether there is such a field; name is in small letters."""
    return b"\n" + name + b":" in b"\n" + lines.lower()


def _without(lines: bytes, name: bytes) -> bytes:
    return b"".join([line for line in lines.splitlines(True) if not line.lower().startswith(name + b":")])


def _merged(shared: Headers, own: Any) -> Any:
    """The client's headers with those of a call in their place; as in requests None in a dict takes one away."""
    if not shared and not (hasattr(own, "items") and any(value is None for _, value in own.items())):
        return own
    fields = list(_given(own))
    names = {_lines.text(name).lower() for name, _ in fields}
    return [(name, value) for name, value in shared.pairs if name.lower() not in names] + [
        (name, value) for name, value in fields if value is not None
    ]


def _given(own: Any) -> Any:
    """The pairs of a caller; in a dict a value may be None."""
    if hasattr(own, "items"):
        away = [name for name, value in own.items() if value is None]
        if away:
            own = [(name, value) for name, value in own.items() if name not in away]
            for name in away:
                yield _args.text(name, "a name in headers"), None
    yield from _lines.pairs(own, "headers", INVALID_HEADER, INVALID_HEADER)


def _body(data: Any, files: Any, json: Any) -> tuple[Any, bytes, bytes]:
    """What is read as it is sent, or None; the body otherwise; and the Content-Type that goes with it."""
    if data is None and json is None and not files:
        return None, b"", b""
    if files:
        if json is not None:
            raise usage("files and json are both given; a request has one body")
        from ._multipart import Multipart

        form = Multipart(data, files)
        whole = form.whole()
        return (_upload.Source(form), b"", form.content_type) if whole is None else (None, whole, form.content_type)
    if json is not None and _empty(data):
        data = None
    if _upload.is_source(data):
        if json is not None:
            raise usage("data and json are both given; a request has one body")
        return data if isinstance(data, _upload.Source) else _upload.Source(data), b"", b""
    return (None, *_content.body(data, json))


def _empty(data: Any) -> bool:
    """Whether there is nothing in data, which requests takes for none given."""
    return isinstance(data, (str, bytes, bytearray, dict, list, tuple)) and not data


def _authorized(
    auth: Any, method: bytes, url: bytes, lines: bytes, source: Any, body: bytes, signs: bool
) -> tuple[bytes, bytes, bytes, bytes]:
    """Method, URL, headers and body as auth wants them: (user, password) for Basic, or a callable."""
    try:
        if signs:
            raise usage("auth and signer are both given; a request proves its sender in one way")
        if isinstance(auth, tuple) and len(auth) == 2:
            return method, url, _without(lines, b"authorization") + _basic(*auth), body
        if not callable(auth):
            raise wrong_type("auth", "(user, password) or a callable", auth)
        request = PreparedRequest(
            method.decode("utf-8"), _lines.text(url), _lines.decode(lines), body if source is None else source.data
        )
        request = auth(request)
        if not hasattr(request, "headers"):
            raise usage("the auth callable gave no request back: %s" % type(request).__name__)
        if source is None:
            body = _args.body(request.body, "the body that auth gave")
        return (
            _args.text(request.method, "method"),
            _args.text(request.url, "url"),
            _lines.encode(request.headers),
            body,
        )
    finally:
        del auth


def _basic(user: Any, password: Any) -> bytes:
    from base64 import b64encode

    try:
        pair = [
            part if isinstance(part, bytes) else str(part).encode("latin-1")  # as in requests
            for part in (user, password)
        ]
    except UnicodeEncodeError:
        raise usage(
            "auth: user and password are sent as Latin-1, which lacks a character of them; give bytes"
        ) from None
    finally:
        del user, password
    return b"Authorization: Basic " + b64encode(b":".join(pair)) + b"\r\n"
