"""For programs on opensearch-py: signed requests for Amazon OpenSearch, of every connection class.

    from opensearchpy import OpenSearch
    from sallyport.opensearch import SigV4Auth

    client = OpenSearch(hosts=[{"host": host, "port": 443}], use_ssl=True,
                        http_auth=SigV4Auth(access_key_id=..., secret_access_key=..., service="aoss"))

Needs nothing of opensearch-py itself.
"""

from __future__ import annotations

from . import _signable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._signer import Signer

__all__ = ["SigV4Auth"]


class SigV4Auth:
    """In place of opensearch-py's Urllib3AWSV4SignerAuth, RequestsAWSV4SignerAuth and AWSV4SignerAsyncAuth.

    Args:
        signer (Signer): or none, and the keyword arguments of one. Then
            x-amz-content-sha256 is sent, which OpenSearch Serverless asks for.
    """

    __module__ = "sallyport.opensearch"

    def __init__(self, signer: Signer | None = None, **arguments: Any) -> None:
        if signer is None:
            arguments.setdefault("content_sha256_header", True)
        self._signer = _signable.signer_of(signer, arguments)

    def __call__(self, method: Any, url: Any = None, body: Any = None, headers: Any = None) -> Any:
        """What opensearch-py calls: with a request's parts for headers to add, with requests' request to change it."""
        if url is None:
            from .requests import SigV4Auth as RequestsAuth

            return RequestsAuth(self._signer)(method)
        unsigned = _signable.Unsigned(self._signer, method, url, (headers or {}).items(), body)
        signed = unsigned.checked(self._signer.sign(**unsigned.arguments))
        return {name: value for name, value in signed.headers.items() if name.lower() != "host"}

    def __repr__(self) -> str:
        return "<SigV4Auth of %r>" % self._signer
