"""Event streams whose messages are signed, as a server gets them: good ones, and one for each way in which they can be wrong."""

import base64
import datetime
import json
import re
import struct
import zlib

from bodies import KEY, NOON, SECRET, STAMP, TOKEN

FORM = "STREAMING-AWS4-HMAC-SHA256-EVENTS"
URL = "https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription"
TIMESTAMP, BYTES, STRING, LONG, TRUE = 8, 6, 7, 5, 0
DATE, SIGNATURE = ":date", ":chunk-signature"


def header(name, kind, value):
    sized = struct.pack(">H", len(value)) if kind in (BYTES, STRING) else b""
    return bytes([len(name)]) + name.encode() + bytes([kind]) + sized + value


def message(headers, payload):
    """With the two CRC-32 that its lengths and its bytes have."""
    encoded = b"".join(header(*one) for one in headers)
    prelude = struct.pack(">II", 16 + len(encoded) + len(payload), len(encoded))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + encoded + payload
    return body + struct.pack(">I", zlib.crc32(body))


class Sent:
    """A request, and the messages of its body: of each its headers and its payload."""

    def __init__(self, reference, *payloads, stamp=STAMP, start=NOON, step=1000, **given):
        inp = {"access_key_id": KEY, "secret_access_key": SECRET, "region": "eu-west-1", "service": "transcribe"}
        inp.update(time=stamp, method="POST", url=URL, headers=[], payload_hash=FORM, **given)
        made = reference["compute"]({"mode": "sign", "aws_service": True, "in": inp})
        self.headers, self.messages = [tuple(pair) for pair in made["headers"]], []
        previous = made["signature"]
        for i, payload in enumerate([*payloads, b""]):
            at = start * 1000 + i * step
            second = datetime.datetime.fromtimestamp(at // 1000, datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
            date = (DATE, TIMESTAMP, struct.pack(">q", at))
            scope = [second[:8], "eu-west-1", "transcribe", "aws4_request"]
            key = ("AWS4" + SECRET).encode()
            for part in scope:
                key = reference["mac"](key, part)
            sums = [reference["sha256"](header(*date)), reference["sha256"](payload)]
            previous = reference["mac"](key, "\n".join(["AWS4-HMAC-SHA256-PAYLOAD", second, "/".join(scope), previous, *sums])).hex()
            self.messages.append(([date, (SIGNATURE, BYTES, bytes.fromhex(previous))], payload))
        self.payloads = payloads

    def wire(self):
        return [message(*one) for one in self.messages]

    def edited(self, place, headers=None, payload=None):
        """What is on the wire with another message at that place, whose sums are right."""
        pieces = self.wire()
        old_headers, old_payload = self.messages[place]
        changed = old_headers if headers is None else headers(*old_headers)
        pieces[place] = message(changed, old_payload if payload is None else payload)
        return pieces


def events(reference):
    """name, what is sent, what else is known, its pieces, and the error or None."""

    def sent(*payloads, **given):
        return Sent(reference, *payloads, **given)

    binary, nested = bytes(range(256)), message([(":message-type", STRING, b"event")], b"\0\1")
    two = sent(b"first", b"second")
    night = {"stamp": "20260102T235958Z", "start": NOON + 43198}
    for name, stream, more in (
        ("one", sent(b"one"), {}),
        ("several", sent(b"first", b"a" * 9000, b"\r\n0;chunk-signature="), {}),
        ("large", sent(b"a" * 140000, b"a" * 110000, b"small"), {}),
        ("empty", sent(), {}),
        ("bytes", sent(binary), {}),
        ("message-in-a-message", sent(nested), {}),
        ("over-midnight", sent(b"before", b"at", b"after", **night), {"now": NOON + 43198}),
        ("milliseconds", sent(b"a", b"b", b"c", step=333), {}),
        ("clock-set-back", sent(b"later", b"sooner", step=-2000), {}),
        ("token", sent(b"one", session_token=TOKEN), {"known_token": TOKEN}),
        ("at-the-limit", sent(b"old", start=NOON - 900), {}),
    ):
        yield name, stream, more, stream.wire(), None
    yield "headers-turned", two, {}, two.edited(0, lambda date, signature: [signature, date]), None

    mismatch, malformed, skewed = "CHUNK_MISMATCH", "CHUNK_MALFORMED", "REQUEST_TIME_SKEWED"
    first, second, end = two.wire()
    later = (DATE, TIMESTAMP, struct.pack(">q", NOON * 1000 + 1))
    huge = struct.pack(">II", 200 << 20, 79)
    for name, pieces, code in (
        ("changed", two.edited(0, payload=b"First"), mismatch),
        ("changed-date", two.edited(0, lambda date, signature: [later, signature]), mismatch),
        ("changed-signature", two.edited(1, lambda date, signature: [date, (*signature[:2], bytes(32))]), mismatch),
        ("changed-end", two.edited(2, payload=b"more"), mismatch),
        ("swapped", [second, first, end], mismatch),
        ("repeated", [first, first, second, end], mismatch),
        ("dropped", [first, end], mismatch),
        ("dropped-end", [first, second], malformed),
        ("cut-in-a-message", [first, second[:50]], malformed),
        ("cut-in-the-lengths", [first, second[:7]], malformed),
        ("nothing", [], malformed),
        ("something-behind", [first, second, end, b"x"], malformed),
        ("two-ends", [first, second, end, end], malformed),
        ("sum", [first[:-1] + bytes([first[-1] ^ 1]), second, end], malformed),
        ("sum-of-the-lengths", [first[:8] + bytes(4) + first[12:], second, end], malformed),
        ("huge", [huge + struct.pack(">I", zlib.crc32(huge)) + first[12:], second, end], malformed),
        ("no-headers", two.edited(0, lambda date, signature: []), malformed),
        ("no-signature", two.edited(0, lambda date, signature: [date]), malformed),
        ("header-more", two.edited(0, lambda date, signature: [date, signature, ("a", TRUE, b"")]), malformed),
        ("date-twice", two.edited(0, lambda date, signature: [date, date]), malformed),
        ("date-as-number", two.edited(0, lambda date, signature: [(DATE, LONG, date[2]), signature]), malformed),
        ("signature-as-text", two.edited(0, lambda date, signature: [date, (SIGNATURE, STRING, signature[2])]), malformed),
        ("short-signature", two.edited(0, lambda date, signature: [date, (SIGNATURE, BYTES, signature[2][1:])]), malformed),
        ("chunks-of-s3", [b"5;chunk-signature=" + b"0" * 64 + b"\r\nfirst\r\n"], malformed),
        ("of-another-head", sent(b"first", b"second", session_token=TOKEN).wire(), mismatch),
    ):
        yield name, two, {}, pieces, code
    for name, start in (("too-old", NOON - 901), ("too-new", NOON + 901)):
        stream = sent(b"one", start=start)
        yield name, stream, {}, stream.wire(), skewed
    other = sent(b"one", scheme="aws4a", region="*")
    yield "sigv4a", other, {}, other.wire(), "REQUEST_MALFORMED"
    yield "other-secret", two, {"known_secret": SECRET[:-1] + "X"}, two.wire(), "REQUEST_SIGNATURE_WRONG"


def written(data):
    """As bodies.py writes it, if it is visible, else in base64."""
    if data.isascii() and data.decode().isprintable():
        return "%d*%s" % (len(data), json.dumps(chr(data[0]))) if data == data[:1] * len(data) else json.dumps(data.decode())
    return "base64" + json.dumps(base64.b64encode(data).decode())


def text_of_events(reference):
    records = []
    for name, sent, more, pieces, code in events(reference):
        lines = [("name", "events-" + name), ("method", "POST"), ("url", "/stream-transcription")]
        lines += [("header", "%s: %s" % pair) for pair in sent.headers]
        lines += [("wire", written(part)) for piece in pieces for part in re.split(b"(a{1000,})", piece)]
        lines += {"now": NOON, "known_id": KEY, "known_secret": SECRET, **more}.items()
        lines.append(("expect", code or "OK"))
        if code is None:
            lines += [("want.payload", "streaming"), ("want.payload_hash", FORM), ("want.service", "transcribe")]
            lines += [("content", written(payload)) for payload in sent.payloads]
        records.append("".join("%s: %s\n" % line for line in lines))
    return "\n".join(records)
