"""Client and Response over plain HTTP: the words of requests."""

import datetime
import json
import pickle
import socket
import threading
import time

import pytest
import requests
from conftest import KEYS

import sallyport


@pytest.fixture
def client():
    with sallyport.Client(timeout=10) as made:
        yield made


def test_a_response_has_what_requests_has(client, server):
    response = client.get(server.url + "/echo?x=1", headers={"X-One": "1"}, params={"y": "2"})
    assert response.status_code == 200
    assert response.ok
    assert response.reason == "OK"
    assert response.url == server.url + "/echo?x=1&y=2"
    assert response.headers["content-type"] == "application/json"
    assert response.json()["method"] == "GET"
    assert dict(response.json()["headers"])["X-One"] == "1"
    assert response.json() == json.loads(response.text) == json.loads(response.content)
    assert response.raise_for_status() is response
    assert response.encoding == "utf-8"
    assert response.attempts == 1
    assert repr(response) == "<Response [200]>"


def test_elapsed_timings_and_peer(client, server):
    first = client.get(server.url)
    second = client.get(server.url)
    assert isinstance(first.elapsed, datetime.timedelta)
    assert first.elapsed.total_seconds() == pytest.approx(first.timings.total)
    assert first.timings.tls is None
    assert first.timings.connect > 0
    assert first.timings.first_byte > 0
    assert (first.timings.reused, second.timings.reused) == (False, True)
    assert second.timings.connect is None
    assert (first.peer.ip, first.peer.port) == ("127.0.0.1", server.server_port)
    assert (first.peer.tls_version, first.peer.certificate) == ("", b"")


@pytest.mark.parametrize("verb", ["get", "post", "put", "delete", "head"])
def test_each_verb(client, server, verb):
    getattr(client, verb)(server.url + "/echo", headers={"A": "b"})
    assert server.seen[0][0] == verb.upper()


@pytest.mark.parametrize("method", ["post", b"Post"])
def test_the_method_is_sent_in_capitals(client, server, method):
    response = client.request(method, server.url + "/status?code=404", data=b"x")
    assert (server.seen[0][0], server.seen[0][3]) == ("POST", b"x")
    with pytest.raises(sallyport.HTTPError, match="for POST "):
        response.raise_for_status()


def test_bodies(client, server):
    client.post(server.url, data={"a": "x y"})
    client.post(server.url, json={"a": 1})
    client.put(server.url, data=b"\xff\x00")
    client.post(server.url, json={}, headers={"content-TYPE": "application/x-amz-json-1.1"})
    client.request("PATCH", server.url, data="caf\u00e9")
    types = [dict(headers).get("Content-Type", dict(headers).get("content-TYPE")) for _, _, headers, _ in server.seen]
    assert [body for _, _, _, body in server.seen] == [b"a=x+y", b'{"a":1}', b"\xff\x00", b"{}", b"caf\xc3\xa9"]
    assert types[:2] == ["application/x-www-form-urlencoded", "application/json"]
    assert types[3] == "application/x-amz-json-1.1"


def test_error_statuses_are_responses(client, server):
    response = client.get(server.url + "/status?code=404&secret=hidden")
    assert response.status_code == 404
    assert not response.ok
    assert response  # unlike in requests
    with pytest.raises(sallyport.HTTPError) as caught:
        response.raise_for_status()
    assert (caught.value.name, caught.value.detail) == ("HTTP_STATUS", 404)
    assert caught.value.response is response
    assert "404 Not Found for GET %s/status" % server.url in str(caught.value)
    assert "hidden" not in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).response.status_code == 404


def test_redirects_are_followed_and_the_url_is_the_last_one(client, server):
    response = client.get(server.url + "/redirect")
    assert response.url == server.url + "/echo"
    assert response.json()["path"] == "/echo"


def test_a_redirected_get_drops_its_body(client, server):
    assert client.request("GET", server.url + "/redirect", data=b"x").json()["body"] == ""
    assert [(path, body) for _, path, _, body in server.seen] == [("/redirect", b"x"), ("/echo", b"")]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_redirects_are_followed_as_in_requests(client, server, method):
    response = client.request(method, server.url + "/redirect", data=b"x")
    with requests.Session() as session:
        session.trust_env = False
        theirs = session.request(method, server.url + "/redirect", data=b"x")
    assert response.json()["method"] == theirs.json()["method"] == "GET" and response.json()["body"] == ""
    assert [(hop.status_code, hop.url) for hop in response.history] == [(h.status_code, h.url) for h in theirs.history]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_that_was_not_followed_is_no_success(client, server, method):
    response = client.request(method, server.url + "/redirect", allow_redirects=False)
    assert (response.status_code, response.headers["location"], response.history) == (302, "/echo", [])
    assert len(server.seen) == 1
    with pytest.raises(sallyport.HTTPError, match="302"):
        response.raise_for_status()


