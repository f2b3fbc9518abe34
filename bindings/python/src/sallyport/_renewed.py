"""Signers whose credentials change."""

from __future__ import annotations

from . import _ops
from ._errors import CREDENTIALS_STALE, CredentialsError
from ._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._chunks import SignedBody, SignedEvents
    from ._options import Options
    from ._records import PresignedPost, Renewal, SignedRequest


class RenewedSigner(Signer):
    """Before each use it takes the credentials of now."""

    __slots__ = ()

    def _use(self, options: Options) -> None:
        self._pairs: Any = None
        self._renew()

    def _renew(self) -> None:
        options, source = self._options, self._options.credentials
        pairs = () if source is None else source.pairs()
        if pairs is not self._pairs:
            super()._use(options.extended(pairs))
            self._pairs = pairs

    def refresh(self) -> Renewal:
        self._renew()
        return super().refresh()

    def _token(self, **given: Any) -> bytes:
        self._renew()
        return super()._token(**given)

    def sign(self, *given: Any, **arguments: Any) -> SignedRequest:
        self._renew()
        return super().sign(*given, **arguments)

    def resign(self, *given: Any, **arguments: Any) -> SignedRequest:
        self._renew()
        return super().resign(*given, **arguments)

    def presign(self, *given: Any, **arguments: Any) -> str:
        self._renew()
        return super().presign(*given, **arguments)

    def sign_events(self, *given: Any, **arguments: Any) -> tuple[SignedRequest, SignedEvents]:
        self._renew()
        return super().sign_events(*given, **arguments)

    def presign_post(self, *given: Any, **arguments: Any) -> PresignedPost:
        self._renew()
        return super().presign_post(*given, **arguments)

    def sign_stream(self, *given: Any, **arguments: Any) -> tuple[SignedRequest, SignedBody]:
        self._renew()
        return super().sign_stream(*given, **arguments)

    def resign_stream(self, *given: Any, **arguments: Any) -> tuple[SignedRequest, SignedBody]:
        self._renew()
        return super().resign_stream(*given, **arguments)

    def presign_batch(self, *given: Any, **arguments: Any) -> Any:
        self._renew()
        return super().presign_batch(*given, **arguments)


class ChainSigner(Signer):
    """One whose native signer may have to wait for credentials, which signing itself never does."""

    __slots__ = ()

    def sign(self, *given: Any, **arguments: Any) -> SignedRequest:
        signed: SignedRequest = self._fresh(super().sign, given, arguments)
        return signed

    async def _sign_on_loop(self, *given: Any, **arguments: Any) -> SignedRequest:
        try:
            return super().sign(*given, **arguments)
        except CredentialsError as e:
            if e.code != CREDENTIALS_STALE:
                raise
        try:
            await self._object.awaited(_ops.SIGNER_REFRESH)
        finally:
            self._say()
        return super().sign(*given, **arguments)

    def presign(self, *given: Any, **arguments: Any) -> str:
        url: str = self._fresh(super().presign, given, arguments)
        return url

    def resign(self, *given: Any, **arguments: Any) -> SignedRequest:
        signed: SignedRequest = self._fresh(super().resign, given, arguments)
        return signed

    def sign_events(self, *given: Any, **arguments: Any) -> tuple[SignedRequest, SignedEvents]:
        signed: tuple[SignedRequest, SignedEvents] = self._fresh(super().sign_events, given, arguments)
        return signed

    def presign_post(self, *given: Any, **arguments: Any) -> PresignedPost:
        post: PresignedPost = self._fresh(super().presign_post, given, arguments)
        return post

    def sign_stream(self, *given: Any, **arguments: Any) -> tuple[SignedRequest, SignedBody]:
        signed: tuple[SignedRequest, SignedBody] = self._fresh(super().sign_stream, given, arguments)
        return signed

    def resign_stream(self, *given: Any, **arguments: Any) -> tuple[SignedRequest, SignedBody]:
        signed: tuple[SignedRequest, SignedBody] = self._fresh(super().resign_stream, given, arguments)
        return signed

    def presign_batch(self, *given: Any, **arguments: Any) -> Any:
        return self._fresh(super().presign_batch, given, arguments)

    def _token(self, **given: Any) -> bytes:
        made: bytes = self._fresh(super()._token, (), given)
        return made

    def _fresh(self, sign: Any, given: Any, arguments: Any) -> Any:
        try:
            return self._object.fresh(_ops.SIGNER_REFRESH, lambda: sign(*given, **arguments))
        finally:
            self._say()
