"""Options for the library: key=value pairs that may hold secrets."""

from __future__ import annotations

from ._errors import INVALID_OPTION, error
from ._option_table import TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

    from ._credentials import Source


class Options:
    """The pairs that one native object is made from. The repr shows keys, never values."""

    __slots__ = ("credentials", "pairs")

    pairs: list[tuple[bytes, bytes]]
    credentials: Source | None  # what gives further pairs, others in time

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.pairs = []
        self.pairs.extend(pairs)
        self.credentials = None

    def set(self, key: str, value: bytes | str | bool | int | None) -> None:
        """Adds a pair; None means "not given" and adds nothing. A key that the table lacks is a KeyError."""
        if value is None:
            return
        TYPES[key]
        if isinstance(value, bool):
            value = b"true" if value else b"false"
        elif isinstance(value, int):
            value = b"%d" % value
        elif isinstance(value, str):
            value = value.encode("utf-8")
        self.pairs.append((key.encode("utf-8"), value))

    def set_list(self, key: str, values: Iterable[bytes] | None) -> None:
        """Adds a list: one entry per line, so no entry may hold a line break."""
        if values is None:
            return
        entries = list(values)
        for entry in entries:
            if b"\n" in entry or b"\r" in entry:
                raise error(INVALID_OPTION, "%s: an entry holds a line break: %r" % (key, entry))
        self.set(key, b"\n".join(entries))

    def extended(self, other: Iterable[tuple[bytes, bytes]]) -> Options:
        """A copy with more pairs; the last of two equal keys counts."""
        out = Options(self.pairs + list(other))
        out.credentials = self.credentials
        return out

    def __repr__(self) -> str:
        return "<Options %s>" % ", ".join(key.decode("utf-8", "replace") for key, _ in self.pairs)
