"""Puts files as signed bodies in pieces, and reads them back. Used by upload_test.go."""

import hashlib
import io
import json
import socket
import ssl
import sys

import httpx
import requests
import sallyport

CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"

given = json.load(sys.stdin)
signer = sallyport.Signer(access_key_id=given["key"], secret_access_key=given["secret"], region="us-east-1", service="s3")
body = bytes(range(256)) * 4096
digest = hashlib.sha256(body).hexdigest()

with sallyport.Client(resolve={given["host"]: given["ip"]}, verify=given["ca"], signer=signer, trust_env=False) as client:

    def put(name, status, **options):
        response = client.put(given["base"] + name, **options)
        assert response.status_code == status, (name, response.status_code, response.text)

    put("/bucket/unsigned", 200, data=io.BytesIO(body))
    put("/bucket/hashed", 200, data=io.BytesIO(body), payload_hash=digest)
    put("/bucket/wrong", 400, data=io.BytesIO(body[:-1] + b"x"), payload_hash=digest)
    for checksum in ("crc32", "crc32c", "crc64nvme", "sha1", "sha256"):
        put("/bucket/" + checksum, 200, data=io.BytesIO(body), checksum=checksum)
        put("/bucket/signed-" + checksum, 200, data=io.BytesIO(body), checksum=checksum, payload_hash=CHUNKS + "-TRAILER")
    put("/bucket/chunks", 200, data=io.BytesIO(body), payload_hash=CHUNKS)
    names = ["unsigned", "hashed", "chunks", "crc64nvme", "signed-sha256"]

    # The same bodies in the hands of other libraries, which reach the server by their own means.
    host, port = given["host"], int(given["base"].rpartition(":")[2])
    socket.getaddrinfo = lambda name, *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (given["ip"], port))]
    for checksum in (None, "crc32c"):
        for library in ("requests", "httpx"):
            name = "/bucket/%s-%s" % (library, checksum)
            signed, wire = signer.sign_stream("PUT", given["base"] + name, io.BytesIO(body), checksum=checksum)
            if library == "requests":
                response = requests.put(signed.url, headers=dict(signed.headers), data=wire, verify=given["ca"])
            else:
                context = ssl.create_default_context(cafile=given["ca"])
                response = httpx.put(signed.url, headers=dict(signed.headers), content=wire, verify=context)
            assert response.status_code == 200, (name, response.text)
            names.append(name.rpartition("/")[2])
    # A gateway: what a placeholder has signed in chunks goes on with chunks of the real key.
    placeholder = sallyport.Signer(access_key_id="PLACEHOLDER", secret_access_key="of-no-worth", region="us-east-1", service="s3")
    unsigned = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    for checksum, form in ((None, None), ("crc64nvme", None), ("sha256", unsigned)):
        name = "/bucket/gateway-%s" % checksum
        signed, wire = placeholder.sign_stream(
            "PUT", "https://gateway.example" + name, io.BytesIO(body), checksum=checksum, payload_hash=form, chunk_size=10000
        )
        verified, inner = sallyport.verify_stream("PUT", name, signed.headers, wire, secret_for={"PLACEHOLDER": "of-no-worth"})
        again, stream = signer.resign_stream("PUT", name, signed.headers, inner, origin=given["base"])
        response = requests.put(again.url, headers=dict(again.headers), data=stream, verify=given["ca"])
        assert response.status_code == 200 and "PLACEHOLDER" not in str(again.headers), (name, response.text)
        names.append(name.rpartition("/")[2])
    for name in names:
        with client.stream("GET", given["base"] + "/bucket/" + name) as response:
            assert response.status_code == 200 and hashlib.sha256(response.read()).hexdigest() == digest, name
    assert client.get(given["base"] + "/bucket/wrong").status_code == 404
print("ok")
