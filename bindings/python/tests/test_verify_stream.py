"""Bodies of incoming requests that are verified as they are read, and signed anew as they go on."""

import http.server
import io
import pickle
import threading
import tracemalloc

import pytest
import requests
from conftest import KEYS, TIME

import sallyport
import sallyport.eventstream

ID, SECRET = KEYS["access_key_id"], KEYS["secret_access_key"]
KNOWN = {ID: SECRET}
BODY = bytes(range(256)) * 300
URL = "https://bucket.s3.eu-west-1.amazonaws.com/k"
UNSIGNED = {"checksum": "crc64nvme", "payload_hash": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}


def sent(body=BODY, **form):
    """A request in chunks, and its body on the wire. Other forms are vectors: tests/vectors/incoming."""
    signer = sallyport.Signer(region="eu-west-1", service="s3", **KEYS)
    signed, stream = signer.sign_stream("PUT", URL, body, chunk_size=8192, time=TIME, **form)
    return signed, stream.read()


def verified(signed, wire, **more):
    more.setdefault("secret_for", KNOWN)
    return sallyport.verify_stream("PUT", "/k", signed.headers, wire, now=TIME, **more)


def pieces(data, size):
    return (data[start : start + size] for start in range(0, len(data), size))


def test_a_body_in_chunks_is_read_back():
    signed, wire = sent()
    for given in (wire, io.BytesIO(wire), pieces(wire, 1000), pieces(wire, 70000)):
        found, body = verified(signed, given)
        assert (found.access_key_id, found.payload) == (ID, "streaming")
        assert body.read() == BODY
        assert body.read() == b""
    found, body = verified(signed, pieces(wire, 100))
    assert [body.read(3), body.read(10000), b"".join(body)] == [BODY[:3], BODY[3:10003], BODY[10003:]]
    assert SECRET not in repr(body) + repr(found)
    with pytest.raises(TypeError):
        pickle.dumps(body)


