"""The states of a process before it forks, for any subject (FORKS_SUBJECT), and what a child tries.

Under multiprocessing's server of forks, which loads this module, the server is in
the state named by FORKS_STATE.
"""

import importlib
import os
import sys
import threading
import time

subject = importlib.import_module("subject_" + os.environ["FORKS_SUBJECT"])
KINDS = subject.KINDS
_stop = threading.Event()
_threads = []
_failures = []


def report(kind, outcome):
    file = os.open(os.environ["FORKS_REPORT"], os.O_WRONLY | os.O_APPEND)
    os.write(file, ("%s\t%s\n" % (kind, outcome.replace("\n", " "))).encode())
    os.close(file)


def try_one(kind):
    try:
        return subject.after_fork(kind)
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


def try_all():
    for kind in KINDS:
        report(kind, try_one(kind))


def nothing():
    pass


def load():
    subject.make()


def use():
    load()
    for kind in KINDS:
        subject.use(kind)
    subject.begin()


def busy():
    use()
    for number in range(8):
        _start(_work, KINDS[number % len(KINDS)])


def wait():
    use()
    waits = threading.Event()
    _start(subject.wait, waits)
    waits.wait()
    time.sleep(0.05)  # no more than that it is likely to be inside: each outcome holds outside too


def _start(function, argument):
    def run():
        try:
            function(argument)
        except BaseException as e:
            _failures.append(repr(e))

    _threads.append(threading.Thread(target=run))
    _threads[-1].start()


def _work(kind):
    while not _stop.is_set():
        subject.use(kind)


STATES = {"loaded": load, "used": use, "busy in 8 threads": busy, "waiting in a call": wait, "": nothing}


def enter():
    STATES[os.environ["FORKS_STATE"]]()


def leave():
    """The parent goes on after its child: what was under way ends well."""
    _stop.set()
    subject.finish()
    for thread in _threads:
        thread.join()
    assert not _failures, _failures


if sys.argv[0] == "-c" and os.environ.get("FORKS_STATE"):  # in the server of forks
    enter()
