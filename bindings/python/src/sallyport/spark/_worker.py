"""Options that travel with the job, and the objects that a worker makes of them.

Only option values are pickled. A worker process keeps what it made, so that
one signer serves all tasks of the process.
"""

from __future__ import annotations

import os

from .. import _args, _headers, _lines
from .._client import Client
from .._errors import ENDPOINT_INVALID, INVALID_HEADER, usage
from .._identity import IdentityVerifier
from .._iot import IotPublisher
from .._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping

_WHY = (
    "is not taken here: it would be pickled into the job and be seen wherever the job is. "
    "Credentials are taken on the executor: credentials='environment' or 'chain', or profile=, config_file=, "
    "credentials_file="
)
_SECRET = ("access_key_id", "secret_access_key", "session_token", "signer")
_CHAINS = {"chain": "aws", "alibaba": "alibaba"}
_FILES = ("config_file", "credentials_file")
SOURCE = ("credentials", "profile") + _FILES
_SIGNER = frozenset(Signer._open.__kwdefaults__ or ())
_VERIFIER = frozenset(IdentityVerifier.__init__.__kwdefaults__ or ())
_PUBLISHER = frozenset(IotPublisher.__init__.__kwdefaults__ or ()) - {"signer"}
_CLIENT = frozenset(Client.__init__.__kwdefaults__ or ()) - {"signer"}

_made: dict[Any, Any] = {}
_MOST = 16  # a worker serves many jobs, and files with new credentials


def refuse_secrets(options: Mapping[str, Any]) -> None:
    """Raises for an option that is a secret, and for one that holds a private key or a password."""
    try:
        for name in _SECRET:
            if options.get(name) is not None:
                raise usage("%s %s" % (name, _WHY))
        for name in ("cert", "key"):
            if _inline_key(options.get(name)):
                raise usage(
                    "%s holds a private key, which %s; give the path of a file on the executor" % (name, _WHY[:59])
                )
        if _has_password(options.get("cert")):
            raise usage(
                "cert holds a password, which would be pickled into the job; give a key without one on the executor"
            )
        if "@" in str(options.get("proxy") or ""):
            raise usage("proxy holds a password: set HTTPS_PROXY on the executor (spark.executorEnv.HTTPS_PROXY)")
        authorizer = options.get("authorizer")
        if hasattr(authorizer, "items") and ("token" in authorizer or "signature" in authorizer):  # type: ignore[operator]
            raise usage("authorizer holds a token or its signature, which would be pickled into the job")
    finally:
        del options  # tracebacks that show locals must not show secrets


def _has_password(cert: Any) -> bool:
    try:
        return isinstance(cert, tuple) and len(cert) > 2 and cert[2] is not None
    finally:
        del cert


def _inline_key(value: Any) -> bool:
    try:
        if isinstance(value, (tuple, list)):
            return any(_inline_key(item) for item in value)
        if isinstance(value, (bytes, bytearray, memoryview)):
            # What is not PEM may be PKCS#12 or a key in DER.
            return b"PRIVATE KEY" in bytes(value) or b"-----BEGIN" not in bytes(value)
        return isinstance(value, str) and "PRIVATE KEY" in value
    finally:
        del value


def refuse_secret_headers(headers: Any) -> None:
    """Raises for fields, the same for all rows, whose values are secrets."""
    for name, _ in _lines.pairs(headers, "headers", INVALID_HEADER):
        if _headers.is_secret(name):
            raise usage(
                "headers[%r] is not taken here: it would be pickled into the job. Let Sallyport sign on the executor, "
                "or give a column of headers that is made there" % _lines.text(name)
            )


