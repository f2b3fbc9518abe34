"""A refused signature without its signer: the one place where the command asks why."""

from __future__ import annotations

import re

from .. import _lines, _ops
from .._explain import Explanation
from .._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .pasted import Request, Response

_CREDENTIAL = re.compile(r"Credential=([A-Za-z0-9]{1,128})(?:/|%2F)([0-9]{8}(?:/|%2F)[^\s,&]{1,300})", re.I)
_UNKNOWN = "x" * 40  # stands for a secret, in which then nothing is found wrong


def explain(request: Request | None, response: Response) -> Explanation:
    """Why the server refused; "not_refused" and "unknown" are causes too."""
    key, string_to_sign, token = _signed(request)
    signer = Signer(
        access_key_id=key or "AKIDEXAMPLE",
        secret_access_key=_UNKNOWN,
        session_token=_UNKNOWN if token or key.startswith("ASIA") else None,
    )
    return Explanation(
        signer._object.call(
            _ops.SIGNER_EXPLAIN,
            method=_bytes(request.method if request else ""),
            url=_bytes(request.url if request else ""),
            canonical_request=_bytes(request.canonical_request if request else ""),
            string_to_sign=_bytes(string_to_sign),
            response_headers=_lines.encode(response.headers),
            response_body=response.body[: 64 << 10],
            status=response.status,
        )
    )


def _signed(request: Request | None) -> tuple[str, str, bool]:
    """The access key id, what is known of the string to sign, and whether there is a session token."""
    if request is None:
        return "", "", False
    where = request.header("authorization") or request.url
    credential = _CREDENTIAL.search(where)
    key, scope = credential.groups() if credential else ("", "")
    query = re.search(r"X-Amz-Date=([0-9TZ]{1,20})", request.url, re.I)
    date = request.header("x-amz-date") or (query.group(1) if query else "")
    told = "AWS4-HMAC-SHA256\n%s\n%s\n" % (date, scope.replace("%2F", "/").replace("%2f", "/"))
    token = bool(request.header("x-amz-security-token")) or "x-amz-security-token=" in request.url.lower()
    return key, request.string_to_sign or (told if scope else ""), token


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
