"""requests and httpx, the real ones, on Sallyport."""

import asyncio
import gzip
import http.server
import io
import socket
import threading

import httpx
import pytest
import requests
from conftest import KEYS
from raw import Raw

import sallyport
import sallyport.httpx
import sallyport.requests


@pytest.fixture
def base(server):
    return "http://127.0.0.1:%d" % server.server_address[1]


@pytest.fixture
def session(lab):
    adapter = sallyport.requests.PinnedAdapter(resolve={host: lab.reach["address"] for host in lab.reach["hosts"]})
    with requests.Session() as made:
        made.trust_env = False
        made.verify = lab.ca
        made.mount("https://", adapter)
        made.mount("http://", adapter)
        yield made


def reach(lab, number=0, path="/"):
    return "https://%s:%d%s" % (lab.reach["hosts"][number], lab.reach["port"], path)


def aws_signer(lab, **options):
    return sallyport.Signer.from_profile(
        lab.aws["profile"], config_file=lab.aws["config_file"], credentials_file=lab.aws["credentials_file"], **options
    )


TARGET = {
    "X-Amz-Target": "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans",
    "Content-Type": "application/x-amz-json-1.1",
}


def aws_url(lab):
    return "https://%s:%d/" % (lab.aws["host"], lab.aws["port"])


# requests


@pytest.mark.parametrize("number", [0, 1])
def test_mounting_the_adapter_is_all(lab, session, number):
    response = session.get(reach(lab, number), timeout=10)
    assert response.status_code == 200
    assert response.json()["host_header"] == "%s:%d" % (lab.reach["hosts"][number], lab.reach["port"])
    assert response.headers["content-type"].startswith("application/json") and response.reason == "OK"


def test_verify_is_that_of_the_session_and_of_the_call(lab, session):
    with pytest.raises(requests.exceptions.SSLError, match="CERTIFICATE_UNKNOWN_AUTHORITY") as caught:
        session.get(reach(lab), verify=True, timeout=10)
    assert isinstance(caught.value.__cause__, sallyport.CertificateError)
    assert session.get(reach(lab), verify=False, timeout=10).ok


def test_bodies_cookies_and_redirects_stay_requests_own(session, base, server):
    assert session.post(base + "/echo", data={"a": "b"}, timeout=10).json()["body"] == "a=b"
    assert session.post(base + "/echo", data=io.BytesIO(b"file"), timeout=10).json()["body"] == "file"
    assert session.post(base + "/echo", data=iter([b"x", b"y"]), timeout=10).json()["body"] == "xy"
    upload = session.post(base + "/echo", files={"f": ("n.txt", b"inside")}, timeout=10).json()
    assert "inside" in upload["body"] and "filename=" in upload["body"]
    session.get(base + "/cookies", timeout=10)
    assert session.cookies.get_dict() == {"a": "1", "b": "2"}
    followed = session.get(base + "/redirect", timeout=10)
    assert [step.status_code for step in followed.history] == [302] and followed.url == base + "/echo"
    assert session.get(base + "/redirect", timeout=10, allow_redirects=False).status_code == 302
    assert session.head(base + "/bytes?count=5", timeout=10).content == b""
    with session.get(base + "/bytes?count=70000", stream=True, timeout=10) as streamed:
        assert sum(map(len, streamed.iter_content(1000))) == 70000


