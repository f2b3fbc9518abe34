"""The client for asyncio."""

from __future__ import annotations

from . import _ops
from ._client import Requester
from ._response import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._types import Body, Duration, Fields, Params, Text, Timeout


class AsyncClient(Requester):
    """An HTTPS client for asyncio. The arguments of the class are those of Client.

    It uses no threads: the running loop watches a descriptor for each exchange
    under way, so any number may be. A task that is cancelled gives its exchange
    up. One client may serve several loops, one after the other or in threads.
    """

    __module__ = "sallyport"
    __slots__ = ()
    _modules = ("json", "datetime", "asyncio")

    async def request(
        self,
        method: Text,
        url: Text,
        *,
        headers: Fields | None = None,
        params: Params | None = None,
        data: Body | Params | None = None,
        json: Any = None,
        timeout: Timeout | None = None,
        deadline: Duration | None = None,
        allow_redirects: bool | None = None,
    ) -> Response:
        """Sends a request and reads the whole response. The arguments and errors are those of Client.request()."""
        client, given = self._prepared(method, url, headers, params, data, json, timeout, deadline, allow_redirects)
        return Response(given["method"], await client.awaited(_ops.CLIENT_DO, **given))

    async def get(self, url: Text, **options: Any) -> Response:
        """GET; the arguments are those of request()."""
        return await self.request("GET", url, **options)

    async def head(self, url: Text, **options: Any) -> Response:
        """HEAD; the arguments are those of request()."""
        return await self.request("HEAD", url, **options)

    async def options(self, url: Text, **options: Any) -> Response:
        """OPTIONS; the arguments are those of request()."""
        return await self.request("OPTIONS", url, **options)

    async def delete(self, url: Text, **options: Any) -> Response:
        """DELETE; the arguments are those of request()."""
        return await self.request("DELETE", url, **options)

    async def post(self, url: Text, data: Body | Params | None = None, json: Any = None, **options: Any) -> Response:
        """POST; the arguments are those of request()."""
        return await self.request("POST", url, data=data, json=json, **options)

    async def put(self, url: Text, data: Body | Params | None = None, **options: Any) -> Response:
        """PUT; the arguments are those of request()."""
        return await self.request("PUT", url, data=data, **options)

    async def patch(self, url: Text, data: Body | Params | None = None, **options: Any) -> Response:
        """PATCH; the arguments are those of request()."""
        return await self.request("PATCH", url, data=data, **options)

    async def aclose(self) -> None:
        """The same as close(), which does not wait, under the name that other libraries have for it."""
        self.close()

    async def __aenter__(self) -> AsyncClient:
        self._channel.object()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self.close()