def test_bodies_are_decoded_as_in_requests(server):
    with sallyport.Client() as client:
        assert client.get(server.url + "/gzip").json() == {"a": "b"}
        assert ["Accept-Encoding", "gzip, deflate"] in [list(pair) for pair in server.seen[-1][2]]
        with pytest.raises(sallyport.HTTPError, match="HTTP_BODY_UNDECODABLE"):
            client.get(server.url + "/gzip?broken=1")
    with sallyport.Client(decode=False) as client:
        assert client.get(server.url + "/gzip").content[:2] == b"\x1f\x8b"


def test_redirects_of_signed_requests_are_returned(server):
    signer = sallyport.Signer(region="us-east-1", service="service", **KEYS)
    with sallyport.Client(signer=signer) as client:
        assert client.get(server.url + "/redirect").status_code == 302


def test_repeated_response_headers(client, server):
    response = client.get(server.url + "/cookies")
    assert response.headers["set-cookie"] == "a=1,b=2"
    assert [value for name, value in response.headers.pairs if name == "Set-Cookie"] == ["a=1", "b=2"]


def test_text_uses_the_charset(client, server):
    response = client.get(server.url + "/latin")
    assert (response.text, response.encoding) == ("caf\u00e9", "latin-1")


def test_what_is_not_json_raises_value_error(client, server):
    with pytest.raises(ValueError, match="Expecting value"):
        client.get(server.url + "/bytes?count=1").json()


def test_max_body(server):
    with sallyport.Client(max_body=10) as client:
        assert len(client.get(server.url + "/bytes?count=10").content) == 10
        with pytest.raises(sallyport.HTTPError) as caught:
            client.get(server.url + "/bytes?count=11")
    assert caught.value.name == "HTTP_BODY_TOO_LARGE"


def test_timeouts_are_builtin_timeouts_too(server):
    with sallyport.Client(timeout=0.2, retries=0) as client, pytest.raises(TimeoutError) as caught:
        client.get(server.url + "/slow?seconds=2")
    assert isinstance(caught.value, sallyport.TimeoutError)
    with sallyport.Client(timeout=(5, 0.2), retries=0) as client, pytest.raises(sallyport.TimeoutError):
        client.get(server.url + "/slow?seconds=2")
    with sallyport.Client() as client, pytest.raises(sallyport.TimeoutError):
        client.get(server.url + "/slow?seconds=2", deadline=datetime.timedelta(milliseconds=200))


@pytest.mark.parametrize("timeout", [0.2, (5, 0.2)])
def test_a_call_can_have_a_timeout_of_its_own(server, timeout):
    with sallyport.Client(retries=0) as client:
        with pytest.raises(sallyport.TimeoutError) as caught:
            client.get(server.url + "/slow?seconds=2", timeout=timeout)
        assert caught.value.name == "READ_TIMEOUT"
        assert client.get(server.url + "/slow?seconds=0.3").ok
        assert client.get(server.url + "/slow?seconds=0.3", timeout=(0.2, None)).ok


def test_calls_share_their_connections_whatever_their_timeout(server):
    with sallyport.Client() as client:
        for number in range(20):
            assert client.get(server.url + "/", timeout=5 + number).timings.reused == (number > 0)
        for timeout in (None, (None, None), (1, None), (None, 9)):
            assert client.get(server.url + "/", timeout=timeout, deadline=9).timings.reused


@pytest.mark.parametrize(
    "limit, name", [({"timeout": 0.2}, "READ_TIMEOUT"), ({"timeout": 9, "deadline": 0.2}, "DEADLINE_EXCEEDED")]
)
def test_limits_hold_on_a_connection_that_is_open(server, limit, name):
    with sallyport.Client(retries=0) as client:
        for _ in range(2):
            assert client.get(server.url + "/").ok
            with pytest.raises(sallyport.TimeoutError, match="waiting for the response") as caught:
                client.get(server.url + "/slow?seconds=2", **limit)
            assert caught.value.name == name


def test_a_deadline_holds_across_silences(server):
    with sallyport.Client(timeout=5, deadline=0.2, retries=0) as client, pytest.raises(
        sallyport.TimeoutError
    ) as caught:
        client.get(server.url + "/slow?seconds=2")
    assert caught.value.name == "DEADLINE_EXCEEDED"


