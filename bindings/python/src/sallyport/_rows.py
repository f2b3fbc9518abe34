"""One row after another, where each has headers or a body of its own: signing and asking."""

from __future__ import annotations

from ._errors import HANDLE_CLOSED, Error, InternalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._client import Client
    from ._signer import Signer


def failure(error: Error) -> dict[str, Any]:
    """The error of a row. A fault of the library is none of the row's: it is raised, and fails the task.

    The worker ends then, and with it what the fault happened in.
    """
    if isinstance(error, InternalError) or error.code == HANDLE_CLOSED:
        raise error
    return {"code": error.code, "name": error.name, "message": error.message}


def sign(
    signer: Signer, methods: Any, urls: Any, headers: Any, bodies: Any, payload_hash: Any, time: Any
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for method, url, fields, body in zip(methods, urls, headers, bodies):
        try:
            signed = signer.sign(method, url, headers=fields, body=body, payload_hash=payload_hash, time=time)
            rows.append((signed.url, dict(signed.headers.items()), signed.signature, None))
        except Error as e:
            rows.append((None, None, None, failure(e)))
    return rows


def get(client: Client, urls: Any, headers: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for url, fields in zip(urls, headers):
        try:
            answer = client.get(url, headers=fields)
            rows.append((answer.status_code, dict(answer.headers.items()), answer.content, None))
        except Error as e:
            rows.append((None, None, None, failure(e)))
    return rows
