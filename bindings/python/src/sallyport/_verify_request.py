"""Whether an incoming request is signed by whom it says."""

from __future__ import annotations

from . import _args, _calls, _chunks, _lines, _native, _ops, _seen
from ._errors import (
    CREDENTIALS_MALFORMED,
    INVALID_ARGUMENT,
    INVALID_HEADER,
    INVALID_OPTION,
    INVALID_URL,
    REQUEST_MALFORMED,
    REQUEST_REPLAYED,
    Error,
    error,
    wrong_type,
)
from ._headers import items_of
from ._inspect import _moment
from ._options import Options
from ._records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, Collection

    from ._calls import Spans
    from ._records import SignedRequest
    from ._types import Body, Duration, Fields, SecretFor, Seen, Text, Time


class VerifiedRequest(Record):
    """What the signature of a request proves. No secret and no token is in it. Can be pickled.

    Attributes:
        scheme (str): "AWS4-HMAC-SHA256", or as the scheme has it.
        carrier (str): where the signature stands, "header" or "query".
        access_key_id (str): whose secret has signed.
        date, region, service (str): of the scope that it is signed for; region and
            service are empty with acs3, which has none.
        signed_headers (list of str): in lower case. Nothing else in the headers is
            proven.
        signed_at (datetime): aware.
        expires_at (datetime): aware; from then on it is refused as old.
        payload (str): "verified": the body is the one that was signed. "declared":
            its hash was signed, and body was None. "unsigned": the signature does
            not cover it. "streaming": its chunks have signatures of their own, or
            none, which verify_stream() looks at.
        payload_hash (str): that was signed, 64 hex digits or a constant of AWS.
        fingerprint (str): SHA-256 of the signature.
    """

    __module__ = "sallyport"
    __slots__ = tuple(name for name in _ops.VERIFIED_LIST if name != "state")

    scheme: str
    carrier: str
    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: list[str]
    signed_at: datetime
    expires_at: datetime
    payload: str
    payload_hash: str
    fingerprint: str

    def __init__(self, spans: Spans) -> None:
        for name in self.__slots__:
            setattr(self, name, _moment(spans[name]) if name.endswith("_at") else _lines.text(spans[name]))
        self.signed_headers = _lines.text(spans["signed_headers"]).split(";")

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return "<VerifiedRequest of %s for %s in %s>" % (
            self.access_key_id,
            self.service or "any",
            self.region or "any",
        )


def verify_request(
    method: Text,
    url: Text,
    headers: Fields,
    body: Body | None,
    *,
    secret_for: SecretFor,
    now: Time | None = None,
    max_skew: Duration = 900,
    services: Collection[Text] | None = None,
    regions: Collection[Text] | None = None,
    schemes: Collection[Text] | None = None,
    bucket: Text | None = None,
    seen: Seen | None = None,
    double_encode: bool | None = None,
    normalize_path: bool | None = None,
    sign_session_token: bool = True,
    query_plus: Text | None = None,
) -> VerifiedRequest:
    """Verifies the signature of an incoming request, in Authorization or in the query.

    Returns what is proven, or raises: there is no other way to learn of a failure::

        sallyport.verify_request(method, path, headers, body, secret_for=secrets.get)

    Args:
        method, url (str or bytes): the request line as it came: the target "/a?b=c",
            neither decoded nor rewritten, or the absolute URL.
        headers (dict or list of pairs): all of the request, Host included. In str a
            character above U+007F is a byte of Latin-1, as WSGI has it.
        body (bytes): before anything decoded it; None: it was not read, and what is
            verified is the hash that the request declares.
        secret_for: a function (access_key_id: str) that returns the secret access
            key, or a dict of them; None: nobody has that id. In place of a secret may
            stand a tuple (secret, session_token), whose token must then be that of
            the request, or a credentials object or dict as for Signer(credentials=).
            What the function raises passes through.
        now (datetime or number): aware datetime or epoch seconds; default: the clock.
        max_skew: seconds or timedelta by which the time of the signature may differ
            from now. A presigned URL is good until it expires, and not before.
        services, regions: those that are taken. None: any. A secret that is good
            for another service too makes services= necessary.
        schemes: those that are taken, as in Signer(scheme=). None: any.
        bucket: with the scheme oss4, if the host of the requests does not name it.
        seen: refuses a request that was presented before: as in IdentityVerifier. The
            key is kept until expires_at.
        double_encode, normalize_path, sign_session_token, query_plus: how clients
            sign, as in Signer. Default: as AWS does for the service.

    Raises:
        VerificationError: refused; ``.name`` says why. Answer all of them alike.
        UsageError: a wrong argument.

    Specification: AWS IAM User Guide, "Create a signed AWS API request"; of the other
    schemes docs/schemes.md.
    """
    refused = None
    try:
        payload = None if body is None else _args.body(body, "body")
        verified = judged(
            (method, url, headers, payload),
            secret_for,
            now,
            seen,
            (
                max_skew,
                services,
                regions,
                schemes,
                bucket,
                double_encode,
                normalize_path,
                sign_session_token,
                query_plus,
            ),
        )[0]
    except Error as e:
        refused = e
    finally:
        del headers, secret_for  # tracebacks that show locals must not show secret and token
    if refused is not None:
        raise refused.with_traceback(None) from None  # without the frames below, for the same reason
    return verified


