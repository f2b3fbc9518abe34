"""Waiting for the network so that a call can be left.

An operation that waits is started, and its ticket waited for: in slices, so that
the interpreter runs signal handlers in between (Ctrl-C, Celery's soft limits,
signal.setitimer), through the poll of gevent where that has replaced Python's, so
that other greenlets run, or on asyncio's loop. Whatever is
raised meanwhile leaves the call: nothing refers to the ticket any more, which
gives up the exchange.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._types import Backend

_PROMPT = 2  # SALLY_CALL_PROMPT: we wait at once, and so make the call ourselves, without another thread
_LEAVE = 4  # SALLY_CALL_LEAVE: a long body may be left in a stream
_SLICE = 50  # milliseconds for which a signal may wait
_LONG_SLICE = 500  # signal handlers run in the main thread alone; others see PyThreadState_SetAsyncExc

_Builtin = type(len)


def wait(backend: Backend, *call: Any, into: Any = ()) -> Any:
    """Starts a call, backend.start's arguments, and returns its results; with into, what wait_into says of them."""
    call += (_PROMPT | _LEAVE,)
    try:
        ticket = backend.start(*call)
    finally:
        del call
    try:
        _let_others_run(backend, ticket)
        take = backend.wait_into if into else backend.wait
        results = take(ticket, _SLICE, *into)
        if results is None:  # few answers take longer
            slice_ = _slice()
            while results is None:
                results = take(ticket, slice_, *into)
        return results
    finally:
        del ticket  # not later: a traceback keeps this frame


async def awaited(backend: Backend, *call: Any, into: Any = ()) -> Any:
    """The same, without a thread, on the running loop of asyncio."""
    from asyncio import get_running_loop

    loop = get_running_loop()
    ended = loop.create_future()
    call += (_LEAVE,)
    ticket = backend.start(*call)
    try:
        fd = backend.fd(ticket)
        loop.add_reader(fd, _note_end, loop, fd, ended)
        try:
            await ended
        except BaseException:  # else _note_end has
            loop.remove_reader(fd)
            raise
        return backend.wait_into(ticket, -1, *into) if into else backend.wait(ticket, -1)
    finally:
        del ticket


def _note_end(loop: Any, fd: int, ended: Any) -> None:
    loop.remove_reader(fd)
    if not ended.done():
        ended.set_result(None)


def _let_others_run(backend: Backend, ticket: Any) -> None:
    """Waits as the library does that has replaced Python's select; with Python's own, returns at once."""
    module = sys.modules.get("select")
    poll, select = getattr(module, "poll", None), getattr(module, "select", None)
    if poll is not None and not isinstance(poll, _Builtin):  # gevent's; its select takes no descriptor above 1023
        poller = poll()
        poller.register(backend.fd(ticket), 1)  # POLLIN
        poller.poll()
    elif select is not None and not isinstance(select, _Builtin):  # eventlet's; it has no poll
        select([backend.fd(ticket)], [], [])


def _slice() -> int:
    threading: Any = sys.modules.get("threading")
    if threading is None or threading.get_ident() == threading.main_thread().ident:
        return _SLICE
    return _LONG_SLICE
