"""Servers that answer while the body of the request is on its way, and sources that fail on theirs."""

import asyncio
import io
import threading

import httpx
import pytest
import requests
from raw import Raw, dechunked

import sallyport
from sallyport.httpx import AsyncPinnedTransport, PinnedTransport
from sallyport.requests import PinnedAdapter

LARGE = 12 << 20  # more than sockets take of a body that nobody reads
PIECE = 1 << 16


def pieces():
    return (bytes(PIECE) for _ in range(LARGE // PIECE))


async def later():
    for piece in pieces():
        yield piece


def file():
    return io.BytesIO(bytes(LARGE))


def whole():
    return bytes(LARGE)


def by_client(url, data):
    with sallyport.Client(trust_env=False, retries=0) as client:
        response = client.put(url, data=data)
        return response.status_code, response.content


def by_stream(url, data):
    with sallyport.Client(trust_env=False, retries=0) as client, client.stream("PUT", url, data=data) as response:
        return response.status_code, response.read()


def by_async_client(url, data):
    async def put():
        async with sallyport.AsyncClient(trust_env=False, retries=0) as client:
            response = await client.put(url, data=data)
            return response.status_code, response.content

    return asyncio.run(put())


def by_async_stream(url, data):
    async def put():
        async with sallyport.AsyncClient(trust_env=False, retries=0) as client:
            async with client.stream("PUT", url, data=data) as response:
                return response.status_code, await response.aread()

    return asyncio.run(put())


def by_requests(url, data):
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", PinnedAdapter())
        response = session.put(url, data=data, timeout=60)
        return response.status_code, response.content


def by_httpx(url, data):
    with httpx.Client(transport=PinnedTransport(), timeout=60, trust_env=False) as client:
        response = client.put(url, content=data)
        return response.status_code, response.content


def by_httpx_async(url, data):
    async def put():
        async with httpx.AsyncClient(transport=AsyncPinnedTransport(), timeout=60, trust_env=False) as client:
            response = await client.put(url, content=data)
            return response.status_code, response.content

    return asyncio.run(put())


BLOCKING = [by_client, by_stream, by_requests, by_httpx]
ASYNCHRONOUS = [by_async_client, by_async_stream, by_httpx_async]
WAYS = [(way, form) for way in BLOCKING for form in (whole, file, pieces)]
WAYS += [(way, form) for way in ASYNCHRONOUS for form in (whole, later)]


@pytest.fixture
def refusing():
    """Answers and reads no more, as long as the test goes on."""
    over = threading.Event()

    def answer(connection, lines):
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig")
        over.wait()

    with Raw(answer) as server:
        yield server
        over.set()


@pytest.mark.parametrize("way, form", WAYS)
def test_a_refusal_is_heard_while_the_body_is_sent(refusing, way, form):
    assert way(refusing.url, form()) == (413, b"big")


@pytest.mark.parametrize("way, form", WAYS)
def test_a_server_may_answer_as_it_reads(way, form):
    def answer(connection, lines):
        if b"content-length" in server.heads[-1].lower():
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE)
            for _ in range(LARGE // PIECE):
                connection.sendall(lines.read(PIECE))
            return
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for line in iter(lines.readline, b""):
            size = int(line, 16)
            connection.sendall(line + lines.read(size) + lines.readline())
            if not size:
                return

    with Raw(answer) as server:
        status, body = way(server.url, form())
    assert status == 200 and body == bytes(LARGE)


@pytest.mark.parametrize("way, form", WAYS)
def test_a_server_that_closes_within_the_body_is_named(way, form):
    expected = (sallyport.NetworkError, requests.ConnectionError, httpx.TransportError)
    with Raw(lambda connection, lines: None) as server, pytest.raises(expected) as caught:
        way(server.url, form())
    assert "bytes of the body" in str(caught.value)


def test_an_answer_may_be_larger_than_what_is_kept_if_it_is_read():
    def answer(connection, lines):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE)
        connection.sendall(bytes(LARGE))
        dechunked(lines)

    client = sallyport.Client(trust_env=False, max_body=LARGE // 2)
    with Raw(answer) as server, client, pytest.raises(sallyport.HTTPError) as caught:
        client.put(server.url, data=pieces())
    assert caught.value.name == "HTTP_BODY_TOO_LARGE"


class Short(io.RawIOBase):
    """A file that loses its end while it is read."""

    def __init__(self, told, there):
        self._left, self.len = there, told

    def readable(self):
        return True

    def read(self, n=-1):
        n = min(n, self._left)
        self._left -= n
        return bytes(n)


def failing(answered):
    yield b"one"
    answered.wait()
    raise KeyError("mine")


async def failing_later(answered):
    yield b"one"
    while not answered.is_set():
        await asyncio.sleep(0.01)
    raise KeyError("mine")


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize("way", [*BLOCKING, *ASYNCHRONOUS])
def test_what_a_source_raises_is_the_callers_own_and_the_body_stays_open(way, early):
    came, ends = threading.Event(), []

    def answer(connection, lines):
        if early:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na")
        came.set()
        try:
            ends.append(lines.read())
        except OSError:
            ends.append(b"")
        over.set()

    over = threading.Event()
    source = failing_later(came) if way in ASYNCHRONOUS else failing(came)
    with Raw(answer) as server, pytest.raises(KeyError, match="mine"):
        way(server.url, source)
    assert over.wait(60) and b"0\r\n\r\n" not in ends[0]


def test_a_file_that_loses_its_end_is_an_error_and_the_client_goes_on():
    def answer(connection, lines):
        length = int(server.heads[-1].lower().partition(b"content-length: ")[2].split()[0])
        if len(lines.read(length)) == length:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with Raw(answer) as server, sallyport.Client(trust_env=False) as client:
        for told, there in ((LARGE, LARGE - 1), (10, 0), (100, 99)):
            with pytest.raises(sallyport.HTTPError, match="ended after %d of %d bytes" % (there, told)) as caught:
                client.put(server.url, data=Short(told, there))
            assert caught.value.name == "REQUEST_BODY_FAILED"
            assert client.put(server.url, data=Short(told, told)).content == b"ok"
