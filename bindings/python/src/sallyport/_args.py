"""Arguments as callers give them -> what the library takes.

Both backends use these functions (the extension for every value that is not
of the plainest type), so that a wrong type has one message everywhere.
A value may be a secret: where one can be, no local of a frame that an error leaves holds it.
"""

from __future__ import annotations

import os

from . import _lines
from ._errors import (
    EXPIRES_OUT_OF_RANGE,
    INVALID_ARGUMENT,
    INVALID_OPTION,
    INVALID_URL,
    PAYLOAD_HASH_MALFORMED,
    error,
    usage,
    wrong_type,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MAX = 2**63 - 1
LARGEST = 2**43  # that the library takes for an option


def text(value: object, argument: str, code: int = INVALID_ARGUMENT, missing: int | None = None) -> bytes:
    """str (as UTF-8) or bytes.

    The codes are those that the library has for bytes that are not UTF-8, and
    for an empty text (missing; the same if not given), of which None is a kind.
    """
    if isinstance(value, bytes):
        return value
    try:
        if isinstance(value, str):
            return value.encode("utf-8")
        if value is None:
            raise error(missing or code, argument + " must be str or bytes, not NoneType")
        raise wrong_type(argument, "str or bytes", value)
    except UnicodeEncodeError:
        raise error(code, argument + " holds a lone surrogate, which UTF-8 cannot carry") from None
    finally:
        del value


def optional_text(value: object, argument: str, code: int = INVALID_ARGUMENT) -> bytes | None:
    try:
        return None if value is None else text(value, argument, code)
    finally:
        del value


def body(value: object, argument: str) -> bytes:
    """Bytes to send: str is encoded as UTF-8, None is no body."""
    if isinstance(value, bytes):
        return value
    try:
        if value is None:
            return b""
        if isinstance(value, str):
            return text(value, argument)
        if isinstance(value, (bytearray, memoryview)):
            return bytes(value)
        raise wrong_type(argument, "bytes, str, bytearray or memoryview", value)
    finally:
        del value


def boolean(value: object, argument: str) -> bool:
    if isinstance(value, bool):
        return value
    raise wrong_type(argument, "True or False", value)


def optional_boolean(value: object, argument: str) -> bool | None:
    return None if value is None else boolean(value, argument)


def integer(value: Any, argument: str) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise wrong_type(argument, "int", value)
    number: int = value.__index__()
    if not -_MAX <= number <= _MAX:
        raise usage("%s is out of range: %s" % (argument, shown(number)))
    return number


def ranged(value: Any, argument: str, low: int, high: int = LARGEST, code: int = INVALID_ARGUMENT) -> int:
    """An int from low to high."""
    number = integer(value, argument)
    if not low <= number <= high:
        raise error(code, "%s must be from %d to %d, not %d" % (argument, low, high, number))
    return number


def shown(number: float) -> str:
    """A number for a message; Python refuses to write out one of thousands of digits."""
    return (
        "an int of %d bits" % number.bit_length() if isinstance(number, int) and abs(number) > 2**256 else repr(number)
    )


def path(value: Any, argument: str) -> bytes:
    """A file name: str, bytes or os.PathLike."""
    try:
        return os.fsencode(value)
    except TypeError:
        raise wrong_type(argument, "a path", value) from None
    except UnicodeEncodeError:
        raise usage(argument + " holds what the file system's encoding cannot carry") from None
    finally:
        del value


def kept_path(value: Any, argument: str) -> bytes:
    """One that is read again later: absolute, as daemons and forked children change their directory."""
    name = path(value, argument)
    if name and not os.path.isabs(name):
        try:  # noqa: SIM105 - contextlib is long to import
            name = os.path.join(os.getcwdb(), name)
        except OSError:
            pass  # there is no directory any more
    return name


def strings(values: Any, argument: str, code: int = INVALID_OPTION) -> list[bytes] | None:
    """A collection of str or bytes; None stays None."""
    if values is None:
        return None
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise wrong_type(argument, "a list of str", values)
    return [text(value, "an item of " + argument, code, INVALID_OPTION) for value in values]


def epoch(value: Any, argument: str) -> int | None:
    """Epoch seconds or an aware datetime -> whole seconds; None is now."""
    if value is None:
        return None
    accepted = "an aware datetime or epoch seconds"
    if hasattr(value, "timestamp") and hasattr(value, "utcoffset"):
        if value.utcoffset() is None:
            raise usage(
                "%s is a datetime without a time zone: %s; write datetime.now(timezone.utc), or add "
                "tzinfo=timezone.utc" % (argument, value)
            )
        value = value.timestamp()
    elif isinstance(value, bool):
        raise wrong_type(argument, accepted, value)
    return integer(_floor(value, argument, accepted), argument)


def seconds(value: Any, argument: str) -> float:
    """Seconds or a timedelta."""
    if hasattr(value, "total_seconds"):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong_type(argument, "seconds or a timedelta", value)
    if value != value or value in (float("inf"), float("-inf")):
        raise usage("%s is not finite: %r" % (argument, value))
    return value


def whole_seconds(value: Any, argument: str) -> int:
    number = seconds(value, argument)
    if number != int(number):
        raise usage("%s must be whole seconds, not %r" % (argument, number))
    return integer(int(number), argument)


def milliseconds(value: Any, argument: str) -> int:
    """A duration above zero, in the library's unit."""
    number = seconds(value, argument)
    if number <= 0:
        raise usage("%s must be more than 0 seconds, not %s" % (argument, shown(number)))
    if number > LARGEST // 1000:
        raise usage("%s must be at most %d seconds, not %s" % (argument, LARGEST // 1000, shown(number)))
    return max(1, round(number * 1000))


def lifetime(value: Any) -> int:
    """The expires= of a presigned URL."""
    number = whole_seconds(value, "expires")
    if not 1 <= number <= 604800:
        raise error(EXPIRES_OUT_OF_RANGE, "expires is %d seconds; the range is 1 to 604800" % number)
    return number


def _floor(value: Any, argument: str, accepted: str) -> int:
    if hasattr(value, "__index__"):
        return integer(value, argument)
    if not isinstance(value, float):
        raise wrong_type(argument, accepted, value)
    seconds(value, argument)
    return int(value // 1)


def signing(
    method: object, url: object, headers: object, body_: object, payload_hash: object, time: object, expires: object
) -> tuple[bytes, bytes, bytes, bytes, bytes, int | None, int | None]:
    """All arguments of sign and presign, for the extension's slow path and for ctypes."""
    return (
        text(method, "method"),
        text(url, "url", INVALID_URL),
        _lines.encode(headers),
        body(body_, "body"),
        optional_text(payload_hash, "payload_hash", PAYLOAD_HASH_MALFORMED) or b"",
        epoch(time, "time"),
        None if expires is None else whole_seconds(expires, "expires"),
    )
