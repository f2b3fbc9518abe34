"""Credentials that somebody outside of the library has a part in: a key in an HSM, a person with an MFA device."""

from __future__ import annotations

from time import time

from . import _args, _calls, _log, _ops
from ._errors import CREDENTIALS_MALFORMED, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._operation import Operation
    from ._options import Options


class Sessions:
    """Those of IAM Roles Anywhere for a certificate whose key is elsewhere.

    The library says what to sign and goes on with the signature: nothing calls back from it.
    """

    __slots__ = ("_key", "_signer")
    logged = True  # by the library

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
        return _issued(self._signer, _ops.SIGNER_CREATE_SESSION, signature=bytes(signature), time=now)


class Roles:
    """Those of a role whose profile has an mfa_serial. A code is sent once, and nothing calls back from the library."""

    __slots__ = ("_code", "_signer", "region")
    logged = True

    def __init__(self, options: Options, code: Callable[[str], str]) -> None:
        options.set("credentials.external_mfa", True)
        self._signer = _calls.Object(_ops.SIGNER_NEW, options)
        self._code = code
        self.region: bytes = self._signer.call(_ops.SIGNER_MFA_DEVICE)["region"]

    def serial(self) -> str:
        """The device that a code is needed of now; "": none."""
        serial: bytes = self._signer.call(_ops.SIGNER_MFA_DEVICE)["serial"]
        return serial.decode("utf-8", "replace")

    def __call__(self) -> tuple[str, str, str, int]:
        code, serial = None, self.serial()
        if serial:
            code = _args.text(self._code(serial), "the code of mfa_code", CREDENTIALS_MALFORMED)
        return _issued(self._signer, _ops.SIGNER_ASSUME_ROLE, code=code)


def _issued(signer: _calls.Object, operation: Operation, **given: Any) -> tuple[str, str, str, int]:
    issued = None
    try:
        try:
            issued = signer.call(operation, **given)
        finally:
            log = _log.logger()
            if log is not None:
                _log.sources(log, signer.call(_ops.SIGNER_LOG)["lines"])
        texts = [issued[name].decode("ascii") for name in ("access_key_id", "secret_access_key", "session_token")]
        return texts[0], texts[1], texts[2], int(issued["expires"])
    finally:
        del issued  # tracebacks that show locals must not show a secret
