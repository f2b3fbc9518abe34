"""Words of requests where more than one server, call or way of waiting is needed; the rest is in migration.tsv."""

import asyncio
import gc
import http.cookiejar
import io
import pickle
import threading
import urllib.parse

import pytest
from conftest import KEYS
from server import Server
from test_stream import Raw

import sallyport


@pytest.fixture
def client():
    with sallyport.Client(trust_env=False, timeout=10) as made:
        yield made


def sent(server, name, which=-1):
    return sallyport.Headers(server.seen[which][2]).get(name)


def cookie(server, then, code=302):
    return "%s/redirect?cookie=session%%3D1&code=%d&to=%s" % (server.url, code, then)


# Cookies


def test_a_cookie_that_a_redirect_sets_goes_along_and_is_forgotten(client, server):
    client.get(cookie(server, "/echo"))
    assert sent(server, "Cookie") == "session=1"
    client.get(server.url + "/echo")
    assert sent(server, "Cookie") is None


def test_a_client_keeps_cookies_when_asked(server):
    for given in (True, http.cookiejar.CookieJar()):
        with sallyport.Client(trust_env=False, cookies=given) as client:
            client.get(server.url + "/cookies")
            client.get(server.url + "/echo", cookies={"c": "3"})
            assert sorted(sent(server, "Cookie").split("; ")) == ["a=1", "b=2", "c=3"]
            client.get(server.url + "/echo")
            assert sorted(sent(server, "Cookie").split("; ")) == ["a=1", "b=2"]
            assert sorted(c.name for c in client.cookies) == ["a", "b"]


def test_what_is_ours_goes_to_no_other_server(client, server):
    with Server() as other:
        # Cookies know no ports, so that the other one needs another name.
        with sallyport.Client(trust_env=False, resolve={"other.invalid": "127.0.0.1"}) as client:
            to = "http://other.invalid:%d/echo" % other.server_port
            client.get(cookie(server, to), cookies={"mine": "1"}, auth=("user", "password"), headers={"X-Token": "t"})
        assert sent(server, "Cookie") == "mine=1" and sent(server, "Authorization").startswith("Basic ")
        for name in ("Cookie", "Authorization", "X-Token"):
            assert sent(other, name) is None


def test_a_header_of_the_caller_stands_before_the_jar(client, server):
    client.get(server.url + "/echo", headers={"Cookie": "own=1"}, cookies={"jar": "1"})
    assert sent(server, "Cookie") == "own=1"


@pytest.mark.parametrize(
    ("own", "then", "arrives"),
    [
        ("k=0", "/echo", "k=0; session=1"),
        (" session=0; k=0;", "/echo", "k=0; session=1"),
        ("session=0", "/redirect", "session=1"),
        ("k=0", "/redirect?cookie=k%3D; Max-Age=0", "session=1"),
    ],
)
def test_what_a_redirect_sets_takes_the_place_of_the_callers(client, server, own, then, arrives):
    with client.stream("GET", cookie(server, urllib.parse.quote(then)), headers={"Cookie": own}):
        assert sent(server, "Cookie") == arrives


def test_a_client_without_cookies(server):
    with sallyport.Client(trust_env=False, cookies=False) as client:
        assert client.cookies is None
        client.get(cookie(server, "/echo"))
        assert sent(server, "Cookie") is None
        client.get(cookie(server, "/echo"), cookies={"mine": "1"})
        assert sent(server, "Cookie") == "mine=1"


@pytest.mark.parametrize("data", [{}, [], b"", ""])
def test_empty_data_is_none_beside_json(client, server, data):
    assert client.post(server.url + "/echo", data=data, json={"a": 1}).json()["body"] == '{"a":1}'


def test_a_header_that_is_none_is_left_out(client, server):
    client.get(server.url + "/echo", headers={"X-Kept": "1", "X-None": None})
    assert sent(server, "X-Kept") == "1" and sent(server, "X-None") is None