@pytest.mark.parametrize("form", [{}, UNSIGNED], ids=["signed", "unsigned"])
def test_what_was_changed_is_refused(form):
    signed, wire = sent(**form)
    for place in (10, 9000, len(wire) // 2, len(wire) - 20):
        changed = bytearray(wire)
        changed[place] ^= 1
        found = b""
        with pytest.raises(sallyport.Error) as caught:
            for piece in verified(signed, pieces(bytes(changed), 5000))[1]:
                found += piece
        assert caught.value.name in ("CHUNK_MALFORMED", "CHUNK_MISMATCH")
        assert form or BODY.startswith(found)


def test_another_body_is_hashed_as_it_is_read():
    signer = sallyport.Signer(region="eu-west-1", service="s3", **KEYS)
    signed = signer.sign("PUT", URL, body=BODY, time=TIME)
    found, body = verified(signed, pieces(BODY, 999))
    assert (found.payload, body.read()) == ("declared", BODY)
    with pytest.raises(sallyport.VerificationError, match="REQUEST_PAYLOAD_CHANGED"):
        verified(signed, io.BytesIO(BODY[:-1]))[1].read()
    signed = signer.sign("PUT", URL, payload_hash="UNSIGNED-PAYLOAD", time=TIME)
    found, body = verified(signed, BODY)
    assert (found.payload, body.read()) == ("unsigned", BODY)
    with pytest.raises(sallyport.UsageError):
        verified(signed, 5)
    seen = set()
    verified(signed, BODY, seen=seen)
    with pytest.raises(sallyport.VerificationError, match="REQUEST_REPLAYED"):
        verified(signed, BODY, seen=seen)


def test_chunks_are_signed_anew():
    signed, wire = sent(checksum="sha256")
    signer = sallyport.Signer(credentials=lambda: ("REAL", "real-secret-access-key", None))
    _, body = verified(signed, pieces(wire, 4000))
    again, stream = signer.resign_stream(
        "PUT", "/k", signed.headers, body, origin="https://other.example", chunk_size=16384, time=TIME
    )
    assert again.url == "https://other.example/k"
    new = stream.read()
    assert len(new) == int(again.headers["Content-Length"])
    found, body = sallyport.verify_stream(
        "PUT", "/k", again.headers, new, secret_for={"REAL": "real-secret-access-key"}, now=TIME
    )
    assert (found.access_key_id, body.read()) == ("REAL", BODY)
    assert ID not in str(again.headers)


def test_what_is_not_in_chunks_is_not_signed_anew_as_chunks():
    signer = sallyport.Signer(region="eu-west-1", service="s3", **KEYS)
    signed = signer.sign("PUT", URL, body=BODY, time=TIME)
    with pytest.raises(sallyport.UsageError, match="PAYLOAD_HASH_MALFORMED"):
        signer.resign_stream("PUT", "/k", signed.headers, BODY, time=TIME)
    signed, wire = sent()
    with pytest.raises(sallyport.UsageError):
        signer.resign_stream("PUT", "/k", signed.headers, wire, chunk_size=1, time=TIME)
    _, body = signer.resign_stream("PUT", "/k", signed.headers, BODY[:-1], time=TIME)
    with pytest.raises(sallyport.HTTPError):
        body.read()


class Gateway(http.server.BaseHTTPRequestHandler):
    """Takes what was signed with a placeholder, and sends it on with another key, chunk by chunk."""

    def do_PUT(self):
        length = int(self.headers["Content-Length"])
        try:
            _, body = sallyport.verify_stream(
                self.command, self.path, self.headers, self.pieces(length), secret_for={"PLACEHOLDER": "of-no-worth"}
            )
            signed, stream = sallyport.Signer(**KEYS).resign_stream(
                self.command, self.path, self.headers, body, origin=self.server.origin
            )
            status = requests.put(signed.url, headers=signed.headers, data=stream).status_code
        except sallyport.VerificationError:
            status = 403
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def pieces(self, left):
        while left:
            piece = self.rfile.read(min(left, 65536))
            left -= len(piece)
            yield piece

    def log_message(self, *args):
        pass


@pytest.mark.parametrize("checksum", [None, "crc32c"])
def test_a_gateway_sends_a_stream_on(server, checksum):
    gateway = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    gateway.origin = server.url
    threading.Thread(target=gateway.serve_forever, args=(0.05,), daemon=True).start()
    client = sallyport.Signer(
        region="eu-west-1", service="s3", access_key_id="PLACEHOLDER", secret_access_key="of-no-worth"
    )
    signed, stream = client.sign_stream("PUT", "http://127.0.0.1:%d/k" % gateway.server_port, BODY, checksum=checksum)
    assert requests.put(signed.url, headers=signed.headers, data=stream).status_code == 200
    gateway.shutdown()
    gateway.server_close()
    method, path, headers, wire = server.seen[-1]
    found, body = sallyport.verify_stream(method, path, headers, wire, secret_for=KNOWN)
    assert (found.access_key_id, body.read()) == (ID, BODY)
    assert "PLACEHOLDER" not in str(server.seen[-1])


def test_a_long_body_takes_no_more_memory():
    signer = sallyport.Signer(region="eu-west-1", service="s3", **KEYS)
    length = 24 << 20
    piece = b"a" * 65536
    signed, stream = signer.sign_stream(
        "PUT", URL, (piece for _ in range(length >> 16)), content_length=length, time=TIME
    )
    _, body = verified(signed, stream)
    _, again = signer.resign_stream("PUT", "/k", signed.headers, body, time=TIME)
    total = 0
    tracemalloc.start()
    try:
        for part in again:
            total += len(part)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
    assert total == int(signed.headers["Content-Length"])


EVENTS_URL = "https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription"
MESSAGES = [sallyport.eventstream.encode({":event-type": "AudioEvent"}, BODY[:n]) for n in (1, 70000)]


def signed_events(signed, events):
    """What is on the wire, when each message was signed a second after the one before."""
    return b"".join(events.sign(message, time=TIME + n) for n, message in enumerate([*MESSAGES, b""]))


def verified_events(signed, wire, known, **more):
    more.setdefault("now", TIME)
    return sallyport.verify_stream("POST", "/stream-transcription", signed.headers, wire, secret_for=known, **more)


def test_an_event_stream_is_read_back_and_signed_anew():
    theirs = sallyport.Signer(access_key_id="PLACEHOLDER", secret_access_key="no worth", region="eu-west-1")
    signed, events = theirs.sign_events("POST", EVENTS_URL, time=TIME)
    wire = signed_events(signed, events)
    found, body = verified_events(signed, pieces(wire, 777), {"PLACEHOLDER": "no worth"})
    assert (found.payload, found.service) == ("streaming", "transcribe")
    ours = sallyport.Signer(region="eu-west-1", **KEYS)
    again, onward = ours.resign_events(
        "POST", "/stream-transcription", signed.headers, origin="https://real.example", time=TIME
    )
    assert again.url == "https://real.example/stream-transcription"
    got = list(body)
    assert got == MESSAGES
    wire = b"".join(onward.sign(message, time=TIME) for message in [*got, b""])
    assert verified_events(again, wire, KNOWN)[1].read() == b"".join(MESSAGES)


def test_what_is_refused_of_an_event_stream():
    signer = sallyport.Signer(region="eu-west-1", **KEYS)
    signed, events = signer.sign_events("POST", EVENTS_URL, time=TIME)
    wire = signed_events(signed, events)
    first = int.from_bytes(wire[:4], "big")
    for bad, more, name in (
        (wire[first:], {}, "CHUNK_MISMATCH"),
        (wire[:-1], {}, "CHUNK_MALFORMED"),
        (wire[:100] + b"x" + wire[101:], {}, "CHUNK_MALFORMED"),
        (wire[: -wire[::-1].index(b"etad:") - 6], {}, "CHUNK_MALFORMED"),
        (wire, {"now": TIME - 1, "max_skew": 2}, "REQUEST_TIME_SKEWED"),
    ):
        _, body = verified_events(signed, bad, KNOWN, **more)
        with pytest.raises(sallyport.VerificationError) as caught:
            body.read()
        assert caught.value.name == name
    with pytest.raises(sallyport.UsageError, match="resign_events"):
        signer.resign_stream("POST", "/stream-transcription", signed.headers, b"")
    chunks, _ = sent()
    with pytest.raises(sallyport.UsageError, match="resign_stream"):
        signer.resign_events("PUT", "/k", chunks.headers, time=TIME)
