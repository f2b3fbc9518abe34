"""Results by Arrow's C data interface: columns on the memory of a batch, which nobody copies."""

from __future__ import annotations

import ctypes
from array import array
from ctypes import POINTER, c_char_p, c_void_p
from itertools import count

from ._arrow import GET, LAST_ERROR, RELEASE, Memory, Schema, Stream, release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Sequence

    from ._calls import Batch

_DESTRUCTOR = ctypes.PYFUNCTYPE(None, c_void_p)
_NULLABLE = 2
_EINVAL = 22

_new: Any = ctypes.pythonapi.PyCapsule_New
_new.restype, _new.argtypes = ctypes.py_object, (c_void_p, c_char_p, c_void_p)
# Of a capsule that is just ending, which no reference may be taken to.
_ending: Any = ctypes.PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))


class Node:
    """A column of results: strings or binaries of a batch, numbers, or a struct of such."""

    __slots__ = ("buffers", "children", "format", "keep", "length", "name")

    def __init__(
        self, format_: bytes, name: str, length: int, buffers: Any, children: Any = (), keep: Any = None
    ) -> None:
        self.format = format_
        self.name = name.encode("ascii")
        self.length = length
        self.buffers = buffers  # addresses, bytes or None
        self.children = children
        self.keep = keep


def of_batch(batch: Batch, name: str, text: bool = True) -> Node:
    """A column of a batch, which lives as long as whoever uses the memory."""
    validity, offsets, data, length = batch.column(name)
    buffers = [validity or None, offsets or bytes(4), data or bytes(1)]
    return Node(b"u" if text else b"z", name, length, buffers, (), batch)


def of_rows(name: str, rows: Sequence[str | None]) -> Node:
    """A column of strings."""
    encoded = [b"" if row is None else row.encode("utf-8", "replace") for row in rows]
    ends = array("i", [0])
    for row in encoded:
        ends.append(ends[-1] + len(row))
    return Node(b"u", name, len(rows), [bits(rows), ends.tobytes(), b"".join(encoded) or bytes(1)])


def of_numbers(name: str, rows: Sequence[int | None]) -> Node:
    """A column of 32-bit integers."""
    return Node(b"i", name, len(rows), [bits(rows), array("i", [row or 0 for row in rows]).tobytes() or bytes(4)])


def of_struct(name: str, length: int, children: Sequence[Node], validity: bytes | None = None) -> Node:
    """A struct of columns of one length."""
    return Node(b"+s", name, length, [validity], children)