def test_cookies_are_plain(client, server):
    jar = client.get(server.url + "/cookies").cookies
    again = pickle.loads(pickle.dumps(jar))
    assert dict(again) == {"a": "1", "b": "2"} and "a" in jar and "c" not in jar
    assert repr(jar) == str(jar) == "<Cookies a, b>"
    with pytest.raises(KeyError):
        jar["c"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cookies": "a=1"}, "cookies must be a dict or a CookieJar, not str"),
        ({"cookies": {"a": 1}}, "a name or value in cookies must be str, not int"),
        ({"cookies": {"a": "1\r\nX: y"}}, "cookies: 'a' holds a character that no cookie can hold"),
        ({"cookies": {"a": "1; b=2"}}, "cookies: 'a' holds a character that no cookie can hold"),
        ({"auth": "user:password"}, "auth must be (user, password) or a callable, not str"),
        ({"auth": ("\u65e5", "secret")}, "auth: user and password are sent as Latin-1"),
        ({"auth": lambda r: None}, "the auth callable gave no request back: NoneType"),
        ({"files": {"f": ("one",)}}, "files['f'] must have 2 to 4 items"),
        ({"files": 3}, "files must be a dict or a list of (name, value) pairs, not int"),
        ({"files": {"f": 3}}, "the content of a file in files must be bytes, str, bytearray or memoryview, not int"),
        ({"files": {"f": b"x"}, "json": {}}, "files and json are both given"),
        ({"files": {"f": b"x"}, "data": "text"}, "data is text and files are given"),
        ({"files": {"f": ("n", b"x", "a/b\r\nX: y")}}, "headers['Content-Type'] holds a line break"),
        ({"verify": ""}, "verify is empty; leave it out for the default"),
        ({"cert": ""}, "cert is empty; leave it out for the default"),
    ],
)
def test_wrong_words_are_usage_errors(client, server, arguments, message):
    with pytest.raises(sallyport.UsageError) as caught:
        client.post(server.url, **arguments)
    assert caught.value.message.startswith(message)
    assert "secret" not in str(caught.value) and not server.seen


@pytest.mark.parametrize("value", ["secret\r\nX: y", "secret\nX: y", "secret\r"])
def test_a_cookie_of_a_jar_begins_no_header(client, server, value):
    jar = http.cookiejar.CookieJar()
    name = urllib.parse.urlsplit(server.url).hostname
    jar.set_cookie(
        http.cookiejar.Cookie(
            0, "a", value, None, False, name, False, False, "/", True, False, None, True, None, None, {}
        )
    )
    test_wrong_words_are_usage_errors(
        client, server, {"cookies": jar}, "cookies: a cookie of the jar holds a line break"
    )


def test_a_word_that_does_not_exist_is_named(client, server):
    with pytest.raises(TypeError, match="a call has no argument stream=, proxies=: docs/migration.md"):
        client.get(server.url, stream=True, proxies={})
    assert not server.seen


def test_a_client_has_no_cookies_of_no_host():
    with pytest.raises(sallyport.UsageError, match="which host"):
        sallyport.Client(cookies={"a": "1"})


# Redirects


def test_a_loop_ends(server):
    with sallyport.Client(trust_env=False, max_redirects=3) as client, pytest.raises(sallyport.HTTPError) as caught:
        client.get(server.url + "/loop?secret=1")
    assert caught.value.name == "HTTP_TOO_MANY_REDIRECTS" and "4th time" in str(caught.value)
    assert "secret" not in str(caught.value) and len(server.seen) == 4


def test_the_deadline_is_that_of_all_redirects(server):
    with sallyport.Client(trust_env=False, retries=0) as client, pytest.raises(sallyport.TimeoutError) as caught:
        client.get(server.url + "/redirect?to=/slow?seconds=3", deadline=0.3)
    assert caught.value.name == "DEADLINE_EXCEEDED"


def test_a_file_is_sent_again_if_it_can_be(client, server):
    url = server.url + "/redirect?code=307"
    body = io.BytesIO(b"0123456789")
    body.seek(4)
    assert client.post(url, data=body).json()["body"] == "456789"
    form = client.post(url, files={"f": io.BytesIO(b"inside")})
    assert "inside" in form.json()["body"] and form.history[0].status_code == 307
    assert client.post(url, data=iter([b"once"])).status_code == 307


def test_the_history_is_responses(client, server):
    response = pickle.loads(pickle.dumps(client.get(cookie(server, "/redirect"))))
    assert [(r.status_code, r.headers["Location"]) for r in response.history] == [(302, "/redirect"), (302, "/echo")]
    assert response.history[0].cookies["session"] == "1" and len(response.history[1].history) == 1
    with client.stream("GET", server.url + "/redirect") as streamed:
        assert [r.url for r in streamed.history] == [server.url + "/redirect"] and streamed.json()["path"] == "/echo"


