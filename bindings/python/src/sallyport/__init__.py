"""Sallyport: sign, reach, publish and verify from locked-down compute.

* Signer signs requests with AWS Signature Version 4.
* verify_request verifies the signature of an incoming request, verify_stream that of
  one whose body is still to come, verify_post the POST policy of a browser's form.
* explain says why a server refused a signature, inspect what a signed request holds.
* endpoint tells what a host's requests are signed for.
* Client reaches an HTTPS server by a pinned address under its real name;
  AsyncClient does for asyncio.
* diagnose says why a connection fails.
* IotPublisher publishes to AWS IoT Core.
* IdentityVerifier verifies who an instance is; InstanceMetadata fetches the
  proof on the instance itself.
* runtime sets what the process as a whole may use.

Everything that fails raises an Error with a stable code and a hint. Importing
this package loads nothing native; the first object does.
"""

from __future__ import annotations

from ._async_client import AsyncClient
from ._call import PreparedRequest
from ._chunks import SignedBody, SignedEvents
from ._client import Client
from ._diagnose import Diagnosis, diagnose
from ._endpoint import endpoint
from ._errors import (
    CertificateError,
    CredentialsError,
    Error,
    HTTPError,
    InternalError,
    NetworkError,
    PublishError,
    TimeoutError,
    TLSError,
    UsageError,
    VerificationError,
)
from ._explain import Explanation, explain
from ._headers import Headers
from ._identity import IdentityVerifier, new_audience
from ._inspect import Inspection, inspect
from ._iot import IotPublisher
from ._metadata import InstanceMetadata
from ._publish_batch import PublishReport
from ._records import (
    Endpoint,
    InstanceIdentity,
    Peer,
    PreparedPublish,
    PresignedPost,
    PublishReceipt,
    Renewal,
    SignedRequest,
    Timings,
)
from ._response import Response
from ._runtime import runtime
from ._signer import Signer
from ._stream import AsyncStreamedResponse, StreamedResponse
from ._trust import TrustedRoot, TrustReport
from ._verify_post import VerifiedPost, verify_post
from ._verify_request import VerifiedRequest, verify_request
from ._verify_stream import VerifiedBody, verify_stream

__version__ = "0.1.0"

__all__ = [
    "AsyncClient",
    "AsyncStreamedResponse",
    "CertificateError",
    "Client",
    "CredentialsError",
    "Diagnosis",
    "Endpoint",
    "Error",
    "Explanation",
    "HTTPError",
    "Headers",
    "IdentityVerifier",
    "Inspection",
    "InstanceIdentity",
    "InstanceMetadata",
    "InternalError",
    "IotPublisher",
    "NetworkError",
    "Peer",
    "PreparedPublish",
    "PreparedRequest",
    "PresignedPost",
    "PublishError",
    "PublishReceipt",
    "PublishReport",
    "Renewal",
    "Response",
    "SignedBody",
    "SignedEvents",
    "SignedRequest",
    "Signer",
    "StreamedResponse",
    "TLSError",
    "TimeoutError",
    "Timings",
    "TrustReport",
    "TrustedRoot",
    "UsageError",
    "VerificationError",
    "VerifiedBody",
    "VerifiedPost",
    "VerifiedRequest",
    "__version__",
    "diagnose",
    "endpoint",
    "explain",
    "inspect",
    "new_audience",
    "runtime",
    "verify_post",
    "verify_request",
    "verify_stream",
]
