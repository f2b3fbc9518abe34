"""Many messages: several calls under way in one thread, and a result for each message."""

from __future__ import annotations

from . import _args, _log, _ops
from ._errors import CANCELLED, Error, NetworkError, TLSError, error, usage
from ._records import PublishReceipt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable, Iterator

    from ._calls import Object

    Start = Callable[[Any], tuple[Object, Any, bytes]]

_CONCURRENCY = 8
_FRUITLESS = (NetworkError, TLSError)  # the next message would meet them as well


class PublishReport:
    """What became of each message of publish_batch(), in the order of the messages.

    len() and iteration are those of ``results``.

    Attributes:
        results (list): for each message its PublishReceipt, or its Error: with
            PUBLISH_UNCERTAIN or CANCELLED it may have arrived, with others not.
    """

    __module__ = "sallyport"
    __slots__ = ("results",)

    results: list[PublishReceipt | Error]

    def __init__(self, results: Iterable[PublishReceipt | Error]) -> None:
        self.results = list(results)

    @property
    def ok(self) -> bool:
        """Whether every message was accepted."""
        return not self.failed

    @property
    def failed(self) -> list[tuple[int, Error]]:
        """The number of each message that was not accepted, from 0, and its error."""
        return [(number, result) for number, result in enumerate(self.results) if isinstance(result, Error)]

    def raise_for_errors(self) -> PublishReport:
        """Raises the first error, if there is one; returns this report."""
        for _, first in self.failed:
            raise first
        return self

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[PublishReceipt | Error]:
        return iter(self.results)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<PublishReport: %d of %d published>" % (len(self.results) - len(self.failed), len(self.results))


def publish(start: Start, messages: Any, concurrency: Any, progress: Any) -> PublishReport:
    """Publishes messages, each begun by start."""
    if isinstance(messages, (str, bytes, dict)) or not hasattr(messages, "__iter__"):
        raise usage("messages must be an iterable of messages, not %s" % type(messages).__name__)
    most = _CONCURRENCY if concurrency is None else _args.ranged(concurrency, "concurrency", 1, 256)
    if progress is not None and not callable(progress):
        raise usage("progress must be callable, not %s" % type(progress).__name__)
    batch = _Batch(start, most, progress, len(messages) if hasattr(messages, "__len__") else None)
    try:
        batch.run(iter(messages))
    except BaseException as e:
        report = batch.given_up()
        try:  # noqa: SIM105 - contextlib is long to import
            e.report = report  # type: ignore[attr-defined]
        except AttributeError:
            pass  # one with slots of its own
        raise
    return PublishReport(batch.results)


class _Batch:
    __slots__ = (
        "_done",
        "_fruitless",
        "_most",
        "_poller",
        "_progress",
        "_start",
        "_stopped",
        "_total",
        "_under_way",
        "results",
    )

    def __init__(self, start: Start, most: int, progress: Any, total: int | None) -> None:
        self._start = start
        self._most = most
        self._progress = progress
        self._total = total
        self._done = 0
        self._fruitless = 0  # messages one after the other of which nothing was sent
        self._stopped: Error | None = None
        from select import poll  # gevent's, if it has replaced Python's; IotPublisher has seen to it that it is there

        self._poller = poll()
        self._under_way: dict[int, tuple[int, Object, Any, bytes]] = {}
        self.results: list[Any] = []

    def run(self, messages: Iterator[Any]) -> None:
        more = True
        while more or self._under_way:
            while more and len(self._under_way) < self._most:
                more = self._take(messages)
            if self._under_way:
                for fd, _ in self._poller.poll():  # signal handlers run meanwhile, or other greenlets
                    self._end(fd)

    def _take(self, messages: Iterator[Any]) -> bool:
        """Begins the next message; returns False if there is none."""
        try:
            message = next(messages)
        except StopIteration:
            return False
        number = len(self.results)
        self.results.append(None)
        if self._stopped is not None:
            self._note(number, self._stopped)
            return True
        try:
            made, ticket, url = self._start(message)
        except Error as e:
            if e.name == "HANDLE_CLOSED":
                raise
            self._note(number, e)
            return True
        finally:
            del message  # a traceback keeps this frame
        fd = made.backend.fd(ticket)
        self._under_way[fd] = (number, made, ticket, url)
        self._poller.register(fd, 1)  # POLLIN
        return True

    def _end(self, fd: int) -> None:
        number, made, ticket, url = self._under_way[fd]
        self._poller.unregister(fd)
        del self._under_way[fd]  # before its ticket, whose descriptor it is
        log = _log.logger()
        try:
            spans = made.ended(_ops.PUBLISHER_PUBLISH, ticket)
            if log is not None:
                _log.answered(log, b"POST", spans)
            result: Any = PublishReceipt(spans)
        except Error as e:
            if log is not None:
                _log.failed(log, b"POST", url, e)
            result = e
        finally:
            del ticket
        self._count(result)
        self._note(number, result)

    def _count(self, result: Any) -> None:
        """Stops after as many failures to reach the service as messages go at a time."""
        if not isinstance(result, Error) or not isinstance(result, _FRUITLESS):
            self._fruitless = 0
            return
        self._fruitless += 1
        if self._fruitless >= self._most and self._stopped is None:
            self._stopped = result

    def _note(self, number: int, result: Any) -> None:
        if isinstance(result, Error):
            result.__traceback__ = None  # it holds the message
        self.results[number] = result
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)

    def given_up(self) -> PublishReport:
        """Cancels what is under way, and says what is known."""
        self._progress = None
        for fd, (_, made, ticket, _url) in list(self._under_way.items()):
            try:  # noqa: SIM105 - contextlib is long to import
                made.backend.cancel(ticket)
            except Error:
                pass  # it may have ended by now
            del ticket
            self._end(fd)
        # Who was interrupted between two lines knows no more of a message than this.
        unknown = error(CANCELLED, "it was given up, and may have been sent")
        return PublishReport(unknown if result is None else result for result in self.results)
