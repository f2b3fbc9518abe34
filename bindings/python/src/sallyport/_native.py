"""Finds libsallyport.so and a way to call it.

The library is a CPython extension module (limited API, one file for every
CPython) and a C library. The first is tried first: it signs several times
faster. Where it cannot load (another Python than CPython, a free-threaded
build, a library built without Python's headers), ctypes calls the C functions.

Variables:
    SALLYPORT_LIBRARY  another libsallyport.so; then no other place is tried.
    SALLYPORT_BACKEND  "extension" or "ctypes"; then only that way is tried.
"""

from __future__ import annotations

import os
import sys

from ._args import signing
from ._errors import CORE_LOAD_FAILED, InternalError, error, usage
from ._headers import Headers
from ._records import SignedRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._types import Backend

if not sys.platform.startswith("linux"):  # the wheels are for Linux; a checkout or a zip file gets here
    raise ImportError(
        "sallyport needs Linux with glibc, and this is %s: run it in a Linux container, "
        "or use the WebAssembly module, sallyport.wasm, with any WASI host" % sys.platform
    )

NAME = "libsallyport.so"
_KINDS = ("extension", "ctypes")

_loaded: Backend | None = None
_prepared: set[str] = set()  # the names of modules that prepare() has imported


def load() -> Backend:
    """The backend. Nothing native is touched before the first call."""
    global _loaded
    if _loaded is None:  # two threads may both load: they get the same library
        _loaded = _load()
    return _loaded


def prepare(*modules: str) -> None:
    """Imports what methods of an object use, when the object is made.

    At the call it may be too late: after chroot, with the package's zip file
    deleted, without a free descriptor or at the end of the process nothing can be
    imported any more. If it is too late here already, the call says so, should it
    need the module.
    """
    for name in modules:
        if name not in _prepared:
            try:
                __import__(name)
            except (ImportError, OSError):
                continue
            _prepared.add(name)


class _Late:
    """Around an import of what few calls need: an error of ours where it is too late for it, see prepare()."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, e: BaseException | None, traceback: Any) -> None:
        if isinstance(e, (ImportError, OSError)):
            raise InternalError(
                CORE_LOAD_FAILED,
                "a module of sallyport cannot be imported any more: %s" % e,
                hint="The package's files are out of reach, by chroot or because they were deleted: "
                "make such a call once before that.",
            ) from e


late = _Late()


def _load() -> Backend:
    directory = os.path.dirname(__file__)
    path = os.environ.get("SALLYPORT_LIBRARY")
    if path or os.path.isdir(directory):
        return _first(path or os.path.join(os.path.abspath(directory), NAME))
    with late:
        from . import _zipped

    # As it stands in sys.path, which may be relative: a loader knows its files by no other name.
    return _zipped.load(directory, globals().get("__loader__"), _first)


def _first(path: str) -> Backend:
    """The first way that works; if none does, the error lists each attempt."""
    wanted = os.environ.get("SALLYPORT_BACKEND") or ""
    if wanted and wanted not in _KINDS:
        raise usage("SALLYPORT_BACKEND is %r; it can be extension or ctypes" % wanted)
    attempts = []
    for kind in _KINDS:
        if wanted and kind != wanted:
            continue
        try:
            return _extension(path) if kind == "extension" else _ctypes(path)
        except (ImportError, OSError, AttributeError) as e:
            attempts.append("\n  %s: %s" % (kind, str(e) or type(e).__name__))
    raise InternalError(
        CORE_LOAD_FAILED,
        "%s cannot be loaded:%s" % (path, "".join(attempts)),
        hint="Run `make build` in the checkout, or set SALLYPORT_LIBRARY to the file; "
        "libsallyport-core.so belongs beside it.",
    )


def _extension(path: str) -> Backend:
    """The module _sallyport inside the library."""
    if sys.implementation.name != "cpython":
        raise ImportError("this Python is %s, not CPython" % sys.implementation.name)
    if "t" in getattr(sys, "abiflags", "") or hasattr(sys, "getobjects"):
        raise ImportError("this build of CPython has no stable ABI")
    if not os.path.exists(path):  # the message of the import system does not say so
        raise ImportError("no such file")
    from importlib.machinery import ExtensionFileLoader
    from importlib.util import module_from_spec, spec_from_file_location

    name = __package__ + "._sallyport"
    loader = ExtensionFileLoader(name, path)
    spec = spec_from_file_location(name, path, loader=loader)
    if spec is None:
        raise ImportError("no module specification")
    module = module_from_spec(spec)
    loader.exec_module(module)

    module.setup(error, signing, Headers, SignedRequest)
    backend: Backend = module
    return backend


def _ctypes(path: str) -> Backend:
    if not os.path.exists(path):
        raise OSError("no such file")
    from . import _ctypes

    return _ctypes.Library(path)
