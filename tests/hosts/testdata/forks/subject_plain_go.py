"""A Go library built with -buildmode=c-shared and nothing else (plain_go), called with ctypes."""

import ctypes
import os

KINDS = ("plain Go",)

_library = None


def make():
    global _library
    _library = ctypes.CDLL(os.environ["FORKS_PLAIN_GO"])


def use(_):
    assert _library.Work(1000) == 499500


def begin():
    pass


def after_fork(kind):
    use(kind)
    return "works"


def wait(waits):
    waits.set()
    _library.Wait(2000)


def finish():
    pass
