"""Sessions of IAM Roles Anywhere for a certificate whose key is elsewhere: in an HSM, for one."""

from __future__ import annotations

from time import time

from . import _calls, _ops
from ._errors import wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._options import Options


class Sessions:
    """Gives credentials. The library says what to sign and goes on with the signature: nothing calls back from it."""

    __slots__ = ("_key", "_signer")

    def __init__(self, options: Options, key: Callable[[bytes, str], bytes]) -> None:
        options.set("credentials.external_key", True)
        self._signer = _calls.Object(_ops.SIGNER_NEW, options)
        self._key = key

    def __call__(self) -> tuple[str, str, str, int]:
        now = int(time())
        challenge = self._signer.call(_ops.SIGNER_PREPARE_SESSION, time=now)
        signature: Any = self._key(challenge["string_to_sign"], challenge["algorithm"].decode("ascii"))
        if not isinstance(signature, (bytes, bytearray, memoryview)):
            raise wrong_type("the signature of key", "bytes", signature)
        issued = self._signer.call(_ops.SIGNER_CREATE_SESSION, signature=bytes(signature), time=now)
        try:
            texts = [issued[name].decode("ascii") for name in ("access_key_id", "secret_access_key", "session_token")]
            return texts[0], texts[1], texts[2], int(issued["expires"])
        finally:
            del issued  # tracebacks that show locals must not show a secret
