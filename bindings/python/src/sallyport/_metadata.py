"""The metadata service of the instance that this process runs on."""

from __future__ import annotations

from . import _args, _lines, _log, _ops, _reach
from ._channel import Channel, Closeable
from ._errors import INVALID_ARGUMENT, INVALID_OPTION, UNSUPPORTED
from ._options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._calls import Spans
    from ._operation import Operation
    from ._types import Duration, Text, Timeout


class InstanceMetadata(Closeable):
    """Reads the instance metadata service.

    Uses the service's token mode where it has one. No proxy is ever used.

    Args:
        provider (str): "alibaba", or "aws", whose documents are not verified here.
        endpoint (str): base URL; default: the provider's link-local address.
        token_ttl: lifetime of the token, seconds (1 to 21,600) or timedelta;
            0 never uses a token.
        timeout, deadline: as for Client; the service is near, so that the defaults
            are 1 s to connect, 2 s of silence, and 5 s all in all.

    Raises:
        UsageError: an option cannot be used.

    Specification: Alibaba Cloud ECS, "Obtain instance metadata".
    """

    __module__ = "sallyport"
    __slots__ = ()

    def __init__(
        self,
        *,
        provider: Text = "alibaba",
        endpoint: Text | None = None,
        token_ttl: Duration = 21600,
        timeout: Timeout | None = None,
        deadline: Duration | None = None,
    ) -> None:
        options = Options()
        options.set("metadata.provider", _args.text(provider, "provider", UNSUPPORTED, INVALID_ARGUMENT))
        options.set("metadata.endpoint", _args.optional_text(endpoint, "endpoint", INVALID_OPTION))
        lifetime = _args.whole_seconds(token_ttl, "token_ttl")
        options.set("metadata.token_ttl", _args.ranged(lifetime, "token_ttl", 0, 21600, INVALID_OPTION))
        options.set("client.proxy", "none")
        options = options.extended(_reach.limits(timeout, deadline))
        self._channel = Channel("this InstanceMetadata", _ops.METADATA_NEW, options)

    def identity(self, audience: Text | None = None) -> tuple[bytes, bytes]:
        """The identity document and the signature over it, for IdentityVerifier.verify.

        Args:
            audience (str): to be signed with the document; ask the verifying
                side for one (new_audience()).

        Raises:
            NetworkError, TimeoutError, HTTPError: the service did not answer, or
                not with 200.
        """
        given = _args.optional_text(audience, "audience")
        spans = self._ask(_ops.METADATA_IDENTITY, b"/identity", audience=given)
        return spans["document"], spans["signature"]

    def get(self, path: Text) -> str:
        """The answer for one path, such as "/latest/meta-data/instance-id".

        An answer that is not UTF-8 is read as Latin-1, as in every language:
        ``.encode("latin-1")`` gives its bytes then.

        Raises:
            NetworkError, TimeoutError, HTTPError: as for identity().
        """
        where = _args.text(path, "path")
        spans = self._ask(_ops.METADATA_GET, where, path=where)
        return _lines.text(spans["answer"])

    def _ask(self, operation: Operation, what: bytes, **given: Any) -> Spans:
        log = _log.logger()
        try:
            spans: Spans = self._channel.object().call(operation, **given)
        except BaseException as e:
            if log is not None:
                _log.failed(log, b"GET", b"metadata:" + what, e)
            raise
        if log is not None:
            _log.exchanges(log, spans["exchanges"])
        return spans

    def __enter__(self) -> InstanceMetadata:
        self._channel.object()
        return self

    def __repr__(self) -> str:
        return "<InstanceMetadata>"
