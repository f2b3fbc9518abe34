"""Calls that wait can be left: signals, threads, tickets; nothing of a call stays behind."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from conftest import SOURCE
from stall import ANSWER_AFTER, Stall, until

import sallyport
from sallyport import _ops, _waiting


class Left(Exception):
    pass


@pytest.fixture
def stall():
    with Stall() as running:
        yield running


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def raise_left(*_):
    raise Left


@pytest.fixture
def alarm():
    """Raises Left in the main thread after a moment."""
    before = signal.signal(signal.SIGALRM, raise_left)
    yield lambda: signal.setitimer(signal.ITIMER_REAL, 0.2)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def waiting_calls(url):
    """Every public function that waits for the network."""
    metadata = sallyport.InstanceMetadata(endpoint=url, token_ttl=0, deadline=ANSWER_AFTER)
    host, port = url[7:-1].split(":")
    publisher = sallyport.IotPublisher(
        "x.iot.eu-west-1.amazonaws.com",
        port=int(port),
        resolve={"x.iot.eu-west-1.amazonaws.com": host},
        authorizer={"name": "a"},
    )
    return {
        "request": lambda: sallyport.Client().get(url),
        "publish": lambda: publisher.publish("t", b""),
        "identity": lambda: metadata.identity(),
        "get": lambda: metadata.get("/"),
    }


@pytest.mark.parametrize("name", ["request", "publish", "identity", "get"])
def test_what_a_signal_handler_raises_gives_the_call_up(stall, alarm, name):
    call = waiting_calls(stall.url)[name]
    begin = time.monotonic()
    alarm()
    with pytest.raises(Left):
        call()
    assert time.monotonic() - begin < ANSWER_AFTER / 4
    stall.wait("left", 1)


def test_a_signal_handler_that_returns_lets_the_call_go_on(server):
    seen = []
    before = signal.signal(signal.SIGALRM, lambda *_: seen.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        assert sallyport.Client().get(server.url + "/slow?seconds=0.5").ok
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert len(seen) > 1


def test_an_interrupt_ends_the_process_as_it_should(stall):
    code = "import sallyport\nprint('begin', flush=True)\nsallyport.Client().get(%r, deadline=%d)" % (
        stall.url,
        ANSWER_AFTER,
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=dict(os.environ, PYTHONPATH=str(SOURCE)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    stall.wait("came", 1)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=ANSWER_AFTER)
    assert time.monotonic() - begin < ANSWER_AFTER / 4
    assert b"KeyboardInterrupt" in err.splitlines()[-1]
    assert process.returncode in (-signal.SIGINT, 1)  # 1: before 3.8


def test_nothing_of_many_left_calls_stays(stall, alarm):
    client = sallyport.Client()

    def leave():
        alarm()
        with pytest.raises(Left):
            client.get(stall.url)

    leave()
    stall.wait("left", 1)
    threads = len(os.listdir("/proc/self/task"))
    before = descriptors()
    for _ in range(10):
        leave()
    stall.wait("left", 11)
    gc.collect()
    until(lambda: descriptors() <= before)
    until(lambda: len(os.listdir("/proc/self/task")) <= threads + 4)  # the stall's own, and Go's spare ones


def test_a_traceback_that_is_kept_keeps_no_call(stall, alarm):
    kept = []
    alarm()
    try:
        sallyport.Client().get(stall.url)
    except Left as e:
        kept.append(e)
    assert kept
    stall.wait("left", 1)


def test_an_exception_set_from_another_thread_gives_the_call_up(stall):
    ended = []

    def run():
        try:
            sallyport.Client().get(stall.url)
        except Left:
            ended.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    stall.wait("came", 1)
    assert ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Left)) == 1
    thread.join(ANSWER_AFTER / 4)
    assert ended
    stall.wait("left", 1)


def test_threads_wait_side_by_side(stall):
    client = sallyport.Client()
    errors = []

    def run():
        try:
            client.get(stall.url, deadline=1)
        except sallyport.TimeoutError as e:
            errors.append(e.name)

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    stall.wait("came", 20)  # all of them, while none has an answer
    for thread in threads:
        thread.join()
    assert errors == ["DEADLINE_EXCEEDED"] * 20


# Tickets, as the package uses them


@pytest.fixture
def do(stall):
    """Starts a request that gets no answer."""
    native = sallyport._native.load()
    client = native.new(_ops.CLIENT_NEW.number, sallyport._options.Options())

    def start(url=None, timeout_ms=0):
        texts, numbers, _ = sallyport._calls._ordered(
            _ops.CLIENT_DO, {"method": b"GET", "url": url or stall.url.encode(), "timeout_ms": timeout_ms}
        )
        return native.start(_ops.CLIENT_DO.number, len(_ops.CLIENT_DO.results), client, texts, numbers, 0)

    return start


def code_of(function, *arguments):
    with pytest.raises(sallyport.Error) as caught:
        function(*arguments)
    return caught.value.name


def test_a_cancelled_ticket(do, stall):
    native = sallyport._native.load()
    ticket = do()
    stall.wait("came", 1)
    assert native.wait(ticket, 0) is None
    native.cancel(ticket)
    assert code_of(native.wait, ticket, -1) == "CANCELLED"
    assert code_of(native.wait, ticket, -1) == "TICKET_MISUSED"
    assert code_of(native.cancel, ticket) == "TICKET_MISUSED"
    stall.wait("left", 1)


def test_a_ticket_is_cancelled_once(do):
    native = sallyport._native.load()
    ticket = do()
    native.cancel(ticket)
    assert code_of(native.cancel, ticket) == "TICKET_MISUSED"


def test_a_result_is_taken_once(do, server):
    native = sallyport._native.load()
    ticket = do(server.url.encode() + b"/echo")
    spans = native.wait(ticket, -1)
    assert spans[0] == b"200"
    assert code_of(native.wait, ticket, 0) == "TICKET_MISUSED"
    assert code_of(native.cancel, ticket) == "TICKET_MISUSED"


def test_large_results_arrive_whole(do, server):
    spans = sallyport._native.load().wait(do(server.url.encode() + b"/bytes?count=300000"), -1)
    assert spans[_ops.RESPONSE_LIST.index("body")] == bytes(300000)


def test_two_threads_cannot_wait_for_one_ticket(do, stall):
    native = sallyport._native.load()
    ticket = do()
    names = []
    threads = [threading.Thread(target=lambda: names.append(code_of(native.wait, ticket, -1))) for _ in range(2)]
    for thread in threads:
        thread.start()
    until(lambda: names)
    assert names == ["TICKET_MISUSED"]
    native.cancel(ticket)
    for thread in threads:
        thread.join()
    assert names == ["TICKET_MISUSED", "CANCELLED"]


def test_a_descriptor_is_readable_when_the_call_has_ended(do, stall):
    import select

    native = sallyport._native.load()
    ticket = do(timeout_ms=200)
    fd = native.fd(ticket)
    assert select.select([fd], [], [], ANSWER_AFTER / 2)[0] == [fd]
    assert code_of(native.wait, ticket, 0) == "DEADLINE_EXCEEDED"
    cancelled = do()
    fd = native.fd(cancelled)
    native.cancel(cancelled)
    assert select.select([fd], [], [], ANSWER_AFTER / 2)[0] == [fd]


def test_a_dropped_ticket_gives_its_call_up(do, stall):
    ticket = do()
    stall.wait("came", 1)
    before = descriptors()
    del ticket
    stall.wait("left", 1)
    until(lambda: descriptors() < before)


def test_a_ticket_of_the_parent_is_of_no_use_in_a_child(do):
    native = sallyport._native.load()
    ticket = do()
    pid = os.fork()
    if pid == 0:
        names = []
        for function, arguments in ((native.wait, (ticket, -1)), (native.cancel, (ticket,)), (native.fd, (ticket,))):
            try:
                function(*arguments)
            except sallyport.Error as e:
                names.append(e.name)
        os._exit(0 if names == ["FORKED"] * 3 else 1)
    assert os.waitpid(pid, 0)[1] == 0
    native.cancel(ticket)


def test_slices_are_short_only_where_signal_handlers_run():
    assert _waiting._slice() == _waiting._SLICE
    found = []
    thread = threading.Thread(target=lambda: found.append(_waiting._slice()))
    thread.start()
    thread.join()
    assert found == [_waiting._LONG_SLICE]
