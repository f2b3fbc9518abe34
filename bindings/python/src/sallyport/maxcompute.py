"""Sallyport in MaxCompute: functions of SQL that sign, reach and verify, and what a job needs for them.

* presign, sign, https_get and verify_identity make classes for ``odps.udf.annotate``.
* archive writes the package as a resource, settings what stands before the SQL.
* resource finds a file resource, for functions of your own.

A row that fails is NULL, or its text has an error; it never fails the job, and a NULL gives NULL. What makes every
row fail (no credentials, a wrong option) fails the task. Files are named as the function's resources: a
relative name is looked up there. The page docs/maxcompute.md has a job from end to end.

Source: Alibaba Cloud, MaxCompute user guide: "Python 3 UDFs", "Use third-party packages in Python UDFs", "Use
UDFs to access resources in VPCs".
"""

from __future__ import annotations

import json
import os

from . import _rows
from ._archive import archive
from ._client import Client
from ._errors import Error, usage
from ._identity import IdentityVerifier
from ._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._types import Duration, Fields, Text

__all__ = ["archive", "https_get", "presign", "resource", "settings", "sign", "verify_identity"]

_FILES = ("credentials_file", "config_file", "verify", "cert", "certificates")
_SIGNING = frozenset(Signer._open.__kwdefaults__ or ()) | {"profile", "credentials_file", "config_file"}


def presign(
    *,
    method: Text = "GET",
    expires: Duration = 3600,
    headers: Fields | None = None,
    payload_hash: Text | None = None,
    **options: Any,
) -> type:
    """A function ``string->string``: a URL's presigned URL; NULL where there is none. ``sign`` says why.

    Args:
        method, expires, headers, payload_hash: as for Signer.presign, the same for all rows.
        options: profile, credentials_file, config_file (resources); region, service and the
            other keyword arguments of Signer.

    Returns:
        A class with ``evaluate``, for ``odps.udf.annotate``.
    """

    class Presign:
        def __init__(self) -> None:
            self._signer = _signer(options)

        def evaluate(self, url: Any) -> str | None:
            if url is None:
                return None
            try:
                return self._signer.presign(method, url, expires=expires, headers=headers, payload_hash=payload_hash)
            except Error as e:
                _rows.failure(e)
                return None

    return Presign


def sign(*, headers: Fields | None = None, payload_hash: Text | None = None, **options: Any) -> type:
    """A function ``string,string,string->string``: from method, URL and body to the signed request as JSON.

    ``{"url": ..., "headers": {...}, "signature": ...}``, all of which is to be sent, or
    ``{"error": {"code": ..., "name": ..., "message": ...}}``. A body that is NULL is none.

    Args:
        headers, payload_hash: as for Signer.sign, the same for all rows.
        options: as for presign.
    """

    class Sign:
        def __init__(self) -> None:
            self._signer = _signer(options)

        def evaluate(self, method: Any, url: Any, body: Any = None) -> str | None:
            if method is None or url is None:
                return None
            [(url, fields, signature, error)] = _rows.sign(
                self._signer, [method], [url], [headers], [body], payload_hash, None
            )
            return _json(error, url=url, headers=fields, signature=signature)

    return Sign


def https_get(*, headers: Fields | None = None, **options: Any) -> type:
    """A function ``string->string``: the answer to a GET of a URL, as JSON.

    ``{"status": ..., "headers": {...}, "text": ...}``, or ``{"error": {...}}`` where there was no
    answer. A status of 400 or above is an answer. One client keeps its connections from row to
    row. MaxCompute may run a task again, which asks again.

    Args:
        headers: the same for all rows.
        options: resolve, verify, cert (resources), timeout, retries, max_body and the other
            keyword arguments of Client; with profile or credentials_file requests are signed for
            AWS, and region, service and so on count too.
    """

    class HTTPSGet:
        def __init__(self) -> None:
            kept = _located(options)
            signing = {name: kept.pop(name) for name in _SIGNING.intersection(kept)}
            self._client = Client(signer=_signer(signing) if signing else None, **kept)

        def evaluate(self, url: Any) -> str | None:
            if url is None:
                return None
            try:
                answer = self._client.get(url, headers=headers)
            except Error as e:
                return _json(_rows.failure(e))
            return _json(None, status=answer.status_code, headers=dict(answer.headers.items()), text=answer.text)

    return HTTPSGet


