"""Messages of AWS's event streams (application/vnd.amazon.eventstream): Transcribe, Bedrock, Kinesis, S3 Select.

    signed, events = signer.sign_events("POST", url)
    events.sign(sallyport.eventstream.encode({":event-type": "AudioEvent", ":message-type": "event"}, pcm))

    for headers, payload in sallyport.eventstream.messages(response.iter_content()):
        ...

Values of headers are bool, int, str, bytes, aware datetime and uuid.UUID. An int is encoded in four bytes if it fits,
else in eight; ("byte", 1), ("short", 1), ("int", 1) and ("long", 1) say how many.

Specification: Smithy, "Amazon Event Stream".
"""

from __future__ import annotations

from . import _args, _calls, _ops
from ._errors import EVENT_MALFORMED, error, usage, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Iterator, Mapping

    from ._types import Body

    Message = tuple[dict[str, Any], bytes]

__all__ = ["decode", "encode", "messages"]

_INTS = ("byte", "short", "int", "long")
_PRELUDE = 12


def encode(headers: Mapping[str, Any] | None = None, payload: Body = b"") -> bytes:
    """A message, for SignedEvents.sign() or as it is.

    Args:
        headers (dict): by name.
        payload (bytes): at most 16 MiB.

    Raises:
        UsageError: EVENT_MALFORMED for a value that no type has, or over a limit.
    """
    if headers is not None and not hasattr(headers, "items"):
        raise wrong_type("headers", "a dict", headers)
    lines = "".join(_line(name, value) for name, value in (headers or {}).items())
    spans = _calls.call(_ops.EVENT_ENCODE, headers=lines.encode("ascii"), payload=_args.body(payload, "payload"))
    return spans["message"]


def decode(message: Body) -> Message:
    """Headers and payload of one whole message. Both its sums are compared.

    Raises:
        UsageError: EVENT_MALFORMED for what is no message, or has a time that no datetime
            has; INVALID_ARGUMENT for a part of one, or more.
    """
    data = _args.body(message, "message")
    found, length = _decoded(data)
    if found is None or length != len(data):
        raise usage("message has %d bytes, and the first message in it %d" % (len(data), length))
    return found


def messages(data: Body | Iterable[bytes]) -> Iterator[Message]:
    """The messages of a stream of bytes, in whatever pieces it comes: of a response's body, for one.

    Raises:
        UsageError: EVENT_MALFORMED as for decode(); INVALID_ARGUMENT if the stream ends
            within one.
    """
    pieces = (data,) if isinstance(data, (str, bytes, bytearray, memoryview)) else data
    kept, needed = bytearray(), _PRELUDE
    for piece in pieces:
        kept += _args.body(piece, "data")
        while len(kept) >= needed:
            found, length = _decoded(bytes(kept[: max(needed, _PRELUDE)]))
            needed = length
            if found is not None:
                del kept[:length]
                needed = _PRELUDE
                yield found
    if kept:
        raise usage("the stream ended %d bytes into a message" % len(kept))


def _decoded(data: bytes) -> tuple[Message | None, int]:
    spans = _calls.call(_ops.EVENT_DECODE, data=data)
    length = int(spans["length"])
    if length > len(data):
        return None, length
    headers = {}
    for line in spans["headers"].decode("ascii").splitlines():
        kind, name, value = line.split("\t")
        headers[_text(name)] = _value(kind, value)
    return (headers, spans["payload"]), length


def _line(name: Any, value: Any) -> str:
    from urllib.parse import quote

    kind = ""
    if isinstance(value, tuple) and len(value) == 2 and value[0] in _INTS:
        kind, value = value
    if isinstance(value, bool):
        kind, text = ("true" if value else "false"), ""
    elif isinstance(value, int):
        kind, text = kind or ("int" if -(2**31) <= value < 2**31 else "long"), str(value)
    elif isinstance(value, (str, bytes, bytearray, memoryview)):
        kind = "string" if isinstance(value, str) else "bytes"
        text = quote(_args.body(value, "the value of a header"), safe="")
    elif hasattr(value, "timestamp"):
        from datetime import timedelta

        _args.epoch(value, "the value of a header")  # which rounds, but says what is none
        kind, text = "timestamp", str((value - _begin()) // timedelta(milliseconds=1))
    elif hasattr(value, "hex") and hasattr(value, "bytes_le"):
        kind, text = "uuid", str(value)
    else:
        raise usage("the header %r is %s, which no type of a header has" % (name, type(value).__name__))
    return "%s\t%s\t%s\n" % (kind, quote(_args.text(name, "the name of a header"), safe=""), text)


def _value(kind: str, text: str) -> Any:
    if kind in ("true", "false"):
        return kind == "true"
    if kind in _INTS:
        return int(text)
    if kind == "string":
        return _text(text)
    if kind == "timestamp":
        from datetime import timedelta

        try:
            return _begin() + timedelta(milliseconds=int(text))
        except OverflowError:
            raise error(EVENT_MALFORMED, "a header has the time %s ms, which no datetime has" % text) from None
    if kind == "uuid":
        from uuid import UUID

        return UUID(text)
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(text)


def _begin() -> Any:
    """What timestamps count from."""
    from datetime import datetime, timezone

    return datetime(1970, 1, 1, tzinfo=timezone.utc)


def _text(escaped: str) -> str:
    from urllib.parse import unquote

    return unquote(escaped)
