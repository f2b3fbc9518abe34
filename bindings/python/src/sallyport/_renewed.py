"""Signers whose credentials change."""

from __future__ import annotations

from ._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._chunks import SignedBody, SignedEvents
    from ._options import Options
    from ._records import PresignedPost, SignedRequest


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

    def presign_batch(self, *given: Any, **arguments: Any) -> Any:
        self._renew()
        return super().presign_batch(*given, **arguments)
