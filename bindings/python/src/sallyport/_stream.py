"""Responses whose body is read as it arrives."""

from __future__ import annotations

import io

from . import _ops
from ._errors import HANDLE_CLOSED, error, usage
from ._response import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AsyncIterator, Iterator

    from ._calls import Object

_SIZE = 256 * 1024  # what the library gives at most


class _Streamed(Response):
    """What both ways of waiting have in common: all but the reading."""

    __slots__ = ("_ended", "_room", "_stream", "_whole")

    def __init__(self, method: bytes, stream: Object, spans: dict[str, bytes], history: list[Response]) -> None:
        self._whole: bytes | None = None
        self._ended = False
        self._room: Any = b""
        self._stream: Object | None = stream
        super().__init__(method, spans, history)

    def _open(self) -> Object:
        if self._stream is None:
            raise error(HANDLE_CLOSED, "this response was closed before its body was read to its end")
        return self._stream

    def _into(self, stream: Object, size: int) -> dict[str, Any]:
        """The arguments of a read of at most size bytes."""
        if size < 1:
            raise usage("the size of a piece is %d; at least one byte" % size)
        size = min(size, _SIZE)
        if len(self._room) != size:
            self._room = stream.backend.room(size)
        return {"into": (self._room, 0), "size": size}

    def _piece(self, count: int) -> bytes:
        """What was read into the room, which is used again if it is not what is given away."""
        room = self._room
        if count < len(room):
            return bytes(room[:count])
        self._room = b""
        return bytes(room)

    def _may_trail(self) -> bool:
        return b"\ntransfer-encoding:" in b"\n" + self._spans["headers"].lower()

    def _end(self, spans: dict[str, bytes] | None) -> bytes:
        """The body was read to its end; spans are those of the response, asked again, with its trailers."""
        if spans is not None:
            self._spans["trailers"] = spans["trailers"]
        self._ended = True
        self.close()
        return b""

    @property
    def content(self) -> bytes:
        """The whole body, if it was read as one."""
        if self._whole is None:
            raise usage("the body was not read yet: await aread(), or aiter_bytes() for its pieces")
        return self._whole

    @content.setter
    def content(self, _: bytes) -> None:
        pass  # the head has none

    def close(self) -> None:
        """Gives the exchange up, or reads a small rest to keep the connection. Closing twice does nothing."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.free()

    def __reduce__(self) -> Any:
        raise TypeError("a %s holds a connection and cannot be pickled or copied" % type(self).__name__)


class StreamedResponse(_Streamed):
    """A response whose head is there and whose body is read in constant memory.

    It is a context manager, whose end gives the exchange up unless the body was
    read to its end; close() does the same. A body that is cut off raises; it never
    ends early. One thread may read at a time.

    Attributes:
        raw (io.RawIOBase): the body as a file object.
    """

    __module__ = "sallyport"
    __slots__ = ("raw",)

    def __init__(self, method: bytes, stream: Object, spans: dict[str, bytes], history: list[Response]) -> None:
        super().__init__(method, stream, spans, history)
        self.raw = _Raw(self)

    def _next(self, size: int) -> bytes:
        """At most size bytes that have arrived, at least one; empty at the end."""
        if self._ended:
            return b""
        try:
            stream = self._open()
            piece = self._piece(stream.call(_ops.STREAM_READ, **self._into(stream, size)))
            return piece or self._end(stream.call(_ops.STREAM_RESPONSE) if self._may_trail() else None)
        except BaseException:
            self.close()
            raise

    def iter_bytes(self, size: int = _SIZE) -> Iterator[bytes]:
        """The body as it arrives, at most size bytes at a time."""
        while True:
            piece = self._next(size)
            if not piece:
                return
            yield piece

    def iter_content(self, chunk_size: int | None = 1) -> Iterator[bytes]:
        """The body in chunks of chunk_size bytes, the last one shorter; None: as it arrives. As in requests."""
        while True:
            piece = self._next(_SIZE) if chunk_size is None else self.read(chunk_size)
            if not piece:
                return
            yield piece

    def iter_lines(self) -> Iterator[str]:
        """The lines of the body as text, without their ends (LF or CRLF)."""
        lines = _Lines(self.encoding)
        for piece in self.iter_bytes():
            yield from lines.of(piece)
        yield from lines.last()

    def read(self, n: int = -1) -> bytes:
        """n bytes, fewer only at the end of the body; all the rest if n is negative."""
        parts = []
        while n:
            piece = self._next(_SIZE if n < 0 else min(n, _SIZE))
            if not piece:
                break
            parts.append(piece)
            n -= len(piece) if n > 0 else 0
        return b"".join(parts)

    @property
    def content(self) -> bytes:
        """The rest of the body, read when it is first asked for."""
        if self._whole is None:
            self._whole = self.read()
        return self._whole

    @content.setter
    def content(self, _: bytes) -> None:
        pass  # the head has none

    def __enter__(self) -> StreamedResponse:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


class AsyncStreamedResponse(_Streamed):
    """The same for asyncio, with the words of httpx. A task that is cancelled in a read gives the exchange up."""

    __module__ = "sallyport"
    __slots__ = ()

    async def _next(self, size: int) -> bytes:
        if self._ended:
            return b""
        try:
            stream = self._open()
            piece = self._piece(await stream.awaited(_ops.STREAM_READ, **self._into(stream, size)))
            return piece or self._end(await stream.awaited(_ops.STREAM_RESPONSE) if self._may_trail() else None)
        except BaseException:
            self.close()
            raise

    async def aiter_bytes(self, size: int = _SIZE) -> AsyncIterator[bytes]:
        """The body as it arrives, at most size bytes at a time."""
        while True:
            piece = await self._next(size)
            if not piece:
                return
            yield piece

    async def aiter_lines(self) -> AsyncIterator[str]:
        """The lines of the body as text, without their ends (LF or CRLF)."""
        lines = _Lines(self.encoding)
        async for piece in self.aiter_bytes():
            for line in lines.of(piece):
                yield line
        for line in lines.last():
            yield line

    async def aread(self) -> bytes:
        """The whole body, which content, text and json() have from then on."""
        if self._whole is None:
            self._whole = b"".join([piece async for piece in self.aiter_bytes()])
        return self._whole

    async def aclose(self) -> None:
        """The same as close(), which does not wait, under httpx's name."""
        self.close()


class _Lines:
    """Pieces of bytes -> lines of text."""

    __slots__ = ("_encoding", "_parts")

    def __init__(self, encoding: str | None) -> None:
        self._encoding = encoding or "utf-8"
        self._parts: list[bytes] = []

    def of(self, piece: bytes) -> Iterator[str]:
        *lines, last = piece.split(b"\n")
        for line in lines:
            whole = b"".join([*self._parts, line])
            self._parts = []
            yield (whole[:-1] if whole.endswith(b"\r") else whole).decode(self._encoding, "replace")
        if last:
            self._parts.append(last)

    def last(self) -> Iterator[str]:
        if self._parts:
            yield b"".join(self._parts).decode(self._encoding, "replace")


class _Raw(io.RawIOBase):
    def __init__(self, response: StreamedResponse) -> None:
        self._response = response

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._response._next(len(buffer)) if len(buffer) else b""
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._response.close()
        super().close()
