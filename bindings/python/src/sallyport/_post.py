"""Uploads by a browser's form: POST policies of S3."""

from __future__ import annotations

from json import dumps

from . import _args, _lines, _ops
from ._errors import INVALID_URL, usage, wrong_type
from ._records import PresignedPost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._calls import Object


def presign(
    signer: Object, url: Any, bucket: Any, key: Any, fields: Any, conditions: Any, expires: Any, time: Any
) -> PresignedPost:
    """What Signer.presign_post() does, on its native object."""
    if fields is not None and not hasattr(fields, "items"):
        raise wrong_type("fields", "a dict of str", fields)
    given = {}
    for field, value in (fields or {}).items():
        given[_lines.text(_args.text(field, "a name in fields"))] = _lines.text(_args.text(value, "fields[%r]" % field))
    if conditions is not None and not isinstance(conditions, (list, tuple)):
        raise wrong_type("conditions", "a list", conditions)
    name = _args.text(key, "key")
    spans = signer.call(
        _ops.SIGNER_PRESIGN_POST,
        url=_args.text(url, "url", INVALID_URL),
        bucket=_args.text(bucket, "bucket"),
        key=name,
        fields=_json(given, "fields"),
        conditions=_json(conditions or [], "conditions"),
        time=_args.epoch(time, "time"),
        expires=_args.lifetime(expires),
    )
    made = dict(_lines.decode(spans["fields"]).pairs)
    return PresignedPost(_lines.text(spans["url"]), {**given, "key": _lines.text(name), **made})


def _json(value: Any, argument: str) -> bytes:
    try:
        return dumps(value).encode("ascii")
    except (TypeError, ValueError, RecursionError) as e:
        raise usage("%s cannot be written as JSON: %s" % (argument, e)) from None
