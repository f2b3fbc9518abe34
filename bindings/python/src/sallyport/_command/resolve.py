"""sallyport resolve."""

from __future__ import annotations

import os

from .. import _env
from .._client import Client
from .._endpoint import endpoint
from .._errors import INVALID_URL, error
from . import parsing, reaching

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from .output import Output

_DNS_FAILED = 1301
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_EXAMPLES = (
    (
        "Where a host of AWS is, and what its requests are signed for",
        "sallyport resolve --resolve sts.ap-northeast-1.amazonaws.com:443:10.0.0.7 sts.ap-northeast-1.amazonaws.com",
    ),
    (
        "What a pin does with a URL",
        "sallyport resolve --resolve 'service.cn-shanghai-vpc.maxcompute.aliyun-inc.com:*:10.0.0.7'",
        "https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/",
    ),
)


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "resolve",
        "Say what a host goes to: addresses, server name, and the scope of AWS requests.",
        _run,
        usage="[options] URL|HOST[:PORT]",
        description="Nothing is connected; DNS is asked if no --resolve fits.",
        examples=_EXAMPLES,
    )
    parser.add_argument("where", metavar="WHERE", help="a URL, or HOST or HOST:PORT for https")
    parser.add_argument("--target", metavar="NAME", help="X-Amz-Target of the request, which can tell the service")
    reaching.add_resolve(parser.add_argument_group("Reaching the server (curl's words)"))


def _run(given: argparse.Namespace, output: Output) -> int:
    scheme, host, port = place(parsing.url(given.where))
    with Client(resolve=given.resolve):  # reads the table, so that what is wrong with it is said in its words
        pin = pinned(given.resolve or [], host, port)
    if pin is not None:
        source, addresses = "--resolve", pin.split(",")
    elif is_address(host):
        source, addresses = "the URL", [host]
    else:
        source, addresses = "DNS", asked(host, port)
    scope = endpoint(host, target=given.target)
    secure = scheme in ("https", "wss")
    data: dict[str, Any] = {
        "host": host,
        "port": port,
        "addresses": [address.strip(" []") for address in addresses],
        "source": source,
        "sni": host if secure and not is_address(host) else None,
        "scope": {"service": scope.service, "region": scope.region},
        "proxy_variables": [name for name in _env.PROXY if name != "REQUEST_METHOD" and os.environ.get(name)],
    }
    lines = ["%s:%d goes to %s, by %s" % (host, port, ", ".join(data["addresses"]), source)]
    if secure:
        lines.append("server name (SNI): %s" % (data["sni"] or "none: an address has none"))
    if scope.service:
        lines.append("signed for: service %s, region %s" % (scope.service, scope.region or "not told by the host"))
    if data["proxy_variables"]:
        lines.append("a proxy may be between: %s" % ", ".join(data["proxy_variables"]))
    output.show(data, lines)
    return 0


def place(where: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL or of host:port."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(where if "://" in where else "https://" + where)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("https:")
    if not host or parts.scheme not in _PORTS:
        raise error(INVALID_URL, "%.200r has no host, or another scheme than http and https" % where)
    return parts.scheme, host, port or _PORTS[parts.scheme]


def pinned(table: list[str], host: str, port: int) -> str | None:
    """The addresses of the entry that counts, as in the client: one with the port before one with "*"."""
    found = {}
    for entry in table:
        closing = "]:" if entry.startswith("[") else ":"
        name, _, rest = entry.partition(closing)
        number, _, addresses = rest.partition(":")
        if name.strip("[").rstrip(".").lower() == host:
            found[number.lstrip("0")] = addresses
    return found.get(str(port), found.get("*"))


def is_address(host: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def asked(host: str, port: int) -> list[str]:
    """The addresses that this system's resolver gives."""
    import socket

    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as e:
        raise error(_DNS_FAILED, "%s: %s" % (host, getattr(e, "strerror", None) or e)) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
