"""verify_request: what real clients sign is verified as a real server gets it, and refused when changed."""

import datetime
import http.server
import pickle
import subprocess
import threading

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
import requests
from conftest import KEYS, TIME
from requests_aws4auth import AWS4Auth

import sallyport

ID, SECRET = KEYS["access_key_id"], KEYS["secret_access_key"]
KNOWN = {ID: SECRET}
TOKEN = "FwoGZXIvYXdzEJr//////////wEaD+abc=="


def taken(server, **more):
    """The last request of a server, verified."""
    method, path, headers, body = server.seen[-1]
    more.setdefault("secret_for", KNOWN)
    return sallyport.verify_request(method, path, headers, body, **more)


def ours(url, service, body, token):
    signer = sallyport.Signer(region="eu-west-1", service=service, session_token=token, **KEYS)
    signed = signer.sign("PUT", url, headers={"Content-Type": "text/plain", "X-Amz-Meta-A": "b  c"}, body=body)
    requests.request(signed.method, signed.url, headers=signed.headers, data=body)


def ours_presigned(url, service, body, token):
    signer = sallyport.Signer(region="eu-west-1", service=service, session_token=token, **KEYS)
    requests.get(signer.presign("GET", url))


def of_botocore(header, query):
    def send(url, service, body, token, presign=False):
        made = botocore.credentials.Credentials(ID, SECRET, token)
        kind = (query if presign else header)[service == "s3"]
        request = botocore.awsrequest.AWSRequest("GET" if presign else "PUT", url, data=b"" if presign else body)
        kind(made, service, "eu-west-1").add_auth(request)
        prepared = request.prepare()
        requests.request(prepared.method, prepared.url, headers=dict(prepared.headers), data=prepared.body)

    return send


botocores = of_botocore(
    (botocore.auth.SigV4Auth, botocore.auth.S3SigV4Auth), (botocore.auth.SigV4QueryAuth, botocore.auth.S3SigV4QueryAuth)
)


def botocores_presigned(url, service, body, token):
    botocores(url, service, body, token, presign=True)


def aws4auth(url, service, body, token):
    auth = AWS4Auth(ID, SECRET, "eu-west-1", service, session_token=token)
    # It leaves the port out of the host that it signs.
    requests.put(url, data=body, auth=auth, headers={"Host": "127.0.0.1"})


def curl(url, service, body, token):
    command = ["curl", "-sS", "--aws-sigv4", "aws:amz:eu-west-1:" + service, "-u", ID + ":" + SECRET, "-X", "PUT"]
    command += ["--data-binary", "@-", url] + (["-H", "X-Amz-Security-Token: " + token] if token else [])
    subprocess.run(command, input=body, check=True, stdout=subprocess.DEVNULL)


PATHS = ["/", "/a/b?x=1&y=2", "/a%20b/c?k=%2F%20%C3%BC"]


@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize("service", ["execute-api", "s3"])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("client", [ours, ours_presigned, botocores, botocores_presigned, aws4auth, curl])
def test_what_clients_sign_is_verified(server, client, path, service, token):
    client(server.url + path, service, b"body", token)
    once = False if client is curl else None  # curl 7.88 encodes no path once more
    found = taken(
        server, secret_for={ID: (SECRET, token)}, services=[service], regions=["eu-west-1"], double_encode=once
    )
    presigned = client in (ours_presigned, botocores_presigned)
    assert (found.access_key_id, found.service, found.region) == (ID, service, "eu-west-1")
    assert found.carrier == ("query" if presigned else "header")
    assert found.payload == ("unsigned" if presigned and service == "s3" else "verified") or client is curl
    assert "host" in found.signed_headers


