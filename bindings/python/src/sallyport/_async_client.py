"""The client for asyncio."""

from __future__ import annotations

from ._call import Call, run_async
from ._client import Requester
from ._stream import AsyncStreamedResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Coroutine  # noqa: F401 - in the text of the base

    from typing_extensions import Unpack

    from ._response import Response
    from ._types import CallOptions, Text


class AsyncClient(Requester["Coroutine[Any, Any, Response]"]):
    """An HTTPS client for asyncio. The arguments of the class are those of Client.

    It uses no threads: the running loop watches a descriptor for each exchange
    under way, so any number may be. A task that is cancelled gives its exchange
    up. One client may serve several loops, one after the other or in threads.
    """

    __module__ = "sallyport"
    __slots__ = ()
    _modules = (*Requester._modules, "asyncio")

    async def request(self, method: Text, url: Text, **options: Unpack[CallOptions]) -> Response:
        """Sends a request and reads the whole response. The arguments and errors are those of Client.request().

        data may be an asynchronous iterator of bytes too; a file is read on the loop's thread.
        """
        response: Response = await run_async(Call(self, method, url, **options).whole())
        return response

    def stream(self, method: Text, url: Text, **options: Unpack[CallOptions]) -> _Opening:
        """For async with: sends a request; the body is read as it arrives. See Client.stream()."""
        return _Opening(Call(self, method, url, **options))

    async def aclose(self) -> None:
        """The same as close(), which does not wait, under the name that other libraries have for it."""
        self.close()

    async def __aenter__(self) -> AsyncClient:
        self._channel.object()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self.close()


class _Opening:
    """A stream that opens with async with."""

    __slots__ = ("_call", "_response")

    def __init__(self, call: Call) -> None:
        self._call = call
        self._response: AsyncStreamedResponse | None = None

    async def __aenter__(self) -> AsyncStreamedResponse:
        response: AsyncStreamedResponse = await run_async(self._call.streamed(AsyncStreamedResponse))
        self._response = response
        return response

    async def __aexit__(self, *exc_info: object) -> None:
        if self._response is not None:
            self._response.close()
