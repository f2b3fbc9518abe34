"""The project's own vectors (tests/vectors), through Python."""

import base64
import datetime
import json

import pytest
from conftest import ROOT

import sallyport

VECTORS = ROOT / "tests" / "vectors"

# ---- Signing: one JSON object a case ----

SIGNING = json.loads((VECTORS / "sigv4" / "vectors.json").read_text(encoding="utf-8"))["cases"]
SIGNER = {
    "access_key_id": "access_key_id",
    "secret_access_key": "secret_access_key",
    "session_token": "session_token",
    "region": "region",
    "service": "service",
    "double_encode": "double_encode",
    "normalize_path": "normalize_path",
    "sign_session_token": "sign_session_token",
    "content_sha256": "content_sha256_header",
}
REQUEST = {"time", "method", "url", "headers", "body", "payload_hash", "expires"}


def sign(case):
    given = case["in"]
    assert set(given) <= set(SIGNER) | REQUEST
    signer = sallyport.Signer(**{SIGNER[key]: value for key, value in given.items() if key in SIGNER})
    moment = datetime.datetime.strptime(given["time"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    arguments = {
        "headers": [tuple(pair) for pair in given.get("headers", [])],
        "payload_hash": given.get("payload_hash"),
        "time": moment,
    }
    if case["mode"] == "sign":
        return signer.sign(given["method"], given["url"], body=given.get("body", ""), **arguments)
    return signer._sign(
        signer._handle,
        given["method"],
        given["url"],
        arguments["headers"],
        given.get("body", ""),
        arguments["payload_hash"],
        moment,
        given["expires"],
    )


@pytest.mark.parametrize("case", SIGNING, ids=lambda case: case["name"])
def test_signing(case):
    if "error" in case:
        with pytest.raises(sallyport.UsageError) as caught:
            sign(case)
        assert caught.value.name == case["error"]
        return
    signed = sign(case)
    want = case["want"]
    assert signed.canonical_request == want["canonical_request"]
    assert signed.string_to_sign == want["string_to_sign"]
    assert signed.signature == want["signature"]
    assert signed.url == want["url"]
    assert [list(pair) for pair in signed.headers.pairs] == want["headers"]
    assert want["signature"] == case.get("published_signature", want["signature"])


# ---- Instance identity: records of "key: value" lines, see README.md there ----

LISTS = ("accounts", "regions", "zones", "instances", "images", "instance_types")
KEYS = {"name", "comment", "source", "provider", "certificate_b64", "min_digest", "max_age", "now", "expect"}
KEYS |= {"signature", "signature_b64", "document", "document_b64", "audience", *LISTS}


def records():
    for file in sorted((VECTORS / "identity").glob("*.txt")):
        for block in file.read_text(encoding="utf-8").strip("\n").split("\n\n"):
            record = {"certificates": [], "want": {}}
            for line in block.split("\n"):
                key, separator, value = line.partition(": ")
                if not separator:
                    assert line.endswith(":"), line
                    key = line[:-1]
                if key == "certificate_b64":
                    record["certificates"].append(base64.b64decode(value))
                elif key.startswith("want."):
                    record["want"][key[5:]] = value
                else:
                    assert key in KEYS, key
                    record[key] = value
            yield record


def given(record, key):
    """A text, or the bytes of its base64 form, or None."""
    if key in record:
        return record[key]
    return base64.b64decode(record[key + "_b64"]) if key + "_b64" in record else None


def verify(record):
    options = {name: [v for v in record[name].split(",") if v] for name in LISTS if name in record}
    if record["certificates"]:
        options["certificates"] = record["certificates"]
    if "max_age" in record:
        options["max_age"] = int(record["max_age"])
    verifier = sallyport.IdentityVerifier(provider=record["provider"], min_digest=record.get("min_digest"), **options)
    return verifier.verify(
        given(record, "signature"), given(record, "document"), audience=record.get("audience"), now=int(record["now"])
    )


@pytest.mark.parametrize("record", list(records()), ids=lambda record: record["name"])
def test_identity(record):
    if record["expect"] != "OK":
        with pytest.raises(sallyport.Error) as caught:
            verify(record)
        assert caught.value.name == record["expect"]
        return
    identity = verify(record)
    for field, value in record["want"].items():
        got = getattr(identity, field)
        assert (got.decode("utf-8") if field == "raw" else got) == value
