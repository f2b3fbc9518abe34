"""What HTTP libraries send with our signatures is what was signed, and signatures go nowhere else."""

import asyncio
import copy
import io
import pickle

import aiohttp
import httpx
import pytest
import requests

import sallyport
import sallyport.aiohttp
import sallyport.httpx
import sallyport.requests

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
ARGUMENTS = {
    "access_key_id": "AKIDEXAMPLE",
    "secret_access_key": SECRET,
    "session_token": "the-token",
    "region": "eu-west-1",
    "service": "es",
}


def by_requests(method, url, headers=None, body=None, adapter=None, **arguments):
    with requests.Session() as session:
        session.trust_env = False
        session.auth = sallyport.requests.SigV4Auth(**dict(ARGUMENTS, **arguments))
        if adapter:
            session.mount("http://", adapter)
        return session.request(method, url, headers=headers, data=body, timeout=10).status_code


def by_pinned_requests(*given, **arguments):
    return by_requests(*given, adapter=sallyport.requests.PinnedAdapter(), **arguments)


def by_httpx(method, url, headers=None, body=None, transport=None, **arguments):
    auth = sallyport.httpx.SigV4Auth(**dict(ARGUMENTS, **arguments))
    with httpx.Client(auth=auth, transport=transport, follow_redirects=True, trust_env=False) as client:
        return client.request(method, url, headers=headers, content=body).status_code


def by_pinned_httpx(*given, **arguments):
    return by_httpx(*given, transport=sallyport.httpx.PinnedTransport(), **arguments)


def by_httpx_for_asyncio(method, url, headers=None, body=None, transport=None, **arguments):
    async def send():
        auth = sallyport.httpx.SigV4Auth(**dict(ARGUMENTS, **arguments))
        async with httpx.AsyncClient(auth=auth, transport=transport, follow_redirects=True, trust_env=False) as client:
            return (await client.request(method, url, headers=headers, content=body)).status_code

    return asyncio.run(send())


def by_pinned_httpx_for_asyncio(*given, **arguments):
    return by_httpx_for_asyncio(*given, transport=sallyport.httpx.AsyncPinnedTransport(), **arguments)


def by_aiohttp(method, url, headers=None, body=None, compress=None, **arguments):
    async def send():
        auth = sallyport.aiohttp.SigV4Auth(**dict(ARGUMENTS, **arguments))
        async with aiohttp.ClientSession(middlewares=[auth]) as session:
            response = await session.request(method, url, headers=headers, data=body, compress=compress)
            response.release()
            return response.status

    return asyncio.run(send())


WAYS = [
    by_requests,
    by_pinned_requests,
    by_httpx,
    by_pinned_httpx,
    by_httpx_for_asyncio,
    by_pinned_httpx_for_asyncio,
    by_aiohttp,
]
REQUESTS = [by_requests, by_pinned_requests]


def fields(seen):
    return {name.lower(): value for name, value in seen[2]}


def assert_signed(seen):
    method, path, headers, body = seen
    found = sallyport.verify_request(
        method, "http://" + fields(seen)["host"] + path, headers, body, secret_for=lambda key: SECRET
    )
    assert found.access_key_id == "AKIDEXAMPLE"
    for name in fields(seen):
        assert not name.startswith("x-amz-") or name in fields(seen)["authorization"], name


def assert_unsigned(seen):
    assert not [name for name in fields(seen) if name == "authorization" or name.startswith("x-amz-")]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code, method", [(302, "GET"), (303, "POST"), (307, "POST"), (308, "PUT")])
def test_a_redirect_to_the_same_place_is_signed_anew(server, way, code, method):
    body = None if method == "GET" else b"body"
    url = server.url + "/redirect?code=%d&to=/redirect%%3Fto%%3D/echo%%253Fa%%253Db%%26code%%3D%d" % (code, code)
    assert way(method, url, {"X-Amz-Meta-A": "1"}, body) == 200
    seen = server.seen[-3:]
    assert [entry[1].partition("?")[0] for entry in seen] == ["/redirect", "/redirect", "/echo"]
    assert [entry[3] for entry in seen][1:] == [b"" if code < 307 else body] * 2
    for entry in seen:
        assert_signed(entry)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", [302, 307])
def test_credentials_do_not_follow_to_another_host(server, way, code):
    back = server.url.replace("127.0.0.1", "localhost") + "/redirect%%3Fcode%%3D%d%%26to%%3D" % code
    url = server.url + "/redirect?code=%d&to=" % code + back + server.url + "/echo"
    assert way("POST", url, None, b"body") == 200
    signed, elsewhere, again = server.seen[-3:]
    assert_signed(signed)
    assert_unsigned(elsewhere)
    assert_unsigned(again)  # whoever is elsewhere does not choose what is signed here


@pytest.mark.parametrize("way", WAYS)
def test_the_next_call_is_signed_again(server, way):
    for _ in range(2):
        way("GET", server.url + "/redirect?to=" + server.url.replace("127.0.0.1", "localhost") + "/echo")
        assert_signed(server.seen[-2])
        assert_unsigned(server.seen[-1])


