"""A native object that is made from options and from the environment."""

from __future__ import annotations

from . import _env
from ._calls import Object
from ._errors import HANDLE_CLOSED, error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Sequence

    from ._operation import Operation
    from ._options import Options

    Pairs = tuple[tuple[bytes, bytes], ...]

_VARIANTS = 4  # kept besides the object with the options of the owner alone


class Channel:
    """Owns an object and makes it anew when one of the named variables changes, or the credentials do.

    There is no lock, which a fork could leave locked: two threads that notice a
    change at once both make an object, and the last one stays. An object lives as
    long as a call uses it, so close() never cuts one short.
    """

    __slots__ = ("_closed", "_kind", "_names", "_options", "_owner", "_state")

    def __init__(self, owner: str, kind: Operation, options: Options, names: Sequence[str] = ()) -> None:
        self._owner = owner
        self._kind = kind
        self._options = options
        self._names = names
        self._closed = False
        self._state: tuple[Any, dict[Pairs, Object]] | None = None
        self.object()

    def _made(self, state: Any, more: Pairs) -> Object:
        values, credentials = state
        return Object(self._kind, self._options.extended((*_env.pairs(self._names, values), *credentials, *more)))

    def object(self, more: Pairs = ()) -> Object:
        """The object to call. One with more options has its own connections, and is kept for the next such call."""
        state = self._state
        source = None if self._closed else self._options.credentials
        values = (_env.snapshot(self._names), () if source is None else source.pairs())
        if not self._closed and (state is None or values != state[0]):
            self._state = state = (values, {(): self._made(values, ())})
        if state is None or self._closed:
            self._state = None  # closed meanwhile
            raise error(HANDLE_CLOSED, self._owner + " was closed")
        found = state[1].get(more)
        if found is None:
            found = self._made(values, more)
            for oldest in list(state[1])[1:-_VARIANTS]:
                state[1].pop(oldest, None)
            state[1][more] = found
        return found

    def close(self) -> None:
        """Lets go of the objects. Closing twice does nothing."""
        self._closed = True
        self._state = None


class Owner:
    """close(), for what owns a channel; and no pickling."""

    __slots__ = ("_channel", "__weakref__")

    _channel: Channel

    def close(self) -> None:
        """Closes idle connections. Calls in progress finish; later ones raise UsageError (HANDLE_CLOSED)."""
        self._channel.close()

    def __reduce__(self) -> Any:
        name = type(self).__name__
        raise TypeError(
            "%s %s holds connections and cannot be pickled or copied; make it in the process that uses it "
            "(with the fork start method one made before the fork works too)"
            % ("an" if name[0] in "AEIOU" else "a", name)
        )


class Closeable(Owner):
    """The same in a with statement."""

    __slots__ = ()

    def __enter__(self) -> Any:
        self._channel.object()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
