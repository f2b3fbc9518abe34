"""Bodies that pass in pieces, both ways."""

import errno
import gc
import io
import os
import signal
import threading

import pytest
from raw import Raw, dechunked
from stall import Stall

import sallyport

MIB = 1 << 20


def large(connection, lines):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (64 * MIB))
    for _ in range(64):
        connection.sendall(b"x" * MIB)


def rss():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors():
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def test_a_large_body_passes_in_constant_memory():
    with Raw(large) as server, sallyport.Client(trust_env=False) as client:
        with client.stream("GET", server.url) as first:
            first.read(8 * MIB)
        start, most, total = rss(), 0, 0
        with client.stream("GET", server.url) as response:
            assert response.status_code == 200 and response.headers["Content-Length"] == str(64 * MIB)
            for piece in response.iter_bytes():
                total += len(piece)
                most = max(most, rss())
        assert total == 64 * MIB
        assert most - start < 24 * MIB


def test_read_lines_raw_and_content(server):
    def answer(connection, lines):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\none\r\n\ntwo")
        connection.sendall(b"\nthree\n"[:7])

    with Raw(answer) as raw, sallyport.Client(trust_env=False) as client:
        with client.stream("GET", raw.url) as response:
            assert list(response.iter_lines()) == ["one", "", "two", "three"]
            assert response.read() == b""  # the end stays the end
        with client.stream("GET", server.url + "/bytes?count=100000") as response:
            assert len(response.read(70000)) == 70000
            assert len(response.content) == 30000 and response.text == "\0" * 30000
        with client.stream("GET", server.url + "/bytes?count=100000") as response:
            assert len(io.BufferedReader(response.raw).read()) == 100000
        with client.stream("GET", server.url + "/echo") as response:
            assert response.json()["method"] == "GET" and response.reason == "OK"


def test_a_body_that_is_cut_off_raises():
    def answer(connection, lines):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!")

    with Raw(answer) as server, sallyport.Client(trust_env=False) as client:
        with client.stream("GET", server.url) as response, pytest.raises(sallyport.HTTPError) as caught:
            response.read()
        assert caught.value.name == "HTTP_TRUNCATED"


def test_an_early_end_leaves_nothing_behind():
    with Raw(large) as server:
        before = descriptors()
        with sallyport.Client(trust_env=False) as client:
            for _ in range(5):
                with client.stream("GET", server.url) as response:
                    response.read(10)
                with pytest.raises(sallyport.UsageError, match="closed"):
                    response.read(10)
        del client
        assert descriptors() <= before + 1  # the server's threads end on their own


