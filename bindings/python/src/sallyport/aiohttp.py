"""For programs on aiohttp: signatures, and pinned addresses under real names.

    import aiohttp
    from sallyport.aiohttp import PinnedResolver, SigV4Auth

    connector = aiohttp.TCPConnector(resolver=PinnedResolver({"api.example.com": "203.0.113.7"}))
    aiohttp.ClientSession(connector=connector, middlewares=[SigV4Auth(access_key_id=..., secret_access_key=...)])

TLS stays aiohttp's: it checks the certificate for the URL's name. Needs aiohttp
3.12.4 or later, which is imported here and nowhere else in the package.
"""

from __future__ import annotations

import socket
from contextvars import ContextVar

import aiohttp as _aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from . import _reach, _signable
from ._errors import INVALID_ARGUMENT, error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._signer import Signer
    from ._types import Resolve

__all__ = ["PinnedResolver", "SigV4Auth"]


_last: ContextVar[Any] = ContextVar("sallyport.aiohttp", default=(None, None, None))


class SigV4Auth:
    """Signs each request of a session, or of one call, for AWS: a client middleware.

    Args:
        signer (Signer): or none, and the keyword arguments of one.

    A redirect to the same scheme, host and port is signed too; one to elsewhere is
    sent unsigned.
    """

    __module__ = "sallyport.aiohttp"

    def __init__(self, signer: Signer | None = None, **arguments: Any) -> None:
        self._signer = _signable.signer_of(signer, arguments)

    async def __call__(self, request: Any, handler: Any) -> Any:
        """What aiohttp calls, for each redirect too."""
        if not self._is_of_origin(request):
            return await handler(request)
        if getattr(request, "compress", None):
            raise error(INVALID_ARGUMENT, "compress= changes the body after it was signed: give a compressed body")
        body = request.body
        if isinstance(body, _aiohttp.payload.Payload):
            body = await body.as_bytes()
        unsigned = _signable.Unsigned(self._signer, request.method, str(request.url), request.headers.items(), body)
        signed = unsigned.checked(await self._signer._sign_on_loop(**unsigned.arguments))
        request.url = URL(signed.url, encoded=True)
        unsigned.put(signed, request.headers)
        return await handler(request)

    def _is_of_origin(self, request: Any) -> bool:
        """Whether scheme, host and port are those that the caller named: a redirect to elsewhere is not signed.

        The requests of one call have the same timer, which aiohttp makes for it.
        """
        call, origin = getattr(request, "_timer", None), request.url.origin()
        auth, last, first = _last.get()
        if auth is not self or last is not call or call is None:
            first = origin
        elif first != origin:
            first = None  # nor is what leads back from there
        _last.set((self, call, first))
        return first is not None

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
