"""The schemes beside aws4: against the SDKs whose schemes they are, with random requests."""

import base64
import datetime
import hashlib
import hmac
import random
import sys
import urllib.parse

import awscrt.auth
import awscrt.http
import pytest
from conftest import ROOT
from odps.accounts import CloudAccount

import sallyport

sys.path.insert(0, str(ROOT / "tests" / "vectors" / "sigv4"))
import p256  # noqa: E402

AT = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
ID, SECRET = "LTAIEXAMPLE", "secretsecretsecret"
PIECES = [
    "a",
    "B",
    "9",
    "-",
    ".x",
    "_",
    "~",
    "/",
    " ",
    "+",
    "é",
    "%",
    ":",
    "(",
    "'",
    "*",
    ";",
    ",",
    "=",
    "&",
    "$",
    "|",
    "{",
    "?",
]


def text(rng, most, without=""):
    return "".join(rng.choices([p for p in PIECES if p not in without], k=rng.randrange(1, most)))


def query_of(rng, without=""):
    names = {text(rng, 4, without): rng.choice(["", text(rng, 4, without)]) for _ in range(rng.randrange(4))}
    return {urllib.parse.quote(k, safe=""): urllib.parse.quote(v, safe="") for k, v in names.items()}


def with_query(url, query):
    return url + ("?" + "&".join("%s=%s" % pair for pair in query.items()) if query else "")


@pytest.mark.parametrize("seed", range(50))
def test_odps4_is_that_of_pyodps(seed):
    rng = random.Random(seed)
    # pyodps decodes twice, and takes a plus sign for a space the second time.
    endpoint = "https://service.cn-hangzhou.maxcompute.aliyun.com/api"
    path = "/projects/p/" + urllib.parse.quote(text(rng, 9, "%?;"), safe="/")
    query = query_of(rng, "%+&=;")
    if rng.random() < 0.5:
        query["x-odps-b"] = "1"
    signer = sallyport.Signer(access_key_id=ID, secret_access_key=SECRET, scheme="odps4")
    headers = rng.choice(
        [{}, {"Content-Type": "application/xml", "Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg==", "x-odps-a": "a  b"}]
    )
    signed = signer.sign("POST", with_query(endpoint + path, query), headers=headers, time=AT)

    class Request:
        method = "POST"

    Request.headers = dict(headers, Date=signed.headers["Date"])
    account = CloudAccount(ID, SECRET)
    resource = with_query(path, query)
    want = account._build_canonical_str(
        urllib.parse.urlparse(urllib.parse.unquote(resource), allow_fragments=False), Request
    )
    assert signed.string_to_sign == want
    key = account._get_v4_signature_key("20260102", "cn-hangzhou")
    mac = base64.b64encode(hmac.new(key, want.encode(), hashlib.sha1).digest()).decode()
    assert signed.headers["Authorization"] == "ODPS %s/20260102/cn-hangzhou/odps/aliyun_v4_request:%s" % (ID, mac)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("presign", [False, True])
def test_what_the_crt_signs_is_what_aws4a_signs(seed, presign):
    rng = random.Random(seed)
    key_id, secret, token = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", rng.choice([None, "to/ken+="])
    host, service = rng.choice(
        [("b.s3.us-east-1.amazonaws.com", "s3"), ("x.execute-api.us-east-1.amazonaws.com", "execute-api")]
    )
    path = with_query("/" + urllib.parse.quote(text(rng, 9, "/"), safe=""), query_of(rng))
    headers = {"Host": host, "X-Amz-Meta-A": "a  b"}
    signer = sallyport.Signer(
        access_key_id=key_id,
        secret_access_key=secret,
        session_token=token,
        scheme="aws4a",
        region="us-east-1,us-west-2",
    )
    args = {"headers": headers, "payload_hash": "UNSIGNED-PAYLOAD", "time": AT}
    if presign:
        ours = signer.presign("GET", "https://" + host + path, **args)
    else:
        ours = signer.sign("GET", "https://" + host + path, **args)
    kind = awscrt.auth.AwsSignatureType
    request = awscrt.http.HttpRequest("GET", path, awscrt.http.HttpHeaders(list(headers.items())))
    awscrt.auth.aws_sign_request(
        request,
        awscrt.auth.AwsSigningConfig(
            algorithm=awscrt.auth.AwsSigningAlgorithm.V4_ASYMMETRIC,
            signature_type=kind.HTTP_REQUEST_QUERY_PARAMS if presign else kind.HTTP_REQUEST_HEADERS,
            credentials_provider=awscrt.auth.AwsCredentialsProvider.new_static(key_id, secret, token),
            region="us-east-1,us-west-2",
            service=service,
            date=AT,
            use_double_uri_encode=service != "s3",
            should_normalize_uri_path=service != "s3",
            signed_body_value="UNSIGNED-PAYLOAD",
            signed_body_header_type=awscrt.auth.AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256
            if not presign
            else awscrt.auth.AwsSignedBodyHeaderType.NONE,
            expiration_in_seconds=3600 if presign else None,
        ),
    ).result(10)
    point = reference.times(reference.private_key(key_id, secret))
    if presign:
        values = dict(urllib.parse.parse_qsl(request.path.partition("?")[2], True))
        assert {k for k in values if k.startswith("X-Amz")} == {
            k for k in dict(urllib.parse.parse_qsl(ours.partition("?")[2])) if k.startswith("X-Amz")
        }
        return
    theirs = dict(request.headers)
    assert theirs["X-Amz-Region-Set"] == ours.headers["X-Amz-Region-Set"]
    credential, _, signature = theirs["Authorization"].rpartition("Signature=")
    assert credential == ours.headers["Authorization"].rpartition("Signature=")[0]
    assert reference.verify(point, ours.string_to_sign, ours.signature)
    assert reference.verify(point, ours.string_to_sign, signature)