# Per call


def lab_url(lab, path="/"):
    return "https://%s:%d%s" % (lab.reach["hosts"][0], lab.reach["port"], path)


def test_verify_of_a_call(lab):
    resolve = {host: lab.reach["address"] for host in lab.reach["hosts"]}
    with open(lab.ca, "rb") as file:
        pem = file.read()
    with sallyport.Client(trust_env=False, resolve=resolve) as client:
        for verify in (lab.ca, pem, False):
            first, second = (client.get(lab_url(lab), verify=verify) for _ in range(2))
            assert not first.timings.reused and second.timings.reused
        for verify in (None, True):
            with pytest.raises(sallyport.CertificateError):
                client.get(lab_url(lab), verify=verify)
    with sallyport.Client(trust_env=False, resolve=resolve, verify=lab.ca) as client:
        assert client.get(lab_url(lab)).ok
        with pytest.raises(sallyport.CertificateError):
            client.get(lab_url(lab), verify=True)
        assert client.get(lab_url(lab)).timings.reused


def test_verify_true_of_a_call_asks_the_environment(lab, monkeypatch):
    resolve = {host: lab.reach["address"] for host in lab.reach["hosts"]}
    with sallyport.Client(resolve=resolve, verify=lab.ca) as client:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", lab.ca)
        assert client.get(lab_url(lab), verify=True).ok
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        with pytest.raises(sallyport.CertificateError):
            client.get(lab_url(lab), verify=True)


def test_cert_of_a_call(lab):
    iot = lab.iot
    options = {"resolve": {iot["host"]: iot["address"]}, "verify": lab.ca, "retries": 0, "trust_env": False}
    url = "https://%s:%d/topics/t?qos=1" % (iot["host"], iot["port_8443"])
    with sallyport.Client(**options) as client:
        assert client.post(url, data=b"x", cert=(iot["device"]["cert"], iot["device"]["key"])).status_code == 200
        with pytest.raises(sallyport.Error):
            client.post(url, data=b"x").raise_for_status()


def test_signed_uploads(server):
    signer = sallyport.Signer(region="us-east-1", service="s3", **KEYS)
    with sallyport.Client(signer=signer, trust_env=False) as client:
        body = client.put(server.url + "/o", data=io.BytesIO(b"body")).json()["body"]
        assert body.startswith("4;chunk-signature=")
        assert sent(server, "x-amz-content-sha256") == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        with pytest.raises(sallyport.UsageError, match="length"):
            client.put(server.url + "/o", data=iter([b"body"]))
        for data in (b"body", io.BytesIO(b"body")):
            body = client.put(server.url + "/o", data=data, checksum="crc32c").json()["body"]
            assert "\r\nx-amz-checksum-crc32c:" in body
            assert sent(server, "x-amz-content-sha256") == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        given = "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5"
        assert client.put(server.url + "/o", data=io.BytesIO(b"body"), payload_hash=given).json()["body"] == "body"
        assert sent(server, "x-amz-content-sha256") == given
        with pytest.raises(sallyport.UsageError, match="one way"):
            client.get(server.url, auth=("a", "b"))
    with sallyport.Client(trust_env=False) as client, pytest.raises(sallyport.UsageError, match="signer"):
        client.put(server.url + "/o", data=b"body", checksum="crc32c")


# Pieces