def test_a_signal_ends_a_slow_exchange():
    class Alarm(Exception):
        pass

    def ring(*_):
        raise Alarm

    old = signal.signal(signal.SIGALRM, ring)
    try:
        with Stall() as stall, sallyport.Client(trust_env=False) as client:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(Alarm):
                client.stream("GET", stall.url)
            stall.wait("left", 1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


@pytest.mark.parametrize("call", ["request", "stream"])
def test_files_go_with_their_length_and_iterators_in_chunks(call, tmp_path):
    body = os.urandom(300_000)
    got = []

    def answer(connection, lines):
        got.append(dechunked(lines) if b"chunked" in server.heads[-1] else lines.read(len(body) - 1000))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    path = tmp_path / "body"
    path.write_bytes(body)
    with Raw(answer) as server, sallyport.Client(trust_env=False) as client, open(path, "rb") as file:
        file.seek(1000)
        assert getattr(client, call)("PUT", server.url, data=file).content == b"ok"
        assert b"Content-Length: 299000\r\n" in server.heads[0] and got[0] == body[1000:]
        pieces = (body[i : i + 1000] for i in range(0, len(body), 1000))
        assert getattr(client, call)("PUT", server.url, data=pieces).content == b"ok"
        assert b"Content-Length" not in server.heads[1] and got[1] == body


def test_what_an_iterator_raises_ends_the_exchange():
    def pieces():
        yield b"one"
        assert came.wait(30)  # else the exchange may end before anything is sent
        raise KeyError("mine")

    came, ended = threading.Event(), threading.Event()

    def answer(connection, lines):
        came.set()
        try:
            lines.read()
        finally:
            ended.set()

    with Raw(answer) as server, sallyport.Client(trust_env=False) as client:
        with pytest.raises(KeyError, match="mine"):
            client.request("POST", server.url, data=pieces())
        assert ended.wait(30)


def test_a_server_may_answer_before_the_body_ends():
    def answer(connection, lines):
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        while connection.recv(65536):
            pass

    with Raw(answer) as server, sallyport.Client(trust_env=False) as client:
        assert client.request("POST", server.url, data=(b"x" * 65536 for _ in range(1000))).status_code == 413


def test_a_stream_does_not_survive_a_fork():
    client = sallyport.Client(trust_env=False)
    with Raw(large) as server, client, client.stream("GET", server.url) as response:
        child = os.fork()
        if child == 0:
            try:
                response.read(10)
            except sallyport.Error as e:
                os._exit(0 if e.name == "FORKED" else 1)
            os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
        assert len(response.read(10)) == 10


def test_wrong_bodies_are_refused(server):
    with sallyport.Client(trust_env=False) as client:
        for data in (iter([1]), iter([None, 2])):
            with pytest.raises(sallyport.UsageError):
                client.request("POST", server.url, data=data)
        with pytest.raises(sallyport.UsageError, match="one body"):
            client.request("POST", server.url, data=io.BytesIO(b"x"), json={})


class Ranges:
    """Answers with a body in parts: what it gives before it closes, and with which fields."""

    def __init__(self, body, cuts, fields=b'ETag: "one"\r\n'):
        self.body, self.cuts, self.fields = body, list(cuts), fields

    def __call__(self, connection, lines):
        head = self.server.heads[-1].lower()
        start = int(head.partition(b"range: bytes=")[2].partition(b"-")[0] or 0)
        status = b"206 Partial Content" if start else b"200 OK"
        rest = self.body[start:]
        fields = self.fields + (b"Content-Range: bytes %d-\r\n" % start if start else b"")
        connection.sendall(b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n" % (status, fields, len(rest)))
        connection.sendall(rest[: self.cuts.pop(0)] if self.cuts else rest)


def test_a_download_is_resumed_and_atomic(tmp_path):
    path, body, seen = tmp_path / "file", os.urandom(MIB), []
    path.write_bytes(b"old")

    def progress(received, total):
        assert path.read_bytes() == b"old" and total == len(body)
        seen.append(received)

    ranges = Ranges(body, [300_000, 200_000])
    with Raw(ranges) as ranges.server, sallyport.Client(trust_env=False) as client:
        response = client.download(ranges.server.url, path, progress=progress)
    assert response.status_code == 200 and path.read_bytes() == body and os.listdir(str(tmp_path)) == ["file"]
    assert seen == sorted(seen) and seen[-1] == len(body)
    heads = ranges.server.heads
    assert len(heads) == 3 and b"Range: bytes=500000-\r\n" in heads[2] and b'If-Range: "one"\r\n' in heads[2]


@pytest.mark.parametrize(
    "fields, cuts", [(b"", [10]), (b'ETag: W/"weak"\r\n', [10]), (b'ETag: "one"\r\n', [10, 0, 0, 0])]
)
def test_a_download_that_cannot_go_on_leaves_what_was_there(tmp_path, fields, cuts):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    ranges = Ranges(b"x" * 100, cuts, fields)
    client = sallyport.Client(trust_env=False)
    with Raw(ranges) as ranges.server, client, pytest.raises(sallyport.HTTPError) as caught:
        client.download(ranges.server.url, path)
    assert caught.value.name == "HTTP_TRUNCATED"
    assert path.read_bytes() == b"old" and os.listdir(str(tmp_path)) == ["file"]


def test_what_is_no_body_or_no_file_replaces_nothing(tmp_path, server):
    path, link, pipe = tmp_path / "file", tmp_path / "link", tmp_path / "pipe"
    path.write_bytes(b"old")
    link.symlink_to("file")
    os.mkfifo(str(pipe))
    with sallyport.Client(trust_env=False, max_redirects=0) as client:
        for url in ("/status?code=304", "/redirect"):
            assert client.download(server.url + url, path).status_code in (302, 304) and path.read_bytes() == b"old"
        before = len(server.seen)
        for place, number in ((pipe, errno.EINVAL), (tmp_path, errno.EISDIR), ("", errno.ENOENT)):
            with pytest.raises(OSError) as caught:
                client.download(server.url + "/bytes?count=3", place)
            assert caught.value.errno == number and len(server.seen) == before
        client.download(server.url + "/bytes?count=3", link)
    assert link.is_symlink() and path.read_bytes() == bytes(3) and pipe.is_fifo()


def test_a_piece_has_at_least_a_byte(server):
    with sallyport.Client(trust_env=False) as client:
        for size in (0, -1):
            with client.stream("GET", server.url + "/bytes?count=3") as response, pytest.raises(sallyport.UsageError):
                next(response.iter_bytes(size))
        with client.stream("GET", server.url + "/bytes?count=3") as response:
            assert list(response.iter_bytes(1 << 62)) == [bytes(3)]  # of which no memory is made


def test_a_download_of_an_error_makes_no_file(tmp_path, server):
    with sallyport.Client(trust_env=False) as client:
        response = client.download(server.url + "/status?code=404", tmp_path / "file")
    assert response.status_code == 404 and response.content == b"{}" and os.listdir(str(tmp_path)) == []
