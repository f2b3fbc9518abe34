"""Bodies into files."""

from __future__ import annotations

import errno
import os

from ._errors import HTTP_MALFORMED, HTTPError, NetworkError, error
from ._response import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._stream import StreamedResponse

_FRUITLESS = 3  # attempts one after the other that brought nothing


def download(
    stream: Callable[[list[tuple[str, str]]], StreamedResponse],
    path: Any,
    progress: Callable[[int, int | None], Any] | None,
) -> Response:
    """Writes what stream(more headers) gives to a file."""
    return replacing(path, lambda file: _fetch(stream, file, progress))


def replacing(path: Any, fill: Callable[[Any], Response]) -> Response:
    """Has a file beside path filled, and renames it if the response is good. Of a link the target is replaced."""
    target = os.fsdecode(path)
    if os.path.islink(target):
        target = os.path.realpath(target)
    folder, name = os.path.split(target)
    if not name or os.path.isdir(target):
        number = errno.EISDIR if folder or name else errno.ENOENT
        raise OSError(number, os.strerror(number), target)
    if is_device(target):
        raise OSError(
            errno.EINVAL, "a device or pipe cannot be replaced by a file; write to it what stream() gives", target
        )
    # Not tempfile's: under chroot nothing can be imported any more.
    temporary = os.path.join(folder, ".%s.%s.part" % (name[:64], os.urandom(8).hex()))
    fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            os.fchmod(fd, 0o666 & ~_umask())
            response = fill(file)
        if good(response):
            os.replace(temporary, target)
            temporary = ""
        return response
    finally:
        if temporary:
            os.unlink(temporary)


def good(response: Response) -> bool:
    """Whether the body is what was asked for: that of 304 is not, nor of a redirect that was not followed."""
    return 200 <= response.status_code < 300


def is_device(path: Any) -> bool:
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _umask() -> int:
    """Read from /proc, because to ask the process is to change it for other threads."""
    try:
        with open("/proc/self/status", "rb") as status:
            for line in status:
                if line.startswith(b"Umask:"):
                    return int(line.split()[1], 8)
    except OSError:
        pass
    return 0o077


def _fetch(stream: Any, file: Any, progress: Any) -> Response:
    fruitless, validator, first = 0, "", None
    while True:
        start = file.tell()
        more = [("Accept-Encoding", "identity")]
        if start:
            more += [("Range", "bytes=%d-" % start), ("If-Range", validator)]
        try:
            with stream(more) as response:
                if start and response.status_code == 206 and not _continues(response, start):
                    raise error(HTTP_MALFORMED, "the server answered with another range than was asked for")
                if response.status_code != 206 or not start:
                    if start and not good(response):
                        return _finished(response)
                    file.seek(0)  # the whole body again, or another one
                    file.truncate()
                    start, first, validator = 0, response, _validator(response)
                    if not good(response):
                        return _finished(response)
                _copy(response, file, start, progress)
                return _finished(first or response, b"")
        except (NetworkError, HTTPError) as e:
            fruitless = 0 if file.tell() > start else fruitless + 1
            resumable = isinstance(e, NetworkError) or e.name == "HTTP_TRUNCATED"
            if not (resumable and validator and file.tell()) or fruitless >= _FRUITLESS:
                raise


def _copy(response: StreamedResponse, file: Any, start: int, progress: Any) -> None:
    length = response.headers.get("Content-Length", "")
    total = start + int(length) if length.isdigit() else None
    for piece in response.iter_bytes():
        file.write(piece)
        if progress is not None:
            progress(file.tell(), total)


def _continues(response: StreamedResponse, start: int) -> bool:
    return str(response.headers.get("Content-Range", "")).replace(" ", "").startswith("bytes%d-" % start)


def _validator(response: StreamedResponse) -> str:
    """What If-Range may name (RFC 9110 section 13.1.5): a strong ETag; empty if there is none."""
    if response.headers.get("Accept-Ranges", "").strip().lower() == "none":
        return ""
    tag: str = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else ""


def _finished(response: StreamedResponse, content: bytes | None = None) -> Response:
    """A response without a connection."""
    out = Response.__new__(Response)
    body = response.content if content is None else content
    for name in Response.__slots__:
        setattr(out, name, body if name == "content" else getattr(response, name))
    return out
