"""The native files when the package is imported from a zip file.

They are written to a private temporary directory, loaded, and deleted at once:
the front door keeps the core's file open.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

_NOEXEC = getattr(os, "ST_NOEXEC", 8)  # PyPy has no name for it
_FILES = ("libsallyport.so", "libsallyport-core.so")


@contextmanager
def extracted(directory: str, loader: Any) -> Iterator[str]:
    """The path of libsallyport.so, good until the block ends."""
    if not hasattr(loader, "get_data"):
        raise OSError("%s is no directory, and its loader gives no files" % directory)
    temporary = tempfile.mkdtemp(prefix="sallyport-", dir=_executable())
    try:
        for name in _FILES:
            data = loader.get_data(os.path.join(directory, name))
            with open(os.path.join(temporary, name), "wb") as file:
                file.write(data)
        yield os.path.join(temporary, _FILES[0])
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _executable() -> str | None:
    """A place from which libraries may be loaded; None leaves it to tempfile."""
    for place in (tempfile.gettempdir(), "/dev/shm", "/var/tmp", os.getcwd()):  # noqa: S108
        try:
            if not os.statvfs(place).f_flag & _NOEXEC and os.access(place, os.W_OK | os.X_OK):
                return place
        except OSError:
            continue
    return None
