"""The native files when the package is imported from a zip file.

They are written to the first place from which they can be loaded: TMPDIR, /dev/shm,
XDG_RUNTIME_DIR, /tmp, /var/tmp, the working directory. Nothing stays there: they are
files without a name (O_TMPFILE) where the file system has these, else in a private
directory that is removed at once; the front door keeps the core's file open. If no
directory serves, anonymous files in memory do, where the kernel has them.
"""

from __future__ import annotations

import os
import shutil
import tempfile

from ._errors import CORE_LOAD_FAILED, InternalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._types import Backend

_NOEXEC = getattr(os, "ST_NOEXEC", 8)  # PyPy has no name for it
_DOOR = "libsallyport.so"
_CORE = "libsallyport-core.so"
_CORE_VARIABLE = "SALLYPORT_CORE_LIBRARY"


def load(directory: str, loader: Any, first: Callable[[str], Backend]) -> Backend:
    """What ``first`` makes of the path of libsallyport.so, from the first place that serves."""
    try:
        files = {name: loader.get_data(os.path.join(directory, name)) for name in (_DOOR, _CORE)}
    except (AttributeError, OSError, KeyError) as e:
        raise InternalError(
            CORE_LOAD_FAILED,
            "%s is no directory, and its loader does not give %s: %s" % (directory, _DOOR, _reason(e)),
        ) from None
    attempts = []
    for place in _places():
        try:
            return _from_directory(place, files, first)
        except (OSError, InternalError) as e:
            attempts.append("\n  %s: %s" % (place, _reason(e)))
    try:
        return _from_memory(files, first)
    except (OSError, InternalError) as e:
        attempts.append("\n  memfd: %s" % _reason(e))
    raise InternalError(
        CORE_LOAD_FAILED,
        "%s in %s cannot be loaded from any place:%s" % (_DOOR, directory, "".join(attempts)),
        hint="Set TMPDIR to a directory that can be written to and is not mounted noexec, or install the package "
        "instead of its zip file.",
    )


def _places() -> list[str]:
    places = [os.environ.get("TMPDIR"), "/dev/shm", os.environ.get("XDG_RUNTIME_DIR"), "/tmp", "/var/tmp", "."]  # noqa: S108
    return [place for place in places if place]


def _reason(e: BaseException) -> str:
    """In the words of the front door, which tries the same places for its copies."""
    if isinstance(e, InternalError):
        return "; ".join(line.strip() for line in e.message.splitlines()[1:]) or e.message
    return getattr(e, "strerror", None) or str(e) or type(e).__name__


def _from_directory(place: str, files: dict[str, bytes], first: Callable[[str], Backend]) -> Backend:
    try:
        os.close(_nameless(place))
        nameless = os.path.exists("/proc/self/fd")
    except OSError:  # the file system or the kernel has no such files
        nameless = False
    if nameless:
        return _without_names(files, first, lambda name: _nameless(place))
    temporary = os.path.abspath(tempfile.mkdtemp(prefix="sallyport-", dir=place))
    try:
        _refuse_noexec(temporary)
        for name, data in files.items():
            with open(os.path.join(temporary, name), "wb") as file:
                file.write(data)
        return first(os.path.join(temporary, _DOOR))
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _nameless(place: str) -> int:
    fd = os.open(place, getattr(os, "O_TMPFILE", os.O_DIRECTORY | os.O_CREAT) | os.O_RDWR, 0o600)
    try:
        _refuse_noexec(fd)
    except OSError:
        os.close(fd)
        raise
    return fd


def _refuse_noexec(file: str | int) -> None:
    if os.statvfs(file).f_flag & _NOEXEC:
        raise OSError("mounted noexec")


def _from_memory(files: dict[str, bytes], first: Callable[[str], Backend]) -> Backend:
    create = getattr(os, "memfd_create", None)
    if create is None:
        raise OSError("this Python has no os.memfd_create")
    return _without_names(files, first, create)


def _without_names(files: dict[str, bytes], first: Callable[[str], Backend], create: Callable[[str], int]) -> Backend:
    made: dict[str, int] = {}
    variable = os.environ.get(_CORE_VARIABLE)
    try:
        for name, data in files.items():
            made[name] = create(name)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(made[name], rest) :]
        if not os.path.exists(_path(made[_DOOR])):
            raise OSError("/proc/self/fd cannot be used")
        if not variable:  # only while the door is loaded, which then opens the core
            os.environ[_CORE_VARIABLE] = _path(made[_CORE])
        return first(_path(made[_DOOR]))
    finally:
        if not variable:
            os.environ.pop(_CORE_VARIABLE, None)
        for fd in made.values():
            os.close(fd)


def _path(fd: int) -> str:
    return "/proc/self/fd/%d" % fd