@pytest.mark.parametrize("client", [ours, ours_presigned, botocores, botocores_presigned, aws4auth, curl])
def test_any_other_signed_byte_is_refused(server, client):
    client(server.url + "/a/b?x=1&y=2", "execute-api", b"body", None)
    method, path, headers, body = server.seen[-1]
    signed = set(taken(server).signed_headers)
    others = [
        ("DELETE", path, headers, body),
        (method, path + "&z=", headers, body),
        (method, path, headers, body + b"x"),
    ]
    for at in range(len(path)):
        other = "z" if path[at] != "z" else "y"
        others.append((method, path[:at] + other + path[at + 1 :], headers, body))
    for i, (name, value) in enumerate(headers):
        if name.lower() in signed or name.lower() == "authorization":
            for at in range(len(value)):
                other = "0" if value[at] != "0" else "1"
                others.append(
                    (
                        method,
                        path,
                        [*headers[:i], (name, value[:at] + other + value[at + 1 :]), *headers[i + 1 :]],
                        body,
                    )
                )
    assert len(others) > 100
    for changed in others:
        with pytest.raises(sallyport.VerificationError):
            sallyport.verify_request(*changed, secret_for=KNOWN)


def signed(**more):
    return sallyport.Signer(region="us-east-1", service="sqs", **KEYS, **more).sign(
        "GET", "https://q.example/", time=TIME
    )


def verify(request=None, **more):
    request = request or signed()
    more.setdefault("now", TIME)
    more.setdefault("secret_for", KNOWN)
    return sallyport.verify_request(request.method, request.url, request.headers, b"", **more)


class Frozen:
    def get_frozen_credentials(self):
        return botocore.credentials.ReadOnlyCredentials(ID, SECRET, TOKEN)


@pytest.mark.parametrize(
    "given",
    [
        SECRET,
        SECRET.encode(),
        (SECRET, None),
        [SECRET, TOKEN],
        Frozen(),
        Frozen().get_frozen_credentials(),
        {"SecretAccessKey": SECRET, "SessionToken": TOKEN},
    ],
)
def test_secret_for_may_give(given):
    request = signed(session_token=TOKEN)
    assert verify(request, secret_for=lambda key_id: given).access_key_id == ID
    assert verify(request, secret_for={ID: given}).access_key_id == ID


def test_secret_for_gets_the_key_id_and_its_errors_pass_through():
    asked = []

    def look_up(key_id):
        asked.append(key_id)
        raise LookupError("the database is away")

    with pytest.raises(LookupError, match="the database is away"):
        verify(secret_for=look_up)
    assert asked == [ID]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"secret_for": {}}, "REQUEST_KEY_UNKNOWN"),
        ({"secret_for": {ID: ""}}, "REQUEST_KEY_UNKNOWN"),
        ({"secret_for": {ID: "x" + SECRET[1:]}}, "REQUEST_SIGNATURE_WRONG"),
        ({"secret_for": {ID: (SECRET, TOKEN)}}, "REQUEST_TOKEN_WRONG"),
        ({"now": TIME + 901}, "REQUEST_TIME_SKEWED"),
        ({"now": TIME + 61, "max_skew": datetime.timedelta(minutes=1)}, "REQUEST_TIME_SKEWED"),
        ({"services": ["s3"]}, "REQUEST_SCOPE_REFUSED"),
        ({"services": []}, "REQUEST_SCOPE_REFUSED"),
        ({"regions": ["eu-west-1"]}, "REQUEST_SCOPE_REFUSED"),
    ],
)
def test_refusals(more, name):
    with pytest.raises(sallyport.VerificationError) as caught:
        verify(**more)
    assert caught.value.name == name
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("G\udcffT", "/", {}),
        ("GET", "/\udcff", {}),
        ("GET", "/%zz", {}),
        ("GET", "/", {"a": "b\r\nc: d"}),
        ("GET", "/", {"a": "b\0"}),
        ("GET", "/", {"": "b"}),
        ("GET", "*", {"Host": "h"}),
        ("GET", "/", {}),
    ],
)
def test_what_a_sender_writes_is_never_a_wrong_argument(method, url, headers):
    with pytest.raises(sallyport.VerificationError) as caught:
        sallyport.verify_request(method, url, headers, b"", secret_for=KNOWN)
    assert caught.value.name == "REQUEST_MALFORMED"


