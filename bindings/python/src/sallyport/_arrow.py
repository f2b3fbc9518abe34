"""Arrow's C data interface by ctypes: its structs, and the rows of whatever has them to give.

polars, duckdb, nanoarrow and all others that have ``__arrow_c_array__`` or
``__arrow_c_stream__`` come through here; none of them is known by name. Who gives
the structs answers for their memory: unlike pyarrow's arrays they do not say how
long their buffers are.

Specification: Apache Arrow, "The Arrow C data interface", "The Arrow PyCapsule
Interface".
"""

from __future__ import annotations

import ctypes
import struct
from array import array
from ctypes import POINTER, c_char_p, c_int, c_int64, c_void_p

from ._errors import error, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

INPUT_TOO_LARGE = 1110
_MOST = 2**31 - 1  # bytes in one column
_INDEX = {b"c": "b", b"C": "B", b"s": "h", b"S": "H", b"i": "i", b"I": "I", b"l": "q", b"L": "Q"}


class Schema(ctypes.Structure):
    """struct ArrowSchema."""


class Memory(ctypes.Structure):
    """struct ArrowArray."""


class Stream(ctypes.Structure):
    """struct ArrowArrayStream."""


Schema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_void_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(Schema))),
    ("dictionary", POINTER(Schema)),
    ("release", c_void_p),
    ("private_data", c_void_p),
]
Memory._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(Memory))),
    ("dictionary", POINTER(Memory)),
    ("release", c_void_p),
    ("private_data", c_void_p),
]
Stream._fields_ = [
    ("get_schema", c_void_p),
    ("get_next", c_void_p),
    ("get_last_error", c_void_p),
    ("release", c_void_p),
    ("private_data", c_void_p),
]
RELEASE = ctypes.CFUNCTYPE(None, c_void_p)
GET = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)
LAST_ERROR = ctypes.CFUNCTYPE(c_char_p, c_void_p)

_pointer: Any = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = c_void_p, (ctypes.py_object, c_char_p)


class Part:
    """Rows in memory that lives as long as this, and is given back then."""

    __slots__ = ("_array", "_keep", "_own", "_schema", "length")

    def __init__(self, schema: Any, memory: Any, keep: Any, argument: str, own: Any = None) -> None:
        self._keep = keep
        self._own = own  # what nobody else releases
        start = 0
        if schema.format == b"+s":  # a table: rows of one column
            if schema.n_children != 1:
                raise usage("%s has %d columns; give the one with the rows" % (argument, schema.n_children))
            if memory.null_count != 0 and memory.buffers[0]:
                raise usage("%s has null structs; give the column that is in them" % argument)
            start, self.length = memory.offset, memory.length
            schema, memory = schema.children[0].contents, memory.children[0].contents
        else:
            self.length = memory.length
        self._schema = schema
        self._array = (memory, start + memory.offset)
        format_ = schema.dictionary.contents.format if schema.dictionary else schema.format
        if format_ not in (b"u", b"z", b"U", b"Z", b"vu", b"vz", b"n"):
            raise usage("%s must hold strings or binaries, not Arrow's %r" % (argument, _shown(format_)))

    def __del__(self) -> None:
        own, self._own = self._own, None
        if own is not None:
            release(own)

    def column(self) -> Any:
        """The rows as they are, if they have 32-bit offsets; else None."""
        memory, offset = self._array
        if self._schema.dictionary or self._schema.format not in (b"u", b"z"):
            return None
        if self.length == 0:
            return (None, None, None, 0, 0)
        validity = None if memory.null_count == 0 else memory.buffers[0]
        return (validity, memory.buffers[1], memory.buffers[2], self.length, offset)

    def rows(self) -> list[bytes | None]:
        """The rows, copied."""
        memory, offset = self._array
        if not self._schema.dictionary:
            return _rows(self._schema.format, memory, offset, self.length)
        values = memory.dictionary.contents
        known = _rows(self._schema.dictionary.contents.format, values, values.offset, values.length)
        code = _INDEX[self._schema.format]
        numbers = _numbers(code, memory.buffers[1], offset, self.length)
        valid = _valid(memory, offset, self.length)
        if any(ok and not 0 <= number < len(known) for number, ok in zip(numbers, valid)):
            raise usage("a row points outside of the dictionary, which has %d values" % len(known))
        return [known[number] if ok else None for number, ok in zip(numbers, valid)]


