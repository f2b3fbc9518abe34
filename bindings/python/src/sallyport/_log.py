"""What is said of an exchange: a line at DEBUG by the logger "sallyport", and attributes in OpenTelemetry's words.

A program that has not imported logging is not made to, and without a logger that
wants the lines nothing is put together for them.
"""

from __future__ import annotations

import sys

from . import _lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger
    from typing import Any

    from ._calls import Spans

_DEBUG = 10
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "?")
_logger: Logger | None = None  # what getLogger gives is the same for good, and takes a lock each time


def logger() -> Logger | None:
    """The logger, if it wants the line of an exchange."""
    global _logger
    if _logger is None:
        make = getattr(sys.modules.get("logging"), "getLogger", None)
        if make is None:  # not imported, or only in part by now
            return None
        _logger = make("sallyport")
    return _logger if _logger.isEnabledFor(_DEBUG) else None


def sources(log: Logger, lines: bytes) -> None:
    """Logs what was said of sources of credentials; lines begin with their time."""
    for line in lines.splitlines():
        log.debug("%s", _lines.text(line.partition(b" ")[2]), extra={"said": _lines.text(line.partition(b" ")[0])})


def key(access_key_id: bytes, expires: float | None) -> str:
    """Credentials for a line, as the library says it."""
    from datetime import datetime, timezone

    ending = " that ends in " + _lines.text(access_key_id[-4:]) if len(access_key_id) > 8 else ""
    if expires is None:
        return "a key%s, without end" % ending
    return "a key%s, until %s" % (ending, datetime.fromtimestamp(expires, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))


def answered(log: Logger, method: bytes, spans: Spans) -> None:
    """Logs an exchange that has a response."""
    if spans.get("credentials.log"):
        sources(log, spans["credentials.log"])
    line = b"%s %s %s from %s" % (method, redacted(spans["url"]), spans["status"], spans["peer.address"])
    if spans["tls.version"]:
        line += b" by " + spans["tls.version"]
    text = _lines.text(line) + " in %.1f ms" % (int(spans["time.total"] or 0) / 1000)
    if int(spans["attempts"] or 1) > 1:
        text += ", %s attempts" % _lines.text(spans["attempts"])
    log.debug("%s", text, extra=attributes(method, spans))


_EXCHANGE = (
    "status", "url", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "time.total",
)  # fmt: skip


def exchanges(log: Logger, lines: bytes) -> None:
    """Logs the exchanges of a call that makes several; lines are as in core/op/ops.tsv."""
    for line in lines.splitlines():
        method, *facts = line.split(b"\t")
        answered(log, method, dict(zip(_EXCHANGE, facts)))


def failed(log: Logger, method: bytes, url: bytes, exception: BaseException) -> None:
    """Logs an exchange that has none. The texts of the library's errors hold no secrets; those of others may."""
    from ._errors import Error

    name = exception.name if isinstance(exception, Error) else type(exception).__name__
    text = "%s: %s" % (name, exception.message) if isinstance(exception, Error) else name
    line = _lines.text(b"%s %s" % (method, redacted(url))).translate(_CONTROLS)  # which may be why it failed
    log.debug("%s failed: %s", line, text, extra={"http.request.method": _lines.text(method), "error.type": name})


def redacted(url: bytes) -> bytes:
    """A URL without user, query and fragment, which may hold secrets."""
    where = url.partition(b"#")[0].partition(b"?")[0]
    scheme, separator, rest = where.partition(b"://")
    authority, slash, path = rest.partition(b"/")
    return scheme + separator + authority.rpartition(b"@")[2] + slash + path


def attributes(method: bytes, spans: Spans) -> dict[str, Any]:
    """An exchange in the words of OpenTelemetry's semantic conventions for HTTP clients (1.23 and later)."""
    url = redacted(spans["url"])
    scheme, _, rest = url.partition(b"://")
    host, port = _address(rest.partition(b"/")[0])
    found: dict[str, Any] = {
        "http.request.method": _lines.text(method),
        "url.full": _lines.text(url),
        "server.address": host,
        "server.port": port or (443 if scheme == b"https" else 80),
        "http.response.status_code": int(spans["status"]),
        "network.protocol.name": "http",
        "network.protocol.version": "1.1",
    }
    if spans["peer.address"]:
        found["network.peer.address"], found["network.peer.port"] = _address(spans["peer.address"])
    if spans["tls.version"]:
        found["tls.protocol.name"] = "tls"
        found["tls.protocol.version"] = _lines.text(spans["tls.version"]).rpartition(" ")[2]
        found["tls.cipher"] = _lines.text(spans["tls.cipher"])
    if spans["tls.alpn"]:
        found["tls.next_protocol"] = _lines.text(spans["tls.alpn"])
    if int(spans["attempts"] or 1) > 1:
        found["http.request.resend_count"] = int(spans["attempts"]) - 1
    if found["http.response.status_code"] >= 400:
        found["error.type"] = str(found["http.response.status_code"])
    return found


def _address(text: bytes) -> tuple[str, int]:
    """Host and port, 0 if there is none."""
    host, _, port = text.rpartition(b":")
    if not port.isdigit():
        host, port = text, b"0"
    return _lines.text(host).strip("[]"), int(port)
