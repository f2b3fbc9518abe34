"""Signing one row after another: each has a method, headers and body of its own."""

from __future__ import annotations

from .._errors import Error, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._signer import Signer


def failure(error: Error) -> dict[str, Any]:
    """The error struct of a row."""
    return {"code": error.code, "name": error.name, "message": error.message}


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
