"""Under gevent a waiting call lets other greenlets run, and can be ended like their waits."""

import os
import subprocess
import sys

import pytest
from conftest import SOURCE
from stall import ANSWER_AFTER, Stall

HEAD = (
    """
import gevent.monkey
gevent.monkey.patch_all()
import gevent, os, sys, time
import sallyport
url = sys.argv[1]
client = sallyport.Client(deadline=%d)
def descriptors():
    return len(os.listdir("/proc/self/fd"))
def until(condition):
    while not condition():
        gevent.sleep(0.01)
"""
    % ANSWER_AFTER
)


@pytest.fixture
def stall():
    with Stall() as running:
        yield running


def run(code, url):
    if sys.version_info < (3, 10):
        pytest.skip("SKIPPED: requirements-dev.txt, which has gevent, is for 3.10 and later")
    done = subprocess.run(
        [sys.executable, "-c", HEAD + code, url],
        env=dict(os.environ, PYTHONPATH=str(SOURCE)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=ANSWER_AFTER / 2,
    )
    return done.stdout.decode()


def test_greenlets_run_meanwhile(stall):
    code = """
waiting = [gevent.spawn(client.get, url) for _ in range(30)]
ticks = 0
while ticks < 20:
    gevent.sleep(0.01)
    ticks += 1
assert not any(one.ready() for one in waiting)
gevent.killall(waiting)
print("ended", {type(one.value).__name__ for one in waiting})
"""
    assert run(code, stall.url) == "ended {'GreenletExit'}\n"
    stall.wait("left", 30)


def test_a_timeout_ends_the_call_and_nothing_stays(stall):
    code = """
def leave():
    try:
        with gevent.Timeout(0.1):
            client.get(url)
    except gevent.Timeout:
        return
    print("no timeout")
leave()
before = descriptors()
for _ in range(5):
    leave()
until(lambda: descriptors() <= before)
print("flat")
"""
    assert run(code, stall.url) == "flat\n"
    stall.wait("left", 6)


def test_answers_and_errors_are_as_without_gevent(server):
    code = """
print(client.get(url + "/status?code=201").status_code)
try:
    client.get(url + "/slow?seconds=%d" % 30, deadline=0.2)
except sallyport.TimeoutError as e:
    print(e.name)
held = [os.open("/dev/null", os.O_RDONLY) for _ in range(1100)] if os.sysconf("SC_OPEN_MAX") > 1500 else []
print(client.get(url + "/status?code=202").status_code)
"""
    assert run(code, server.url) == "201\nDEADLINE_EXCEEDED\n202\n"