def test_odd_urls_and_headers_are_those_of_the_libraries():
    """A fragment is not sent, a stray percent sign is; requests has fields as Latin-1, also a Location of UTF-8."""
    fields = b"X: caf\xc3\xa9\r\nY: caf\xe9\r\nContent-Length: 0\r\n"

    def answer(connection, lines):
        leads = raw.heads[-1].startswith(b"GET /leads ")
        status = b"302 Found\r\nLocation: /caf\xc3\xa9?50%#part" if leads else b"200 OK"
        connection.sendall(b"HTTP/1.1 %s\r\n%s\r\n" % (status, fields))

    with Raw(answer) as raw, requests.Session() as session:
        session.mount("http://", sallyport.requests.PinnedAdapter())
        response = session.get(raw.url + "leads", headers={"A": "\xe9"}, timeout=10)
        assert response.headers["y"] == "caf\xe9" and response.headers["x"].encode("latin-1") == b"caf\xc3\xa9"
        with httpx.Client(transport=sallyport.httpx.PinnedTransport(), follow_redirects=True, timeout=10) as client:
            response = client.get(raw.url + "caf%C3%A9?50%#part")
            assert dict(response.headers.raw)[b"Y"] == b"caf\xe9"
    first, second, third = (head.split(b"\r\n") for head in raw.heads)
    assert b"A: \xe9" in first
    assert second[0] == third[0] == b"GET /caf%C3%A9?50%25 HTTP/1.1"


def test_raw_is_as_it_came_and_a_closed_connection_breaks_the_protocol():
    body = gzip.compress(b"inside")

    def answer(connection, lines):
        if raw.heads[-1].startswith(b"GET /body "):
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )

    with Raw(answer) as raw, requests.Session() as session:
        session.mount("http://", sallyport.requests.PinnedAdapter())
        assert session.get(raw.url + "body", stream=True, timeout=10).raw.read() == body
        assert session.get(raw.url + "body", timeout=10).content == b"inside"
        client = httpx.Client(transport=sallyport.httpx.PinnedTransport(), timeout=10)
        with client, pytest.raises(httpx.RemoteProtocolError, match="CONNECTION_CLOSED"):
            client.get(raw.url)


def test_failures_are_those_of_requests(session, base):
    with pytest.raises(requests.exceptions.ReadTimeout):
        session.get(base + "/slow?seconds=3", timeout=(5, 0.2))
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(requests.exceptions.ConnectionError) as caught:
            session.get("http://127.0.0.1:%d/" % unused.getsockname()[1], timeout=5)
    assert caught.value.__cause__.name == "CONNECT_REFUSED"
    with pytest.raises(requests.exceptions.HTTPError):
        session.get(base + "/status?code=500", timeout=10).raise_for_status()


@pytest.mark.parametrize("name", ["verify", "timeout", "signer", "max_redirects"])
def test_what_is_requests_own_is_not_taken_twice(name):
    with pytest.raises(sallyport.UsageError, match=name):
        sallyport.requests.PinnedAdapter(**{name: None})


@pytest.mark.parametrize(
    "given, says",
    [({"max_retries": 3}, "max_retries is HTTPAdapter's: give retries"), ({"pool_maxsize": 9}, "pool_maxsize is HTTP")],
)
def test_what_only_http_adapter_takes_is_named(given, says):
    with pytest.raises(sallyport.UsageError, match=says):
        sallyport.requests.PinnedAdapter(**given)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_is_a_proxy_error(session, scheme):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        proxy = "http://127.0.0.1:%d" % unused.getsockname()[1]
        with pytest.raises(requests.exceptions.ProxyError) as caught:
            session.get(scheme + "://host.example/", proxies={scheme: proxy}, timeout=30)
    assert caught.value.__cause__.cause == "proxy_unreachable"


def test_signatures_of_requests_are_accepted_by_the_service(lab):
    with requests.Session() as session:
        session.trust_env = False
        session.verify = lab.ca
        session.auth = sallyport.requests.SigV4Auth(aws_signer(lab))
        session.mount("https://", sallyport.requests.PinnedAdapter(resolve={lab.aws["host"]: lab.aws["address"]}))
        answer = session.post(aws_url(lab), data=b"{}", headers=TARGET, timeout=10)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("body", [b"{}", "{}", io.BytesIO, None])
