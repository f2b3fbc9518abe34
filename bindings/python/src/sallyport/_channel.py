"""A native handle that is made from options and from the environment."""

from __future__ import annotations

from . import _env
from ._errors import HANDLE_CLOSED, error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Sequence

    from ._options import Options


class Channel:
    """Owns a handle and makes it anew when one of the named variables changes.

    There is no lock, which a fork could leave locked: two threads that notice a
    change at once both make a handle, and the last one stays. A handle lives as
    long as a call uses it, so close() never cuts one short.
    """

    __slots__ = ("_closed", "_names", "_new", "_options", "_owner", "_state")

    def __init__(self, owner: str, new: Callable[[Options], Any], options: Options, names: Sequence[str] = ()) -> None:
        self._owner = owner
        self._new = new
        self._options = options
        self._names = names
        self._closed = False
        self._state: tuple[Any, Any] | None = self._made(_env.snapshot(names))

    def _made(self, values: tuple[str | None, ...]) -> tuple[Any, Any]:
        options = self._options.extended(_env.pairs(self._names, values)) if self._names else self._options
        return values, self._new(options)

    def handle(self) -> Any:
        """The handle to call with."""
        state = self._state
        if state is not None and self._names:
            values = _env.snapshot(self._names)
            if values != state[0]:
                self._state = state = self._made(values)
                if self._closed:
                    self._state = None
        if state is None or self._closed:
            raise error(HANDLE_CLOSED, self._owner + " was closed")
        return state[1]

    def close(self) -> None:
        """Lets go of the handle. Closing twice does nothing."""
        self._closed = True
        self._state = None


class Closeable:
    """close() and the with statement, for what owns a channel; and no pickling."""

    __slots__ = ("_channel", "__weakref__")

    _channel: Channel

    def close(self) -> None:
        """Closes idle connections. Calls in progress finish; later ones raise UsageError (HANDLE_CLOSED)."""
        self._channel.close()

    def __enter__(self) -> Any:
        self._channel.handle()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        name = type(self).__name__
        raise TypeError(
            "%s %s holds connections and cannot be pickled or copied; make it in the process that uses it "
            "(with the fork start method one made before the fork works too)"
            % ("an" if name[0] in "AEIOU" else "a", name)
        )
