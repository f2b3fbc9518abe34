"""Why a server refused a signature."""

from __future__ import annotations

from . import _lines
from ._errors import wrong_type
from ._records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._calls import Spans


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
            "unknown" where that is so. docs/causes.md lists them.
        summary (str): what it means.
        evidence (list of (str, str)): what was found, by name.
        fix (str): what to change.
    """

    __module__ = "sallyport"
    __slots__ = ()


def answer(response: Any, headers: Any, status: int | None) -> tuple[bytes, bytes, int]:
    """Field lines, body and status of what a caller has of an answer.

    That is a body, or a response or an exception of Sallyport, requests, httpx
    or botocore.
    """
    if isinstance(response, (bytes, bytearray, memoryview)):
        body = bytes(response)
    elif isinstance(response, str):
        body = response.encode("utf-8", "surrogatepass")
    else:
        found = response
        if isinstance(response, BaseException):
            found = getattr(response, "response", None)
        if isinstance(found, dict):
            body, headers, status = _of_botocore(found, headers, status)
        elif hasattr(found, "status_code") and hasattr(found, "content"):
            body = bytes(found.content or b"")
            headers = found.headers if headers is None else headers
            status = found.status_code if status is None else status
        else:
            raise wrong_type(
                "response_body", "bytes, str, or a response or an exception of a library that has one", response
            )
    return _lines.encode(_pairs(headers)), body, int(status or 0)


def _pairs(headers: Any) -> Any:
    """Headers of any library as pairs, without those that cannot be a line."""
    if headers is None:
        return None
    items = headers.items() if hasattr(headers, "items") else headers
    return [(name, value) for name, value in items if "\n" not in str(value) and "\r" not in str(value)]


def _of_botocore(parsed: dict[str, Any], headers: Any, status: int | None) -> tuple[bytes, Any, int | None]:
    """The answer in a ClientError, of which botocore keeps the parsed parts."""
    from json import dumps

    meta = parsed.get("ResponseMetadata", {})
    told = {str(name): str(value) for name, value in parsed.get("Error", {}).items()}
    return (
        dumps(told).encode(),
        meta.get("HTTPHeaders") if headers is None else headers,
        meta.get("HTTPStatusCode") if status is None else status,
    )