def verify_identity(**options: Any) -> type:
    """A function ``string,string,string->string``: from signature, document and audience to the identity as JSON.

    The fields of InstanceIdentity that the document has, or ``{"error": {...}}``: trust a row
    only where there is none. A document that is NULL is the one in the signature; an audience
    that is NULL must not be in it.

    Args:
        options: certificates (resources), accounts, max_age and the other keyword arguments of
            IdentityVerifier.
    """

    class VerifyIdentity:
        def __init__(self) -> None:
            self._verifier = IdentityVerifier(**_located(options))

        def evaluate(self, signature: Any, document: Any = None, audience: Any = None) -> str | None:
            if signature is None:
                return None
            try:
                identity = self._verifier.verify(signature, document, audience=audience)
            except Error as e:
                return _json(_rows.failure(e))
            fields = {name: getattr(identity, name) for name in type(identity).__slots__ if name != "raw"}
            return _json(None, **{name: value for name, value in fields.items() if value not in (None, "")})

    return VerifyIdentity


def resource(name: Text) -> str:
    """The path of a file resource of the function, for an argument that takes a path.

    Raises:
        UsageError: the function has no such resource.
    """
    name = os.fsdecode(name)
    try:
        from odps.distcache import get_cache_file

        with get_cache_file(name) as file:
            path: str = os.path.abspath(file.name)
    except Exception as e:  # its errors have no common class
        raise usage("%r is no file resource of this function: %s; name it after USING" % (name, e)) from None
    return path


def settings(*urls: Text, network: str | None = None) -> str:
    """What stands before the SQL that calls a function: lines of ``set``.

    Args:
        urls: what the job may reach; each must be allowed for the project as well.
        network: the name of a connection to a VPC (odps.session.networklink).

    Raises:
        UsageError: a URL without a host.
    """
    lines = ["odps.sql.python.version=cp37", "odps.isolation.session.enable=true"]
    if urls:
        targets = dict.fromkeys("%s:%d" % _target(url) for url in urls)
        lines.append("odps.internet.access.list=" + ",".join(targets))
    if network is not None:
        lines.append("odps.session.networklink=" + network)
    return "".join("set %s;\n" % line for line in lines)


def _target(url: Text) -> tuple[str, int]:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(os.fsdecode(url))
        host, port = parts.hostname, parts.port
    except ValueError as e:
        raise usage("%r is no URL: %s" % (url, e)) from None
    if not host or parts.scheme not in ("http", "https"):
        raise usage("%r is no URL: give https://HOST or https://HOST:PORT" % (url,))
    return host, port or (443 if parts.scheme == "https" else 80)


def _signer(options: dict[str, Any]) -> Signer:
    kept = _located(options)
    if any(name in kept for name in ("profile", "credentials_file", "config_file")):
        return Signer.from_profile(kept.pop("profile", None), **kept)
    return Signer.from_env(**kept)


def _located(options: dict[str, Any]) -> dict[str, Any]:
    return {name: _file(value) if name in _FILES else value for name, value in options.items()}


def _file(value: Any) -> Any:
    """Paths of resources in the place of their names; what is no relative path stays."""
    if isinstance(value, list):
        return [_file(each) for each in value]
    if isinstance(value, tuple):  # the third is a password
        return tuple(_file(each) for each in value[:2]) + value[2:]
    if not isinstance(value, (str, os.PathLike)):
        return value
    path = os.fspath(value)
    named = isinstance(path, str) and "\n" not in path and not path.startswith(("sha256/", os.sep))
    return resource(path) if named else value


def _json(error: dict[str, Any] | None, **row: Any) -> str:
    return json.dumps({"error": error} if error else row, ensure_ascii=False)
