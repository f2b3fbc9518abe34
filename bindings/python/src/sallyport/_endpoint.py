"""What a host name says about the service behind it."""

from __future__ import annotations

from . import _args, _calls, _ops
from ._records import Endpoint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Text


def endpoint(host: Text, *, target: Text | None = None) -> Endpoint:
    """The signing name and region of requests to a host, as Signer finds them.

    No network is used.

    Args:
        host (str or bytes): host name of an AWS endpoint; may carry a port.
        target (str or bytes): the request's X-Amz-Target header, such as
            "DynamoDB_20120810.GetItem", which names the service where the host
            does not.

    Raises:
        UsageError: an argument is not text.

    Specification: AWS, "Regions and endpoints".
    """
    spans = _calls.call(
        _ops.ENDPOINT_LOOKUP, host=_args.text(host, "host"), target=_args.optional_text(target, "target")
    )
    return Endpoint(spans)