def gated(connection, lines):
    """Gives half of the body, and the rest when the client says that it has it."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
    assert gate.wait(30)
    connection.sendall(b"rest")


gate = threading.Event()


def trailing(connection, lines):
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\nx-more: 2\r\n\r\n"
    )


def test_trailers():
    async def main(url):
        async with sallyport.AsyncClient(trust_env=False) as client, client.stream("GET", url) as response:
            await response.aread()
            return dict(response.trailers)

    want = {"X-Sum": "1", "x-more": "2"}
    with Raw(trailing) as server, sallyport.Client(trust_env=False) as client:
        assert client.get(server.url).trailers == want
        with client.stream("GET", server.url) as response:
            assert response.trailers == {} and response.read() == b"abc" and response.trailers == want
        assert asyncio.run(main(server.url)) == want


@pytest.mark.parametrize("wanted", [True, False])
def test_a_body_waits_until_it_is_wanted(wanted):
    def answer(connection, lines):
        connection.settimeout(0.1)
        with pytest.raises(OSError, match="timed out"):
            connection.recv(1)
        connection.settimeout(None)
        if not wanted:
            connection.sendall(b"HTTP/1.1 413 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        got = b""
        while len(got) < 4:
            got += connection.recv(4)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n" + got)

    with Raw(answer) as server, sallyport.Client(trust_env=False) as client:
        for data in (io.BytesIO(b"body"), b"body"):
            response = client.put(server.url, data=data, headers={"Expect": "100-continue"})
            assert (response.status_code, response.content) == ((200, b"body") if wanted else (413, b""))
        assert server.heads[0].lower().count(b"expect:") == 1


def test_streams_of_asyncio():
    async def main(url):
        async with sallyport.AsyncClient(trust_env=False) as client:
            async with client.stream("GET", url) as response:
                pieces = response.aiter_bytes()
                assert await pieces.__anext__() == b"half"
                gate.set()
                assert b"".join([piece async for piece in pieces]) == b"rest"
            async with client.stream("GET", url) as response:
                with pytest.raises(sallyport.UsageError, match="aread"):
                    response.text  # noqa: B018 - it raises
                assert await response.aread() == b"halfrest" and response.text == "halfrest"
                with pytest.raises(TypeError, match="cannot be pickled"):
                    pickle.dumps(response)
            async with client.stream("GET", url) as response:
                assert [line async for line in response.aiter_lines()] == ["halfrest"]
            async with client.stream("GET", url) as response:
                pass
            with pytest.raises(sallyport.UsageError, match="closed"):
                await response.aread()

    gate.clear()
    with Raw(gated) as server:
        asyncio.run(main(server.url))


def test_uploads_of_asyncio(server):
    async def pieces():
        yield b"one"
        await asyncio.sleep(0)
        yield "two"

    async def broken():
        yield b"one"
        raise KeyError("mine")

    async def main():
        async with sallyport.AsyncClient(trust_env=False) as client:
            assert (await client.post(server.url, data=pieces())).json()["body"] == "onetwo"
            assert (await client.post(server.url, data=io.BytesIO(b"file"))).json()["body"] == "file"
            assert "x" in (await client.post(server.url, files={"f": io.BytesIO(b"x")})).json()["body"]
            with pytest.raises(KeyError, match="mine"):
                await client.post(server.url, data=broken())
            tasks = [client.get(cookie(server, "/echo")) for _ in range(20)]
            assert {r.json()["path"] for r in await asyncio.gather(*tasks)} == {"/echo"}

    asyncio.run(main())
    assert {sent(server, "Cookie", i) for i in range(-20, 0)} <= {None, "session=1"}


def test_the_adapters_pass_bodies_in_pieces():
    import httpx
    import requests

    import sallyport.httpx
    import sallyport.requests

    with requests.Session() as session, Raw(gated) as server:
        session.trust_env = False
        session.mount("http://", sallyport.requests.PinnedAdapter())
        gate.clear()
        with session.get(server.url, stream=True, timeout=30) as response:
            pieces = response.iter_content(4)
            assert next(pieces) == b"half"
            gate.set()
            assert list(pieces) == [b"rest"]
    transport = sallyport.httpx.PinnedTransport()
    with httpx.Client(transport=transport) as client, Raw(gated) as server:
        gate.clear()
        with client.stream("GET", server.url, timeout=30) as response:
            pieces = response.iter_bytes()
            assert next(pieces) == b"half"
            gate.set()
            assert list(pieces) == [b"rest"]


def cut(connection, lines):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")


def test_a_body_that_is_cut_is_an_exception_of_the_library():
    import httpx
    import requests

    with requests.Session() as session, Raw(cut) as server:
        session.trust_env = False
        session.mount("http://", sallyport.requests.PinnedAdapter())
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            session.get(server.url, timeout=30)
    transport = sallyport.httpx.PinnedTransport()
    with httpx.Client(transport=transport) as client, Raw(cut) as server, pytest.raises(httpx.RemoteProtocolError):
        client.get(server.url, timeout=30)


def test_an_unread_stream_leaves_nothing(client, server):
    for _ in range(5):
        client.stream("GET", server.url + "/bytes?count=1000000")
    gc.collect()
    assert client.get(server.url + "/echo").ok