def test_redirects_can_be_refused_and_headers_limited(server):
    with sallyport.Client(max_redirects=0) as client:
        assert client.get(server.url + "/redirect").status_code == 302
    with sallyport.Client(max_header=40) as client, pytest.raises(sallyport.HTTPError) as caught:
        client.get(server.url + "/")
    assert caught.value.name == "HTTP_HEADER_TOO_LARGE"


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_each_method_has_its_name(client, server, method):
    assert getattr(client, method)(server.url + "/").json()["method"] == method.upper()


def test_a_refused_connection_is_a_network_error():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with sallyport.Client(retries=0) as client, pytest.raises(sallyport.NetworkError) as caught:
        client.get("http://127.0.0.1:%d/" % port)
    assert caught.value.name == "CONNECT_REFUSED"
    assert caught.value.retryable
    assert str(port) in caught.value.message


def test_resolve_pins_a_name_that_dns_does_not_know(server):
    with sallyport.Client(resolve={"name.invalid": "127.0.0.1"}) as client:
        response = client.get("http://name.invalid:%d/echo" % server.server_port)
    assert dict(response.json()["headers"])["Host"] == "name.invalid:%d" % server.server_port


def test_after_close_every_call_says_so(server):
    client = sallyport.Client()
    client.get(server.url)
    client.close()
    client.close()
    for call in (lambda: client.get(server.url), client.__enter__):
        with pytest.raises(sallyport.UsageError) as caught:
            call()
        assert caught.value.name == "HANDLE_CLOSED"
        assert "this Client was closed" in str(caught.value)


def test_close_lets_a_call_in_progress_finish(server):
    client = sallyport.Client()
    result = []
    thread = threading.Thread(target=lambda: result.append(client.get(server.url + "/slow?seconds=0.5")))
    thread.start()
    while not server.seen:
        time.sleep(0.01)
    client.close()
    thread.join()
    assert result[0].status_code == 200


def test_a_call_lets_other_threads_run(client, server):
    ticks = []
    thread = threading.Thread(target=client.get, args=(server.url + "/slow?seconds=0.5",))
    thread.start()
    while thread.is_alive():
        ticks.append(time.monotonic())
        time.sleep(0.01)
    assert len(ticks) > 5


def test_one_client_serves_many_threads(client, server):
    seen = []

    def work(number):
        for i in range(20):
            body = b"%d-%d" % (number, i)
            seen.append(client.post(server.url + "/echo", data=body).json()["body"].encode() == body)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 160


def test_responses_are_plain_and_picklable(client, server):
    response = client.get(server.url + "/cookies")
    again = pickle.loads(pickle.dumps(response))
    assert again.headers.pairs == response.headers.pairs
    assert (again.status_code, again.url, again.timings, again.peer) == (
        response.status_code,
        response.url,
        response.timings,
        response.peer,
    )
    assert again.elapsed == response.elapsed


def test_a_client_signs_with_its_signer(server):
    signer = sallyport.Signer(region="us-east-1", service="service", **KEYS)
    with sallyport.Client(signer=signer) as client:
        response = client.post(server.url + "/echo", data=b"{}")
    sent = sallyport.Headers(response.json()["headers"])
    assert sent["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"url": 3}, "url must be str or bytes, not int"),
        ({"params": {"a": "\ud800"}}, "params: the name or value of 'a' holds a lone surrogate"),
        ({"params": {"\ud800": "a"}}, "params: the name or value of '\\ud800' holds a lone surrogate"),
        ({"params": "\ud800"}, "params holds a lone surrogate"),
        ({"data": {"a": ["\ud800"]}}, "data: the name or value of 'a' holds a lone surrogate"),
        ({"method": ""}, "method is empty"),
        ({"method": b""}, "method is empty"),
        ({"timeout": 10**12}, "timeout must be at most 8796093022 seconds, not 1000000000000"),
        ({"method": None}, "method must be str or bytes, not NoneType"),
        ({"headers": {"A": 1}}, "headers['A'] must be str or bytes, not int"),
        ({"timeout": (1, 2, 3)}, "timeout must be seconds or (connect, read), not a tuple of 3"),
        ({"deadline": (1, 2)}, "deadline must be seconds or a timedelta, not tuple"),
        ({"timeout": -1}, "timeout must be more than 0 seconds, not -1"),
        ({"url": "nonsense"}, ""),
        ({"url": "ftp://x/"}, ""),
        ({"headers": {"A B": "1"}}, ""),
        ({"method": "G T"}, ""),
    ],
)
def test_wrong_requests_are_usage_errors(client, arguments, message):
    call = {"method": "GET", "url": "http://127.0.0.1:1/"}
    call.update(arguments)
    with pytest.raises(sallyport.UsageError) as caught:
        client.request(**call)
    assert caught.value.message.startswith(message)
