"""Messages of event streams that are signed one by one."""

import hashlib
import hmac
import struct
import time
import zlib

import pytest

import sallyport

URL = "https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription"
KEYS = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
TIME = 1767398399  # the last second of a day


def begun():
    return sallyport.Signer(**KEYS).sign_events(
        "POST", URL, headers={"Content-Type": "application/vnd.amazon.eventstream"}, time=TIME
    )


def taken_apart(message):
    """Date and signature of a message, and its payload; its sums are right."""
    total, headers, sum_ = struct.unpack(">III", message[:12])
    assert total == len(message)
    assert zlib.crc32(message[:8]) == sum_
    assert zlib.crc32(message[:-4]) == struct.unpack(">I", message[-4:])[0]
    date, signature = message[12 : 12 + 15], message[12 + 15 : 12 + headers]
    assert date[:7] == b"\x05:date\x08"
    assert signature[:20] == b"\x10:chunk-signature\x06\x00\x20"
    return struct.unpack(">q", date[7:])[0], signature[20:].hex(), message[12 + headers : -4]


def signature_of(previous, at, payload):
    """As the Transcribe Developer Guide has it."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
    scope = stamp[:8] + "/eu-west-1/transcribe/aws4_request"
    headers = b"\x05:date\x08" + struct.pack(">q", at * 1000)
    text = "\n".join(
        ["AWS4-HMAC-SHA256-PAYLOAD", stamp, scope, previous]
        + [hashlib.sha256(part).hexdigest() for part in (headers, payload)]
    )
    key = ("AWS4" + KEYS["secret_access_key"]).encode()
    for part in [*scope.split("/"), text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


def test_each_message_covers_the_one_before():
    signed, events = begun()
    assert signed.headers["X-Amz-Content-Sha256"] == "STREAMING-AWS4-HMAC-SHA256-EVENTS"
    assert "Content-Length" not in signed.headers
    previous = signed.signature
    for n, payload in enumerate((b"first", b"second, after midnight", b"")):
        want = signature_of(previous, TIME + n, payload)
        assert taken_apart(events.sign(payload, time=TIME + n)) == ((TIME + n) * 1000, want, payload)
        previous = want
    with pytest.raises(sallyport.HTTPError):
        events.sign(b"more")


@pytest.mark.parametrize(("message", "name"), [(1, "INVALID_ARGUMENT"), (bytes(2**24 + 1), "EVENT_MALFORMED")])
def test_what_is_no_message(message, name):
    _, events = begun()
    with pytest.raises(sallyport.UsageError) as raised:
        events.sign(message)
    assert raised.value.name == name
