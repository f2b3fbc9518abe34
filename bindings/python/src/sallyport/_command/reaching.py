"""The options of commands that connect, in curl's words, and the Client that they make."""

from __future__ import annotations

import os

from .._client import Client
from . import parsing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any


def add(parser: parsing.Parser, *, allow: bool = True) -> None:
    group = parser.add_argument_group("Reaching the server (curl's words)")
    add_resolve(group)
    group.add_argument("--cacert", metavar="FILE", help="trust these authorities only (PEM or DER)")
    group.add_argument("--capath", metavar="DIR", help="the same, a directory")
    group.add_argument("-k", "--insecure", action="store_true", help="check no certificate")
    group.add_argument("-E", "--cert", metavar="FILE", help="client certificate (PEM), with its key or without")
    group.add_argument("--key", metavar="FILE", help="private key of the client certificate")
    group.add_argument(
        "--pinnedpubkey", metavar="PINS", help='"sha256//BASE64", several with ";": one must be in the chain'
    )
    group.add_argument("-x", "--proxy", metavar="URL", help='"http://host:port", or "none" for none at all')
    if allow:
        group.add_argument(
            "--allow", metavar="WHAT", action="append", help='addresses that may be dialled: "public", CIDR or host'
        )
    group.add_argument("--connect-timeout", metavar="SECONDS", type=float, help="limit for the connection")
    group.add_argument("-m", "--max-time", metavar="SECONDS", type=float, help="limit for all of it")
    group.add_argument("--retry", metavar="N", type=int, default=2, help="repetitions where they are safe (2)")
    parser.refuse("--pass", "--proxy-user", "-U")


def add_resolve(group: Any) -> None:
    group.add_argument(
        "--resolve",
        metavar="HOST:PORT:ADDR",
        action="append",
        help="connect to ADDR for HOST, whose name stays in TLS and HTTP; PORT may be *",
    )


def arguments(given: argparse.Namespace) -> dict[str, Any]:
    """The keyword arguments of Client, and of IotPublisher without allow."""
    out: dict[str, Any] = {"retries": given.retry, "resolve": given.resolve}
    if given.insecure:
        out["verify"] = False
    elif given.cacert is not None or given.capath is not None:
        out["verify"] = given.capath if given.cacert is None else given.cacert
    if given.cert is not None:
        _no_passphrase(given.cert)
        out["cert"] = given.cert if given.key is None else (given.cert, given.key)
    elif given.key is not None:
        given.parser.error("--key needs --cert")
    if given.pinnedpubkey is not None:
        out["spki_pins"] = given.pinnedpubkey.split(";")
    if given.proxy is not None:
        out["proxy"] = False if given.proxy in ("", "none") else parsing.proxy(given.proxy)
    if given.connect_timeout is not None:
        out["timeout"] = (given.connect_timeout, 30)
    if given.max_time is not None:
        out["deadline"] = given.max_time
    if getattr(given, "allow", None) is not None:
        out["allow"] = given.allow
    return out


def client(given: argparse.Namespace, **more: Any) -> Client:
    return Client(**arguments(given), **more)


def _no_passphrase(cert: str) -> None:
    """curl's --cert FILE:PASSPHRASE."""
    name, colon, _ = cert.rpartition(":")
    if colon and not os.path.exists(cert) and os.path.exists(name):
        raise parsing.secret(
            "--cert holds a passphrase",
            "decrypt the key into a file of your own: openssl pkey -in key.pem -out plain.pem",
        )
