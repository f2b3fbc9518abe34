"""The exceptions.

::

    Error                       everything that Sallyport raises
     +- UsageError              the call itself is wrong; also a ValueError
     +- CredentialsError        no, incomplete or malformed credentials
     +- NetworkError            the server could not be reached; also an OSError
     |   +- TimeoutError        something took too long; also the builtin TimeoutError
     +- TLSError                handshake, trust store or client certificate; also an OSError
     |   +- CertificateError    the server's certificate was refused
     +- HTTPError               the answer is not usable, or raise_for_status(); also an OSError
     +- PublishError            AWS IoT, or a message that it would not take
     +- VerificationError       an identity or an incoming request was refused
     +- InternalError           the library itself; also a RuntimeError

The class is the category of the code in docs/errors.md; branch on ``.code`` or
``.name`` where the class is too coarse. An error needs nothing at the moment it
is raised, no import and no file: it may be raised under chroot, without a free
descriptor, or while the interpreter ends.
"""

from __future__ import annotations

import builtins

from ._codes import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._response import Response

# The codes that this package raises itself.
INVALID_ARGUMENT = 1101
NULL_POINTER = 1102
INVALID_OPTION = 1105
INVALID_URL = 1106
INVALID_HEADER = 1107
HANDLE_CLOSED = 1108
UNSUPPORTED = 1109
CREDENTIALS_MISSING = 1201
CREDENTIALS_MALFORMED = 1203
CREDENTIALS_EXPIRED = 1215
CREDENTIALS_STALE = 1260
EVENT_MALFORMED = 1251
REGION_MALFORMED = 1210
HTTP_MALFORMED = 1501
HTTP_BODY_TOO_LARGE = 1504
EXPIRES_OUT_OF_RANGE = 1212
PAYLOAD_HASH_MALFORMED = 1213
REQUEST_MALFORMED = 1221
REQUEST_PAYLOAD_CHANGED = 1230
REQUEST_HEADER_UNSIGNED = 1224
REQUEST_SCOPE_REFUSED = 1232
REQUEST_SIGNATURE_WRONG = 1227
REQUEST_REPLAYED = 1233
RESOLVE_MALFORMED = 1314
CORE_LOAD_FAILED = 1804
CANCELLED = 1312
HTTP_STATUS = 1507
HTTP_TOO_MANY_REDIRECTS = 1505
REQUEST_BODY_FAILED = 1520
TOPIC_INVALID = 1601
MESSAGE_INVALID = 1605
ENDPOINT_INVALID = 1606
SIGNATURE_EMPTY = 1701
SIGNATURE_MALFORMED = 1702
DOCUMENT_MALFORMED = 1717
IDENTITY_REPLAYED = 1731
PIN_MALFORMED = 1732


class Error(Exception):
    """Base of everything that Sallyport raises.

    ``str()`` is ``"NAME: message"`` and, on a second line, the hint. No text
    ever holds a secret. Errors can be pickled.

    Attributes:
        code (int): number in docs/errors.md, stable across versions and hosts.
        name (str): its name, such as ``"PROFILE_NOT_FOUND"``.
        message (str): what happened, with the offending value.
        detail (int): a number whose meaning depends on the code (HTTP status,
            TLS alert, errno), else 0.
        hint (str): what to do.
        cause (str): why, for an error of a connection, of publishing or of the
            metadata service: the id that diagnose() would find, from what the
            failed exchange has shown; "" for all others. docs/causes/README.md.
        retryable (bool): whether the same call can succeed later. It does not
            say that a duplicate is harmless.
    """

    __module__ = "sallyport"

    code: int
    name: str
    message: str
    detail: int
    hint: str
    retryable: bool
    cause: str = ""

    def __init__(self, code: int, message: str, detail: int = 0, hint: str | None = None) -> None:
        self.name, _, self.retryable, row_hint = _row(code)
        self.code = code
        self.message = message
        self.detail = detail
        self.hint = row_hint if hint is None else hint
        super().__init__(str(self))

    def __str__(self) -> str:
        text = self.name + ": " + self.message
        return text + "\nHint: " + self.hint if self.hint else text

    def __reduce__(self) -> Any:
        return type(self), (self.code, self.message, self.detail, self.hint), self.__dict__


class UsageError(Error, ValueError):
    """The call itself is wrong: a type, a value, an option, a closed object."""

    __module__ = "sallyport"


class CredentialsError(Error):
    """Credentials are missing, incomplete or malformed, or a profile is."""

    __module__ = "sallyport"


class NetworkError(Error, OSError):
    """The server could not be reached, or the connection broke."""

    __module__ = "sallyport"


class TimeoutError(NetworkError, builtins.TimeoutError):
    """A phase, or the whole call, took too long. Also the builtin TimeoutError."""

    __module__ = "sallyport"


class TLSError(Error, OSError):
    """The handshake failed, or the trust store or client certificate is unusable."""

    __module__ = "sallyport"


class CertificateError(TLSError):
    """The server's certificate was refused."""

    __module__ = "sallyport"


class HTTPError(Error, OSError):
    """The answer is not usable HTTP, or raise_for_status() found an error status.

    ``.response`` is the Response in the second case, else None.
    """

    __module__ = "sallyport"

    response: Response | None = None


class PublishError(Error):
    """AWS IoT refused the message, or would have: quotas are checked before sending."""

    __module__ = "sallyport"


class VerificationError(Error):
    """An instance identity, or an incoming request, was refused. ``.name`` says why."""

    __module__ = "sallyport"


class InternalError(Error, RuntimeError):
    """The library could not be loaded, or met a state that should not occur."""

    __module__ = "sallyport"


_CLASSES: dict[str, type[Error]] = {
    "usage": UsageError,
    "credentials": CredentialsError,
    "network": NetworkError,
    "timeout": TimeoutError,
    "tls": TLSError,
    "certificate": CertificateError,
    "http": HTTPError,
    "publish": PublishError,
    "verification": VerificationError,
    "internal": InternalError,
}


def _row(code: int) -> tuple[str, str, bool, str]:
    """Name, category, retryable and hint."""
    row = TABLE.get(code)
    if row is None:  # the library is newer than this package
        return "CODE_%d" % code, "internal", False, ""
    return row[0], row[1], row[2], row[4]


def error(code: int, message: str | bytes, detail: int = 0, cause: bytes = b"") -> Error:
    """The exception for a code of the table; the library's failures come through here."""
    if isinstance(message, bytes):
        message = message.decode("utf-8", "replace")
    made = _CLASSES.get(_row(code)[1], InternalError)(code, message, detail)
    if cause:
        made.cause = cause.decode("ascii", "replace")
    return made


def usage(message: str) -> Error:
    """The exception for a wrong argument."""
    return UsageError(INVALID_ARGUMENT, message)


def wrong_type(argument: str, accepted: str, value: object) -> Error:
    """The exception for a wrong type: names the argument and what it takes, never the value."""
    return usage("%s must be %s, not %s" % (argument, accepted, type(value).__name__))