def test_one_session_of_aiohttp_goes_on_signing(server):
    elsewhere = server.url.replace("127.0.0.1", "localhost")

    async def send():
        auth = sallyport.aiohttp.SigV4Auth(**ARGUMENTS)
        async with aiohttp.ClientSession(middlewares=[auth]) as session:
            for url in (server.url + "/redirect?to=" + elsewhere + "/echo", server.url + "/a", elsewhere + "/b"):
                (await session.get(url)).release()

    asyncio.run(send())
    signed, unsigned, *others = server.seen[-4:]
    assert_unsigned(unsigned)
    for seen in (signed, *others):
        assert_signed(seen)


class Pipe(io.RawIOBase):
    """A file that has no position."""

    def __init__(self):
        self._rest = [b"a pipe"]

    def readable(self):
        return True

    def readall(self):
        return self._rest.pop() if self._rest else b""

    def readinto(self, buffer):
        piece = self.readall()
        buffer[: len(piece)] = piece
        return len(piece)


def at(offset, stream):
    stream.seek(offset)
    return stream


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "headers, body",
    [
        ({}, "é".encode()),
        ({"Content-Type": "text/plain"}, b"\xff\x00"),
        ({"X-Amz-Meta-A": "a   b", "X-Amz-Meta-Empty": ""}, b""),
        ({"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}, b"x"),
        ({"X-Amz-Security-Token": "of another time", "X-Amz-Date": "20150830T123600Z"}, b"x"),
        ({"Range": "bytes=0-", "If-Match": '"a"', "Accept": "a/b", "User-Agent": "u"}, None),
    ],
)
def test_what_is_sent_is_what_was_signed(server, way, headers, body):
    assert way("POST", server.url + "/a%20b?q=a+b&é=%2B&A", headers, body) == 200
    assert_signed(server.seen[-1])
    assert way("POST", server.url + "/k", headers, body, session_token=None) == 200
    assert_signed(server.seen[-1])


@pytest.mark.parametrize("way", REQUESTS)
@pytest.mark.parametrize(
    "make, sent",
    [
        (lambda: "é", "é".encode()),
        (lambda: {"a": "b +é"}, b"a=b+%2B%C3%A9"),
        (lambda: at(2, io.BytesIO(b"0123")), b"23"),
        (lambda: at(2, io.StringIO("0123")), b"23"),
    ],
)
def test_bodies_of_requests(server, way, make, sent):
    assert way("POST", server.url + "/redirect?code=307&to=/echo", None, make()) == 200
    for seen in server.seen[-2:]:
        assert_signed(seen)
        assert seen[3] == sent


@pytest.mark.parametrize("way", REQUESTS)
@pytest.mark.parametrize("make", [lambda: iter([b"a", b"b"]), Pipe])
def test_a_body_that_is_read_once_is_for_services_that_take_no_hash(server, way, make):
    assert way("PUT", server.url + "/k", None, make(), service="s3") == 200
    assert_signed(server.seen[-1])
    assert fields(server.seen[-1])["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    with pytest.raises(sallyport.UsageError, match="can be read only once"):
        way("POST", server.url + "/k", None, make())


@pytest.mark.parametrize("way", [by_requests, by_httpx, by_httpx_for_asyncio, by_aiohttp])
def test_a_host_of_the_callers_is_signed(server, way):
    assert way("GET", server.url + "/", {"Host": "search-a.eu-west-1.es.amazonaws.com"}) == 200
    assert fields(server.seen[-1])["host"] == "search-a.eu-west-1.es.amazonaws.com"
    assert_signed(server.seen[-1])


def test_a_body_that_aiohttp_would_compress_is_refused(server):
    with pytest.raises(sallyport.UsageError, match="compress"):
        by_aiohttp("POST", server.url + "/", None, b"x" * 100, compress="deflate")


def test_a_response_can_be_pickled_and_its_request_copied(server):
    with requests.Session() as session:
        session.trust_env = False
        response = session.get(
            server.url + "/redirect", auth=sallyport.requests.SigV4Auth(**ARGUMENTS), allow_redirects=False, timeout=10
        )
        assert session.send(response.next, timeout=10).status_code == 200
        assert_signed(server.seen[-1])
    for made in (pickle.loads(pickle.dumps(response)), copy.deepcopy(response)):
        assert type(made.request) is requests.PreparedRequest
        assert made.request.headers == response.request.headers


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made))])
def test_an_adapter_can_be_copied(server, again):
    adapter = again(sallyport.requests.PinnedAdapter(resolve={"a.example": "127.0.0.1"}))
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", adapter)
        url = server.url.replace("127.0.0.1", "a.example")
        timeout = requests.packages.urllib3.Timeout(connect=10, read=10)
        assert session.get(url + "/echo", timeout=timeout).status_code == 200
