"""Settings of the one runtime that a process has."""

from __future__ import annotations

from . import _args, _native


def runtime(*, max_procs: int | None = None, memory_limit: int | None = None) -> None:
    """Settings of the native library for the whole process, not of an object.

    To be called before the first object is made. It holds for the children of fork
    too, which may set something else before their first own call. The variables
    GOMAXPROCS and GOMEMLIMIT of the environment have no effect.

    Args:
        max_procs (int): threads that work at the same time, 1 to 1024; None: as it
            was, at first as many as the process has CPUs.
        memory_limit (int): bytes above which the library collects garbage more
            eagerly, at least 16 MiB; not a hard limit; None: as it was, at first none.

    Raises:
        UsageError: another value, or the library works already.
    """
    for key, value in (("max_procs", max_procs), ("memory_limit", memory_limit)):
        if value is not None:
            number = b"%d" % _args.ranged(value, key, 1)
            _native.load().runtime_set(b"runtime." + key.encode("ascii"), number)
