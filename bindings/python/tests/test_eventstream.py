"""Messages of event streams: botocore reads what is written here, and both read the same of what is wrong."""

import datetime
import random
import struct
import uuid
import zlib

import botocore.eventstream
import pytest

import sallyport
from sallyport import eventstream

MOMENT = datetime.datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=datetime.timezone.utc)
HEADERS = {
    "yes": True,
    "no": False,
    "byte": ("byte", -128),
    "short": ("short", 32767),
    "int": -1,
    "long": 2**40,
    "small long": ("long", 7),
    "bytes": b"\x00\xff%\t\n",
    ":string": "a+b%20 \t\r\nü\U0001f600",
    "empty": "",
    "name ü\t%": "v",
    "time": MOMENT,
    "uuid": uuid.UUID("00112233-4455-6677-8899-aabbccddeeff"),
}


def theirs(data):
    buffer = botocore.eventstream.EventStreamBuffer()
    buffer.add_data(data)
    return [(message.headers, message.payload) for message in buffer]


def test_botocore_reads_every_type():
    written = eventstream.encode(HEADERS, b"payload")
    ((headers, payload),) = theirs(written)
    plain = {name: value[1] if isinstance(value, tuple) else value for name, value in HEADERS.items()}
    want = {**plain, "time": -1, "uuid": plain["uuid"].bytes}  # as botocore has them
    assert (headers, payload) == (want, b"payload")
    assert eventstream.decode(written) == (plain, b"payload")


def test_a_message_by_hand():
    """The example of the Smithy specification's test data."""
    data = bytes.fromhex("0000002d0000001041c424b80a6576656e742d74797065040000a00c7b27666f6f273a27626172277d36f480a0")
    assert eventstream.encode({"event-type": 40972}, b"{'foo':'bar'}") == data
    assert eventstream.decode(data) == ({"event-type": 40972}, b"{'foo':'bar'}")


def test_times_to_the_millisecond():
    for end in (datetime.datetime.max, datetime.datetime.min):
        time = end.replace(tzinfo=datetime.timezone.utc)
        got = eventstream.decode(eventstream.encode({"t": time}))[0]["t"]
        assert got == time.replace(microsecond=time.microsecond // 1000 * 1000)
    head = b"\x01t\x08" + struct.pack(">q", 2**62)
    prelude = struct.pack(">II", 16 + len(head), len(head))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + head
    with pytest.raises(sallyport.UsageError, match="no datetime"):
        eventstream.decode(message + struct.pack(">I", zlib.crc32(message)))


def test_messages_come_in_any_pieces():
    rand = random.Random(1)
    sent = [({"n": n, "s": "x" * rand.randrange(40)}, rand.randbytes(rand.randrange(300))) for n in range(50)]
    data = b"".join(eventstream.encode(*message) for message in sent)
    assert list(eventstream.messages(data)) == sent
    pieces = []
    rest = data
    while rest:
        n = rand.randrange(1, 200)
        pieces.append(rest[:n])
        rest = rest[n:]
    assert list(eventstream.messages(iter(pieces))) == sent == theirs(data)
    with pytest.raises(sallyport.UsageError, match="bytes into a message"):
        list(eventstream.messages(data[:-1]))


def test_a_signed_message_carries_the_encoded_one():
    signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    _, events = signer.sign_events("POST", "https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription")
    inner = eventstream.encode({":event-type": "AudioEvent"}, b"pcm")
    headers, payload = eventstream.decode(events.sign(inner, time=1440938160))
    assert set(headers) == {":date", ":chunk-signature"} and headers[":date"].timestamp() == 1440938160
    assert eventstream.decode(payload) == ({":event-type": "AudioEvent"}, b"pcm")


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def lying(total):
    """A message whose beginning is right about itself, and wrong about what follows."""
    head = struct.pack(">II", total, 0)
    return head + struct.pack(">I", zlib.crc32(head)) + bytes(8)


GOOD = eventstream.encode({"a": 1}, b"p")


@pytest.mark.parametrize(
    "data", [*(changed(GOOD, n) for n in range(len(GOOD))), GOOD + GOOD, GOOD[:-1], b"", lying(8), lying(2**31)]
)
def test_what_is_no_message(data):
    with pytest.raises(sallyport.UsageError):
        eventstream.decode(data)


@pytest.mark.parametrize(
    "headers, payload",
    [
        ([("a", 1)], b""),
        ({"a": 1.5}, b""),
        ({"a": None}, b""),
        ({"": 1}, b""),
        ({"a" * 256: 1}, b""),
        ({"a": ("byte", 128)}, b""),
        ({"a": 2**63}, b""),
        ({"a": "x" * 32768}, b""),
        ({1: 1}, b""),
        ({"a": datetime.datetime(2026, 1, 1)}, b""),
        ({}, bytes(2**24 + 1)),
    ],
)
def test_what_cannot_be_encoded(headers, payload):
    with pytest.raises(sallyport.UsageError):
        eventstream.encode(headers, payload)
