"""The schemes beside aws4: against the SDKs whose schemes they are, with random requests."""

import base64
import datetime
import hashlib
import hmac
import random
import urllib.parse

import awscrt.auth
import awscrt.http
import pytest
from alibabacloud_openapi_util.client import Client as OpenApiUtil
from odps.accounts import CloudAccount
from Tea.request import TeaRequest

import sallyport

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
    theirs = "ODPS %s/20260102/cn-hangzhou/odps/aliyun_v4_request:%s" % (ID, mac)
    assert signed.headers["Authorization"] == theirs
    sent = [*Request.headers.items(), ("Authorization", theirs), ("Host", "service.cn-hangzhou.maxcompute.aliyun.com")]
    target = with_query("/api" + path, query)
    verified = sallyport.verify_request("POST", target, sent, b"", secret_for={ID: SECRET}, now=AT)
    assert (verified.scheme, verified.service, verified.payload) == ("ODPS", "odps", "unsigned")


@pytest.mark.parametrize("seed", range(50))
def test_acs3_is_that_of_the_sdk(seed):
    rng = random.Random(seed)
    token = rng.choice([None, "to/ken+="])
    names = rng.sample(["a", "B.1", "-", "_~"], rng.randrange(4))  # the SDK does not encode them
    query = {name: text(rng, 4) for name in names}
    kind, body = rng.choice(
        [("", b""), ("application/x-www-form-urlencoded", b"a=1&b=%20"), ("application/json", b'{"a": 1}')]
    )
    path = rng.choice(["/", "/clusters/" + urllib.parse.quote(text(rng, 6, "./%"), safe="-_.~")])
    digest = hashlib.sha256(body).hexdigest()
    headers = {"x-acs-action": "DescribeRegions", "x-acs-version": "2014-05-26", "x-acs-signature-nonce": str(seed)}
    headers.update({"content-type": kind} if kind else {})
    theirs = TeaRequest()
    theirs.method, theirs.pathname, theirs.query = "POST", path, query
    theirs.headers = dict(headers, host="ecs.aliyuncs.com", **{"x-acs-content-sha256": digest})
    theirs.headers.update({"x-acs-date": "2026-01-02T03:04:05Z"}, **({"x-acs-security-token": token} if token else {}))
    made = OpenApiUtil.get_authorization(theirs, "ACS3-HMAC-SHA256", digest, ID, SECRET)
    target = path + "?" * bool(query)
    target += "&".join(urllib.parse.quote(k, safe="") + "=" + urllib.parse.quote(v, safe="") for k, v in query.items())
    signer = sallyport.Signer(access_key_id=ID, secret_access_key=SECRET, session_token=token, scheme="acs3")
    ours = signer.sign("POST", "https://ecs.aliyuncs.com" + target, headers=headers, body=body, time=AT)
    assert ours.headers["Authorization"] == made
    verified = sallyport.verify_request(
        "POST",
        target,
        dict(theirs.headers, Authorization=made),
        body,
        secret_for={ID: (SECRET, token) if token else SECRET},
        now=AT,
    )
    assert (verified.scheme, verified.payload) == ("ACS3-HMAC-SHA256", "verified")


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("presign", [False, True])
def test_aws4a_is_that_of_the_crt(seed, presign):
    """Its signatures are random: what it has signed is verified, and says the same as ours but for the signature."""
    rng = random.Random(seed)
    token = rng.choice([None, "to/ken+="])
    host, service = rng.choice(
        [("b.s3.us-east-1.amazonaws.com", "s3"), ("x.execute-api.us-east-1.amazonaws.com", "execute-api")]
    )
    payload = "UNSIGNED-PAYLOAD" if service == "s3" else hashlib.sha256(b"").hexdigest()
    target = with_query("/" + urllib.parse.quote(text(rng, 9, "/"), safe=""), query_of(rng))
    headers = {"Host": host, "X-Amz-Meta-A": "a  b"}
    request = awscrt.http.HttpRequest("GET", target, awscrt.http.HttpHeaders(list(headers.items())))
    kind, sent = awscrt.auth.AwsSignatureType, awscrt.auth.AwsSignedBodyHeaderType
    awscrt.auth.aws_sign_request(
        request,
        awscrt.auth.AwsSigningConfig(
            algorithm=awscrt.auth.AwsSigningAlgorithm.V4_ASYMMETRIC,
            signature_type=kind.HTTP_REQUEST_QUERY_PARAMS if presign else kind.HTTP_REQUEST_HEADERS,
            credentials_provider=awscrt.auth.AwsCredentialsProvider.new_static(ID, SECRET, token),
            region="us-east-1,us-west-2",
            service=service,
            date=AT,
            use_double_uri_encode=service != "s3",
            should_normalize_uri_path=service != "s3",
            signed_body_value=payload,
            signed_body_header_type=sent.NONE if presign else sent.X_AMZ_CONTENT_SHA_256,
            expiration_in_seconds=3600 if presign else None,
        ),
    ).result(10)
    theirs = dict(request.headers)
    verified = sallyport.verify_request(
        "GET", request.path, theirs, None, secret_for={ID: (SECRET, token) if token else SECRET}, now=AT
    )
    assert verified.access_key_id == ID
    signer = sallyport.Signer(
        access_key_id=ID,
        secret_access_key=SECRET,
        session_token=token,
        scheme="aws4a",
        region="us-east-1,us-west-2",
        content_sha256_header=True,
    )
    arguments = {"headers": headers, "payload_hash": payload, "time": AT}
    if presign:
        ours = signer.presign("GET", "https://" + host + target, **arguments)
        assert own_parameters(ours) == own_parameters(request.path)
    else:
        ours = signer.sign("GET", "https://" + host + target, **arguments).headers
        assert theirs["X-Amz-Region-Set"] == ours["X-Amz-Region-Set"]
        unsigned = [h["Authorization"].rpartition("Signature=")[0] for h in (theirs, ours)]
        assert unsigned[0] == unsigned[1]


def own_parameters(url):
    pairs = urllib.parse.parse_qsl(url.partition("?")[2], True)
    return sorted((k, v) for k, v in pairs if k.startswith("X-Amz-") and k != "X-Amz-Signature")