def parts(values: Any, argument: str) -> Iterator[Part]:
    """The rows of an object with one of the two methods, as it gives them."""
    if hasattr(values, "__arrow_c_array__"):
        given = values.__arrow_c_array__()
        if not isinstance(given, tuple) or len(given) != 2:
            raise usage("%s does not give the two capsules of an Arrow array" % argument)
        schema, found = _struct(given[0], Schema, argument), _struct(given[1], Memory, argument)
        yield Part(schema, found, given, argument)
        return
    capsule = values.__arrow_c_stream__()
    stream = _struct(capsule, Stream, argument)
    address = ctypes.addressof(stream)
    schema = Schema()
    _asked(stream, address, stream.get_schema, schema, argument)
    held = _Held(schema)
    while True:
        memory = Memory()
        _asked(stream, address, stream.get_next, memory, argument)
        if not memory.release:
            return
        yield Part(schema, memory, held, argument, memory)


_NAMES = {Schema: b"arrow_schema", Memory: b"arrow_array", Stream: b"arrow_array_stream"}


def _struct(capsule: Any, kind: Any, argument: str) -> Any:
    """What is in a capsule, unless somebody has taken it out."""
    try:
        found = kind.from_address(_pointer(capsule, _NAMES[kind]))
    except (TypeError, ValueError):
        raise usage("%s gives no capsule that is named %s" % (argument, _NAMES[kind].decode())) from None
    if not found.release:
        raise usage("%s was read before, and is empty" % argument)
    return found


class _Held:
    """A schema that the parts of a stream share."""

    __slots__ = ("_schema",)

    def __init__(self, schema: Any) -> None:
        self._schema = schema

    def __del__(self) -> None:
        release(self._schema)


def _asked(stream: Any, address: int, function: int, into: Any, argument: str) -> None:
    code = GET(function)(address, ctypes.addressof(into))
    if code != 0:
        text = LAST_ERROR(stream.get_last_error)(address) if stream.get_last_error else None
        raise usage("%s could not be read: %s" % (argument, _shown(text or b"error %d" % code)))


def release(of: Any) -> None:
    """Gives a struct back to who made it."""
    if of.release:
        RELEASE(of.release)(ctypes.addressof(of))


def _shown(text: bytes) -> str:
    return text[:200].decode("utf-8", "replace")


def _valid(memory: Any, offset: int, length: int) -> Any:
    if memory.null_count == 0 or memory.n_buffers == 0 or not memory.buffers[0]:
        return [True] * length
    bits = ctypes.string_at(memory.buffers[0], (offset + length + 7) // 8)
    return [bits[row >> 3] >> (row & 7) & 1 for row in range(offset, offset + length)]


def _numbers(code: str, address: int, offset: int, count: int) -> Any:
    found = array(code)
    if count:
        found.frombytes(ctypes.string_at(address + offset * found.itemsize, count * found.itemsize))
    return found


def _rows(format_: bytes, memory: Any, offset: int, length: int) -> list[bytes | None]:
    if format_ == b"n" or length == 0:
        return [None] * length
    valid = _valid(memory, offset, length)
    if format_ in (b"vu", b"vz"):
        return _views(memory, offset, length, valid)
    ends = _numbers("i" if format_ in (b"u", b"z") else "q", memory.buffers[1], offset, length + 1)
    size = ends[-1] - ends[0]
    if size < 0 or size > _MOST:
        raise error(INPUT_TOO_LARGE, "a chunk holds %d bytes; split the batch" % size)
    data = ctypes.string_at(memory.buffers[2] + ends[0], size) if size else b""
    first = ends[0]
    return [data[start - first : end - first] if ok else None for start, end, ok in zip(ends, ends[1:], valid)]


def _views(memory: Any, offset: int, length: int, valid: Any) -> list[bytes | None]:
    """Rows of 16 bytes: a length and the bytes, or from 13 on a prefix, the number of a buffer and a place in it."""
    views = ctypes.string_at(memory.buffers[1] + 16 * offset, 16 * length)
    count = memory.n_buffers - 3  # validity and views before, their sizes behind
    sizes = _numbers("q", memory.buffers[2 + count], 0, count) if count else ()
    data = [ctypes.string_at(memory.buffers[2 + i], size) if size else b"" for i, size in enumerate(sizes)]
    found: list[bytes | None] = []
    at = 0
    for (size, _, buffer, start), ok in zip(struct.iter_unpack("<i4sii", views), valid):
        if not ok:
            found.append(None)
        elif size <= 12:
            found.append(views[at + 4 : at + 4 + size])
        else:
            found.append(data[buffer][start : start + size])
        at += 16
    return found
