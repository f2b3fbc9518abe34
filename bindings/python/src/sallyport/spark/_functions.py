"""Functions on columns and DataFrames, as pandas and Arrow functions of Spark."""

from __future__ import annotations

from .. import _args, _rows
from .._errors import usage
from .._records import InstanceIdentity
from . import _worker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator

    from .._types import Duration, Fields, Text, Time

ERROR = "struct<code:int,name:string,message:string>"
_SIGNED = "struct<url:string,headers:map<string,string>,signature:string,error:%s>" % ERROR
_ANSWER = "struct<status:int,headers:map<string,string>,body:binary,error:%s>" % ERROR
_IDENTITY = "struct<%s,error:%s>" % (
    ",".join("%s:%s" % (name, "binary" if name == "raw" else "string") for name in InstanceIdentity.__slots__),
    ERROR,
)


def presign(
    url: Any,
    *,
    method: Text = "GET",
    expires: Duration = 3600,
    headers: Fields | None = None,
    payload_hash: Text | None = None,
    time: Time | None = None,
    **options: Any,
) -> Any:
    """The presigned URL of each URL, as a column of strings; null where there is none.

    Args:
        url (Column or str): the URLs, or the name of their column.
        method, expires, headers, payload_hash, time: as for Signer.presign,
            the same for all rows.
        options: credentials ("environment" or "profile"), profile, config_file,
            credentials_file (read on the executor); region, service and the
            other keyword arguments of Signer that are no secret.

    Raises:
        UsageError: a wrong argument, or a secret.

    with_presigned is the faster form. sign says why a row fails.
    """
    make = _presigner(method, expires, headers, payload_hash, time, options)

    def presigned(urls: Any) -> Any:
        return make(urls)

    return _pandas(presigned, "string")(_text(url))


