"""One row after another: what the functions on columns do with lists."""

from __future__ import annotations

from .._errors import Error, UsageError, VerificationError, usage
from .._identity import InstanceIdentity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._identity import IdentityVerifier
    from .._signer import Signer


def failure(error: Error) -> dict[str, Any]:
    """The error struct of a row."""
    return {"code": error.code, "name": error.name, "message": error.message}


def presign(
    signer: Signer, urls: list[Any], method: Any, expires: int, headers: Any, payload_hash: Any, time: Any
) -> list[str | None]:
    def one(url: Any) -> str | None:
        if url is None:
            return None
        try:
            return signer.presign(method, url, expires=expires, headers=headers, payload_hash=payload_hash, time=time)
        except UsageError:
            return None

    return [one(url) for url in urls]


def sign(
    signer: Signer, methods: Any, urls: Any, headers: Any, bodies: Any, payload_hash: Any, time: Any
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for method, url, fields, body in zip(methods, urls, headers, bodies):
        try:
            signed = signer.sign(method, url, headers=fields, body=body, payload_hash=payload_hash, time=time)
            rows.append((signed.url, dict(signed.headers.items()), signed.signature, None))
        except UsageError as e:
            rows.append((None, None, None, failure(e)))
    return rows


def verify(
    verifier: IdentityVerifier, signatures: list[Any], documents: list[Any] | None, audiences: list[Any] | None
) -> list[tuple[Any, ...]]:
    names = InstanceIdentity.__slots__
    rows: list[tuple[Any, ...]] = []
    for row, signature in enumerate(signatures):
        document = documents[row] if documents is not None else None
        audience = audiences[row] if audiences is not None else None
        try:
            if audiences is not None and audience is None:
                raise usage("the audience is null; a missing audience never switches the check off")
            identity = verifier.verify(signature, document, audience=audience)
            rows.append(tuple(getattr(identity, name) for name in names) + (None,))
        except (UsageError, VerificationError) as e:
            rows.append((None,) * len(names) + (failure(e),))
    return rows
