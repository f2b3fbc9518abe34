"""Whether an upload by a browser's form is one that its POST policy allows."""

from __future__ import annotations

from . import _args, _lines, _native, _ops
from ._errors import Error, wrong_type
from ._headers import items_of
from ._inspect import _moment
from ._records import Record
from ._verify_request import _known, _verifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, Collection

    from ._calls import Spans
    from ._types import Duration, Fields, SecretFor, Text, Time


class VerifiedPost(Record):
    """What a POST policy allows and its signature proves. No secret and no token is in it. Can be pickled.

    Attributes:
        access_key_id (str): whose secret has signed.
        region, service (str): of the scope that it is signed for.
        signed_at, expires_at (datetime): aware; the policy's.
        key (str): of the object, with the name of the file in the place of ${filename}.
        min_size, max_size (int): bytes that the file may have; None: any number.
    """

    __module__ = "sallyport"
    __slots__ = _ops.POSTED_LIST

    access_key_id: str
    region: str
    service: str
    signed_at: datetime
    expires_at: datetime
    key: str
    min_size: int | None
    max_size: int | None

    def __init__(self, spans: Spans) -> None:
        for name in self.__slots__:
            value: Any = _lines.text(spans[name])
            if name.endswith("_at"):
                value = _moment(spans[name])
            elif name.endswith("_size"):
                value = int(value) if value else None
            setattr(self, name, value)

    def __hash__(self) -> int:
        return hash((self.access_key_id, self.signed_at, self.key))

    def __repr__(self) -> str:
        return "<VerifiedPost of %s for %r>" % (self.access_key_id, self.key)


def verify_post(
    bucket: Text,
    fields: Fields,
    filename: Text | None,
    size: int | None,
    *,
    secret_for: SecretFor,
    now: Time | None = None,
    max_skew: Duration = 900,
    services: Collection[Text] | None = None,
    regions: Collection[Text] | None = None,
) -> VerifiedPost:
    """Verifies an upload by a browser's form: signature, expiration and each condition of its POST policy.

    Returns what is allowed, or raises: there is no other way to learn of a failure::

        post = sallyport.verify_post("bucket", form, file.filename, size, secret_for=secrets.get)

    Args:
        bucket (str): that the form was sent to.
        fields (dict or list of pairs of str): of the form, those before the file. Only a
            list shows that a field is there twice, which is refused.
        filename (str): that the browser gave for the file; None: none.
        size (int): of the file, in bytes; None: not known yet, and to be compared with
            min_size and max_size of the result.
        secret_for: as in verify_request().
        now (datetime or number): aware datetime or epoch seconds; default: the clock.
        max_skew: seconds or timedelta by which the form may be signed after now.
        services, regions: those that are taken. None: any.

    Raises:
        VerificationError: refused; ``.name`` says why. Answer all of them alike.
        UsageError: a wrong argument.

    Specification: Amazon S3 API Reference, "Creating a POST policy".
    """
    refused = None
    try:
        verified = _verified(
            (bucket, fields, filename, size),
            secret_for,
            now,
            _verifier(
                _args.milliseconds(max_skew, "max_skew"),
                _args.strings(services, "services"),
                _args.strings(regions, "regions"),
            ),
        )
    except Error as e:
        refused = e
    finally:
        del fields, secret_for  # tracebacks that show locals must not show secret and token
    if refused is not None:
        raise refused.with_traceback(None) from None  # without the frames below, for the same reason
    return verified


def _verified(form: tuple[Any, Any, Any, Any], secret_for: Any, now: Any, verifier: Any) -> VerifiedPost:
    bucket, fields, filename, size = form
    known: Any = {"secret_access_key": None, "session_token": None}
    pairs: Any = None
    value: Any = None
    object_: Any = None
    try:
        try:
            pairs = [(_text(name), _text(value)) for name, value in items_of(fields)]
        except (TypeError, ValueError):
            raise wrong_type("fields", "a dict or list of pairs of str", fields) from None
        for name, value in pairs:
            if name.lower() == "x-amz-credential":
                known = _known(secret_for, value.rsplit("/", 4)[0])
                break
        with _native.late:
            from json import dumps
        object_ = "{%s}" % ",".join(dumps(n, ensure_ascii=False) + ":" + dumps(v, ensure_ascii=False) for n, v in pairs)
        spans = verifier.call(
            _ops.REQUEST_VERIFIER_VERIFY_POST,
            bucket=_args.text(bucket, "bucket"),
            fields=object_.encode("utf-8", "surrogatepass"),
            filename=_filename(filename),
            size=-1 if size is None else _args.ranged(size, "size", 0),
            time=_args.epoch(now, "now"),
            **known,
        )
        return VerifiedPost(spans)
    finally:
        form, fields, pairs, known, object_, secret_for, value = (None,) * 4, None, None, None, None, None, None


def _filename(value: Any) -> bytes | None:
    try:
        return None if value is None else _text(value).encode("utf-8", "surrogatepass")
    except TypeError:
        raise wrong_type("filename", "a str", value) from None


def _text(value: Any) -> str:
    """A name or value; what is no UTF-8 stays so, and is refused."""
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "surrogateescape")
    if not isinstance(value, str):
        raise TypeError
    return value
