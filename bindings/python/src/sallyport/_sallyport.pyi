"""The extension module inside libsallyport.so (cshared/door/python.c)."""

from collections.abc import Callable
from typing import Any

from ._errors import Error
from ._headers import Headers
from ._options import Options
from ._signer import SignedRequest

KIND: str

def setup(
    error: Callable[[int, str, int], Error],
    normalize: Callable[..., tuple[bytes, bytes, bytes, bytes, bytes, int | None, int | None]],
    headers: type[Headers],
    signed_request: type[SignedRequest],
) -> None: ...
def version() -> str: ...
def signer_new(options: Options) -> Any: ...
def signer_sign(
    handle: Any,
    method: Any,
    url: Any,
    headers: Any,
    body: Any,
    payload_hash: Any,
    time: Any,
    expires: Any,
) -> SignedRequest: ...
def signer_presign_batch(
    handle: Any,
    method: bytes,
    headers: bytes,
    payload_hash: bytes,
    time: int | None,
    expires: int,
    urls: Any,
) -> Any: ...
def verifier_verify_batch(handle: Any, signatures: Any, documents: Any, audiences: Any, now: int | None) -> Any: ...
def batch_column(batch: Any, name: bytes) -> tuple[int, int, int, int]: ...
def batch_values(batch: Any, name: bytes) -> list[bytes | None]: ...
def batch_codes(batch: Any) -> bytes: ...
def client_new(options: Options) -> Any: ...
def client_do(
    handle: Any,
    method: bytes,
    url: bytes,
    headers: bytes,
    body: bytes,
    timeout_ms: int,
    facts: tuple[bytes, ...],
) -> tuple[int, bytes, bytes, tuple[bytes, ...]]: ...
def publisher_new(options: Options) -> Any: ...
def publisher_publish(
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
def verifier_new(options: Options) -> Any: ...
def verifier_verify(
    handle: Any,
    signature: bytes,
    document: bytes | None,
    audience: bytes | None,
    now: int | None,
) -> tuple[bytes, ...]: ...
def audience_new() -> bytes: ...
def metadata_new(options: Options) -> Any: ...
def metadata_identity(handle: Any, audience: bytes | None) -> tuple[bytes, bytes]: ...
def metadata_get(handle: Any, path: bytes) -> bytes: ...