@pytest.mark.parametrize("bad", ["\udcc3\udca9", "\u00e9", b"\xc3\xa9"])
def test_headers_that_are_not_signed_may_be_any_text(bad):
    request = signed()
    headers = [*request.headers.pairs, ("X-Other", bad)]
    assert sallyport.verify_request("GET", "/", headers, b"", secret_for=KNOWN, now=TIME).access_key_id == ID


@pytest.mark.parametrize(
    "arguments",
    [
        {"secret_for": 3},
        {"secret_for": {ID: (SECRET, TOKEN, 3)}},
        {"secret_for": {ID: 3}, "method": 3},
        {"headers": 3},
        {"url": None},
        {"body": 3},
        {"now": "yesterday"},
        {"max_skew": 0},
        {"services": "s3"},
        {"seen": 3},
        {"query_plus": "maybe"},
        {"double_encode": 3},
    ],
)
def test_wrong_arguments(arguments):
    given = {"method": "GET", "url": "/", "headers": signed().headers, "body": b"", "secret_for": KNOWN, "now": TIME}
    with pytest.raises(sallyport.UsageError):
        sallyport.verify_request(**{**given, **arguments})


def test_a_body_that_was_not_read_is_declared():
    request = sallyport.Signer(region="us-east-1", service="s3", **KEYS).sign(
        "PUT", "https://b.example/k", body=b"x", time=TIME
    )
    found = sallyport.verify_request("PUT", "/k", request.headers, None, secret_for=KNOWN, now=TIME)
    assert found.payload == "declared"
    with pytest.raises(sallyport.VerificationError) as caught:
        sallyport.verify_request("PUT", "/k", request.headers, b"", secret_for=KNOWN, now=TIME)
    assert caught.value.name == "REQUEST_PAYLOAD_CHANGED"


def test_a_request_is_taken_once():
    seen = set()
    first = verify(seen=seen)
    assert seen == {"%s:%s" % (ID, first.fingerprint)}
    with pytest.raises(sallyport.VerificationError) as caught:
        verify(seen=seen)
    assert caught.value.name == "REQUEST_REPLAYED"
    with pytest.raises(sallyport.VerificationError):
        verify(seen=seen, secret_for={ID: "x"})
    assert len(seen) == 1
    asked = []
    assert verify(seen=asked.append).fingerprint == first.fingerprint
    assert asked == list(seen)


def test_of_many_threads_one_is_let_in():
    seen, outcomes, request = set(), [], signed()

    def one():
        try:
            outcomes.append(verify(request, seen=seen).access_key_id)
        except sallyport.VerificationError as e:
            outcomes.append(e.name)

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [ID] + ["REQUEST_REPLAYED"] * 15


def test_the_result_is_plain_data_without_secrets():
    found = verify(signed(session_token=TOKEN))
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert hash(again) == hash(found)
    assert repr(found) == "<VerifiedRequest of %s for sqs in us-east-1>" % ID
    assert TOKEN.encode() not in pickle.dumps(found)
    assert found.signed_at == datetime.datetime(2015, 8, 30, 12, 36, tzinfo=datetime.timezone.utc)
    assert found.expires_at - found.signed_at == datetime.timedelta(minutes=15)
    assert found.signed_headers == ["host", "x-amz-date", "x-amz-security-token"]


def test_settings_beyond_the_cache_still_verify():
    for seconds in range(1, 40):
        assert verify(max_skew=seconds).access_key_id == ID
    assert len(sallyport._verify_request._verifiers) <= sallyport._verify_request._MOST


PLACEHOLDER = {"access_key_id": "PLACEHOLDER", "secret_access_key": "of-no-worth-at-all"}


