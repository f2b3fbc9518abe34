"""Why a server refused a signature."""

from __future__ import annotations

from . import _args, _calls, _lines, _native, _ops, _pasted
from ._errors import wrong_type
from ._records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._calls import Object, Spans
    from ._records import SignedRequest
    from ._types import Fields


class Finding(Record):
    """Base of what names one cause, with its evidence and its fix."""

    __slots__ = ("cause", "summary", "evidence", "fix")

    cause: str
    summary: str
    evidence: list[tuple[str, str]]
    fix: str

    def __init__(self, spans: Spans) -> None:
        self.cause = _lines.text(spans["cause"])
        self.summary = _lines.text(spans["summary"])
        found = [line.partition(": ") for line in _lines.text(spans["evidence"]).split("\r\n")]
        self.evidence = [(name, value) for name, _, value in found if name]
        self.fix = _lines.text(spans["fix"])

    def __str__(self) -> str:
        found = "".join("\n  %s: %s" % pair for pair in self.evidence)
        return "%s: %s%s\nFix: %s" % (self.cause, self.summary, found, self.fix)


class Explanation(Finding):
    """Why a server refused a signature. ``str()`` is a readable report; no secret is in it. Can be pickled.

    Attributes:
        cause (str): a stable id, such as "wrong_service"; "not_refused" or
            "unknown" where that is so. docs/causes/README.md lists them.
        summary (str): what it means.
        evidence (list of (str, str)): what was found, by name.
        fix (str): what to change.
    """

    __module__ = "sallyport"
    __slots__ = ()


def explain(
    request: Any = None, response: Any = None, *, response_headers: Fields | None = None, status: int | None = None
) -> Explanation:
    """Says why a server refused a request of any signer, without its secret.

    What was sent is compared with what the server says; where it says nothing,
    the request itself is looked at as inspect() does. Signer.explain knows more
    where the signer is at hand. Nothing is sent::

        print(sallyport.explain(response=error))  # of requests or httpx: the request is in it

    Args:
        request: what was sent: a presigned URL; a request of requests, httpx or
            botocore, or a SignedRequest; a dict with method, url, headers and
            body. None: the one that the response knows, if it does.
        response: the answer: a response, or an exception that carries one, of
            Sallyport, requests, httpx or botocore (ClientError); its body as
            bytes or str; a dict with status, headers and body.
        response_headers (dict or list of pairs): of the answer.
        status (int): of the answer.

    Raises:
        UsageError: a wrong type; more than 64 KiB of URL or headers.
    """
    lines, body, code = answer(response, response_headers, status)
    if request is None:
        request = _attribute(response, "request") or _attribute(_attribute(response, "response"), "request")
    pasted = _pasted.Pasted(request)
    return Explanation(
        _calls.call(
            _ops.REQUEST_EXPLAIN,
            method=pasted.method,
            url=pasted.url,
            headers=pasted.headers,
            body=pasted.body,
            response_headers=lines,
            response_body=body,
            status=code,
        )
    )


def _attribute(of: Any, name: str) -> Any:
    """An attribute, or None; that of httpx raises where there is no request."""
    try:
        return getattr(of, name, None)
    except RuntimeError:
        return None


def of_signed(signer: Object, signed: SignedRequest, response: Any, headers: Any, status: int | None) -> Explanation:
    """What Signer.explain() does, on its native object."""
    lines, body, code = answer(response, headers, status)
    canonical_request, _, string_to_sign = signed._steps.partition(b"\0")
    return Explanation(
        signer.call(
            _ops.SIGNER_EXPLAIN,
            method=_args.text(signed.method, "signed.method"),
            url=_args.text(signed.url, "signed.url"),
            canonical_request=canonical_request,
            string_to_sign=string_to_sign,
            response_headers=lines,
            response_body=body,
            status=code,
        )
    )


def answer(response: Any, headers: Any, status: int | None) -> tuple[bytes, bytes, int]:
    """Field lines, body and status of what a caller has of an answer.

    That is a body; a response or an exception of Sallyport, requests, httpx or
    botocore; or a dict with status, headers and body.
    """
    if isinstance(response, (bytes, bytearray, memoryview)):
        body = bytes(response)
    elif isinstance(response, str):
        body = response.encode("utf-8", "surrogatepass")
    else:
        found = response
        if isinstance(response, BaseException):
            found = _attribute(response, "response")
        if isinstance(found, dict):
            body, headers, status = _of_dict(found, headers, status)
        elif hasattr(found, "status_code") and hasattr(found, "content"):
            body = bytes(found.content or b"")
            headers = found.headers if headers is None else headers
            status = found.status_code if status is None else status
        else:
            raise wrong_type(
                "response_body", "bytes, str, or a response or an exception of a library that has one", response
            )
    if isinstance(status, str) and status.isdecimal():  # in what somebody pasted
        status = int(status[:4])
    code = 0 if status is None else _args.ranged(status, "status", 0, 999)
    return _lines.encode(_pasted.pairs(headers)), body, code


def _of_dict(parsed: dict[str, Any], headers: Any, status: int | None) -> tuple[bytes, Any, int | None]:
    """An answer as status, headers and body; or the one in a ClientError, of which botocore keeps the parsed parts."""
    with _native.late:
        from json import dumps

    if "body" in parsed:
        body = parsed["body"]
        return (
            body.encode("utf-8", "surrogatepass") if isinstance(body, str) else _args.body(body or b"", "body"),
            parsed.get("headers") if headers is None else headers,
            parsed.get("status") if status is None else status,
        )
    meta = parsed.get("ResponseMetadata", {})
    told = {str(name): str(value) for name, value in parsed.get("Error", {}).items()}
    return (
        dumps(told).encode(),
        meta.get("HTTPHeaders") if headers is None else headers,
        meta.get("HTTPStatusCode") if status is None else status,
    )
