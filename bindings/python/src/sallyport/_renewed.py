"""Signers whose credentials change."""

from __future__ import annotations

from . import _ops, _sessions
from ._credentials import Source
from ._errors import CREDENTIALS_STALE, CredentialsError, usage, wrong_type
from ._options import Options
from ._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._chunks import SignedBody, SignedEvents
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


def proven(kind: type[Signer], pairs: Options, key: Any, options: dict[str, Any]) -> Signer:
    """With the sessions that a certificate gets whose key is a function."""
    if kind is not Signer:
        raise usage("a function as key is for Signer itself, not for %s" % kind.__name__)
    return _given(_sessions.Sessions(pairs, key), "a certificate", options)


def with_code(kind: type[Signer], pairs: Options, code: Any, source: str, options: dict[str, Any]) -> Signer | None:
    """With the credentials of a role that needs the code of an MFA device; None: none is needed."""
    if not callable(code):
        raise wrong_type("mfa_code", "a function of the device's name", code)
    roles = _sessions.Roles(pairs.extended(()), code)
    if not roles.serial():
        return None
    if kind is not Signer:
        raise usage("mfa_code= is for Signer itself, not for %s" % kind.__name__)
    if options.get("region") is None:
        options = {**options, "region": roles.region or None}
    return _given(roles, source, options)


def _given(function: Any, source: str, options: dict[str, Any]) -> Signer:
    given = Options()
    given.credentials = Source(function)
    return RenewedSigner._made(given, source, options)


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
