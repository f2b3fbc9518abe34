"""Operations by name: the one place where arguments and results get their order.

What an operation takes and gives is in _ops.py; a result is a dict by the names
there. An argument that is not given is NULL to the library: the empty text, or
"not given" where the table makes a difference.
"""

from __future__ import annotations

from . import _native, _waiting
from ._errors import CREDENTIALS_STALE, CredentialsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._operation import Operation
    from ._options import Options
    from ._types import Backend

    Spans = dict[str, bytes]


class Object:
    """A native object, freed with its last reference, and the backend that made it."""

    __slots__ = ("backend", "handle")

    def __init__(self, kind: Operation, options: Options) -> None:
        self.backend = _native.load()
        self.handle = self.backend.new(kind.number, options)

    def call(self, operation: Operation, into: Any = (), **given: Any) -> Any:
        """The results; one that waits for the network can be left by an exception.

        A response whose body is long may leave it: then it is in "rest", an Object.
        With into, a room of the backend and where to begin, the one result is put
        there, and its length is returned.
        """
        return _call(self.backend, self.handle, operation, given, into)

    def fresh(self, refresh: Operation, call: Callable[[], Any]) -> Any:
        """The result of a call that does not wait for credentials, after refresh, which does, if there are none."""
        try:
            return call()
        except CredentialsError as e:
            if e.code != CREDENTIALS_STALE:
                raise
        self.call(refresh)
        return call()

    def started(self, operation: Operation, **given: Any) -> Any:
        """The ticket of an operation that waits for the network."""
        texts, numbers, _ = _ordered(operation, given)
        return self.backend.start(operation.number, len(operation.results), self.handle, texts, numbers, 0)

    def ended(self, operation: Operation, ticket: Any) -> Spans:
        """The results of what was started, waited for if need be."""
        try:
            spans = self.backend.wait(ticket, -1)
        finally:
            del ticket  # a traceback keeps this frame
        assert spans is not None  # noqa: S101 - it was waited for without limit
        return dict(zip(operation.results, spans))

    def opened(self, operation: Operation, **given: Any) -> Object:
        """The object that an operation makes of this one."""
        texts, numbers, _ = _ordered(operation, given)
        return _made(self.backend, self.backend.open(operation.number, self.handle, texts, numbers))

    def free(self) -> None:
        """Lets go of the native object at once, unless a call of another thread uses it."""
        self.handle = None

    async def awaited(self, operation: Operation, into: Any = (), **given: Any) -> Any:
        """The same of an operation that waits, for asyncio."""
        texts, numbers, _ = _ordered(operation, given)
        results = await _waiting.awaited(
            self.backend, operation.number, len(operation.results), self.handle, texts, numbers, into=into
        )
        return results if into else _named(self.backend, operation, results)

    def batch(self, operation: Operation, **given: Any) -> Batch:
        """The results of an operation on columns."""
        arguments = _ordered(operation, given)
        return Batch(self.backend, self.backend.call(operation.number, 0, self.handle, *arguments))


class Batch:
    """Results by column. Whoever uses the memory of a column keeps the batch."""

    __slots__ = ("_backend", "_handle")

    def __init__(self, backend: Backend, handle: Any) -> None:
        self._backend = backend
        self._handle = handle

    def column(self, name: str) -> tuple[int, int, int, int]:
        """Addresses of validity (0: no nulls), offsets and data, and the number of rows."""
        return self._backend.batch_column(self._handle, name.encode("ascii"))

    def values(self, name: str) -> list[bytes | None]:
        return self._backend.batch_values(self._handle, name.encode("ascii"))

    def codes(self) -> bytes:
        """An int32 per row."""
        return self._backend.batch_codes(self._handle)


def call(operation: Operation, **given: Any) -> Spans:
    """The results of an operation that is on no object."""
    spans: Spans = _call(_native.load(), None, operation, given)
    return spans


def _call(backend: Backend, handle: Any, operation: Operation, given: dict[str, Any], into: Any = ()) -> Any:
    try:
        texts, numbers, columns = _ordered(operation, given)
        count = len(operation.results)
        if operation.waits:
            results = _waiting.wait(backend, operation.number, count, handle, texts, numbers, into=into)
            return results if into else _named(backend, operation, results)
        return dict(zip(operation.results, backend.call(operation.number, count, handle, texts, numbers, columns)))
    finally:
        del handle  # a traceback keeps this frame, and must not keep a stream


def _named(backend: Backend, operation: Operation, results: Any) -> Any:
    named: dict[str, Any] = dict(zip(operation.results, results))
    if len(results) > len(operation.results):
        named["rest"] = _made(backend, results[-1])
    return named


def _made(backend: Backend, handle: Any) -> Object:
    made = Object.__new__(Object)
    made.backend = backend
    made.handle = handle
    return made


def _ordered(operation: Operation, given: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Texts, numbers and columns in the order of the table."""
    if not operation.takes.issuperset(given):
        raise TypeError("operation %d takes no %s" % (operation.number, ", ".join(set(given) - operation.takes)))
    get, columns = given.get, operation.columns
    return (
        tuple(map(get, operation.texts)),
        tuple(map(get, operation.numbers, operation.defaults)),
        tuple(map(get, columns)) if columns else (),
    )
