"""Puts a file, an iterator and a form of unknown bytes as signed bodies in pieces, and reads them back. Used by upload_test.go."""

import hashlib
import io
import json
import sys

import sallyport

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
    for name in ("unsigned", "hashed"):
        with client.stream("GET", given["base"] + "/bucket/" + name) as response:
            assert response.status_code == 200 and hashlib.sha256(response.read()).hexdigest() == digest, name
    assert client.get(given["base"] + "/bucket/wrong").status_code == 404
print("ok")
