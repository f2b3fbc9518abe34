"""Why a connection fails."""

from __future__ import annotations

from . import _calls, _content, _lines, _ops
from ._client import Client
from ._errors import Error
from ._explain import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._calls import Spans
    from ._types import Text


class Diagnosis(Finding):
    """Why a connection fails, or that it does not. ``str()`` is a readable report; no secret is in it. Can be pickled.

    Attributes:
        cause (str): a stable id, such as "connect_refused"; "ok" where all is
            well. docs/causes/README.md lists them.
        stage (str): how far the connection came: "configuration", "proxy",
            "dns", "tcp", "hello", "certificate", "mutual", "http" or "done".
        summary (str): what it means.
        evidence (list of (str, str)): what was seen, by name; names can repeat.
        fix (str): what to change.
    """

    __module__ = "sallyport"
    __slots__ = ("stage",)

    stage: str

    def __init__(self, spans: Spans) -> None:
        super().__init__(spans)
        self.stage = _lines.text(spans["stage"])


def diagnose(url: Text, **client_options: Any) -> Diagnosis:
    """Connects to a URL as a Client would, step by step, and says what is wrong.

    Looked at are the URL, the proxy, DNS, each address, the TLS handshake, the
    certificates of either side and the head of the answer to a GET, which is
    neither signed nor redirected nor repeated. Some causes need further
    connections, which carry neither path nor query. What fails is the result
    and not an exception::

        print(sallyport.diagnose("https://kms.example.com/", resolve={"kms.example.com": "10.0.0.7"}))

    Args:
        url (str or bytes): absolute, http or https.
        **client_options: those of Client. deadline bounds all of it; without
            one it is a minute.

    Raises:
        UsageError: a type is wrong, or the option is not one of Client.
    """
    try:
        client = Client(**client_options)
    except Error as e:
        if not e.cause:
            raise
        return Diagnosis(
            _calls.call(_ops.ERROR_DIAGNOSE, cause=e.cause.encode(), message=e.message.encode("utf-8"), code=e.code)
        )
    with client:
        return Diagnosis(client._channel.object().call(_ops.CLIENT_DIAGNOSE, url=_content.url(url, None)))
