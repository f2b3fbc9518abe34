"""For programs on boto3: sessions with credentials that Sallyport was given.

    import sallyport.boto3

    s3 = sallyport.boto3.session(signer).client("s3")

Needs boto3, which is imported here and nowhere else in the package.
"""

from __future__ import annotations

import boto3 as _boto3
import botocore.session as _botocore_session
from botocore.credentials import Credentials, ReadOnlyCredentials

from ._credentials import Source
from ._errors import CREDENTIALS_MISSING, error
from ._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["session"]


def session(signer_or_credentials: Any, **arguments: Any) -> _boto3.session.Session:
    """A boto3 session that signs with the same credentials, renewed as there.

    Args:
        signer_or_credentials: a Signer that was made of credentials, whose region
            is the session's default; or what Signer's credentials= takes.
        arguments: the other keyword arguments of boto3.session.Session, but for
            those of credentials.

    Raises:
        CredentialsError: a signer of the environment or of a profile, which boto3
            reads by itself.
    """
    if isinstance(signer_or_credentials, Signer):
        options = signer_or_credentials._options
        pairs = {key: value for key, value in options.pairs if not key.startswith(b"env.")}
        source = options.credentials
        if source is None:
            if b"credentials.access_key_id" not in pairs:
                raise error(
                    CREDENTIALS_MISSING, "%r has none of its own: boto3 reads that itself" % signer_or_credentials
                )
            key = tuple(pairs.get(b"credentials." + name, b"").decode() or None for name in _PARTS)
            source = Source(lambda: key)
        region = pairs.get(b"sign.region")
        if region:
            arguments.setdefault("region_name", region.decode())
    else:
        source = Source(signer_or_credentials)
    core = _botocore_session.get_session()
    core._credentials = _Renewed(source)  # what botocore's own set_credentials does, of one class only
    return _boto3.session.Session(botocore_session=core, **arguments)


_PARTS = (b"access_key_id", b"secret_access_key", b"session_token")


class _Renewed(Credentials):  # type: ignore[misc]
    """botocore takes the frozen ones for each signature; the three properties are for those who look."""

    method = "sallyport"
    account_id = None

    def __init__(self, source: Source) -> None:
        self._source = source

    def get_frozen_credentials(self) -> Any:
        pairs = dict(self._source.pairs())
        key, secret, token = (pairs.get(b"credentials." + name, b"").decode() or None for name in _PARTS)
        return ReadOnlyCredentials(key, secret, token)

    @property
    def access_key(self) -> Any:
        return self.get_frozen_credentials().access_key

    @property
    def secret_key(self) -> Any:
        return self.get_frozen_credentials().secret_key

    @property
    def token(self) -> Any:
        return self.get_frozen_credentials().token

    def __repr__(self) -> str:
        return "<credentials of %r>" % self._source