class Gateway(http.server.BaseHTTPRequestHandler):
    """Takes what was signed with the placeholder, and sends it on with the real key."""

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        known = {PLACEHOLDER["access_key_id"]: PLACEHOLDER["secret_access_key"]}
        try:
            sallyport.verify_request(self.command, self.path, self.headers, body, secret_for=known)
            signer = sallyport.Signer(session_token=TOKEN, **KEYS)
            signed = signer.resign(self.command, self.path, self.headers, body, origin=self.server.origin)
        except sallyport.VerificationError:
            self.send_error(403)
            return
        answer = requests.request(signed.method, signed.url, headers=signed.headers, data=body)
        self.send_response(answer.status_code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway(server):
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    made.origin = server.url
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    yield "http://127.0.0.1:%d" % made.server_port
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize("service", ["execute-api", "s3"])
@pytest.mark.parametrize("presign", [False, True])
def test_a_gateway_signs_anew(server, gateway, service, presign):
    client = sallyport.Signer(region="eu-west-1", service=service, **PLACEHOLDER)
    url = gateway + "/a%20b?x=1"
    if presign:
        answer = requests.get(client.presign("GET", url, expires=60))
    else:
        signed = client.sign("PUT", url, headers={"X-Amz-Meta-A": "b"}, body=b"body")
        answer = requests.put(signed.url, headers=signed.headers, data=b"body")
    assert answer.status_code == 200
    found = taken(server, secret_for={ID: (SECRET, TOKEN)})
    assert (found.access_key_id, found.service, found.region) == (ID, service, "eu-west-1")
    assert "PLACEHOLDER" not in str(server.seen[-1])
    if not presign:
        assert ("X-Amz-Meta-A", "b") in server.seen[-1][2]
        signed.headers["X-Amz-Meta-A"] = "c"
        assert requests.put(signed.url, headers=signed.headers, data=b"body").status_code == 403
        assert len(server.seen) == 1


def test_one_signer_signs_anew_for_services_and_regions_of_one_length():
    signer = sallyport.Signer(**KEYS)
    guest = {"access_key_id": "AKIDGUEST", "secret_access_key": "x" * 40}
    for region in ("us-east-1", "eu-west-1", "sa-east-1") * 2:
        for service in ("sqs", "sns", "sts"):
            url = "https://%s.%s.amazonaws.com/" % (service, region)
            asked = sallyport.Signer(**guest).sign("POST", url, body=b"a", time=TIME)
            again = signer.resign("POST", asked.url, asked.headers, b"a", time=TIME)
            fresh = sallyport.Signer(**KEYS).sign("POST", url, body=b"a", time=TIME)
            assert again.headers["Authorization"] == fresh.headers["Authorization"]


def test_resign_takes_renewed_credentials_and_refuses_chunks():
    request = signed()
    signer = sallyport.Signer(credentials=lambda: (ID, SECRET, TOKEN))
    again = signer.resign("get", "/", request.headers, b"", time=TIME)
    assert (again.method, again.url) == ("GET", "https://q.example/")
    assert again.headers["X-Amz-Security-Token"] == TOKEN
    assert again.canonical_request.startswith("GET\n/\n")
    assert (
        sallyport.verify_request("GET", "/", again.headers, b"", secret_for={ID: (SECRET, TOKEN)}, now=TIME).service
        == "sqs"
    )
    chunks = sallyport.Signer(region="us-east-1", service="s3", **KEYS).sign(
        "PUT", "https://b.example/k", payload_hash="STREAMING-AWS4-HMAC-SHA256-PAYLOAD", time=TIME
    )
    with pytest.raises(sallyport.VerificationError) as caught:
        signer.resign("PUT", "/k", chunks.headers, None, time=TIME)
    assert caught.value.name == "REQUEST_STREAMED"
    with pytest.raises(sallyport.UsageError):
        signer.resign("GET", "/", request.headers, b"", origin="q.example")
