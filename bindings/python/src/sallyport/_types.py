"""Names for annotations. Imported by type checkers only, so that `import sallyport` stays cheap."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any, Callable, Iterable, Mapping, Protocol, Sequence, Tuple, TypedDict, Union

from ._options import Options
from ._records import SignedRequest

Text = Union[str, bytes]
Body = Union[str, bytes, bytearray, memoryview]
Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Fields = Union[Mapping[str, str], Mapping[str, Text], Mapping[bytes, bytes], Iterable[Tuple[Text, Text]]]
Params = Union[Text, Mapping[Any, Any], Iterable[Tuple[Any, Any]]]
Time = Union[datetime, int, float]
Duration = Union[int, float, timedelta]
Timeout = Union[Duration, Tuple[Union[Duration, None], Union[Duration, None]]]
Resolve = Union[Mapping[str, Union[str, Sequence[str]]], Sequence[str]]
Verify = Union[bool, Path]
Cert = Union[Path, Tuple[Path, Path], Tuple[Path, Union[Path, None], Union[Text, None]]]
Auth = Union[Tuple[Text, Text], Callable[[Any], Any]]


class CallOptions(TypedDict, total=False):
    """The keyword arguments of Client.request(), which is where they are explained."""

    headers: Union[Fields, Mapping[str, Union[str, None]], None]
    params: Union[Params, None]
    data: Any
    files: Any
    json: Any
    cookies: Any
    auth: Union[Auth, None]
    timeout: Union[Timeout, None]
    deadline: Union[Duration, None]
    allow_redirects: Union[bool, None]
    verify: Union[Verify, None]
    cert: Union[Cert, None]
    payload_hash: Union[Text, None]
    checksum: Union[Text, None]


class SeenSet(Protocol):
    """What seen= takes besides a function: a set, or something like one."""

    def __contains__(self, __key: Any) -> bool: ...
    def add(self, __key: Any) -> Any: ...


Seen = Union[Callable[[str], bool], SeenSet]


Secret = Union[Text, Tuple[Text, Union[Text, None]], Any]
SecretFor = Union[Callable[[str], Union[Secret, None]], Mapping[str, Secret]]


class Backend(Protocol):
    """What the extension module (cshared/door/python*.c) and _ctypes.Library have in common.

    Objects, tickets and batches are opaque and are freed by their last
    reference; a ticket whose call is under way cancels it then. All text is bytes
    that the caller of these functions has checked, but for ``signer_sign``, which
    is the hot path and takes arguments as the user gave them.

    The arguments of an operation are in the order of _ops.py, from which ``spans``
    comes too, the number of results: texts are bytes, or None for "not given"; a
    number is int, or None for now; columns are what _columns makes, or None.
    """

    KIND: str

    def version(self) -> str: ...
    def runtime_set(self, key: bytes, value: bytes) -> None: ...
    def new(self, kind: int, options: Options) -> Any: ...
    def call(
        self,
        op: int,
        spans: int,
        handle: Any,
        texts: tuple[bytes | None, ...],
        numbers: tuple[int | None, ...],
        columns: tuple[Any, ...],
    ) -> Any:
        """A tuple of bytes, or a batch. One that waits for the network holds the thread until it is done."""

    def start(
        self,
        op: int,
        spans: int,
        handle: Any,
        texts: tuple[bytes | None, ...],
        numbers: tuple[int | None, ...],
        flags: int,
    ) -> Any:
        """A ticket of an operation that waits for the network; flags are SALLY_CALL_* of shared.h."""

    def wait(self, ticket: Any, ms: int) -> tuple[Any, ...] | None:
        """The results, or None if there are none after so many milliseconds (negative: no limit).

        With SALLY_CALL_LEAVE a stream may stand behind them.
        """

    def room(self, size: int) -> Any:
        """Memory for wait_into. bytes() of it, once it is full, costs nothing where that can be."""

    def wait_into(self, ticket: Any, ms: int, room: Any, start: int) -> int | None:
        """The same for the one result of an operation, put into a room from start on: its length."""

    def cancel(self, ticket: Any) -> None: ...
    def fd(self, ticket: Any) -> int:
        """Readable when the call has ended. It is the ticket's: not to be closed, nor used after it."""

    def signer_sign(
        self,
        handle: Any,
        method: Any,
        url: Any,
        headers: Any,
        body: Any,
        payload_hash: Any,
        time: Any,
        expires: Any,
    ) -> SignedRequest:
        """Signs in the Authorization header, or in the query if expires is not None."""

    def open(self, op: int, handle: Any, texts: Any, numbers: Any) -> Any:
        """The object that an operation makes of another one."""

    def batch_column(self, batch: Any, name: bytes) -> tuple[int, int, int, int]:
        """Addresses of validity (0: no nulls), offsets and data, and the number of rows."""

    def batch_values(self, batch: Any, name: bytes) -> list[bytes | None]: ...
    def batch_codes(self, batch: Any) -> bytes:
        """An int32 per row."""
