"""HTTP headers: the public mapping."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable

    _Dict = dict[str, str]
else:
    _Dict = dict

# Fields whose values are, or may be, secrets. Those of a custom authorizer begin with the prefix, session tokens end
# with "-token" in every cloud.
_HIDDEN = frozenset(("authorization", "proxy-authorization", "cookie", "set-cookie"))
_AUTHORIZER = "x-amz-customauthorizer-"


class Headers(_Dict):
    """Header fields: a dict whose lookup ignores case.

    ``headers["content-type"]`` and ``headers["Content-Type"]`` are the same
    field. Names keep the form in which they were given or received. A field
    that occurs more than once has its values joined with ``","``, which is what
    AWS signs; ``pairs`` has each occurrence (Set-Cookie needs that).

    Values are text. A value whose bytes are not UTF-8 is read as Latin-1.

    The repr hides the values of Authorization, session tokens, cookies and
    other fields that hold secrets. The values themselves are there, and a pickle
    stores them: they are what must be sent.
    """

    __module__ = "sallyport"
    __slots__ = ("_pairs",)

    _pairs: list[tuple[str, str]]  # set only while a name occurs twice

    def __init__(self, fields: Any = (), **more: str) -> None:
        """fields: a dict or a list of (name, value) pairs."""
        self._fill(items_of(fields))
        self._fill(more.items())

    def _fill(self, fields: Iterable[tuple[str, str]]) -> None:
        keys = {key.lower(): key for key in self}
        pairs = self.pairs
        repeated = False
        for name, value in fields:
            key = keys.setdefault(name.lower(), name)
            if dict.__contains__(self, key):
                repeated = True
                dict.__setitem__(self, key, dict.__getitem__(self, key) + "," + value)
            else:
                dict.__setitem__(self, key, value)
            pairs.append((name, value))
        if repeated:
            self._pairs = pairs

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every field in wire order, repetitions included."""
        try:
            return list(self._pairs)
        except AttributeError:
            return list(self.items())

    def _key(self, name: object) -> Any:
        """The form of the name that is in the dict, or None."""
        if isinstance(name, bytes):
            name = name.decode("latin-1")
        if not isinstance(name, str):
            return None
        if dict.__contains__(self, name):
            return name
        lower = name.lower()
        for key in self:
            if key.lower() == lower:
                return key
        return None

    def __missing__(self, name: object) -> str:
        key = self._key(name)
        if key is None:
            raise KeyError(name)
        value: str = dict.__getitem__(self, key)
        return value

    def __contains__(self, name: object) -> bool:
        return self._key(name) is not None

    def get(self, name: object, default: Any = None) -> Any:
        key = self._key(name)
        return default if key is None else dict.__getitem__(self, key)

    def __delitem__(self, name: object) -> None:
        key = self._key(name)
        if key is None:
            raise KeyError(name)
        dict.__delitem__(self, key)
        if hasattr(self, "_pairs"):
            self._pairs = [pair for pair in self._pairs if pair[0].lower() != key.lower()]

    def __setitem__(self, name: str, value: str) -> None:
        """Replaces every occurrence of the field."""
        key = self._key(name)
        if key is not None and (key != name or hasattr(self, "_pairs")):
            del self[key]
        dict.__setitem__(self, name, value)
        if hasattr(self, "_pairs"):
            self._pairs.append((name, value))

    def pop(self, name: object, *default: Any) -> Any:
        key = self._key(name)
        if key is None:
            if default:
                return default[0]
            raise KeyError(name)
        value = dict.__getitem__(self, key)
        del self[key]
        return value

    def popitem(self) -> tuple[str, str]:
        for key in reversed(list(self)):
            return key, self.pop(key)
        raise KeyError("no header fields")

    def clear(self) -> None:
        dict.clear(self)
        if hasattr(self, "_pairs"):
            del self._pairs

    def setdefault(self, name: str, default: str = "") -> str:
        key = self._key(name)
        if key is None:
            self[name] = default
            return default
        value: str = dict.__getitem__(self, key)
        return value

    def update(self, fields: Any = (), **more: str) -> None:  # type: ignore[override]
        for name, value in items_of(fields):
            self[name] = value
        for name, value in more.items():
            self[name] = value

    def __ior__(self, fields: Any) -> Headers:  # type: ignore[override,misc]
        self.update(fields)
        return self

    def __repr__(self) -> str:
        fields = ((name, "<hidden>" if is_secret(name) else repr(value)) for name, value in self.items())
        return "{%s}" % ", ".join("%r: %s" % field for field in fields)

    def copy(self) -> Headers:
        return Headers(self.pairs)

    __copy__ = copy

    def __reduce__(self) -> Any:
        return Headers, (self.pairs,)


def is_secret(name: object) -> bool:
    lower = (name.decode("latin-1") if isinstance(name, bytes) else str(name)).lower()
    return lower in _HIDDEN or lower.startswith(_AUTHORIZER) or lower.endswith("-token")


def items_of(fields: Any) -> Any:
    """The (name, value) pairs of what a caller gave."""
    if isinstance(fields, Headers):
        return fields.pairs
    if hasattr(fields, "items"):
        return fields.items()
    return fields
