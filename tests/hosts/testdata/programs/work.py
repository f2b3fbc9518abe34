"""What each program does with the package: every kind of object, made at import and used wherever."""

import os

import subject_sallyport as subject

subject.make()
if os.environ.get("HOSTS_USE_FIRST"):  # so that workers are forked from a process that has the core
    for kind in subject.KINDS:
        subject.use(kind)


def use_all(_=None):
    for kind in subject.KINDS:
        subject.use(kind)
    return os.getpid()


def together(path):
    """An exchange that the server answers when as many as it was told are there."""
    assert subject.client.get(subject.BASE + path).content == b"together"
    return os.getpid()