def test_what_is_sent_is_what_was_signed(body):
    body = body(b"{}") if callable(body) else body
    auth = sallyport.requests.SigV4Auth(
        access_key_id="AKIDEXAMPLE",
        secret_access_key="secret-secret-secret-secret-secret-secre",
        service="s3",
        region="x1",
    )
    request = requests.Request(
        "PUT", "https://b.example/a b?z=1&a=x+y", data=body, headers={"X-Amz-Meta-A": "1", "Accept": "*/*"}, auth=auth
    ).prepare()
    assert "/a%20b?a=" in request.url and request.headers["Authorization"].startswith("AWS4-HMAC-SHA256 ")
    assert "x-amz-meta-a" in request.headers["Authorization"] and "accept" not in request.headers["Authorization"]
    if hasattr(body, "read"):
        assert body.read() == b"{}"  # rewound
    again = auth(request)
    assert again.headers["Authorization"].count("Signature=") == 1


def test_a_signer_or_its_arguments():
    signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="s" * 40)
    for module in (sallyport.requests, sallyport.httpx):
        assert "secret" not in repr(module.SigV4Auth(signer)).lower()
        with pytest.raises(sallyport.UsageError, match="region"):
            module.SigV4Auth(signer, region="x")


# httpx


def httpx_options(lab):
    return {"resolve": {host: lab.reach["address"] for host in lab.reach["hosts"]}, "verify": lab.ca}


def test_httpx_by_a_pinned_address(lab):
    with httpx.Client(transport=sallyport.httpx.PinnedTransport(**httpx_options(lab))) as client:
        response = client.get(reach(lab, 1))
        assert response.json()["host_header"] == "%s:%d" % (lab.reach["hosts"][1], lab.reach["port"])
        assert (response.http_version, response.reason_phrase) == ("HTTP/1.1", "OK")


def test_httpx_keeps_its_own_ways(base):
    with httpx.Client(transport=sallyport.httpx.PinnedTransport(), follow_redirects=True) as client:
        assert client.post(base + "/echo", json={"a": 1}).json()["body"].replace(" ", "") == '{"a":1}'
        assert client.get(base + "/redirect").json()["path"] == "/echo"
        client.get(base + "/cookies")
        assert client.cookies.get("b") == "2"
        with client.stream("GET", base + "/bytes?count=70000") as streamed:
            assert sum(map(len, streamed.iter_bytes(999))) == 70000
        with pytest.raises(httpx.ReadTimeout):
            client.get(base + "/slow?seconds=3", timeout=httpx.Timeout(5, read=0.2))
        with pytest.raises(httpx.ConnectError) as caught:
            client.get("http://127.0.0.1:1/")
        assert isinstance(caught.value.__cause__, sallyport.NetworkError)


def test_httpx_signatures_are_accepted_by_the_service(lab):
    transport = sallyport.httpx.PinnedTransport(resolve={lab.aws["host"]: lab.aws["address"]}, verify=lab.ca)
    with httpx.Client(transport=transport, auth=sallyport.httpx.SigV4Auth(aws_signer(lab))) as client:
        answer = client.post(aws_url(lab), content=b"{}", headers=TARGET)
    assert answer.status_code == 200, answer.text


def test_httpx_for_asyncio(lab, base):
    async def run():
        async with httpx.AsyncClient(transport=sallyport.httpx.AsyncPinnedTransport(**httpx_options(lab))) as client:
            answers = await asyncio.gather(*(client.get(reach(lab, i % 2)) for i in range(6)))
            assert [a.status_code for a in answers] == [200] * 6
            task = asyncio.ensure_future(client.get(base + "/slow?seconds=5"))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())