def with_presigned(
    df: Any,
    url: str,
    *,
    into: str = "presigned_url",
    method: Text = "GET",
    expires: Duration = 3600,
    headers: Fields | None = None,
    payload_hash: Text | None = None,
    time: Time | None = None,
    **options: Any,
) -> Any:
    """The DataFrame with one more column: the presigned URLs. Null where there is none.

    ``df.transform(with_presigned, "url", expires=900)``. Arrow record batches
    go through the library as they are (DataFrame.mapInArrow); all columns of df
    travel with them, so select what you need first.

    Args:
        df (DataFrame), url (str): the DataFrame and its column of URLs.
        into (str): the new column.
        method, expires, headers, payload_hash, time, options: as for presign.
    """
    make = _presigner(method, expires, headers, payload_hash, time, options)
    _known(df, url)

    def presigned(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            urls = batch.column(batch.schema.get_field_index(url))
            yield _with(batch, into, make(urls).cast("string"))

    return df.mapInArrow(presigned, _schema(df, into, "string"))


def sign(
    method: Any,
    url: Any,
    *,
    headers: Any = None,
    body: Any = None,
    payload_hash: Text | None = None,
    time: Time | None = None,
    **options: Any,
) -> Any:
    """The signed request of each row: struct<url, headers, signature, error>.

    Send exactly ``url`` and ``headers``. A row that cannot be signed has only
    ``error``: struct<code, name, message>. The headers hold the session token
    of temporary credentials, as they must.

    Args:
        method (Column or str): such as lit("GET"), or the name of a column.
        url (Column or str): the URLs, or the name of their column.
        headers (Column, str or dict): a column of maps or its name, or the same
            headers for all rows.
        body (Column or str): of strings or bytes; null is no body.
        payload_hash, time: as for Signer.sign, the same for all rows.
        options: as for presign.
    """
    kept = _worker.signer_options(options)
    _args.epoch(time, "time")
    shared, by_row = _fields(headers)
    columns = [_text(method), _text(url), *by_row]
    if body is not None:
        columns.append(_text(body))
    has_fields, has_body = bool(by_row), body is not None  # a column cannot travel to the workers

    def signed(*given: Any) -> Any:
        import pandas

        lists = [series.tolist() for series in given]
        bodies = lists[-1] if has_body else [None] * len(lists[0])
        fields = lists[2] if has_fields else [shared] * len(lists[0])
        rows = _rows.sign(_worker.signer(kept), lists[0], lists[1], fields, bodies, payload_hash, time)
        return pandas.DataFrame(rows, columns=["url", "headers", "signature", "error"], dtype=object)

    return _pandas(signed, _SIGNED, struct=True)(*columns)


def verify_identity(signature: Any, document: Any = None, audience: Any = None, **options: Any) -> Any:
    """The verified identity of each row: a struct of the fields of InstanceIdentity and ``error``.

    A row that was refused has only ``error``: struct<code, name, message>; trust
    a row only where that is null.

    Args:
        signature (Column or str): the signatures, or the name of their column.
        document (Column or str): null, or None for all rows: the one in the signature.
        audience (Column or str): the audiences that must have been signed; a
            null among them is an error of that row. None: no row has one.
        options: certificates, accounts, max_age and the other keyword arguments
            of IdentityVerifier; paths are read on the executor. ``seen`` must be
            a function that can be pickled.
    """
    kept = _worker.verifier_options(options)
    columns = [_text(c) for c in (signature, document, audience) if c is not None]
    has_document, has_audience = document is not None, audience is not None

    def verified(*given: Any) -> Any:
        documents = given[1] if has_document else None
        return _worker.verifier(kept).verify_batch(given[0], documents, given[-1] if has_audience else None)

    return _pandas(verified, _IDENTITY, struct=True)(*columns)


def with_identity(
    df: Any,
    signature: str,
    document: str | None = None,
    audience: str | None = None,
    *,
    into: str = "identity",
    **options: Any,
) -> Any:
    """The DataFrame with one more column: what verify_identity gives, by Arrow record batches.

    Args:
        df (DataFrame), signature, document, audience (str): names of its columns.
        into (str): the new column.
        options: as for verify_identity.
    """
    kept = _worker.verifier_options(options)
    for name in (signature, document, audience):
        if name is not None:
            _known(df, name)

    def verified(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            columns = [
                None if name is None else batch.column(batch.schema.get_field_index(name))
                for name in (signature, document, audience)
            ]
            yield _with(batch, into, _worker.verifier(kept).verify_batch(*columns))

    return df.mapInArrow(verified, _schema(df, into, _IDENTITY))


def https_get(url: Any, *, headers: Any = None, **options: Any) -> Any:
    """The answer to a GET of each URL: struct<status, headers, body, error>.

    A row that got no answer has only ``error``: struct<code, name, message>. A
    status of 400 or above is an answer. One client per Python worker keeps its
    connections open from row to row and from task to task.

    A task that Spark runs again asks again, and orderBy asks for a sample of the
    rows first: cache the answers before you sort them. All answers to an Arrow batch are in
    memory at once: for large bodies lower
    ``spark.sql.execution.arrow.maxRecordsPerBatch``, and set ``max_body``.

    Args:
        url (Column or str): the URLs, or the name of their column.
        headers (Column, str or dict): a column of maps or its name, or the same
            headers for all rows; no Authorization, cookie or other secret.
        options: resolve, verify, cert (paths on the executor), timeout, retries,
            max_body and the other keyword arguments of Client; with credentials
            or profile, config_file, credentials_file as for presign, requests
            are signed for AWS, and region, service and so on count too.

    Raises:
        UsageError: a wrong argument, or a secret.
    """
    kept = _worker.client_options(options)
    shared, by_row = _fields(headers)
    has_fields = bool(by_row)

    def answered(*given: Any) -> Any:
        import pandas

        lists = [series.tolist() for series in given]
        fields = lists[1] if has_fields else [shared] * len(lists[0])
        rows = _rows.get(_worker.client(kept), lists[0], fields)
        return pandas.DataFrame(rows, columns=["status", "headers", "body", "error"], dtype=object)

    return _pandas(answered, _ANSWER, struct=True)(_text(url), *by_row)


def _presigner(
    method: Any, expires: Any, headers: Any, payload_hash: Any, time: Any, options: dict[str, Any]
) -> Callable[[Any], Any]:
    """What all rows share is checked here, on the driver, before there is a job."""
    kept = _worker.signer_options(options)
    seconds = _args.lifetime(expires)
    _worker.refuse_secret_headers(headers)
    fields = None if headers is None else list(headers.items() if hasattr(headers, "items") else headers)
    _args.signing(method, b"", fields, b"", payload_hash, time, seconds)

    def make(urls: Any) -> Any:
        return _worker.signer(kept).presign_batch(
            urls, method=method, expires=seconds, headers=fields, payload_hash=payload_hash, time=time
        )

    return make


def _pandas(function: Any, returns: str, struct: bool = False) -> Any:
    """A pandas UDF; the annotations tell Spark its kind.

    Not deterministic, as results depend on the time. It also keeps Spark from computing a
    struct anew for each of its fields: URL and headers of a request have one signature.
    """
    import pandas
    from pyspark.sql.functions import pandas_udf

    result = pandas.DataFrame if struct else pandas.Series
    names = function.__code__.co_varnames[: max(function.__code__.co_argcount, 1)]
    function.__annotations__ = dict.fromkeys(names, pandas.Series)
    function.__annotations__["return"] = result
    return pandas_udf(function, returns).asNondeterministic()


def _fields(headers: Any) -> tuple[dict[Any, Any] | None, list[Any]]:
    """Headers that all rows share, or a column of them."""
    if headers is None:
        return None, []
    if hasattr(headers, "items"):
        _worker.refuse_secret_headers(headers)
        return dict(headers), []
    return None, [_column(headers)]


def _column(value: Any) -> Any:
    if isinstance(value, str):
        from pyspark.sql.functions import col

        return col(value)
    return value


def _text(value: Any) -> Any:
    """A column of text as bytes: Spark's strings may be no UTF-8, on which PySpark fails the task."""
    return _column(value).cast("string").cast("binary")


def _known(df: Any, name: Any) -> None:
    if name not in df.columns:
        raise usage("the DataFrame has no column %r; it has %s" % (name, ", ".join(df.columns)))
    if df.columns.count(name) > 1:
        raise usage("the DataFrame has %d columns %r; rename all but one" % (df.columns.count(name), name))
    kind = df.schema[name].dataType.typeName()
    if kind not in ("string", "binary", "void"):
        raise usage("column %r must hold strings or bytes, not %s" % (name, kind))


def _schema(df: Any, into: str, kind: str) -> Any:
    from pyspark.sql.types import StructField, StructType, _parse_datatype_string

    if into in df.columns:
        raise usage("the DataFrame has a column %r already; name another with into=" % into)
    return StructType([*df.schema.fields, StructField(into, _parse_datatype_string(kind))])


def _with(batch: Any, into: str, column: Any) -> Any:
    import pyarrow

    return pyarrow.RecordBatch.from_arrays([*batch.columns, column], names=[*batch.schema.names, into])
