"""Long bodies that are read whole, and exchanges on an open connection: the thread that waits makes both."""

import asyncio
import gzip
import os
import signal
import subprocess
import sys
import threading
import time
import zlib

import pytest
from conftest import SOURCE
from test_stream import MIB, Raw

import sallyport

SIZE = 3 * MIB + 7
PATTERN = bytes(range(256)) * (SIZE // 256 + 1)


def body(start, end):
    return PATTERN[start:end]


def head(more=b"", length=SIZE):
    return b"HTTP/1.1 200 OK\r\n" + more + b"Content-Length: %d\r\n\r\n" % length


class Cutting:
    """Cuts the body for the first so many times."""

    def __init__(self, times):
        self.left = times

    def __call__(self, connection, lines):
        connection.sendall(head())
        self.left -= 1
        if self.left >= 0:
            connection.sendall(body(0, SIZE // 2))
            connection.shutdown(2)
        else:
            connection.sendall(body(0, SIZE))


def get(url, asynchronous, **options):
    if not asynchronous:
        with sallyport.Client(**options) as client:
            return client.get(url)

    async def main():
        async with sallyport.AsyncClient(**options) as client:
            return await client.get(url)

    return asyncio.run(main())


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("times, ok", [(0, True), (1, True), (2, True), (3, False)])
def test_a_long_body_is_whole_or_an_error(asynchronous, times, ok):
    with Raw(Cutting(times)) as server:
        if ok:
            response = get(server.url, asynchronous)
            assert type(response.content) is bytes
            assert response.content == body(0, SIZE)
        else:
            with pytest.raises(sallyport.HTTPError) as caught:
                get(server.url, asynchronous)
            assert caught.value.name == "HTTP_TRUNCATED"
        assert len(server.heads) == times + ok


def test_a_request_that_may_not_be_repeated_is_not():
    with Raw(Cutting(1)) as server, sallyport.Client() as client:
        with pytest.raises(sallyport.HTTPError, match="reading the body"):
            client.post(server.url, data=b"once")
        assert len(server.heads) == 1


@pytest.mark.parametrize("most, ok", [(SIZE, True), (SIZE - 1, False)])
def test_the_limit_is_that_of_any_body(most, ok):
    with Raw(Cutting(0)) as server, sallyport.Client(max_body=most) as client:
        if ok:
            assert len(client.get(server.url).content) == SIZE
        else:
            with pytest.raises(sallyport.HTTPError) as caught:
                client.get(server.url)
            assert caught.value.name == "HTTP_BODY_TOO_LARGE"


def test_a_long_body_leaves_its_connection_for_the_next(server):
    with sallyport.Client() as client:
        for number in range(3):
            response = client.get(server.url + "/bytes?count=%d" % SIZE)
            assert response.content == bytes(SIZE)
            assert response.timings.reused == (number > 0)
        assert client.get(server.url + "/").timings.reused


class Dripping:
    """Answers the first request of a connection at once, and the next one in pieces, each when it is told to."""

    def __init__(self, pieces):
        self.pieces = pieces
        self.go = threading.Semaphore(0)
        self.sent = threading.Semaphore(0)

    def __call__(self, connection, lines):
        connection.sendall(head(length=2) + b"hi")
        while lines.readline() not in (b"\r\n", b""):
            pass
        for piece in self.pieces:
            self.sent.release()
            self.go.acquire(timeout=30)
            connection.sendall(piece)
        lines.read(1)


ANSWERS = {
    "in the status line": ([b"HTTP/1.", b"1 200 OK\r\nContent-Length: 3\r\n\r\nabc"], b"abc"),
    "in the body": ([head(length=6) + b"ab", b"cd", b"ef"], b"abcdef"),
    "behind an interim response": ([b"HTTP/1.1 103 Early Hints\r\n\r\n", head(length=1), b"x"], b"x"),
    "in chunks": ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r", b"\nabc\r\n0\r\n", b"\r\n"], b"abc"),
    "a long one": ([head(), body(0, 100000), body(100000, SIZE)], body(0, SIZE)),
}


@pytest.mark.parametrize("pieces, content", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_may_come_in_pieces(pieces, content):
    drip = Dripping(pieces)
    with Raw(drip) as server, sallyport.Client(timeout=30, retries=0) as client:
        assert client.get(server.url).content == b"hi"

        def send():
            for _ in pieces:
                drip.sent.acquire(timeout=30)
                time.sleep(0.02)  # so that most of them come while somebody waits; the test does not depend on it
                drip.go.release()

        thread = threading.Thread(target=send)
        thread.start()
        response = client.get(server.url)
        thread.join(30)
        assert (response.timings.reused, response.attempts, response.content) == (True, 1, content)


@pytest.mark.parametrize("pieces", [[b"never"], [head(length=6) + b"ab", b"cdef"], [head(), body(0, SIZE)]])
def test_signals_are_handled_while_an_answer_does_not_come(pieces):
    class Alarm(Exception):
        pass

    def alarm(number, frame):
        raise Alarm

    drip = Dripping(pieces)
    with Raw(drip) as server, sallyport.Client() as client:
        assert client.get(server.url).content == b"hi"
        for _ in pieces[1:]:  # all but the last
            drip.go.release()
        before = signal.signal(signal.SIGALRM, alarm)
        try:
            with pytest.raises(Alarm):
                signal.setitimer(signal.ITIMER_REAL, 0.2)
                client.get(server.url)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        drip.go.release()


def test_a_signal_handler_may_use_the_client_that_waits(server):
    answers = []
    with sallyport.Client() as client:
        assert client.get(server.url + "/").ok
        before = signal.signal(signal.SIGALRM, lambda *_: answers.append(client.get(server.url + "/").status_code))
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            assert client.get(server.url + "/slow?seconds=0.6").ok
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    assert answers == [200]


def test_a_connection_that_ended_meanwhile_is_replaced():
    def answer(connection, lines):
        connection.sendall(head(length=2) + b"hi")

    with Raw(answer) as server, sallyport.Client(retries=0) as client:
        for _ in range(5):
            assert client.get(server.url).content == b"hi"
        assert len(server.heads) == 5


def unknown(kind):
    """An answer whose length nobody knows before its end, which is cut once."""
    left = [1]

    def answer(connection, lines):
        framed = {"close": b"X-Length: unknown", "gzip": b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked"}
        sent = framed.get(kind, b"Transfer-Encoding: chunked")
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + sent + b"\r\n\r\n")
        data = gzip.compress(body(0, SIZE), 0) if kind == "gzip" else body(0, SIZE)
        left[0] -= 1
        if kind == "close":
            connection.sendall(data)
            return
        for at in range(0, len(data), 300000):
            piece = data[at : at + 300000]
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            if at and left[0] >= 0:
                return
        connection.sendall(b"0\r\nX-Sum: of all\r\n\r\n")

    return answer


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("kind", ["close", "chunked", "gzip"])
def test_a_body_of_unknown_length_is_whole_too(kind, asynchronous):
    with Raw(unknown(kind)) as server:
        response = get(server.url, asynchronous)
        assert response.content == body(0, SIZE)
        assert response.trailers.get("X-Sum") == (None if kind == "close" else "of all")
        assert len(server.heads) == (1 if kind == "close" else 2)
        with pytest.raises(sallyport.HTTPError) as caught:
            get(server.url, asynchronous, max_body=SIZE - 1)
        assert caught.value.name == "HTTP_BODY_TOO_LARGE"


MEMORY = """
import resource, sys, sallyport
with sallyport.Client(max_body=1 << 30) as client:
    client.get(sys.argv[1] + "1")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(client.get(sys.argv[1] + "128").content) == 128 << 20
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("kind", ["length", "close", "chunked", "gzip"])
def test_a_long_body_is_in_memory_once(kind):
    piece = body(0, MIB)

    def answer(connection, lines):
        pieces = int(server.heads[-1].split(b" ")[1][1:])
        framing = {
            "length": b"Content-Length: %d" % (pieces * MIB),
            "close": b"X-Length: unknown",
            "chunked": b"Transfer-Encoding: chunked",
            "gzip": b"Content-Encoding: gzip",
        }[kind]
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + framing + b"\r\n\r\n")
        coder = zlib.compressobj(0, zlib.DEFLATED, 31)
        for _ in range(pieces):
            if kind == "chunked":
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            else:
                connection.sendall(coder.compress(piece) if kind == "gzip" else piece)
        connection.sendall({"chunked": b"0\r\n\r\n", "gzip": coder.flush()}.get(kind, b""))

    with Raw(answer) as server:
        environment = dict(os.environ, PYTHONPATH=str(SOURCE))
        out = subprocess.run(
            [sys.executable, "-c", MEMORY, server.url], env=environment, stdout=subprocess.PIPE, check=True
        )
    assert int(out.stdout) < 128 * 1.5 * 1024