def bits(rows: Sequence[Any]) -> bytes | None:
    """A bitmap of what is not None."""
    if None not in rows:
        return None
    found = bytearray((len(rows) + 7) // 8)
    for number, row in enumerate(rows):
        if row is not None:
            found[number >> 3] |= 1 << (number & 7)
    return bytes(found)


class ArrowColumn:
    """Results for whoever speaks Arrow: polars.Series(it), pyarrow.chunked_array(it), nanoarrow, duckdb.

    It gives its memory as often as it is asked; len() is the number of rows.
    """

    __slots__ = ("_chunks",)

    def __init__(self, chunks: list[Node]) -> None:
        self._chunks = chunks

    def __arrow_c_schema__(self) -> Any:
        """The type, as a capsule."""
        made = Schema()
        _fill_schema(made, self._chunks[0])
        return _capsule(made, b"arrow_schema")

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The rows, as a capsule; another type than that of the results is not made."""
        return _capsule(_stream(self._chunks), b"arrow_array_stream")

    def __len__(self) -> int:
        return sum(chunk.length for chunk in self._chunks)

    def __repr__(self) -> str:
        return "<%s of %d rows>" % (type(self).__name__, len(self))


class ArrowArray(ArrowColumn):
    """The same of one piece of memory."""

    __slots__ = ()

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        """Type and rows, as two capsules; another type than that of the results is not made."""
        made = Memory()
        _fill_memory(made, self._chunks[0])
        return self.__arrow_c_schema__(), _capsule(made, b"arrow_array")


def column(chunks: list[Node]) -> ArrowColumn:
    """The result for these pieces, at least one."""
    return (ArrowArray if len(chunks) == 1 else ArrowColumn)(chunks)


# What the structs point to lives here until it is released: who has them is not Python's collector's to see.
_held: dict[int, Any] = {}
_next = count(1)


def _hold(*things: Any) -> int:
    number = next(_next)
    _held[number] = things
    return number


def _releaser(kind: Any) -> Any:
    """The release function of a struct: its parts that were not moved elsewhere, then what it holds."""

    def released(address: int, kind: Any = kind, held: Any = _held, release: Any = release) -> None:
        of = kind.from_address(address)
        for i in range(getattr(of, "n_children", 0)):
            release(of.children[i].contents)
        of.release = None
        held.pop(of.private_data, None)

    return RELEASE(released)


_release_schema, _release_memory, _release_stream = _releaser(Schema), _releaser(Memory), _releaser(Stream)


def _fill_schema(made: Any, node: Node) -> None:
    parts = [Schema() for _ in node.children]
    for part, child in zip(parts, node.children):
        _fill_schema(part, child)
    pointers = (POINTER(Schema) * len(parts))(*map(ctypes.pointer, parts))
    ctypes.memset(ctypes.addressof(made), 0, ctypes.sizeof(made))  # it may be the caller's memory
    made.format, made.name, made.flags = node.format, node.name, _NULLABLE
    made.n_children, made.children = len(parts), ctypes.cast(pointers, POINTER(POINTER(Schema)))
    made.private_data = _hold(parts, pointers, node.format, node.name)
    made.release = ctypes.cast(_release_schema, c_void_p).value


def _fill_memory(made: Any, node: Node) -> None:
    parts = [Memory() for _ in node.children]
    for part, child in zip(parts, node.children):
        _fill_memory(part, child)
    pointers = (POINTER(Memory) * len(parts))(*map(ctypes.pointer, parts))
    kept = [c_char_p(buffer) if isinstance(buffer, bytes) else buffer for buffer in node.buffers]
    addresses = [ctypes.cast(one, c_void_p).value if isinstance(one, c_char_p) else one for one in kept]
    buffers = (c_void_p * len(addresses))(*addresses)
    ctypes.memset(ctypes.addressof(made), 0, ctypes.sizeof(made))
    made.length, made.offset = node.length, 0
    made.null_count = 0 if node.buffers[0] is None else -1
    made.n_buffers, made.buffers = len(addresses), ctypes.cast(buffers, POINTER(c_void_p))
    made.n_children, made.children = len(parts), ctypes.cast(pointers, POINTER(POINTER(Memory)))
    made.private_data = _hold(parts, pointers, buffers, kept, node)
    made.release = ctypes.cast(_release_memory, c_void_p).value


def _stream(chunks: list[Node]) -> Any:
    rest = iter(chunks)

    def get_schema(_: int, into: int) -> int:
        try:
            _fill_schema(Schema.from_address(into), chunks[0])
        except Exception:  # no memory: nothing of Python may be raised into who calls
            return _EINVAL
        return 0

    def get_next(_: int, into: int) -> int:
        try:
            chunk = next(rest, None)
            made = Memory.from_address(into)
            if chunk is None:
                made.release = None
            else:
                _fill_memory(made, chunk)
        except Exception:
            return _EINVAL
        return 0

    functions = (GET(get_schema), GET(get_next), LAST_ERROR(lambda _: None))
    made = Stream()
    made.get_schema, made.get_next, made.get_last_error = (ctypes.cast(one, c_void_p).value for one in functions)
    made.private_data = _hold(functions)
    made.release = ctypes.cast(_release_stream, c_void_p).value
    return made


def _capsule(made: Any, name: bytes) -> Any:
    _held[ctypes.addressof(made)] = made, name
    return _new(ctypes.addressof(made), _NAMES[name], ctypes.cast(_end_of_capsule, c_void_p))


# A capsule keeps the address of its name.
_NAMES = {name: c_char_p(name) for name in (b"arrow_schema", b"arrow_array", b"arrow_array_stream")}


def _ended(
    capsule: int, held: Any = _held, ending: Any = _ending, names: Any = tuple(_NAMES), release: Any = release
) -> None:
    for name in names:
        if _is_valid(capsule, name):
            made, _ = held.pop(ending(capsule, name))
            release(made)  # nobody has taken it over
            return


_is_valid: Any = ctypes.PYFUNCTYPE(ctypes.c_int, c_void_p, c_char_p)(("PyCapsule_IsValid", ctypes.pythonapi))
_end_of_capsule = _DESTRUCTOR(_ended)
