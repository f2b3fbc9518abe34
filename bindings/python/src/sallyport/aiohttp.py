"""For programs on aiohttp: signatures, and pinned addresses under real names.

    import aiohttp
    from sallyport.aiohttp import PinnedResolver, SigV4Auth

    connector = aiohttp.TCPConnector(resolver=PinnedResolver({"api.example.com": "203.0.113.7"}))
    aiohttp.ClientSession(connector=connector, middlewares=[SigV4Auth(access_key_id=..., secret_access_key=...)])

TLS stays aiohttp's: it checks the certificate for the URL's name. Needs aiohttp
3.12 or later, which is imported here and nowhere else in the package.
"""

from __future__ import annotations

import socket

import aiohttp as _aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from . import _reach, _signable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._signer import Signer
    from ._types import Resolve

__all__ = ["PinnedResolver", "SigV4Auth"]


class SigV4Auth:
    """Signs each request of a session, or of one call, for AWS: a client middleware.

    Args:
        signer (Signer): or none, and the keyword arguments of one.
    """

    __module__ = "sallyport.aiohttp"

    def __init__(self, signer: Signer | None = None, **arguments: Any) -> None:
        self._signer = _signable.signer_of(signer, arguments)

    async def __call__(self, request: Any, handler: Any) -> Any:
        """What aiohttp calls."""
        body = request.body
        if isinstance(body, _aiohttp.payload.Payload):
            body, payload_hash = await body.as_bytes(), None
        else:
            body, payload_hash = _signable.hashed(body)
        signed = await self._signer._sign_on_loop(
            request.method,
            str(request.url),
            headers=_signable.fields(request.headers.items()),
            body=body,
            payload_hash=payload_hash,
        )
        request.url = URL(signed.url, encoded=True)
        for name, value in signed.headers.items():
            if name.lower() != "host":
                request.headers[name] = value
        return await handler(request)

    def __repr__(self) -> str:
        return "<SigV4Auth of %r>" % self._signer


class PinnedResolver(AbstractResolver):
    """Names have the addresses that they are given; others are asked of another resolver.

    Args:
        resolve: as for Client.
        other (AbstractResolver): default: aiohttp's own.
    """

    __module__ = "sallyport.aiohttp"

    def __init__(self, resolve: Resolve, other: AbstractResolver | None = None) -> None:
        self._pins: dict[tuple[str, str], list[str]] = {}
        for entry in _reach._resolve(resolve) or ():
            host, port, addresses = entry.decode("utf-8").split(":", 2)
            self._pins[host.lower(), port] = addresses.split(",")
        self._other = other

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> Any:
        """What aiohttp calls."""
        name = host.lower().rstrip(".")
        addresses = self._pins.get((name, str(port))) or self._pins.get((name, "*"))
        if addresses is None:
            if self._other is None:
                self._other = _aiohttp.resolver.DefaultResolver()
            return await self._other.resolve(host, port, family)
        return [
            {
                "hostname": host,
                "host": address.strip("[]"),
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in addresses
        ]

    async def close(self) -> None:
        """Closes the other resolver."""
        if self._other is not None:
            await self._other.close()
