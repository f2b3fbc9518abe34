"""What was presented before: the seen= of verifiers."""

from __future__ import annotations

import os
from _thread import allocate_lock

from ._errors import wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._types import Seen

_lock: tuple[int, Any] = (0, None)


def check(seen: Seen | None) -> None:
    """Raises UsageError unless seen can be asked."""
    if not (seen is None or callable(seen) or (hasattr(seen, "add") and hasattr(seen, "__contains__"))):
        raise wrong_type("seen", "a function or a set", seen)


def knew(seen: Any, key: str) -> bool:
    """Remembers key, and says whether it was known."""
    if callable(seen):
        return bool(seen(key))
    with _guard():
        known = key in seen
        if not known:
            seen.add(key)
    return known


def _guard() -> Any:
    """A lock of this process: one inherited through fork may be locked for ever."""
    global _lock
    pid = os.getpid()
    if _lock[0] != pid:
        _lock = (pid, allocate_lock())
    return _lock[1]
