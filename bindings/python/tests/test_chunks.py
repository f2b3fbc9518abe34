"""Bodies that are signed as they are sent."""

import hashlib
import io

import pytest

import sallyport

BODY = b"a" * 66560
LAST = b"0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
URL = "https://s3.amazonaws.com/examplebucket/chunkObject.txt"


@pytest.fixture
def signer():
    """That of the examples in the Amazon S3 API Reference."""
    return sallyport.Signer(
        access_key_id="AKIAIOSFODNN7EXAMPLE",
        secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
    )


def documented(signer, body, **options):
    return signer.sign_stream(
        "PUT", URL, body, headers={"x-amz-storage-class": "REDUCED_REDUNDANCY"}, time=1369353600, **options
    )


def pieces(size):
    return (BODY[start : start + size] for start in range(0, len(BODY), size))


class Told(io.RawIOBase):
    """A pipe whose length somebody knows."""

    len = len(BODY)

    def __init__(self):
        self.file = io.BytesIO(BODY)

    def read(self, n=-1):
        return self.file.read(min(n, 1000))


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (lambda: BODY, {}),
        (lambda: bytearray(BODY), {}),
        (lambda: io.BytesIO(BODY), {}),
        (lambda: io.BytesIO(BODY + b"more"), {"content_length": len(BODY)}),
        (lambda: Told(), {}),
        (lambda: pieces(1), {"content_length": len(BODY)}),
        (lambda: pieces(1000), {"content_length": len(BODY)}),
        (lambda: pieces(65537), {"content_length": len(BODY)}),
    ],
)
def test_the_documented_example(signer, body, options):
    signed, wire = documented(signer, body(), **options)
    assert signed.signature == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    assert signed.method == "PUT"
    assert signed.headers["Content-Length"] == str(len(wire)) == str(wire.len) == "66824"
    frames = list(wire)
    assert [len(frame) for frame in frames] == [65626, 1112, 86]
    assert b"".join(frames).endswith(LAST)
    assert list(wire) == []
    assert wire.read() == b""


@pytest.mark.parametrize("size", [1, 100, 8192, 65626, 10**6, -1, None])
def test_reading_gives_what_iterating_does(signer, size):
    _, wire = documented(signer, io.BytesIO(BODY))
    want = b"".join(wire)
    _, wire = documented(signer, io.BytesIO(BODY))
    parts = []
    while True:
        part = wire.read(size)
        if not part:
            break
        assert size is None or size < 0 or len(part) == size or b"".join([*parts, part]) == want
        parts.append(part)
    assert b"".join(parts) == want
    _, wire = documented(signer, io.BytesIO(BODY))
    assert wire.read(10) + b"".join(wire) == want


@pytest.mark.parametrize("checksum", ["crc32", "CRC32C", "crc64nvme", "sha1", "sha256"])
@pytest.mark.parametrize("unsigned", [True, False])
def test_a_checksum_is_sent_behind_the_body(signer, checksum, unsigned):
    hashed = "STREAMING-UNSIGNED-PAYLOAD-TRAILER" if unsigned else None
    signed, wire = documented(signer, b"123456789", checksum=checksum, payload_hash=hashed)
    assert signed.headers["x-amz-trailer"] == "x-amz-checksum-" + checksum.lower()
    sent = wire.read()
    assert (b"chunk-signature" in sent) is not unsigned
    assert (b"x-amz-trailer-signature" in sent) is not unsigned
    name, _, value = sent[sent.index(b"x-amz-checksum-") :].split(b"\r\n")[0].partition(b":")
    assert name.decode() == signed.headers["x-amz-trailer"]
    if checksum.startswith("sha"):
        import base64

        assert value == base64.b64encode(hashlib.new(checksum, b"123456789").digest())


@pytest.mark.parametrize(
    ("body", "options", "code"),
    [
        ((b"a" for _ in "a"), {}, "INVALID_ARGUMENT"),
        (b"a", {"content_length": -1}, "INVALID_ARGUMENT"),
        (b"a", {"content_length": "1"}, "INVALID_ARGUMENT"),
        (b"a", {"chunk_size": 8191}, "INVALID_ARGUMENT"),
        (b"a", {"checksum": "md5"}, "INVALID_ARGUMENT"),
        (b"a", {"checksum": b"\xff"}, "INVALID_ARGUMENT"),
        (b"a", {"payload_hash": "UNSIGNED-PAYLOAD"}, "PAYLOAD_HASH_MALFORMED"),
        (b"a", {"payload_hash": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "checksum": "crc32"}, "INVALID_HEADER"),
        (1, {}, "INVALID_ARGUMENT"),
    ],
)
def test_what_cannot_be_signed_is_said_at_once(signer, body, options, code):
    with pytest.raises(sallyport.UsageError) as raised:
        documented(signer, body, **options)
    assert raised.value.name == code


def test_a_service_without_chunks_is_refused(signer):
    with pytest.raises(sallyport.UsageError) as raised:
        signer.sign_stream("POST", "https://sqs.us-east-1.amazonaws.com/", b"a")
    assert raised.value.name == "CHUNKS_UNSUPPORTED"


def test_a_body_that_ends_early_is_an_error(signer):
    _, wire = documented(signer, io.BytesIO(b"abc"), content_length=4)
    with pytest.raises(sallyport.HTTPError) as raised:
        wire.read()
    assert raised.value.name == "REQUEST_BODY_FAILED"


def test_no_secret_is_in_the_state(signer):
    _, wire = documented(signer, BODY, checksum="sha256")
    for _ in wire:
        assert b"wJalr" not in wire.state
        assert len(wire.state) < 1000


def test_renewed_credentials_sign_one_body_alike():
    keys = iter(range(10))
    signer = sallyport.Signer(
        credentials=lambda: ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE%d" % next(keys)),
        region="us-east-1",
    )
    signed, wire = documented(signer, BODY)
    want = wire.read()
    assert signer.sign("GET", URL).signature
    fixed = sallyport.Signer(
        access_key_id="AKIAIOSFODNN7EXAMPLE",
        secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE%d" % (next(keys) - 2),
        region="us-east-1",
    )
    again, other = documented(fixed, BODY)
    assert (signed.signature, want) == (again.signature, other.read())
