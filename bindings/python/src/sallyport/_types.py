"""Names for annotations. Imported by type checkers only, so that `import sallyport` stays cheap."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any, Callable, Iterable, Mapping, Protocol, Sequence, Tuple, Union

from ._options import Options
from ._signer import SignedRequest

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
Cert = Union[Path, Tuple[Path, Path]]


class SeenSet(Protocol):
    """What IdentityVerifier(seen=) takes besides a function: a set, or something like one."""

    def __contains__(self, __key: Any) -> bool: ...
    def add(self, __key: Any) -> Any: ...


Seen = Union[Callable[[str], bool], SeenSet]


class Backend(Protocol):
    """What the extension module and the ctypes fallback have in common.

    Handles are opaque and are freed by their last reference. All text is bytes
    that the caller of these functions has checked, but for ``signer_sign``,
    which is the hot path and takes arguments as the user gave them.
    """

    KIND: str

    def version(self) -> str: ...
    def signer_new(self, options: Options) -> Any: ...
    def client_new(self, options: Options) -> Any: ...
    def publisher_new(self, options: Options) -> Any: ...
    def verifier_new(self, options: Options) -> Any: ...
    def metadata_new(self, options: Options) -> Any: ...

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

    def signer_presign_batch(
        self,
        handle: Any,
        method: bytes,
        headers: bytes,
        payload_hash: bytes,
        time: int | None,
        expires: int,
        urls: Any,
    ) -> Any:
        """A batch: opaque, freed by its last reference. Columns go in as in _columns."""

    def verifier_verify_batch(
        self, handle: Any, signatures: Any, documents: Any, audiences: Any, now: int | None
    ) -> Any: ...
    def batch_column(self, batch: Any, name: bytes) -> tuple[int, int, int, int]:
        """Addresses of validity (0: no nulls), offsets and data, and the number of rows."""

    def batch_values(self, batch: Any, name: bytes) -> list[bytes | None]: ...
    def batch_codes(self, batch: Any) -> bytes:
        """An int32 per row."""

    def client_do(
        self,
        handle: Any,
        method: bytes,
        url: bytes,
        headers: bytes,
        body: bytes,
        timeout_ms: int,
        facts: tuple[bytes, ...],
    ) -> tuple[int, bytes, bytes, tuple[bytes, ...]]:
        """Status, header lines, body, and the facts whose keys were given."""

    def publisher_publish(
        self,
        handle: Any,
        topic: bytes,
        payload: bytes,
        qos: int,
        retain: int,
        content_type: bytes,
        response_topic: bytes,
        correlation_data: bytes,
        payload_format: bytes,
        user_properties: bytes,
        message_expiry: int,
        timeout_ms: int,
        facts: tuple[bytes, ...],
    ) -> tuple[int, bytes, bytes, tuple[bytes, ...]]: ...

    def verifier_verify(
        self, handle: Any, signature: bytes, document: bytes | None, audience: bytes | None, now: int | None
    ) -> tuple[bytes, ...]:
        """The spans of sally_identity, in order."""

    def audience_new(self) -> bytes: ...
    def metadata_identity(self, handle: Any, audience: bytes | None) -> tuple[bytes, bytes]: ...
    def metadata_get(self, handle: Any, path: bytes) -> bytes: ...
