"""Many rows in one call."""

from __future__ import annotations

from array import array

from . import _columns, _lines, _native, _ops
from ._errors import (
    DOCUMENT_MALFORMED,
    INVALID_ARGUMENT,
    INVALID_URL,
    SIGNATURE_MALFORMED,
    Error,
    error,
    usage,
    wrong_type,
)
from ._records import InstanceIdentity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._calls import Batch, Object


def presign(signer: Object, template: tuple[Any, ...], urls: Any, errors: Any) -> Any:
    """Signer.presign_batch; template is what _args.signing returned."""
    if errors is not None and not (hasattr(errors, "__setitem__") and hasattr(errors, "keys")):
        raise wrong_type("errors", "a dict", errors)
    method, _, headers, _, payload_hash, time, expires = template

    def call(column: Any) -> Batch:
        return signer.batch(
            _ops.SIGNER_PRESIGN_BATCH,
            method=method,
            headers=headers,
            payload_hash=payload_hash,
            time=time,
            expires=expires,
            urls=column,
        )

    def chunk(values: Any, first: int) -> Any:
        column, kept = _columns.of_arrow(values, "urls")
        batch = call(column)
        del kept
        _note(batch, errors, first)
        wanted = _columns.result_type(values.type)
        signed = _columns.to_arrow(batch, "url")
        return signed if signed.type == wanted else signed.cast(wanted)

    def array_of(values: Any) -> Any:
        if not hasattr(values, "chunks"):
            return chunk(values, 0)
        import pyarrow

        first, done = 0, []
        for part in values.chunks:
            done.append(chunk(part, first))
            first += len(part)
        return pyarrow.chunked_array(done, _columns.result_type(values.type))

    def rows_of(rows: Any) -> list[str | None]:
        batch = call(_columns.of_list(rows, "urls", INVALID_URL))
        _note(batch, errors, 0)
        return [None if url is None else _lines.text(url) for url in batch.values("url")]

    kind = _columns.kind(urls)
    if kind in ("arrow", "chunked"):
        return array_of(urls)
    if kind == "capsule":
        with _native.late:
            from . import _arrow_out

        made, first = [], 0
        for column, kept in _columns.of_capsules(urls, "urls", INVALID_URL):
            batch = call(column)
            del kept
            _note(batch, errors, first)
            first += column[3]
            made.append(_arrow_out.of_batch(batch, "url"))
        return _arrow_out.column(made or [_arrow_out.of_rows("url", [])])
    if kind == "list":
        return rows_of(_columns.listed(urls, "urls"))
    import pandas

    values = _columns.series_arrow(urls)
    if values is None:
        done: Any = rows_of(_columns.series_rows(urls))
        return pandas.Series(done, index=urls.index, name=urls.name, dtype=object)
    signed = array_of(values)
    if hasattr(urls.dtype, "__from_arrow__") and signed.type == values.type:
        return pandas.Series(urls.dtype.__from_arrow__(signed), index=urls.index, name=urls.name)
    return pandas.Series(signed.to_pylist(), index=urls.index, name=urls.name, dtype=object)


def _failures(batch: Batch) -> dict[int, Error]:
    """The errors of a batch by row."""
    codes = array("i", batch.codes())
    if not any(codes):
        return {}
    messages = batch.values("error")
    return {row: error(code, messages[row] or b"") for row, code in enumerate(codes) if code}


def _note(batch: Batch, errors: Any, first: int) -> None:
    if errors is not None:
        for row, failure in _failures(batch).items():
            errors[first + row] = failure


def verify(
    verifier: Object,
    given: tuple[Any, Any, Any],
    now: int | None,
    replayed: Callable[[InstanceIdentity], None] | None,
) -> Any:
    """IdentityVerifier.verify_batch; replayed raises for an identity that was seen before."""
    names = ("signatures", "documents", "audiences")
    codes = (SIGNATURE_MALFORMED, DOCUMENT_MALFORMED, INVALID_ARGUMENT)
    columns: list[Any] = []
    kept = []
    kind = ""
    for values, name, code in zip(given, names, codes):
        if values is None and name != "signatures":
            columns.append(None)
            continue
        kind = kind or _columns.kind(values)
        column, holder = _any_column(values, name, code)
        columns.append(column)
        kept.append(holder)
    for column, name in zip(columns[1:], names[1:]):
        if column is not None and column[3] != columns[0][3]:
            raise usage("%s has %d rows, signatures %d" % (name, column[3], columns[0][3]))
    batch = verifier.batch(_ops.VERIFIER_VERIFY_BATCH, time=now, **dict(zip(names, columns)))
    del kept
    failures = _failures(batch)
    if kind == "list" or replayed is not None:
        items = _items(batch, columns[0][3], failures, replayed)
        if kind == "list":
            return items
    if kind == "capsule":
        return _capsules(batch, columns[0][3], failures)
    if kind == "series":
        return _frame(batch, failures, given[0].index)
    return _struct(batch, failures)


