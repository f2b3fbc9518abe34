"""AsyncClient: no threads, cancellation, and many exchanges at once."""

import asyncio
import gc
import os
import threading

import pytest
from stall import ANSWER_AFTER, Stall, until

import sallyport

KEEP = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def stall():
    with Stall() as running:
        yield running


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def test_it_takes_and_gives_what_client_does(server):
    async def main():
        async with sallyport.AsyncClient(timeout=10, max_redirects=3) as client:
            answers = [
                await client.get(server.url + "/a", params={"q": "x y"}),
                await client.head(server.url + "/a"),
                await client.options(server.url + "/a"),
                await client.delete(server.url + "/a", timeout=5),
                await client.post(server.url + "/a", json={"k": 1}),
                await client.put(server.url + "/a", data=b"body", deadline=5),
                await client.patch(server.url + "/a", data={"k": "v"}),
                await client.request("REPORT", server.url + "/a"),
            ]
            assert {type(answer) for answer in answers} == {sallyport.Response}
            assert answers[0].json()["path"] == "/a?q=x%20y"
            assert answers[4].json()["body"] == '{"k":1}'
        with pytest.raises(sallyport.UsageError) as caught:
            await client.get(server.url)
        assert caught.value.name == "HANDLE_CLOSED"

    asyncio.run(main())
    assert [request[0] for request in server.seen] == ["GET", "HEAD", "OPTIONS", "DELETE", "POST", "PUT", "PATCH"]


def test_it_can_be_closed_by_hand_and_pickled_by_nobody(server):
    async def main():
        client = sallyport.AsyncClient()
        assert (await client.get(server.url)).ok
        await client.aclose()
        client.close()
        with pytest.raises(sallyport.UsageError):
            async with client:
                pass
        with pytest.raises(TypeError, match="an AsyncClient holds connections"):
            client.__reduce__()
        assert repr(client) == "<AsyncClient>"

    asyncio.run(main())


def test_errors_are_those_of_client(server):
    async def main():
        async with sallyport.AsyncClient(retries=0) as client:
            with pytest.raises(sallyport.TimeoutError) as caught:
                await client.get(server.url + "/slow?seconds=5", timeout=0.2)
            assert caught.value.name == "READ_TIMEOUT"
            with pytest.raises(sallyport.NetworkError):
                await client.get("http://127.0.0.1:1/")
            with pytest.raises(sallyport.UsageError):
                await client.get("nonsense")

    asyncio.run(main())


async def serve(seconds, open_writers):
    """A server that answers after a while, and however many ask at once."""

    async def answer(reader, writer):
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(seconds)
            writer.write(KEEP)
            await writer.drain()

    async def quiet(reader, writer):
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
        open_writers.discard(writer)

    async def accept(reader, writer):
        open_writers.add(writer)
        await quiet(reader, writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=1024)
    return server, "http://127.0.0.1:%d/" % server.sockets[0].getsockname()[1]


def test_hundreds_of_slow_exchanges_at_once():
    async def main():
        open_writers = set()
        server, url = await serve(0.3, open_writers)
        async with server, sallyport.AsyncClient(retries=0) as client:

            async def many(count):
                return await asyncio.gather(*[client.get(url) for _ in range(count)])

            assert {answer.status_code for answer in await many(200)} == {200}
            assert threading.active_count() <= threads
            gc.collect()
            before = descriptors()
            assert {answer.text for answer in await many(200)} == {"ok"}
            gc.collect()
            assert descriptors() <= before  # connections were used again, and each ticket's descriptor is closed
        while open_writers:
            await asyncio.sleep(0.01)

    threads = threading.active_count()
    asyncio.run(main())


def test_the_loop_runs_meanwhile(stall):
    async def main():
        async with sallyport.AsyncClient() as client:
            task = asyncio.ensure_future(client.get(stall.url))
            while stall.came < 1:
                await asyncio.sleep(0.01)
            assert not task.done()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    stall.wait("left", 1)


def test_cancelled_tasks_leave_nothing_behind(stall):
    async def main():
        async with sallyport.AsyncClient() as client:
            await asyncio.wait([asyncio.ensure_future(client.get(stall.url))], timeout=0.1)
            before = descriptors()
            tasks = [asyncio.ensure_future(client.get(stall.url)) for _ in range(50)]
            while stall.came < 51:
                await asyncio.sleep(0.01)
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert {type(e) for e in ended} == {asyncio.CancelledError}
            kept.extend(ended)  # with their tracebacks
            while stall.left < 50:
                await asyncio.sleep(0.01)
            gc.collect()
            until(lambda: descriptors() <= before)

    kept = []
    asyncio.run(main())


def test_wait_for_ends_the_exchange(stall):
    async def main():
        async with sallyport.AsyncClient(deadline=ANSWER_AFTER) as client:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.get(stall.url), 0.2)

    asyncio.run(main())
    stall.wait("left", 1)


def test_one_client_serves_loop_after_loop(server):
    client = sallyport.AsyncClient()
    for number in range(3):
        assert asyncio.run(client.get(server.url)).timings.reused == (number > 0)