def signer_options(given: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments of presign and sign that make the signer, checked."""
    return _checked(given, _SIGNER.union(SOURCE))


def verifier_options(given: dict[str, Any]) -> dict[str, Any]:
    seen = given.get("seen")
    if seen is not None and not callable(seen):
        raise usage("seen must be a function that asks one store for all executors: each worker has its own set")
    return _checked(given, _VERIFIER)


def publisher_options(given: dict[str, Any]) -> dict[str, Any]:
    return _checked(given, _PUBLISHER.union(SOURCE, _SIGNER))


def client_options(given: dict[str, Any]) -> dict[str, Any]:
    kept = _checked(given, _CLIENT.union(SOURCE, _SIGNER))
    unasked = sorted(_SIGNER.intersection(kept))
    if unasked and not _signs(kept):
        raise usage("%s says how to sign, but nothing says to: add credentials= or profile=" % unasked[0])
    return kept


def _checked(given: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    try:
        refuse_secrets(given)
        for name in given:
            if name not in known:
                raise TypeError("unexpected keyword argument %r" % name)
        source = given.get("credentials", "environment")
        if source not in ("environment", "profile", *_CHAINS):
            raise usage("credentials must be 'environment', 'profile', 'chain' or 'alibaba'")
        return {name: _plain(value) for name, value in given.items() if value is not None}
    finally:
        del given


def _plain(value: Any) -> Any:
    """Arrays and Series as lists: every worker can unpickle and compare those."""
    return value.tolist() if hasattr(value, "tolist") else value


def signer(options: Mapping[str, Any]) -> Signer:
    """This worker's signer. A credentials file that was written anew makes a new one."""
    return _kept("signer", options, _new_signer)  # type: ignore[no-any-return]


def verifier(options: Mapping[str, Any]) -> IdentityVerifier:
    return _kept("verifier", options, lambda given: IdentityVerifier(**given))  # type: ignore[no-any-return]


def client(options: Mapping[str, Any]) -> Client:
    """This worker's client, whose connections stay open from row to row and from task to task."""
    return _kept("client", options, _new_client)  # type: ignore[no-any-return]


def publisher(endpoint: str, options: Mapping[str, Any]) -> IotPublisher:
    return _kept("publisher " + endpoint, options, lambda given: _new_publisher(endpoint, given))  # type: ignore[no-any-return]


def _kept(kind: str, options: Mapping[str, Any], make: Any) -> Any:
    key = (kind, _identity(dict(options)), _stamps(options))
    kept = _made.get(key)
    if kept is None:
        while len(_made) >= _MOST:
            del _made[next(iter(_made))]
        _made[key] = kept = (options, make(dict(options)))
    return kept[1]


def _identity(value: Any) -> Any:
    """Equal only for options that mean the same: a repr may leave something out."""
    if value is None or isinstance(value, (str, bytes, int, float)):
        return type(value), value
    if isinstance(value, (list, tuple)):
        return "list", tuple(_identity(each) for each in value)
    if isinstance(value, (set, frozenset)):
        return "set", frozenset(_identity(each) for each in value)
    if isinstance(value, dict):
        return "dict", frozenset((name, _identity(each)) for name, each in value.items())
    if isinstance(value, os.PathLike):
        return "path", os.fspath(value)
    return "object", id(value)  # what is kept refers to it, so the number is not used again


def _stamps(options: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells one version of the credentials files from the next."""
    if not _by_profile(options):
        return ()
    home = os.path.expanduser("~")
    paths = (
        options.get("config_file") or os.environ.get("AWS_CONFIG_FILE") or os.path.join(home, ".aws", "config"),
        options.get("credentials_file")
        or os.environ.get("AWS_SHARED_CREDENTIALS_FILE")
        or os.path.join(home, ".aws", "credentials"),
    )
    stamps = []
    for path in paths:
        try:
            status = os.stat(path)
            stamps.append((status.st_ino, status.st_mtime_ns, status.st_size))
        except OSError:
            stamps.append((0, 0, 0))
    return tuple(stamps)


def _by_profile(options: Mapping[str, Any]) -> bool:
    source = options.get("credentials")
    return source not in _CHAINS and (source == "profile" or any(name in options for name in SOURCE[1:]))


def _new_signer(options: dict[str, Any]) -> Signer:
    by_profile = _by_profile(options)
    provider = _CHAINS.get(options.pop("credentials", None))
    if provider is not None:
        return Signer.from_chain(provider=provider, **options)
    if not by_profile:
        return Signer.from_env(**options)
    return Signer.from_profile(options.pop("profile", None), **options)


def _signs(options: Mapping[str, Any]) -> bool:
    return any(name in options for name in SOURCE)


def _signing(options: dict[str, Any]) -> dict[str, Any]:
    """Takes out what is the signer's."""
    return {name: options.pop(name) for name in _SIGNER.union(SOURCE) if name in options}


def _new_client(options: dict[str, Any]) -> Client:
    signing = _signing(options)
    if _signs(signing):
        options["signer"] = signer(signing)
    return Client(**options)


def _new_publisher(endpoint: str, options: dict[str, Any]) -> IotPublisher:
    signing = _signing(options)
    if "cert" not in options and "authorizer" not in options:
        options["signer"] = signer(signing)
    return IotPublisher(_args.text(endpoint, "endpoint", ENDPOINT_INVALID).decode("utf-8"), **options)
