"""Requests of others that go on with a signer's own signature."""

from __future__ import annotations

from ._sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._chunks import SignedBody, SignedEvents
    from ._records import SignedRequest
    from ._types import Body, Fields, Text, Time


class Resigner(Sources):
    """What a gateway does with a Signer."""

    __slots__ = ()

    def resign(
        self,
        method: Text,
        url: Text,
        headers: Fields,
        body: Body | None,
        *,
        origin: Text | None = None,
        time: Time | None = None,
    ) -> SignedRequest:
        """Signs a request anew that somebody signed with credentials of no worth, as a gateway does.

        The request is read for the service, the region and the names of the signed headers.
        Its own signature is replaced, not verified: that is for verify_request(). It has to be
        of the signer's scheme; of aws4 and aws4a it may be the other one. A presigned
        URL keeps the end of its life. region= and service= of this signer beat the request's.

        Args:
            method, url, headers: of the request as it came, as for verify_request().
            body: goes on as it is. None: not at hand; the request must declare its hash.
            origin (str): where it goes on to, such as "https://s3.eu-west-1.amazonaws.com";
                default: the URL's, or https and the Host header.
            time (datetime or number): as for sign().

        Raises:
            VerificationError: the request cannot be signed anew; ``.name`` says why.
            UsageError: a wrong argument.
        """
        from ._verify_request import resigned

        return resigned(self._object, method, url, headers, body, origin, time)

    def resign_stream(
        self,
        method: Text,
        url: Text,
        headers: Fields,
        body: Any,
        *,
        origin: Text | None = None,
        chunk_size: int = 65536,
        time: Time | None = None,
    ) -> tuple[SignedRequest, SignedBody]:
        """resign() for a request whose body is in chunks, which are signed anew as they are sent.

        Args:
            method, url, headers, origin, time: as for resign().
            body: what the chunks hold, without their frames: the VerifiedBody of
                verify_stream(), or a file object, an iterator or bytes.
            chunk_size (int): of the new chunks but the last, in bytes, 8192 to 64 MiB.

        Returns:
            The SignedRequest to send, and its body for data= of requests, content= of
            httpx. A checksum as trailer is computed anew.

        Raises:
            VerificationError: the request cannot be signed anew; ``.name`` says why.
            UsageError: a wrong argument, or a body that is not in chunks.
        """
        from . import _chunks

        return _chunks.resign(self._object, method, url, headers, body, origin, chunk_size, time)

    def resign_events(
        self, method: Text, url: Text, headers: Fields, *, origin: Text | None = None, time: Time | None = None
    ) -> tuple[SignedRequest, SignedEvents]:
        """resign() for a request whose body is an event stream, of which each message is signed anew as it is sent.

        The messages are those that the VerifiedBody of verify_stream() gives::

            for message in body: sent.write(events.sign(message))
            sent.write(events.sign())

        Args:
            method, url, headers, origin, time: as for resign().

        Returns:
            The SignedRequest to send, and the SignedEvents that signs each message.

        Raises:
            VerificationError: the request cannot be signed anew; ``.name`` says why.
            UsageError: a wrong argument, or a body that is no event stream.

        Specification: Amazon Transcribe Developer Guide, "Event stream encoding".
        """
        from . import _chunks

        return _chunks.resign_events(self._object, method, url, headers, origin, time)
