"""Credentials that are renewed, and the libraries that share them: boto3, opensearch-py, aiohttp."""

import asyncio
import datetime
import os
import threading

import aiohttp
import boto3
import botocore.credentials
import opensearchpy
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

import sallyport
import sallyport.aiohttp
import sallyport.boto3
import sallyport.opensearch
import sallyport.requests
from sallyport import _credentials

URL = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity"
HOUR = 3600


def keys(number):
    return "AKIDEXAMPLE%d" % number, "secret%d" % number, "token%d" % number


def key_of(signed):
    return signed.headers["authorization"].split("Credential=")[1].split("/")[0]


@pytest.fixture
def clock(monkeypatch):
    """The time that the sources see, in a list."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(_credentials, "time", lambda: now[0])
    return now


@pytest.mark.parametrize(
    "give",
    [
        lambda k, s, t: (k, s, t),
        lambda k, s, t: [k, s, t, None],
        lambda k, s, t: {"AccessKeyId": k, "SecretAccessKey": s, "SessionToken": t},
        lambda k, s, t: {"AccessKeyId": k, "SecretAccessKey": s, "Token": t, "Expiration": "2100-01-01T00:00:00Z"},
        lambda k, s, t: {"access_key": k, "secret_key": s, "token": t},
        lambda k, s, t: botocore.credentials.Credentials(k, s, t),
        lambda k, s, t: botocore.credentials.ReadOnlyCredentials(k, s, t),
        lambda k, s, t: lambda: (k.encode(), s.encode(), t.encode()),
    ],
)
def test_what_a_source_may_give(give):
    given = give(*keys(1))
    signer = sallyport.Signer(credentials=lambda: given)
    plain = sallyport.Signer(access_key_id=keys(1)[0], secret_access_key=keys(1)[1], session_token=keys(1)[2])
    assert signer.sign("GET", URL, time=1440938160).headers == plain.sign("GET", URL, time=1440938160).headers
    assert signer.presign("GET", URL, time=1440938160) == plain.presign("GET", URL, time=1440938160)
    assert signer.presign_batch([URL], time=1440938160) == plain.presign_batch([URL], time=1440938160)
    assert isinstance(signer, sallyport.Signer)


@pytest.mark.parametrize(
    "given, code",
    [
        (3, "CREDENTIALS_MALFORMED"),
        ("AKID", "CREDENTIALS_MALFORMED"),
        (lambda: None, "CREDENTIALS_MISSING"),
        (lambda: (), "CREDENTIALS_MISSING"),
        (lambda: ("AKIDEXAMPLE", None), "CREDENTIALS_INCOMPLETE"),
        (lambda: {"AccessKeyId": 3, "SecretAccessKey": "s"}, "INVALID_ARGUMENT"),
        (lambda: (*keys(1), "soon"), "CREDENTIALS_MALFORMED"),
        (lambda: (*keys(1), 1), "CREDENTIALS_EXPIRED"),
    ],
)
def test_what_no_source_may_give(given, code):
    with pytest.raises(sallyport.Error) as info:
        sallyport.Signer(credentials=given)
    assert info.value.name == code, info.value
    assert "secret1" not in str(info.value) and "token1" not in str(info.value)


def test_credentials_and_a_key_pair_are_too_much():
    with pytest.raises(sallyport.UsageError, match="credentials, or a key pair"):
        sallyport.Signer(credentials=lambda: keys(1), access_key_id="AKID", secret_access_key="s")


def test_a_source_without_an_end_is_asked_for_each_signature():
    asked = []

    def source():
        asked.append(1)
        return keys((len(asked) + 1) // 2)

    signer = sallyport.Signer(credentials=source)
    assert [key_of(signer.sign("GET", URL)) for _ in range(4)] == ["AKIDEXAMPLE%d" % n for n in (1, 2, 2, 3)]


def test_a_source_with_an_end_is_asked_again_ahead_of_it(clock):
    asked = []

    def source():
        asked.append(clock[0])
        return (*keys(len(asked)), clock[0] + HOUR)

    signer = sallyport.Signer(credentials=source)
    for later, expected in ((0, 1), (HOUR - 901, 1), (HOUR - 900, 2), (HOUR, 2), (3 * HOUR, 3)):
        clock[0] = 1_800_000_000.0 + later
        assert key_of(signer.sign("GET", URL)) == "AKIDEXAMPLE%d" % expected


def test_what_is_valid_serves_while_the_source_fails(clock):
    begin, fails = clock[0], []

    def source():
        if fails:
            raise ConnectionError("no network")
        return (*keys(1), datetime.datetime.fromtimestamp(begin + HOUR, datetime.timezone.utc))

    signer = sallyport.Signer(credentials=source)
    fails.append(1)
    clock[0] = begin + HOUR - 1
    assert key_of(signer.sign("GET", URL)) == "AKIDEXAMPLE1"
    clock[0] = begin + HOUR
    with pytest.raises(ConnectionError, match="no network"):
        signer.sign("GET", URL)
    fails.clear()
    with pytest.raises(sallyport.CredentialsError, match="have expired at 2027-01-15T09:00:00") as info:
        signer.sign("GET", URL)
    assert info.value.name == "CREDENTIALS_EXPIRED"


def test_one_thread_renews_and_nobody_waits_for_it(clock):
    begin, asked, answer, entered = clock[0], [], threading.Event(), threading.Event()

    def source():
        asked.append(1)
        if len(asked) > 1:
            entered.set()
            answer.wait(30)
        return (*keys(len(asked)), clock[0] + HOUR)

    signer = sallyport.Signer(credentials=source)
    clock[0] = begin + HOUR - 60
    renewing = threading.Thread(target=signer.sign, args=("GET", URL))
    renewing.start()
    assert entered.wait(30)
    assert key_of(signer.sign("GET", URL)) == "AKIDEXAMPLE1"
    child = os.fork()  # with the lock of the other thread held
    if child == 0:
        answer.set()
        clock[0] = begin + HOUR
        os._exit(key_of(signer.sign("GET", URL)) != "AKIDEXAMPLE3")
    assert os.waitpid(child, 0)[1] == 0
    answer.set()
    renewing.join()
    assert key_of(signer.sign("GET", URL)) == "AKIDEXAMPLE2" and len(asked) == 2


def test_a_client_signs_with_what_its_signer_has_now(server):
    now = [1]
    signer = sallyport.Signer(credentials=lambda: keys(now[0]), region="eu-west-1", service="es")
    client = sallyport.Client(signer=signer, trust_env=False)
    for now[0] in (1, 2):
        client.get("http://127.0.0.1:%d/" % server.server_address[1])
        assert "Credential=AKIDEXAMPLE%d/" % now[0] in dict(server.seen[-1][2])["Authorization"]


def test_neither_repr_nor_tracebacks_hold_secrets():
    signer = sallyport.Signer(credentials=lambda: keys(1))
    assert "secret1" not in repr(signer) and repr(signer) == "<Signer <credentials of function>>"


# boto3


def test_a_session_of_boto3_has_the_credentials():
    now = [1]
    session = sallyport.boto3.session(sallyport.Signer(credentials=lambda: keys(now[0]), region="eu-west-3"))
    assert isinstance(session, boto3.session.Session) and session.region_name == "eu-west-3"
    s3 = session.client("s3")
    for now[0] in (1, 2):
        assert "AKIDEXAMPLE%d" % now[0] in s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
        assert session.get_credentials().secret_key == "secret%d" % now[0]
    static = sallyport.boto3.session(
        sallyport.Signer(access_key_id="AKID", secret_access_key="s"), region_name="us-east-1"
    )
    assert static.get_credentials().get_frozen_credentials() == ("AKID", "s", None, None)
    of_function = sallyport.boto3.session(lambda: keys(3))
    assert of_function.get_credentials().token == "token3" and "secret3" not in repr(of_function.get_credentials())


def test_a_signer_of_the_environment_has_none_to_give():
    signer = sallyport.Signer.from_env({"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"})
    with pytest.raises(sallyport.CredentialsError, match="boto3 reads that itself"):
        sallyport.boto3.session(signer)


# opensearch-py and aiohttp


def assert_as_botocore_signs(seen, service, port, key=1):
    """The server got what botocore would sign at the same time, header by header."""
    method, path, headers, body = seen
    got = {name.lower(): value for name, value in headers}
    signed = got["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    request = AWSRequest(method, "http://127.0.0.1:%d%s" % (port, path), data=body)
    for name in signed:
        if name not in ("host", "x-amz-date", "x-amz-security-token"):
            request.headers[name] = got[name]
    moment = datetime.datetime.strptime(got["x-amz-date"], "%Y%m%dT%H%M%SZ")
    auth = SigV4Auth(botocore.credentials.Credentials(*keys(key)), service, "eu-west-1")
    request.context["timestamp"] = got["x-amz-date"]
    request.headers["X-Amz-Date"] = got["x-amz-date"]
    request.headers["X-Amz-Security-Token"] = got["x-amz-security-token"]
    canonical = auth.canonical_request(request)
    assert moment and got["authorization"].endswith(auth.signature(auth.string_to_sign(request, canonical), request))


def auth_arguments():
    names = ("access_key_id", "secret_access_key", "session_token")
    return dict(zip(names, keys(1)), region="eu-west-1", service="es")


@pytest.mark.parametrize("connection", [opensearchpy.Urllib3HttpConnection, opensearchpy.RequestsHttpConnection])
def test_opensearch_is_signed(server, connection):
    port = server.server_address[1]
    client = opensearchpy.OpenSearch(
        hosts=[{"host": "127.0.0.1", "port": port}],
        http_auth=sallyport.opensearch.SigV4Auth(**auth_arguments()),
        connection_class=connection,
    )
    client.index(index="a", id="one two/x", body={"k": "é"}, params={"refresh": "wait_for"})
    client.search(index="a", body={"query": {"match_all": {}}})
    for seen in server.seen[-2:]:
        assert_as_botocore_signs(seen, "es", port)
        assert "X-Amz-Content-SHA256" in {name.title().replace("Sha256", "SHA256") for name, _ in seen[2]}


def test_opensearch_is_signed_for_asyncio(server):
    port = server.server_address[1]

    async def search():
        client = opensearchpy.AsyncOpenSearch(
            hosts=[{"host": "127.0.0.1", "port": port}],
            http_auth=sallyport.opensearch.SigV4Auth(**auth_arguments()),
            connection_class=opensearchpy.AsyncHttpConnection,
        )
        await client.search(index="a", body={"query": {"match_all": {}}})
        await client.close()

    asyncio.run(search())
    assert_as_botocore_signs(server.seen[-1], "es", port)


def test_aiohttp_is_signed(server):
    port = server.server_address[1]

    async def send():
        auth = sallyport.aiohttp.SigV4Auth(**auth_arguments())
        async with aiohttp.ClientSession(middlewares=[auth]) as session:
            url = "http://127.0.0.1:%d/a%%20b" % port
            (await session.get(url, params={"q": "x y"})).release()
            (await session.post(url, json={"a": "é"})).release()
            (await session.post(url, data=b"bytes")).release()

    asyncio.run(send())
    for seen in server.seen[-3:]:
        assert_as_botocore_signs(seen, "es", port)


def test_aiohttp_is_led_to_the_address(lab):
    import ssl

    host, port = lab.reach["hosts"][0], lab.reach["port"]

    async def get(name):
        resolver = sallyport.aiohttp.PinnedResolver({host: lab.reach["address"]})
        context = ssl.create_default_context(cafile=lab.ca)
        connector = aiohttp.TCPConnector(resolver=resolver, ssl=context)
        url = "https://%s:%d/" % (name, port)
        async with aiohttp.ClientSession(connector=connector) as session, session.get(url) as response:
            return await response.json()

    assert asyncio.run(get(host))["sni"] == host
    with pytest.raises(aiohttp.ClientConnectorError):
        asyncio.run(get("sallyport.invalid"))
