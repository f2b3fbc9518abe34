"""What a signed request says about its own signature."""

from __future__ import annotations

from . import _args, _calls, _lines, _ops, _pasted
from ._records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from ._calls import Spans
    from ._types import Fields, Time


class Inspection(Record):
    """A signed request, taken apart. ``str()`` is a readable report. Can be pickled.

    What the request does not say is empty. Neither signature nor session token
    is in it, nor an access key id that looks like a secret.

    Attributes:
        scheme (str): such as "AWS4-HMAC-SHA256"; empty if it is not signed.
        carrier (str): where the signature stands, "query" or "header".
        access_key_id (str): whose key it is.
        scope (str): of the credential, "20260102/eu-west-1/s3/aws4_request".
        region, service (str): those of the scope.
        signed_headers (list of str): in lower case.
        signed_at, expires_at (datetime): aware; None where it is not known.
        expires (str): in words, "in 14 minutes" or "2 days 3 hours ago".
        findings (list of (str, str)): what a service will refuse: a cause of
            docs/causes/README.md, and a sentence.
    """

    __module__ = "sallyport"
    __slots__ = (
        "scheme",
        "carrier",
        "access_key_id",
        "scope",
        "region",
        "service",
        "signed_headers",
        "signed_at",
        "expires_at",
        "expires",
        "findings",
    )

    scheme: str
    carrier: str
    access_key_id: str
    scope: str
    region: str
    service: str
    signed_headers: list[str]
    signed_at: datetime | None
    expires_at: datetime | None
    expires: str
    findings: list[tuple[str, str]]

    def __init__(self, spans: Spans) -> None:
        for name in ("scheme", "carrier", "access_key_id", "scope", "region", "service", "expires"):
            setattr(self, name, _lines.text(spans[name]))
        self.signed_headers = [name for name in _lines.text(spans["signed_headers"]).split(";") if name]
        self.signed_at = _moment(spans["signed_at"])
        self.expires_at = _moment(spans["expires_at"])
        found = [line.partition(": ") for line in _lines.text(spans["findings"]).split("\r\n")]
        self.findings = [(cause, text) for cause, _, text in found if cause]

    def __hash__(self) -> int:
        return hash((self.scheme, self.scope, self.signed_at))

    def __str__(self) -> str:
        lines = ["%s in the %s" % (self.scheme, self.carrier) if self.scheme else "not signed"]
        until = self.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ, ") if self.expires_at else ""
        for name, value in (
            ("access key id", self.access_key_id),
            ("scope", self.scope),
            ("signed headers", ";".join(self.signed_headers)),
            ("signed at", self.signed_at.strftime("%Y-%m-%dT%H:%M:%SZ") if self.signed_at else ""),
            ("expires", until + self.expires),
        ):
            if value:
                lines.append("  %s: %s" % (name, value))
        return "\n".join(lines + ["Refused: %s: %s" % found for found in self.findings])


def _moment(text: bytes) -> datetime | None:
    if not text:
        return None
    from datetime import datetime, timezone

    # Not strptime, which imports when it is called.
    year, month, day, hour, minute, second = (int(text[at : at + 2]) for at in (2, 5, 8, 11, 14, 17))
    return datetime(int(text[:2]) * 100 + year, month, day, hour, minute, second, tzinfo=timezone.utc)


def inspect(request: Any, *, headers: Fields | None = None, now: Time | None = None) -> Inspection:
    """Takes a presigned URL or an Authorization header apart, whoever signed.

    Nothing is sent and no secret is needed; what cannot be parsed is a finding::

        print(sallyport.inspect(url))

    Args:
        request: a URL; the value of an Authorization header; or a request of
            Sallyport, requests, httpx or botocore, or a dict with url and headers.
        headers (dict or list of pairs): to go with a URL.
        now (datetime or epoch seconds): for which the findings are made; the
            clock of this machine if left out.

    Raises:
        UsageError: there is neither URL nor header; a wrong type; over 64 KiB.

    Specification: AWS IAM User Guide, "Create a signed AWS API request".
    """
    pasted = _pasted.Pasted(request, headers)
    return Inspection(
        _calls.call(_ops.REQUEST_INSPECT, url=pasted.url, headers=pasted.headers, time=_args.epoch(now, "now"))
    )
