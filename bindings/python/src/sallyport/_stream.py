"""Responses whose body is read as it arrives."""

from __future__ import annotations

import io

from . import _ops, _upload
from ._errors import HANDLE_CLOSED, error
from ._response import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

    from ._calls import Object

_SIZE = 64 * 1024


def begin(stream: Object, data: Any) -> dict[str, bytes]:
    """Sends the body, if there is one to send, and waits for the head. What is raised ends the stream."""
    try:
        if data is not None:
            for piece in _upload.pieces(data):
                if int(stream.call(_ops.STREAM_WRITE, data=piece)["written"]) < len(piece):
                    break  # the server has answered
            else:
                stream.call(_ops.STREAM_END)
        return stream.call(_ops.STREAM_RESPONSE)
    except BaseException:
        stream.free()
        raise


class StreamedResponse(Response):
    """A response whose head is there and whose body is read in constant memory.

    It is a context manager, whose end gives the exchange up unless the body was
    read to its end; close() does the same. A body that is cut off raises; it never
    ends early. One thread may read at a time.

    Attributes:
        raw (io.RawIOBase): the body as a file object.
    """

    __module__ = "sallyport"
    __slots__ = ("_ended", "_rest", "_stream", "_whole", "raw")

    def __init__(self, method: bytes, stream: Object, spans: dict[str, bytes]) -> None:
        self._whole: bytes | None = None
        self._rest = b""
        self._ended = False
        self._stream: Object | None = stream
        super().__init__(method, spans)
        self.raw = _Raw(self)

    def _next(self, size: int) -> bytes:
        """At most size bytes that have arrived, at least one; empty at the end."""
        if self._rest:
            piece, self._rest = self._rest[:size], self._rest[size:]
            return piece
        if self._ended:
            return b""
        stream = self._stream
        if stream is None:
            raise error(HANDLE_CLOSED, "this response was closed before its body was read to its end")
        try:
            piece = stream.call(_ops.STREAM_READ, size=size)["data"]
        except BaseException:
            self.close()
            raise
        if not piece:
            self._ended = True
            self.close()
        return piece

    def iter_bytes(self, size: int = _SIZE) -> Iterator[bytes]:
        """The body as it arrives, at most size bytes at a time."""
        while True:
            piece = self._next(size)
            if not piece:
                return
            yield piece

    def iter_lines(self) -> Iterator[str]:
        """The lines of the body as text, without their ends (LF or CRLF)."""
        encoding = self.encoding
        parts: list[bytes] = []
        for piece in self.iter_bytes():
            *lines, last = piece.split(b"\n")
            for line in lines:
                whole = b"".join([*parts, line])
                parts = []
                yield (whole[:-1] if whole.endswith(b"\r") else whole).decode(encoding, "replace")
            if last:
                parts.append(last)
        if parts:
            yield b"".join(parts).decode(encoding, "replace")

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

    def close(self) -> None:
        """Gives the exchange up, or reads a small rest to keep the connection. Closing twice does nothing."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.free()

    def __enter__(self) -> StreamedResponse:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a StreamedResponse holds a connection and cannot be pickled or copied")


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