@pytest.mark.parametrize("chunks", [True, "crc32c"])
@pytest.mark.parametrize("library", ["requests", "httpx"])
def test_a_file_or_iterator_goes_in_chunks(server, library, chunks):
    module = {"requests": requests, "httpx": httpx}[library]
    auth = getattr(sallyport, library).SigV4Auth(region="eu-west-1", service="s3", chunks=chunks, **KEYS)
    body, name = b"0123456789" * 10000, {"requests": "data", "httpx": "content"}[library]

    def pieces():
        return (body[start : start + 999] for start in range(0, len(body), 999))

    put = module.put
    for given, headers in ((io.BytesIO(body), {}), (pieces(), {"Content-Length": str(len(body))}), (body, {})):
        headers["Content-Encoding"] = "gzip"
        assert put(server.url + "/k", auth=auth, headers=headers, **{name: given}).status_code == 200
        method, path, fields, wire = server.seen[-1]
        found, read = sallyport.verify_stream(
            method, path, fields, wire, secret_for={KEYS["access_key_id"]: KEYS["secret_access_key"]}
        )
        assert read.read() == body
        assert found.payload == ("declared" if given is body else "streaming")
        got = {key.lower(): value for key, value in fields}
        assert "transfer-encoding" not in got and int(got["content-length"]) == len(wire)
        assert given is body or got["content-encoding"] == "aws-chunked,gzip"
    with pytest.raises(sallyport.UsageError):
        put(server.url + "/k", auth=auth, **{name: pieces()})


@pytest.mark.parametrize("chunks", [True, "crc32c"])
@pytest.mark.parametrize("size", [0, 1, 999, 65536, 65537, 300000])
def test_an_asynchronous_body_goes_in_chunks_as_it_is_read(server, chunks, size):
    auth = sallyport.httpx.SigV4Auth(region="eu-west-1", service="s3", chunks=chunks, **KEYS)
    body = bytes(range(256)) * (size // 256 + 1)
    body, most, given = body[:size], [0], [0]

    async def pieces(end):
        for start in range(0, end, 999):
            given[0] += 1
            yield b""
            yield body[start : min(start + 999, end)]

    async def put(end):
        given[0] = 0
        async with httpx.AsyncClient(auth=auth) as client:
            headers = {"Content-Length": str(size)}
            request = client.build_request("PUT", server.url + "/k", headers=headers, content=pieces(end))
            frames = []
            async for signed in auth.async_auth_flow(request):
                assert not given[0], "the body was read before it is sent"
                async for frame in signed.stream:
                    frames.append(frame)
                    most[0] = max(most[0], given[0] * 999 - sum(map(len, frames)))
                break
            assert most[0] <= 999  # no more is read than is sent
            return (await client.put(server.url + "/k", headers=headers, content=pieces(end))).status_code

    assert asyncio.run(put(size)) == 200
    method, path, fields, wire = server.seen[-1]
    found, read = sallyport.verify_stream(
        method, path, fields, wire, secret_for={KEYS["access_key_id"]: KEYS["secret_access_key"]}
    )
    assert read.read() == body and found.payload == "streaming"
    if size:
        with pytest.raises(sallyport.HTTPError, match="ended 1 bytes before"):
            asyncio.run(put(size - 1))


@pytest.mark.parametrize("library", ["requests", "httpx"])
def test_a_redirect_of_a_body_in_chunks_is_not_signed(library):
    seen = []

    class Redirects(http.server.BaseHTTPRequestHandler):
        def do_PUT(self):
            seen.append(dict(self.headers.items()))
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200 if self.path == "/other" else 302)
            self.send_header("Location", "/other")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_PUT

        def log_message(self, *args):
            pass

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirects)
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    url = "http://127.0.0.1:%d/k" % made.server_port
    auth = getattr(sallyport, library).SigV4Auth(
        region="eu-west-1", service="s3", session_token="TOKEN", chunks=True, **KEYS
    )
    if library == "requests":
        assert requests.put(url, auth=auth, data=io.BytesIO(b"body")).status_code == 200
    else:
        assert httpx.put(url, auth=auth, content=io.BytesIO(b"body"), follow_redirects=True).status_code == 200
    made.shutdown()
    made.server_close()
    assert len(seen) == 2 and "TOKEN" in str(seen[0])
    assert "TOKEN" not in str(seen[1]) and "Signature" not in str(seen[1])