def _any_column(values: Any, argument: str, code: int) -> tuple[Any, Any]:
    kind = _columns.kind(values)
    if kind == "series":
        found = _columns.series_arrow(values)
        if found is None:
            return _columns.of_list(_columns.series_rows(values), argument, code), None
        values, kind = found, _columns.kind(found)
    if kind == "chunked":
        values = values.combine_chunks()
        if hasattr(values, "chunks"):
            import pyarrow

            values = pyarrow.concat_arrays(values.chunks)
        kind = "arrow"
    if kind == "arrow":
        return _columns.of_arrow(values, argument)  # type: ignore[no-any-return]
    if kind == "capsule":
        return _columns.of_one_capsule(values, argument, code)
    return _columns.of_list(_columns.listed(values, argument), argument, code), None


def _items(batch: Batch, length: int, failures: dict[int, Error], replayed: Any) -> list[Any]:
    """An identity or an error per row. A replayed identity is added to failures."""
    names = InstanceIdentity.__slots__
    fields = list(zip(*(batch.values(name) for name in names)))
    items: list[Any] = []
    for row in range(length):
        item: Any = failures.get(row)
        if item is None:
            item = InstanceIdentity(dict(zip(names, fields[row])))
            if replayed is not None:
                try:
                    replayed(item)
                except Error as e:
                    e.__traceback__ = None  # it is a result
                    item = failures[row] = e
        items.append(item)
    return items


def _reasons(failures: dict[int, Error], length: int) -> list[Any]:
    rows: list[Any] = [None] * length
    for row, failure in failures.items():
        rows[row] = {"code": failure.code, "name": failure.name, "message": failure.message}
    return rows


def _struct(batch: Batch, failures: dict[int, Error]) -> Any:
    import pyarrow as pa
    import pyarrow.compute  # noqa: F401 - pa.compute

    names = InstanceIdentity.__slots__
    arrays = [_columns.to_arrow(batch, name, name != "raw") for name in names]
    refused = [row in failures for row in range(len(arrays[0]))]
    if any(bad and fine for bad, fine in zip(refused, arrays[0].is_valid().to_pylist())):  # replayed: known here only
        mask = pa.array(refused, pa.bool_())
        arrays = [pa.compute.if_else(mask, None, values) for values in arrays]
    reason = pa.struct([("code", pa.int32()), ("name", pa.string()), ("message", pa.string())])
    arrays.append(pa.array(_reasons(failures, len(refused)), reason))
    return pa.StructArray.from_arrays(arrays, names=[*names, "error"])


def _capsules(batch: Batch, length: int, failures: dict[int, Error]) -> Any:
    with _native.late:
        from . import _arrow_out

    reasons = _reasons(failures, length)
    parts = {name: [reason and reason[name] for reason in reasons] for name in ("name", "message")}
    codes = _arrow_out.of_numbers("code", [reason and reason["code"] for reason in reasons])
    error = [codes, *(_arrow_out.of_rows(name, rows) for name, rows in parts.items())]
    fields = [_arrow_out.of_batch(batch, name, name != "raw") for name in InstanceIdentity.__slots__]
    fine = bytearray(b"\xff" * ((length + 7) // 8))
    for row in failures:
        fine[row >> 3] &= ~(1 << (row & 7))
    if failures:  # also of what is refused here and was verified there
        for field in fields:
            field.buffers[0] = bytes(fine)
    fields.append(_arrow_out.of_struct("error", length, error, _arrow_out.bits(reasons)))
    return _arrow_out.column([_arrow_out.of_struct("", length, fields)])


def _frame(batch: Batch, failures: dict[int, Error], index: Any) -> Any:
    import pandas

    columns: dict[str, Any] = {}
    for name in InstanceIdentity.__slots__:
        values = batch.values(name)
        columns[name] = pandas.Series(
            [
                None if value is None or row in failures else value if name == "raw" else _lines.text(value)
                for row, value in enumerate(values)
            ],
            index=index,
            dtype=object,
        )
    columns["error"] = pandas.Series(_reasons(failures, len(index)), index=index, dtype=object)
    return pandas.DataFrame(columns, index=index)
