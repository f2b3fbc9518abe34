"""Objects that were made before a fork work after it."""

import multiprocessing
import os
import pathlib
import signal
import threading
import time
import traceback

import pytest
from conftest import KEYS, TIME

import sallyport

URL = "https://example.amazonaws.com/"
LIVE = {}


def in_child(work, seconds=30):
    """Runs work in a forked child; its failure, or its hanging, is the test's."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.alarm(seconds)
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitpid(pid, 0)[1] == 0


def sign_in_pool(number):
    return LIVE["signer"].sign("GET", URL, headers={"N": str(number)}, time=TIME).signature, os.getpid()


def get_in_pool(number):
    return LIVE["client"].get("%s/echo?n=%d" % (LIVE["url"], number)).json()["path"]


@pytest.fixture
def live(server):
    LIVE["signer"] = sallyport.Signer(region="us-east-1", service="service", **KEYS)
    LIVE["client"] = sallyport.Client()
    LIVE["url"] = server.url
    LIVE["client"].get(server.url)
    yield
    LIVE["client"].close()
    LIVE.clear()


def pool(function, count):
    with multiprocessing.get_context("fork").Pool(3) as workers:
        return workers.map(function, range(count), chunksize=4)


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_pool_uses_a_signer_made_before_it(live):
    want = [sign_in_pool(number)[0] for number in range(60)]
    got = pool(sign_in_pool, 60)
    assert [signature for signature, _ in got] == want
    assert os.getpid() not in {pid for _, pid in got}


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_pool_uses_a_client_made_before_it(live):
    assert pool(get_in_pool, 30) == ["/echo?n=%d" % number for number in range(30)]


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_fork_while_threads_are_inside_the_library(live, server):
    stop = threading.Event()
    want = sign_in_pool(0)[0]

    def sign():
        while not stop.is_set():
            sign_in_pool(1)

    def get():
        while not stop.is_set():
            get_in_pool(1)
            time.sleep(0.005)

    threads = [threading.Thread(target=work) for work in (sign, sign, get)]
    for thread in threads:
        thread.start()

    def child():
        assert sign_in_pool(0)[0] == want
        assert LIVE["client"].get(server.url).status_code == 200

    try:
        for _ in range(10):
            in_child(child)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert sign_in_pool(0)[0] == want


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_grandchild_works_too(live):
    want = sign_in_pool(0)[0]

    def check():
        assert sign_in_pool(0)[0] == want

    def child():
        check()
        in_child(check)

    in_child(child)
    check()


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_results_made_before_a_fork_are_plain_data(live, server):
    response = LIVE["client"].get(server.url + "/echo")
    signed = LIVE["signer"].sign("GET", URL, time=TIME)

    def child():
        assert response.json()["path"] == "/echo"
        assert response.headers["Content-Type"] == "application/json"
        assert signed.canonical_request.startswith("GET\n")

    in_child(child)


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_closed_client_stays_closed_in_the_child(live):
    LIVE["client"].close()

    def child():
        with pytest.raises(sallyport.UsageError, match="HANDLE_CLOSED"):
            LIVE["client"].get(URL)

    in_child(child)


def test_a_relative_file_is_found_after_a_change_of_directory(lab, tmp_path, monkeypatch):
    """A child makes its objects anew, and a daemon is elsewhere by then."""
    (tmp_path / "ca.pem").write_bytes(pathlib.Path(lab.ca).read_bytes())
    monkeypatch.chdir(tmp_path)
    client = sallyport.Client(verify="ca.pem", resolve={lab.reach["hosts"][0]: lab.reach["address"]}, trust_env=False)
    url = "https://%s:%d/" % (lab.reach["hosts"][0], lab.reach["port"])
    assert client.get(url).ok
    monkeypatch.chdir("/")
    child = os.fork()
    if child == 0:
        os._exit(0 if client.get(url).ok else 1)
    assert os.waitpid(child, 0)[1] == 0
