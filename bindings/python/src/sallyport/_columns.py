"""Columns of byte strings: what callers give -> buffers for the library, and results back in the same kind.

A column is (validity, offsets, data, length, offset) in Arrow's layout; each of
the first three is an address, bytes, or None. Neither pyarrow nor pandas is
imported before a caller has done so.
"""

from __future__ import annotations

import sys
from array import array
from itertools import accumulate

from . import _args, _native
from ._errors import INVALID_ARGUMENT, NULL_POINTER, error, usage, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

    from ._calls import Batch

INPUT_TOO_LARGE = 1110
_ACCEPTED = "a list of str or bytes, a column of Arrow (pyarrow, polars...) or a pandas Series"
_MOST = 2**31 - 1  # bytes in one column


def kind(values: Any) -> str:
    """ "arrow" and "chunked" of pyarrow, "series" of pandas, "capsule" for all else that speaks Arrow, or "list"."""
    arrow: Any = sys.modules.get("pyarrow")
    if arrow is not None and isinstance(values, getattr(arrow, "ChunkedArray", ())):
        return "chunked"
    if arrow is not None and isinstance(values, getattr(arrow, "Array", ())):
        return "arrow"
    pandas: Any = sys.modules.get("pandas")
    if pandas is not None and isinstance(values, getattr(pandas, "Series", ())):
        return "series"
    speaks = hasattr(values, "__arrow_c_array__") or hasattr(values, "__arrow_c_stream__")
    if speaks and sys.implementation.name == "cpython":  # another one has no capsules, and takes the rows
        return "capsule"
    return "list"


def listed(values: Any, argument: str) -> list[Any]:
    """An iterable of rows as a list."""
    if values is None:
        raise error(NULL_POINTER, "%s is None; it must be %s" % (argument, _ACCEPTED))
    if isinstance(values, (str, bytes, bytearray, memoryview)) or hasattr(values, "items"):
        raise wrong_type(argument, _ACCEPTED, values)
    try:
        return values if isinstance(values, (list, tuple)) else list(values)  # type: ignore[return-value]
    except TypeError:
        raise wrong_type(argument, _ACCEPTED, values) from None


def series_rows(series: Any) -> list[Any]:
    """The rows of a Series that has no Arrow memory; NaN, NA and NaT are None."""
    return [None if missing else value for value, missing in zip(series.tolist(), series.isna().tolist())]


def series_arrow(series: Any) -> Any:
    """The Arrow array behind a Series, or None."""
    if not hasattr(getattr(series, "array", None), "__arrow_array__") or sys.modules.get("pyarrow") is None:
        return None
    if series.dtype == object:
        return None
    return series.array.__arrow_array__()


def of_list(rows: Any, argument: str, code: int = INVALID_ARGUMENT) -> Any:
    """Rows of str, bytes or None as a column."""
    parts = []
    missing = []
    for number, value in enumerate(rows):
        if value is None:
            missing.append(number)
            parts.append(b"")
        elif type(value) is bytes:
            parts.append(value)
        else:
            parts.append(_args.text(value, "%s[%d]" % (argument, number), code))
    offsets = [0, *accumulate(map(len, parts))]
    if offsets[-1] > _MOST:
        raise error(INPUT_TOO_LARGE, "%s holds %d bytes; split the batch" % (argument, offsets[-1]))
    validity = None
    if missing:
        bits = bytearray(b"\xff" * ((len(parts) + 7) // 8))
        for number in missing:
            bits[number >> 3] &= ~(1 << (number & 7))
        validity = bytes(bits)
    return validity, array("i", offsets).tobytes(), b"".join(parts), len(parts), 0


def of_arrow(values: Any, argument: str) -> Any:
    """The buffers of a pyarrow Array; and what holds them, to keep for as long as the column."""
    values = plain(values, argument)
    length, offset = len(values), values.offset
    if length == 0:
        return (None, None, None, 0, 0), values
    validity, offsets, data = values.buffers()
    for buffer in (validity, offsets, data):
        if buffer is not None and not buffer.is_cpu:
            raise usage("%s is not in the memory of the CPU" % argument)
    short = offsets is None or offsets.size < 4 * (offset + length + 1)
    short = short or (validity is not None and 8 * validity.size < offset + length)
    if not short:
        held = data.size if data is not None else 0
        # the library checks that offsets never fall: the last is the highest
        short = memoryview(offsets).cast("B").cast("i")[offset + length] > held
    if short:
        raise usage("%s is a damaged Array: its buffers are shorter than its rows need" % argument)
    addresses = [None if buffer is None else buffer.address for buffer in (validity, offsets, data)]
    return (*addresses, length, offset), values


def of_capsules(values: Any, argument: str, code: int) -> Iterator[tuple[Any, Any]]:
    """Columns of what speaks Arrow's C data interface, one for each of its chunks; and what holds each."""
    with _native.late:
        from . import _arrow

    for part in _arrow.parts(values, argument):
        column = part.column()
        if column is None:
            yield of_list(part.rows(), argument, code), None
        else:
            yield column, part


def of_one_capsule(values: Any, argument: str, code: int) -> tuple[Any, Any]:
    """All of it as one column; chunks are copied together."""
    with _native.late:
        from . import _arrow

    found = list(_arrow.parts(values, argument))
    column = found[0].column() if len(found) == 1 else None
    if column is not None:
        return column, found[0]
    return of_list([row for part in found for row in part.rows()], argument, code), None


def plain(values: Any, argument: str) -> Any:
    """An Array of strings or binaries in any layout as one with 32-bit offsets."""
    import pyarrow as pa

    wanted = values.type
    if pa.types.is_dictionary(wanted):
        values = values.dictionary_decode()
        wanted = values.type
    if pa.types.is_string(wanted) or pa.types.is_binary(wanted):
        return values
    text = pa.types.is_null(wanted) or pa.types.is_large_string(wanted) or str(wanted) == "string_view"
    if not text and not pa.types.is_large_binary(wanted) and str(wanted) != "binary_view":
        raise usage("%s must hold strings or binaries, not %s" % (argument, wanted))
    try:
        return values.cast(pa.string() if text else pa.binary())
    except pa.ArrowInvalid:
        raise error(INPUT_TOO_LARGE, "%s holds more than 2 GiB; split the batch" % argument) from None


def result_type(given: Any) -> Any:
    """The Arrow type of results for rows of a type."""
    import pyarrow as pa

    if pa.types.is_dictionary(given):
        given = given.value_type
    return pa.string() if pa.types.is_null(given) else given


def to_arrow(batch: Batch, name: str, text: bool = True) -> Any:
    """A result column as an Array on the batch's own memory: the batch lives as long as the Array."""
    import pyarrow as pa

    validity, offsets, data, length = batch.column(name)
    kind = pa.string() if text else pa.binary()
    if length == 0:
        return pa.array([], kind)

    def buffer(address: int, size: int) -> Any:
        return pa.foreign_buffer(address, size, batch) if size else pa.py_buffer(b"")

    ends = buffer(offsets, 4 * (length + 1))
    size = memoryview(ends).cast("B").cast("i")[length]
    bits = buffer(validity, (length + 7) // 8) if validity else None
    return pa.Array.from_buffers(kind, length, [bits, ends, buffer(data, size)])
