"""The package as one file, for Spark and MaxCompute."""

from __future__ import annotations

import os
import tempfile
import zipfile

from . import __version__
from ._errors import CORE_LOAD_FAILED, InternalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Path

_NATIVE = ("libsallyport.so", "libsallyport-core.so")


def archive(path: Path | None = None) -> str:
    """Writes the package and its native files into a zip file that Python imports as it is.

    ``spark-submit --py-files sallyport.zip``, or ``spark.sparkContext.addPyFile(archive())``. In
    MaxCompute it is a resource: ``add archive sallyport.zip;``.

    Args:
        path: the file to write. Default: a new one in the temporary directory.

    Returns:
        The file's path.

    Raises:
        InternalError: the package has no native files (``make build`` puts them there).
    """
    package = os.path.dirname(os.path.abspath(__file__))
    for name in _NATIVE:
        if not os.path.exists(os.path.join(package, name)):
            raise InternalError(CORE_LOAD_FAILED, "%s has no %s to put into the archive" % (package, name))
    if path is None:
        target = os.path.join(tempfile.mkdtemp(prefix="sallyport-"), "sallyport-%s.zip" % __version__)
    else:
        target = os.fsdecode(path)
    partial = "%s.%d" % (target, os.getpid())
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as file:
            for directory, _, names in sorted(os.walk(package)):
                for name in sorted(names):
                    if name.endswith((".py", ".so")) or name in ("py.typed", "pages.txt"):
                        full = os.path.join(directory, name)
                        file.write(full, os.path.join("sallyport", os.path.relpath(full, package)))
        os.replace(partial, target)
    finally:
        if os.path.exists(partial):
            os.remove(partial)
    return target