def judged(
    request: tuple[Any, Any, Any, bytes | None],
    secret_for: Any,
    now: Any,
    seen: Any,
    settings: tuple[Any, ...],
) -> tuple[VerifiedRequest, _calls.Object, Spans, Any]:
    """What is proven; and for the chunks of its body the native verifier, what it said, and the secret."""
    try:
        _seen.check(seen)
        max_skew, services, regions, schemes, bucket, double_encode, normalize_path, sign_session_token, plus = settings
        verifier = _verifier(
            _args.milliseconds(max_skew, "max_skew"),
            _args.strings(services, "services"),
            _args.strings(regions, "regions"),
            _args.strings(schemes, "schemes"),
            _args.optional_text(bucket, "bucket", INVALID_OPTION),
            _args.optional_boolean(double_encode, "double_encode"),
            _args.optional_boolean(normalize_path, "normalize_path"),
            _args.boolean(sign_session_token, "sign_session_token"),
            _args.optional_text(plus, "query_plus", INVALID_OPTION),
        )
        method, url, headers, payload = request
        texts, time = incoming(method, url, headers), _args.epoch(now, "now")
        claimed = verifier.call(_ops.REQUEST_VERIFIER_READ, **texts)
        known = _known(secret_for, _lines.text(claimed["access_key_id"]))
        spans = verifier.call(_ops.REQUEST_VERIFIER_VERIFY, body=payload, time=time, **known, **texts)
        verified = VerifiedRequest(spans)
        if seen is not None and _seen.knew(seen, "%s:%s" % (verified.access_key_id, verified.fingerprint)):
            raise error(REQUEST_REPLAYED, "the request of %r was presented before" % verified.access_key_id)
        return verified, verifier, spans, known["secret_access_key"]
    finally:
        request = (None, None, None, None)
        headers, texts, claimed, known, secret_for = None, {}, {}, {}, None


_verifiers: dict[tuple[Any, ...], _calls.Object] = {}
_MOST = 16  # of them: a program has one or two


def _verifier(
    max_skew: int,
    services: list[bytes] | None,
    regions: list[bytes] | None,
    schemes: list[bytes] | None = None,
    bucket: bytes | None = None,
    double_encode: bool | None = None,
    normalize_path: bool | None = None,
    sign_session_token: bool = True,
    query_plus: bytes | None = None,
) -> _calls.Object:
    """The native verifier of these settings, which keeps the signing keys that it derived."""
    settings = (
        _native.load().KIND,
        max_skew,
        None if services is None else tuple(services),
        None if regions is None else tuple(regions),
        None if schemes is None else tuple(schemes),
        bucket,
        double_encode,
        normalize_path,
        sign_session_token,
        query_plus,
    )
    verifier = _verifiers.get(settings)
    if verifier is None:
        options = Options()
        options.set("verify.max_skew", max_skew)
        options.set_list("verify.services", services)
        options.set_list("verify.regions", regions)
        options.set_list("verify.schemes", schemes)
        options.set("verify.bucket", bucket)
        options.set("verify.double_encode", double_encode)
        options.set("verify.normalize_path", normalize_path)
        options.set("verify.session_token", sign_session_token)
        options.set("verify.query_plus", query_plus)
        verifier = _calls.Object(_ops.REQUEST_VERIFIER_NEW, options)
        if len(_verifiers) >= _MOST:
            _verifiers.clear()
        _verifiers[settings] = verifier
    return verifier


def incoming(method: Any, url: Any, headers: Any) -> dict[str, bytes]:
    """The texts of a request that came in: what cannot be one is the sender's fault."""
    try:
        fields = [(_wire(name), _wire(value)) for name, value in items_of(headers)]
    except (TypeError, ValueError):
        fields = headers  # for the error that it deserves
    try:
        return {
            "method": _args.text(method, "method", INVALID_URL, INVALID_ARGUMENT),
            "url": _args.text(url, "url", INVALID_URL, INVALID_ARGUMENT),
            "headers": _lines.encode(fields),
        }
    except Error as e:
        if e.code in (INVALID_HEADER, INVALID_URL):
            raise error(REQUEST_MALFORMED, e.message) from None
        raise


def resigned(
    signer: _calls.Object, method: Any, url: Any, headers: Any, body: Any, origin: Any, time: Any
) -> SignedRequest:
    """Signer.resign."""
    try:
        request = incoming(method, url, headers)
        spans = signer.call(
            _ops.SIGNER_RESIGN,
            body=None if body is None else _args.body(body, "body"),
            origin=_args.optional_text(origin, "origin"),
            time=_args.epoch(time, "time"),
            **request,
        )
        return _chunks.signed(request["method"], spans)
    finally:
        del headers


def _wire(value: Any) -> Any:
    """A name or value as bytes: frameworks decode them as Latin-1 (PEP 3333), or as UTF-8 with surrogates."""
    if not isinstance(value, str):
        return value
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape")


def _known(secret_for: Any, access_key_id: str) -> dict[str, bytes | None]:
    """The credentials that secret_for has for a key id, none if it has none."""
    given: Any = None
    secret: Any = None
    token: Any = None
    try:
        if callable(secret_for):
            given = secret_for(access_key_id)
        elif hasattr(secret_for, "get"):
            given = secret_for.get(access_key_id)
        else:
            raise wrong_type("secret_for", "a function or a dict", secret_for)
        if isinstance(given, (str, bytes)) or given is None:
            secret = given
        elif isinstance(given, (tuple, list)) and not hasattr(given, "access_key"):
            if len(given) != 2:
                raise wrong_type("what secret_for returns", "a secret, or a tuple (secret, session_token)", given)
            secret, token = given
        else:
            with _native.late:
                from ._credentials import fields_of

            found = fields_of(given)
            secret, token = found["secret_access_key"], found["session_token"]
        return {
            "secret_access_key": _args.optional_text(secret, "the secret of secret_for", CREDENTIALS_MALFORMED),
            "session_token": _args.optional_text(token, "the token of secret_for", CREDENTIALS_MALFORMED),
        }
    finally:
        del secret_for, given, secret, token
